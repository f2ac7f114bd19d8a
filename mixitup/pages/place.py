"""Where a page belongs in the school's calendar: its module, its week, its program."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mixitup.pages.model import Page

_MODULE = re.compile(r"\bmod(?:ule)?[\s_-]*(\d)\b", re.I)
_WEEK = re.compile(r"\bweek[\s_-]*(\d{1,2})\b", re.I)


@dataclass(frozen=True, slots=True)
class Place:
    """`None` and "" where the page doesn't say. `elsewhere` is another site that holds the page instead."""

    module: int | None
    week: int | None
    program: str
    elsewhere: str


def place_of(page: Page) -> Place:
    """From the front matter (`module`, `week`, `program`, `elsewhere`), else the title, else the subheading.

    O(title), deterministic; never raises.
    """
    titles = [text for text in (page.title, page.subheading) if text]
    return Place(
        _number(page.meta.get("module", ""), _MODULE, titles),
        _number(page.meta.get("week", ""), _WEEK, titles),
        page.meta.get("program", "").strip()[:8].upper(),
        page.meta.get("elsewhere", "").strip(),
    )


def _number(said: str, pattern: re.Pattern[str], titles: Iterable[str]) -> int | None:
    if said.strip().isdecimal():
        return int(said.strip()[:3])
    found = (pattern.search(text) for text in [said, *titles])
    return next((int(match.group(1)) for match in found if match), None)
