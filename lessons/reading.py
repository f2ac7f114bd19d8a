"""A lesson read from its page: module and week, goals, checks, exit ticket, due dates, and where a choice is asked.

Rules hold for any page of such a site: what a section is for, its heading says; what a list is for, the sentence
that leads into it.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mixitup.pages import ItemList, Minutes, Page, Section, find_minutes, place_of, week_in

LEARNING_GOALS = re.compile(r"\blearning (goals|objectives|outcomes|targets)\b", re.I)
_AIMS = r"(goals|objectives|outcomes)( (for|of) (the |this |today['’]s )?(session|lesson|week|workshop))?( ?\([^)]*\)| (&|and) \w+)?"
GOALS = re.compile(rf"^\W*((our|key|lesson|session|workshop|today['’]s) )?{_AIMS}\W*$", re.I)
LEADS_INTO_GOALS = re.compile(rf"^\W*((our|the|key) )*((learning|lesson|session) )?{_AIMS}( are)?:\W*$", re.I)
NUMBERED = re.compile(r"^\W*\d+[.)]\s")
BLANK = re.compile(r"^\W*\[[^\]]*\]\W*$")
CHECKS = re.compile(r"\bcheck(s|ing)? (for|your) understanding\b", re.I)
DUE = re.compile(r"\bdue\b|\bdeliverables?\b|\breminders?\b|\bdeadlines?\b", re.I)
EXIT_TICKET = re.compile(r"\bexit[\s-]?ticket\b", re.I)
FAQ = re.compile(r"\b(faqs?|frequently asked)\b", re.I)
ENERGY = re.compile(r"\benergi[sz]e\b.*\bdrain\b|\bdrain\b.*\benergi[sz]e\b", re.I | re.S)
NEEDS = re.compile(r"\bwhat you need\b|\byour needs\b|\bneed from networking\b", re.I)
GOAL = re.compile(r"^\s*(suggested )?goal\s*#?\s*(\d+)\s*[:.–—-]?\s*", re.I)
REFLECT = re.compile(r"\b(reflect|write down|journal|take time to|take a moment|jot)\b", re.I)
LENGTH = re.compile(
    r"\b(lesson|prework|assignment|page)\b.*\b(takes?|lasts?|needs?)\b|\b(set|put) aside\b|\b(give|allow) yourself\b",
    re.I,
)
UNTIL_WHEN = re.compile(r"[,;:.]\s|\s(?:is due\b|due\b|by the end\b|\()", re.I)
LEAST_LENGTH = 15  # minutes; what is shorter speaks of a part
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SHORT_DAYS = r"(?-i:Mon|Tues?|Wed|Thu|Thurs?|Fri|Sat|Sun)"
WEEKDAY = re.compile(r"\b(" + "|".join(WEEKDAYS) + "|" + SHORT_DAYS + r")\b(?!['’]s\b)", re.I)
MODULE_END = re.compile(
    r"\b(end|last (day|friday)) of (the |this |your )?(module|inning|mod)\b|\b(module|inning)['’]s end\b",
    re.I,
)
BEFORE = re.compile(r"\b(before|(start|beginning) of)\s+(the\s+)?((start|beginning) of\s+)?week\b", re.I)
# A week that says where something comes from, not when it is asked for.
OTHER_WEEK = re.compile(r"\b(from|since)\s+week\s+\w+|(?<!by )(?<!before )\bweek\s+\w+['’]s\b", re.I)
IN_WEEK = re.compile(r"\b(in|during)\s+week\b", re.I)
HAND_IN = r"\b(submit|complete|finish|hand in|turn in|send in|due|exit ticket)\b"
HANDED_IN = re.compile(HAND_IN, re.I)
WEEK = re.compile(r"\bweek\b", re.I)
# What one sentence says, in this order, when it asks for something by a time.
ASKS = (
    (
        re.compile(rf"{HAND_IN}|\b(submitted|completed|finished|handed in|turned in)\b", re.I),
        re.compile(r"\b(by|before|at the end of|no later than)\b", re.I),
        WEEK,
    ),
    (re.compile(r"\b(by|at) the end of week\b", re.I), HANDED_IN),
    (re.compile(r"\bdeadline is\b", re.I), WEEK),
    (re.compile(r"\bdue\b.{0,20}\bweek\b", re.I),),
)
FORM = re.compile(
    r"//(forms\.gle|docs\.google\.com/forms|forms\.office\.com|forms\.microsoft\.com|(\w+\.)?typeform\.com|(\w+\.)?jotform\.com)/",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Due:
    """Something to hand in. `weekday` and `week` of the inning; both None: by the end of the module."""

    what: str
    weekday: str | None
    week: int | None

    @property
    def is_ticket(self) -> bool:
        """Whether it is handed in here; the rest is done by the student's word."""
        return "ticket" in self.what.lower()

    @property
    def name(self) -> str:
        """What it is without when: as short as the page's sentence allows."""
        return "Exit ticket" if self.is_ticket else UNTIL_WHEN.split(self.what)[0].strip() or self.what

    def day(self, first: datetime.date, last_friday: datetime.date) -> datetime.date:
        """The date in the inning whose first day is `first`; a weekday of no week is as late as the module's end."""
        if self.weekday is None or self.week is None:
            return last_friday
        return first + datetime.timedelta(weeks=self.week - 1, days=WEEKDAYS.index(self.weekday))


@dataclass(frozen=True, slots=True)
class Piece:
    """Where a section asks for a choice: kind "energy" or "needs", with what there is to choose from."""

    kind: str
    anchor: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a page says as a lesson; `None` where it doesn't say."""

    title: str | None
    module: int | None
    week: int | None
    minutes_from: int | None
    minutes_to: int | None
    goals: tuple[str, ...]
    checks: tuple[str, ...]
    exit_ticket: str | None
    due: tuple[Due, ...]
    faq: int
    pieces: tuple[Piece, ...]
    suggested_goals: tuple[Section, ...]


def read_lesson(page: Page) -> Lesson:
    """What the page says as a lesson. O(page), deterministic; never raises."""
    place = place_of(page)
    length = page.stated.minutes if page.stated else _length(page) or page.minutes
    return Lesson(
        title=page.title,
        module=place.module,
        week=place.week,
        minutes_from=length.least if length else None,
        minutes_to=length.most if length else None,
        goals=tuple(_goals(page)),
        checks=tuple(_checks(page)),
        exit_ticket=_exit_ticket(page),
        due=tuple(_dues(page, place.week)),
        faq=sum(
            len([i for i in g.items if i.text]) for s in page.sections if FAQ.search(s.title) for g in s.lists
        ),
        pieces=tuple(_pieces(page)),
        suggested_goals=tuple(section for section in page.sections if GOAL.match(section.title)),
    )


def asks_to_reflect(section: Section) -> bool:
    """Whether a section invites to write: it says so, or it asks something outside a list of questions for others."""
    return any(REFLECT.search(p.text) or p.text.rstrip().endswith("?") for p in section.paragraphs)


def _length(page: Page) -> Minutes | None:
    """How long a sentence says that the lesson takes."""
    for section in page.sections:
        for text in (*(p.text for p in section.paragraphs), *(item.text for item in section.items())):
            for sentence in re.split(r"(?<=[.!?])\s+", text):
                found = next(find_minutes(sentence), None)
                if found and found.minutes.most >= LEAST_LENGTH and LENGTH.search(sentence[: found.start]):
                    return found.minutes
    return None


def _named(page: Page, heading: re.Pattern[str]) -> Iterator[Section]:
    """The sections with such a heading, and what is inside them, once each."""
    seen: set[str] = set()
    for section in page.sections:
        if heading.search(section.title):
            for part in (section, *page.inside(section)):
                if part.anchor not in seen:
                    seen.add(part.anchor)
                    yield part


def _goals(page: Page) -> Iterator[str]:
    """The entries under the headings about goals; where no heading is, those of a list introduced as the goals."""
    named = _headed(page, LEARNING_GOALS) or _headed(page, GOALS)
    for section in named:
        yield from _entries(section.lists or _lists_inside(page, section))
    if not named:
        groups = [group for s in page.sections for group in s.lists if LEADS_INTO_GOALS.search(group.lead_in)]
        yield from _entries(groups[:1])


def _checks(page: Page) -> Iterator[str]:
    """What the check for understanding asks to be done: its numbered entries, else its others, else its text."""
    for section in _headed(page, CHECKS):
        lists = section.lists or _lists_inside(page, section)
        yield from _entries([group for group in lists if group.is_numbered] or lists)
        if not lists:
            texts = [p.text for p in section.paragraphs if not BLANK.search(p.text)]
            yield from [text for text in texts if NUMBERED.search(text)] or texts[: len(texts) == 1]


def _headed(page: Page, heading: re.Pattern[str]) -> list[Section]:
    """The sections with such a heading, but for those inside another."""
    found = [section for section in page.sections if heading.search(section.title)]
    inner = {part.anchor for section in found for part in page.inside(section)}
    return [section for section in found if section.anchor not in inner]


def _lists_inside(page: Page, section: Section) -> list[ItemList]:
    return [group for part in page.inside(section) for group in part.lists]


def _entries(lists: Iterable[ItemList]) -> Iterator[str]:
    for group in lists:
        yield from (item.text for item in group.items if item.text)


def _exit_ticket(page: Page) -> str | None:
    """The link that calls itself so; else the first one in its section; else a form, where the page speaks of one."""
    out = [link for link in page.links if link.kind == "out"]
    named = [link.url for link in out if EXIT_TICKET.search(link.text)]
    spans = [(s.line, _end(page, s)) for s in page.sections if EXIT_TICKET.search(s.title)]
    inside = [link.url for link in out if any(first <= link.line < end for first, end in spans)]
    forms = [link.url for link in out if FORM.search(link.url)] if _speaks_of_ticket(page) else []
    return next(iter([*named, *inside, *forms]), None)


def _end(page: Page, section: Section) -> float:
    """The line on which the next section of the page begins."""
    return min((s.line for s in page.sections if s.line > section.line), default=float("inf"))


def _speaks_of_ticket(page: Page) -> bool:
    return any(
        EXIT_TICKET.search(text)
        for s in page.sections
        for text in (s.title, *(p.text for p in s.paragraphs), *(item.text for item in s.items()))
    )


def _dues(page: Page, week: int | None) -> Iterator[Due]:
    """What the page asks for by a time: in the sections about due dates, and where a sentence elsewhere says so.

    What names no time, in itself, its list's lead-in or the heading, is a reminder and no due date.
    """
    sections = list(_named(page, DUE))
    found = [due for section in sections for due in _dues_in(section, week)]
    yield from found
    days = {(due.weekday, due.week) for due in found}
    tickets = set()
    for section in page.sections:
        for text in _sentences(section) if section not in sections else ():
            due = next(_due(text, [], week), None) if _asks_by_a_time(text) else None
            if due is None or not due.week or (due.weekday, due.week) in days:
                continue
            if not due.is_ticket or due.week not in tickets:
                yield due
            tickets |= {due.week} if due.is_ticket else set()


def _dues_in(section: Section, week: int | None) -> Iterator[Due]:
    lead_ins = {group.lead_in for group in section.lists}
    for group in section.lists:
        for item in group.items:
            inner = [due for part in item.items for due in _due(part.text, [], week)]
            if len(inner) > 1 and not any(_due(item.text, [], week)):
                yield from inner
            else:
                nested = " ".join(part.text for part in item.walk())
                yield from _due(item.text, [nested, group.lead_in, section.title], week)
    last = max((group.line for group in section.lists), default=0)
    for paragraph in section.paragraphs:
        is_heading = paragraph.line < last and not re.search(r"[.!?]\W*$", paragraph.text)
        if paragraph.text not in lead_ins and not is_heading:
            yield from _due(paragraph.text, [], week)


def _sentences(section: Section) -> Iterator[str]:
    yield from (item.text for item in section.items())
    for paragraph in section.paragraphs:
        yield from re.split(r"(?<=[.!?])\s+", paragraph.text)


def _asks_by_a_time(text: str) -> bool:
    sentences = re.split(r"[.!?]", text)
    return any(_says_in_order(sentence, parts) for sentence in sentences for parts in ASKS)


def _says_in_order(sentence: str, parts: tuple[re.Pattern[str], ...]) -> bool:
    end = 0
    for part in parts:
        found = part.search(sentence, end)
        if found is None:
            return False
        end = found.end()
    return True


def _due(text: str, around: list[str], own_week: int | None) -> Iterator[Due]:
    """The first of the text and what stands around it that names a time says when. `own_week` is the lesson's."""
    for said in (text, *around) if text and not BLANK.search(text) else ():
        said = OTHER_WEEK.sub("", said)
        weekday, week = weekday_in(said), _week_behind_the_day(said) or week_in(said)
        if weekday and week:
            yield Due(text, weekday, week)
        elif MODULE_END.search(said):
            yield Due(text, None, None)
        elif weekday:
            yield Due(text, weekday, own_week)
        elif week and (HANDED_IN.search(said) or not IN_WEEK.search(said)):
            yield Due(text, "friday", week - 1 if BEFORE.search(said) and week > 1 else week)
        else:
            continue
        return


def _week_behind_the_day(text: str) -> int | None:
    """The week that the sentence names behind its day: "… from Week 2, by Friday of Week 5"."""
    day = WEEKDAY.search(text)
    return week_in(re.split(r"[.!?]", text[day.end() :])[0]) if day else None


def weekday_in(text: str) -> str | None:
    """The first day of the week that a sentence names, whole or in short ("Thurs.")."""
    found = WEEKDAY.search(text)
    return next(day for day in WEEKDAYS if day.startswith(found[1].lower()[:3])) if found else None


def _pieces(page: Page) -> Iterator[Piece]:
    for section in page.sections:
        for group in section.lists:
            kind = _kind(group)
            if kind:
                yield Piece(kind, section.anchor, tuple(item.text for item in group.items if item.text))


def _kind(group: ItemList) -> str | None:
    if ENERGY.search(group.lead_in):
        return "energy"
    return "needs" if NEEDS.search(group.lead_in) else None
