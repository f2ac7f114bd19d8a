"""A lesson read from its page: module and week, goals, checks, exit ticket, due dates, and where a choice is asked.

Rules hold for any page of such a site: what a section is for, its heading says; what a list is for, the sentence
that leads into it.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mixitup.pages import ItemList, Link, Page, Section, place_of

WEEK = re.compile(r"\bweek[\s_-]*(\d{1,2})\b", re.I)
GOALS = re.compile(r"\blearning (goals|objectives)\b", re.I)
CHECKS = re.compile(r"\bcheck(s)? for understanding\b", re.I)
DUE = re.compile(r"\bdue\b|\breminders?\b|\bdeadlines?\b", re.I)
EXIT_TICKET = re.compile(r"\bexit[\s-]?ticket\b", re.I)
FAQ = re.compile(r"\b(faqs?|frequently asked)\b", re.I)
ENERGY = re.compile(r"\benergi[sz]e\b.*\bdrain\b|\bdrain\b.*\benergi[sz]e\b", re.I | re.S)
NEEDS = re.compile(r"\bwhat you need\b|\byour needs\b|\bneed from networking\b", re.I)
GOAL = re.compile(r"^\s*(suggested )?goal\s*#?\s*(\d+)\s*[:.–—-]?\s*", re.I)
REFLECT = re.compile(r"\b(reflect|write down|journal|take time to|take a moment|jot)\b", re.I)
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAY = re.compile(r"\b(" + "|".join(WEEKDAYS) + r")\b", re.I)
MODULE_END = re.compile(r"\bend of (the |this )?(module|inning|mod)\b", re.I)


@dataclass(frozen=True, slots=True)
class Due:
    """Something to hand in. `weekday` and `week` of the inning; both None: by the end of the module."""

    what: str
    weekday: str | None
    week: int | None

    def day(self, first: datetime.date, last_friday: datetime.date) -> datetime.date:
        """The date in the inning whose first day is `first`; a weekday without a week is never guessed."""
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
    length = page.stated.minutes if page.stated else page.minutes
    return Lesson(
        title=page.title,
        module=place.module,
        week=place.week,
        minutes_from=length.least if length else None,
        minutes_to=length.most if length else None,
        goals=tuple(_texts(page, GOALS)),
        checks=tuple(_texts(page, CHECKS)),
        exit_ticket=_exit_ticket(page),
        due=tuple(_due(text) for text in _texts(page, DUE)),
        faq=sum(
            len([i for i in g.items if i.text]) for s in page.sections if FAQ.search(s.title) for g in s.lists
        ),
        pieces=tuple(_pieces(page)),
        suggested_goals=tuple(section for section in page.sections if GOAL.match(section.title)),
    )


def asks_to_reflect(section: Section) -> bool:
    """Whether a section invites to write: it says so, or it asks something outside a list of questions for others."""
    return any(REFLECT.search(p.text) or p.text.rstrip().endswith("?") for p in section.paragraphs)


def _texts(page: Page, heading: re.Pattern[str]) -> Iterator[str]:
    """The entries of the first level of the lists in sections with such a heading."""
    for section in page.sections:
        if heading.search(section.title):
            for group in section.lists:
                yield from (item.text for item in group.items if item.text)


def _exit_ticket(page: Page) -> str | None:
    named = [link for link in page.links if EXIT_TICKET.search(link.text) and link.kind == "out"]
    return named[0].url if named else _google_form(page.links)


def _google_form(links: tuple[Link, ...]) -> str | None:
    return next((link.url for link in links if "forms.gle/" in link.url or "/forms/" in link.url), None)


def _due(text: str) -> Due:
    weekday, week = WEEKDAY.search(text), WEEK.search(text)
    if MODULE_END.search(text) or not week:
        return Due(text, None, None)
    return Due(text, weekday.group(1).lower() if weekday else "friday", int(week.group(1)))


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
