"""A networking activity read from its page: levels with steps, questions by whom they're for, a deadline, an FAQ.

Rules hold for any page of such a site: a level is a section whose heading says so; in it, a list is questions,
the deadline or steps by the sentence that leads into it.
"""

import re
from dataclasses import dataclass

from mixitup.pages import Item, ItemList, Page, Section, place_of

LEVEL = re.compile(r"^\s*Level\s+(?P<level>[IVX]+|\d+)\s*[:.–—-]?\s*(?P<title>.*)$", re.I)
ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V"}
QUESTIONS = re.compile(r"\b(questions?|prompts?|things to ask)\b", re.I)
DEADLINE = re.compile(r"\b(complete (this|it)?\s*by|when to complete|due|deadline|finish by|by when)\b", re.I)
WEEK = re.compile(r"\bweek\s*(\d{1,2})\b", re.I)
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
    levels = tuple(level for section in page.sections if (level := _level(page, section)))
    return Activity(page.title, place_of(page).week, levels, _count_faq(page), _standards(page))


def _level(page: Page, section: Section) -> Level | None:
    said = LEVEL.match(section.title)
    if not said:
        return None
    steps: list[str] = []
    questions: list[Question] = []
    due: Due | None = None
    for part in (section, *page.inside(section)):
        for group in part.lists:
            lead_in = _last_sentence(group.lead_in) or (part.title if part is not section else "")
            if QUESTIONS.search(lead_in):
                questions += [Question(item.text, _audience(lead_in)) for item in _filled(group)]
            elif DEADLINE.search(lead_in):
                due = due or _due(" ".join(item.text for item in _filled(group)))
            elif not steps:
                steps = [item.text for item in _filled(group)]
        if due is None:
            due = next(
                (_due(p.text) for p in part.paragraphs if DEADLINE.search(p.text) and WEEK.search(p.text)),
                None,
            )
    number = said["level"].upper()
    return Level(
        ROMAN.get(number, number), said["title"], section.anchor, tuple(steps), tuple(questions), due
    )


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
    week = WEEK.search(text)
    return Due(text, int(week.group(1)) if week else None)


def _count_faq(page: Page) -> int:
    count = 0
    for section in page.sections:
        if FAQ.search(section.title):
            inner = [other for other in page.sections if other.parent == section.anchor]
            count += sum(len(_filled(group)) for group in section.lists) or len(inner)
    return count


def _standards(page: Page) -> str:
    return next((p.text for s in page.sections for p in s.paragraphs if STANDARDS.search(p.text)), "")
