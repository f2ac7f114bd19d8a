"""Readers for one cell: what a person typed, to a value, or a sentence that says what to type instead.

Every reader takes clean text (see `grid.clean`), raises ValueError with a sentence fit for the screen, and
depends on nothing but its arguments.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mixitup.tables.columns import squash

_MODULE = re.compile(r"(?:(?:m|mod|module)[\s.#:_-]*)?(\d{1,3})(?:[.,]0+)?", re.IGNORECASE)
_NUMBER_WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_LOCAL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{0,58}}[a-z0-9])")
_IN_BRACKETS = re.compile(r".*<([^<>]+)>")
_COHORT = re.compile(r"(\d{4})[\s_./-]*([a-z]{1,6})", re.IGNORECASE)
_FILLER = ("softwareengineering", "engineering", "engineer", "development", "developer", "program", "dev")
_YES = frozenset({"yes", "y", "true", "x", "1", "lead", "leader", "facilitator", "host", "✓", "✔"})
_NO = frozenset({"", "no", "n", "false", "0", "-", "–", "member", "student", "participant"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a school's own values: the key it is known by, and every name a person may write for it."""

    key: str
    names: tuple[str, ...]


def read_module(text: str) -> int:
    """A module's number from “1”, “Mod 1”, “M1”, “1.0”, “Module 1”, “Mod one”. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for word, digit in _NUMBER_WORDS.items():
        plain = re.sub(rf"\b{word}\b", digit, plain, flags=re.IGNORECASE)
    found = _MODULE.fullmatch(plain)
    if not found:
        raise ValueError(f"“{text}” isn't a module. Write its number, such as 1 or Mod 1.")
    return int(found[1])


def read_choice(text: str, choices: Sequence[Choice], what: str) -> str:
    """The key of the choice that this text names; case, spaces, punctuation and filler words don't count.

    `what` names the kind in the message (“program”). Raises ValueError for no match and for two.
    """
    by_name = _keys_by_name(tuple(choices))
    keys = {key for name in _spellings(text) for key in by_name.get(name, ())}
    if len(keys) == 1:
        return keys.pop()
    known = ", ".join(choice.names[0] if choice.names else choice.key for choice in choices) or "none yet"
    if keys:
        raise ValueError(f"“{text}” could be more than one {what}. Choose one of: {known}.")
    raise ValueError(f"“{text}” isn't a {what} here. Choose one of: {known}.")


@lru_cache(maxsize=8)
def _keys_by_name(choices: tuple[Choice, ...]) -> dict[str, set[str]]:
    keys: dict[str, set[str]] = {}
    for choice in choices:
        for name in (choice.key, *choice.names):
            for spelling in _spellings(name):
                keys.setdefault(spelling, set()).add(choice.key)
    return keys


def _spellings(text: str) -> set[str]:
    plain = squash(text)
    return {plain, _without_filler(plain)} - {""}


def _without_filler(squashed: str) -> str:
    for word in _FILLER:
        if squashed.endswith(word) and len(squashed) > len(word):
            return squashed.removesuffix(word)
    return squashed


def read_cohort(text: str) -> tuple[str, str]:
    """A cohort's name in its usual form, and the program's code in it, upper case, or "".

    “2608be”, “2608 BE” and “2608-be” are 2608-BE of BE. A name of any other form is kept as it is, with the
    letters after its last hyphen as the code. Raises ValueError for blank text.
    """
    if not text:
        raise ValueError("The cohort is blank.")
    found = _COHORT.fullmatch(text)
    if found:
        return f"{found[1]}-{found[2].upper()}", found[2].upper()
    _, hyphen, code = text.rpartition("-")
    return text, code.strip().upper() if hyphen and code.strip().isalpha() else ""


def read_email(text: str) -> str:
    """An e-mail address in lower case, out of “amara@example.org”, “mailto:…” or “Amara <…>”.

    Raises ValueError. Only addresses that any mail program takes: at most 254 ASCII characters.
    """
    plain = text.strip()
    bracketed = _IN_BRACKETS.fullmatch(plain)
    plain = (bracketed[1] if bracketed else plain).strip().lower().removeprefix("mailto:").strip(" ;,")
    if not plain:
        raise ValueError("The e-mail address is blank.")
    if re.search(r"[\s,;]", plain) and "@" in plain:
        raise ValueError(f"“{text}” has more in it than one e-mail address.")
    local = plain.partition("@")[0]
    if len(plain) > 254 or len(local) > 64 or not _EMAIL.fullmatch(plain):
        raise ValueError(f"“{text}” isn't an e-mail address.")
    return plain


def read_yes(text: str) -> bool:
    """Yes from “yes”, “x”, “lead”, “✓”…; no from blank, “no”, “–”. Raises ValueError for anything else."""
    plain = text.strip().casefold()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise ValueError(f"“{text}” is neither yes nor no.")


def read_group(text: str) -> int:
    """A group's number from “7”, “Group 7”, “Room 07”, “7.0”. Raises ValueError; from 1 to 999."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = re.fullmatch(r"(?:[a-z ]*?)[\s.#:_-]*(\d{1,4})(?:[.,]0+)?", plain, re.IGNORECASE)
    if not found or not 1 <= int(found[1]) <= 999:
        raise ValueError(f"“{text}” isn't a group's number. Write a number from 1 to 999.")
    return int(found[1])


def name_key(text: str) -> str:
    """What two spellings of a name have in common: letters, no case or accents, “Park, Amara” turned."""
    family, comma, given = text.partition(",")
    turned = f"{given} {family}" if comma and given.strip() and "," not in given else text
    return squash(turned)
