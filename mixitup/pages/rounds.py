"""Does everyone speak in a part of the hour, one after the other, and for how long each?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mixitup.pages.minutes import find_minutes
from mixitup.pages.model import Item, Minutes, Section

_PERSON = re.compile(
    r"\s{0,3}(?:each\b|apiece\b|(?:per|a|for each|for every)\s(?:person|student|member)\b)", re.I
)
_ROUND = re.compile(
    r"\bgo(?:ing)? (?:a)?round\b|\b(?:a|one|quick|short|last|final|second|another) round\b|\bround[- ]robin\b"
    r"|\btak(?:e|ing) turns\b|\bone (?:at a time|by one|after the other)\b|\bpopcorn\b"
    r"|\b(?:everyone|everybody|each (?:person|student|member|participant|of (?:you|us))|all of (?:you|us)) "
    r"(?:\w+ )?(?:shares?|says?|tells?|introduces?|answers?|speaks?|names?|gives?|gets? a turn|takes? a turn)\b"
    r"|\bintroduce (?:yourself|yourselves)\b|\bbreath each\b|\b(?:sentence|word|minute)s?(?: or two)? each\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"^(?:introductions?|intros?|round of names|names)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Round:
    """Everyone speaks; `each` is the time that the page names per person, None where it names none."""

    each: Minutes | None = None


def round_of(section: Section, step: Item | None = None) -> Round | None:
    """The round that a section, or one step in it, asks for; None where it doesn't read like one.

    A step is judged by its own words alone. O(text), deterministic; never raises.
    """
    texts = list(_texts(section, step))
    for text in texts:
        for found in find_minutes(text):
            if found.is_each and _PERSON.match(text, found.end):
                return Round(found.minutes)
    if any(_ROUND.search(text) for text in texts) or (step is None and _TITLE.match(section.title)):
        return Round()
    return None


def _texts(section: Section, step: Item | None) -> Iterator[str]:
    if step is not None:
        for item in step.walk():
            yield item.text
        return
    for paragraph in section.paragraphs:
        yield paragraph.text
    for one in section.lists:
        yield one.lead_in
    for item in section.items():
        yield item.text
