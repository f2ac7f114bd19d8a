"""Where a page belongs in the school's calendar: its module, its week, its program."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mixitup.pages.model import Page

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
# "Week X" is a blank to fill, "the week I mean" has a pronoun in it; two letters and more can only be a number.
_LONG_FIRST = sorted((*_WORDS, *(roman for roman in _ROMAN if len(roman) > 1)), key=len, reverse=True)
NUMERAL = rf"(?:\d{{1,2}}|{'|'.join(_LONG_FIRST)}|(?-i:V|I(?!['’]|\s+[a-z])))(?![^\W_])"
_STUCK = r"(?:\d{1,2})(?!\d)"  # "Mod1Week2": what follows may be a letter
_MODULE = re.compile(rf"(?<![^\W_])mod(?:ule)?(?:[\s_-]+(?P<a>{NUMERAL})|(?P<b>{_STUCK}))", re.I)
_WEEK = re.compile(
    rf"(?<!this )(?<!next )(?<!last )(?<!each )(?<!every )(?<!per )(?<![a-z])week(?:[\s_-]+(?P<a>{NUMERAL})|(?P<b>{_STUCK}))",
    re.I,
)
_BOTH = re.compile(r"(?<![^\W_])M(\d)[\s._-]*W(\d{1,2})(?![^\W_])")
# How the heading of a networking activity's level begins.
LEVEL = re.compile(rf"^\W*Level[\s_-]*(?P<level>{NUMERAL})\s*[:.–—-]?\s*(?P<title>.*)$", re.I)


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
    elsewhere = page.meta.get("elsewhere", "").strip()
    return Place(
        _first(page.meta.get("module", ""), titles, _MODULE, 1),
        _first(page.meta.get("week", ""), titles, _WEEK, 2),
        page.meta.get("program", "").strip(),
        elsewhere if elsewhere.startswith(("https://", "http://")) else "",
    )


def place_in_path(path: str) -> dict[str, str]:
    """The module and week that a file's name tells, or its folder's where that is nothing but a module's."""
    *folders, name = path.replace("\\", "/").split("/")
    module, week = _MODULE.search(name), _WEEK.search(name)
    if module is None and folders:
        module = _MODULE.fullmatch(folders[-1])
    found = {"module": module, "week": week}
    return {key: str(numeral(match["a"] or match["b"])) for key, match in found.items() if match}


def week_in(text: str) -> int | None:
    """The first week that a sentence names by its number: "Week 5", "week five", "Week V"."""
    found = _WEEK.search(text)
    return numeral(found["a"] or found["b"]) if found else None


def numeral(text: str) -> int:
    """The value of what NUMERAL matches. Raises ValueError for anything else."""
    if text.isdecimal():
        return int(text)
    known: tuple[str, ...] = _WORDS if text.lower() in _WORDS else _ROMAN
    return known.index(text.lower() if known is _WORDS else text.upper()) + 1


def _first(said: str, titles: Iterable[str], pattern: re.Pattern[str], place: int) -> int | None:
    """What the front matter says, else the first title that names it; `place` is its group in "M1W2"."""
    if said.strip().isdecimal():
        return int(said.strip()[:3])
    for text in [said, *titles]:
        found, both = pattern.search(text), _BOTH.search(text)
        if found:
            return numeral(found["a"] or found["b"])
        if both:
            return int(both[place])
    return None
