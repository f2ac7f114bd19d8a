"""A lesson read from its page: module and week, goals, checks, exit ticket, due dates, and where a choice is asked.

Rules hold for any page of such a site: what a section is for, its heading says; what a list is for, the sentence
that leads into it.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mixitup.pages import ItemList, Minutes, Page, Section, find_minutes, place_of, week_in

GOALS = re.compile(
    r"\blearning (goals|objectives|outcomes|targets)\b|^\W*((our|lesson|today['’]s) )?(goals|objectives|outcomes)\W*$",
    re.I,
)
CHECKS = re.compile(r"\bcheck(s|ing)? (for|your) understanding\b", re.I)
DUE = re.compile(r"\bdue\b|\breminders?\b|\bdeadlines?\b", re.I)
EXIT_TICKET = re.compile(r"\bexit[\s-]?ticket\b", re.I)
FAQ = re.compile(r"\b(faqs?|frequently asked)\b", re.I)
ENERGY = re.compile(r"\benergi[sz]e\b.*\bdrain\b|\bdrain\b.*\benergi[sz]e\b", re.I | re.S)
NEEDS = re.compile(r"\bwhat you need\b|\byour needs\b|\bneed from networking\b", re.I)
GOAL = re.compile(r"^\s*(suggested )?goal\s*#?\s*(\d+)\s*[:.–—-]?\s*", re.I)
REFLECT = re.compile(r"\b(reflect|write down|journal|take time to|take a moment|jot)\b", re.I)
LENGTH = re.compile(
    r"\b(lesson|prework|assignment|page)\b.*\b(takes?|lasts?|needs?)\b|\b(set|put) aside\b|\bgive yourself\b",
    re.I,
)
LEAST_LENGTH = 15  # minutes; what is shorter speaks of a part
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SHORT_DAYS = r"(?-i:Mon|Tues?|Wed|Thu|Thurs?|Fri|Sat|Sun)"
WEEKDAY = re.compile(r"\b(" + "|".join(WEEKDAYS) + "|" + SHORT_DAYS + r")\b(?!['’]s\b)", re.I)
MODULE_END = re.compile(
    r"\b(end|last (day|friday)) of (the |this |your )?(module|inning|mod)\b|\b(module|inning)['’]s end\b",
    re.I,
)
BEFORE = re.compile(r"\b(before|(start|beginning) of)\s+(the\s+)?((start|beginning) of\s+)?week\b", re.I)
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
    length = page.stated.minutes if page.stated else page.minutes or _length(page)
    return Lesson(
        title=page.title,
        module=place.module,
        week=place.week,
        minutes_from=length.least if length else None,
        minutes_to=length.most if length else None,
        goals=tuple(_texts(page, GOALS)),
        checks=tuple(_texts(page, CHECKS)),
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
        for paragraph in section.paragraphs:
            for sentence in re.split(r"(?<=[.!?])\s+", paragraph.text):
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


def _texts(page: Page, heading: re.Pattern[str]) -> Iterator[str]:
    """The entries of the first level of the lists in sections with such a heading."""
    for section in _named(page, heading):
        for group in section.lists:
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
    """What the sections about due dates ask for by a time. What names none, in itself, its list's lead-in or the
    heading, is a reminder and no due date."""
    for section in _named(page, DUE):
        lead_ins = {group.lead_in for group in section.lists}
        for group in section.lists:
            for item in group.items:
                nested = " ".join(inner.text for inner in item.walk())
                yield from _due(item.text, [nested, group.lead_in, section.title], week)
        for paragraph in section.paragraphs:
            if paragraph.text not in lead_ins:
                yield from _due(paragraph.text, [], week)


def _due(text: str, around: list[str], own_week: int | None) -> Iterator[Due]:
    """The first of the text and what stands around it that names a time says when. `own_week` is the lesson's."""
    for said in (text, *around):
        weekday, week = weekday_in(said), week_in(said)
        if weekday and week:
            yield Due(text, weekday, week)
        elif MODULE_END.search(said):
            yield Due(text, None, None)
        elif weekday:
            yield Due(text, weekday, own_week)
        elif week:
            yield Due(text, "friday", week - 1 if BEFORE.search(said) and week > 1 else week)
        else:
            continue
        return


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
