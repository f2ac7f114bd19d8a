"""A networking activity read from its page: levels with steps, questions by whom they're for, a deadline, an FAQ.

Rules hold for any page of such a site: a level is a section whose heading says so, or what follows a bold line that
does; in it, a list is questions, the deadline or steps by the sentence that leads into it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from mixitup.pages import LEVEL, Item, ItemList, Page, Paragraph, Section, numeral, place_of, week_in

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
STEPS = re.compile(r"\bsteps?\b", re.I)
MODULE_END = re.compile(r"\bend of (the |this |your )?(module|inning|mod)\b", re.I)
QUESTIONS = re.compile(r"\b(questions?|prompts?|things to ask)\b", re.I)
DEADLINE = re.compile(
    r"\b((complete|finish|hand in|turn in|submit)( (this|it|them))?( in)?\s+by|(hand|turn) (this|it|them) in by|when to complete|due|deadline|by when)\b",
    re.I,
)
FAQ = re.compile(r"\b(faqs?|frequently asked)\b", re.I)
SENIOR = re.compile(r"\b(senior|hiring manager|managers?|leads? developers?)\b", re.I)
JUNIOR = re.compile(r"\bjunior\b", re.I)
STANDARDS = re.compile(r"^\W*standards?\b", re.I)


@dataclass(frozen=True, slots=True)
class Question:
    """`audience` is whom it's for: "junior", "senior" or "anyone"."""

    text: str
    audience: str


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as the page says it; `week` of the inning, where it names one."""

    text: str
    week: int | None


@dataclass(frozen=True, slots=True)
class Level:
    level: str
    title: str
    anchor: str
    steps: tuple[str, ...]
    questions: tuple[Question, ...]
    due: Due | None


@dataclass(frozen=True, slots=True)
class Activity:
    title: str | None
    week: int | None
    levels: tuple[Level, ...]
    faq: int
    standards: str


def read_activity(page: Page) -> Activity:
    """What a page says as a networking activity. O(page), deterministic; never raises."""
    levels = tuple(_levels(page))
    return Activity(page.title, place_of(page).week, levels, _count_faq(page), _standards(page))


def _levels(page: Page) -> Iterator[Level]:
    """Those with a heading; elsewhere, those that a bold line begins."""
    read: set[str] = set()
    for section in page.sections:
        if said := LEVEL.match(section.title):
            inside = page.inside(section)
            read |= {part.anchor for part in inside}
            yield _level(said, section, inside)
        elif section.anchor not in read:
            yield from _bold_levels(page, section)


def _bold_levels(page: Page, section: Section) -> Iterator[Level]:
    """Each goes on to the next one; the section's last, through what is within the section."""
    starts = _bold_starts(section)
    for start, end in zip(starts, [*starts[1:], None], strict=False):
        said = LEVEL.match(start.bold.rstrip(" :"))
        assert said is not None
        last = end.line if end else float("inf")
        body = replace(
            section,
            paragraphs=tuple(one for one in section.paragraphs if start.line <= one.line < last),
            lists=tuple(
                replace(one, lead_in=one.lead_in.removeprefix(start.bold).strip())
                for one in section.lists
                if start.line <= one.line < last
            ),
        )
        inside = () if end else tuple(takewhile(_goes_on, page.inside(section)))
        yield _level(said, body, inside)


def _bold_starts(section: Section) -> list[Paragraph]:
    return [one for one in section.paragraphs if LEVEL.match(one.bold)]


def _goes_on(section: Section) -> bool:
    return not LEVEL.match(section.title) and not _bold_starts(section)


def _level(said: re.Match[str], section: Section, inside: tuple[Section, ...]) -> Level:
    """`said` is what its heading or its bold line says, `section` its own body, `inside` the sections within it."""
    steps: list[str] = []
    questions: list[Question] = []
    due: Due | None = None
    for part in (section, *inside):
        for group in part.lists:
            lead_in = _last_sentence(group.lead_in) or (part.title if part is not section else "")
            if _asks(lead_in, group) or (steps and _is_for_somebody(lead_in, group)):
                questions += [Question(item.text, _audience(lead_in)) for item in _filled(group)]
            elif DEADLINE.search(lead_in):
                due = due or _due(" ".join(item.text for item in _filled(group)))
            elif not steps:
                steps = [item.text for item in _filled(group)]
        due = due or next((_due(p.text) for p in part.paragraphs if _sets_date(p.text)), None)
    number = numeral(said["level"])
    level = ROMAN[number - 1] if 0 < number <= len(ROMAN) else str(number)
    return Level(level, said["title"], section.anchor, tuple(steps), tuple(questions), due)


def _asks(lead_in: str, group: ItemList) -> bool:
    """Whether a list is of questions: its lead-in announces them, or most of it asks something."""
    if not QUESTIONS.search(lead_in):
        return False
    asking = sum("?" in item.text for item in _filled(group))
    announced = not lead_in.endswith((".", "!")) and not STEPS.search(lead_in)
    return announced or asking * 2 > len(_filled(group))


def _is_for_somebody(lead_in: str, group: ItemList) -> bool:
    """Whether a list behind the steps is of questions by whom it's for: "Ideas for junior developers:"."""
    filled = _filled(group)
    named = SENIOR.search(lead_in) or JUNIOR.search(lead_in)
    return bool(named) and sum("?" in item.text for item in filled) * 2 > len(filled)


def _sets_date(text: str) -> bool:
    return bool(DEADLINE.search(text) and (week_in(text) or MODULE_END.search(text)))


def _filled(group: ItemList) -> list[Item]:
    return [item for item in group.items if item.text]


def _last_sentence(text: str) -> str:
    sentences = [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part]
    return sentences[-1] if sentences else ""


def _audience(lead_in: str) -> str:
    if SENIOR.search(lead_in):
        return "senior"
    return "junior" if JUNIOR.search(lead_in) else "anyone"


def _due(text: str) -> Due:
    return Due(text, week_in(text))


def _count_faq(page: Page) -> int:
    count = 0
    for section in page.sections:
        if FAQ.search(section.title):
            inner = [other for other in page.sections if other.parent == section.anchor]
            count += sum(len(_filled(group)) for group in section.lists) or len(inner)
    return count


def _standards(page: Page) -> str:
    return next((p.text for s in page.sections for p in s.paragraphs if STANDARDS.search(p.text)), "")
