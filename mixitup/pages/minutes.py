"""Lengths of time as people write them: (8-10 mins), 2–5 minutes, half an hour, 10:05–10:15."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mixitup.pages.model import Minutes

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30,
    "thirty-five": 35, "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
_NUMBER = (
    r"(?:\d{1,3}(?:\.\d{1,2})?|"
    + "|".join(sorted((word.replace("-", "[ -]") for word in _WORDS), key=len, reverse=True))
    + ")"
)
_DURATION = re.compile(
    rf"(?<![\w.$#/])(?<!\d:)(?P<a>half an?|half|an?|{_NUMBER})\+?"
    rf"(?:\s{{0,3}}(?P<first_unit>minutes?|mins?|hours?|hrs?)?\.?\s{{0,3}}(?P<join>-|–|—|/|to|or)\s{{0,3}}(?P<b>an|{_NUMBER}))?"
    r"(?:\s{0,3}-\s{0,3}|\s{0,3})(?P<unit>minutes?|mins?|hours?|hrs?)(?![\w/])\.?"
    rf"(?P<half>\sand\sa\shalf)?(?:,?\s(?:and\s)?(?P<extra>{_NUMBER})\s?(?:minutes?|mins?)\b)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?P<h1>1?\d|2[0-4])(?::(?P<m1>[0-5]\d))?\s{0,3}(?:[ap]\.?m\.?)?\s{0,3}(?:-|–|—|to)\s{0,3}"
    r"(?P<h2>1?\d|2[0-4])(?:(?::(?P<m2>[0-5]\d))\s{0,3}(?:[ap]\.?m\b\.?)?|\s{0,3}[ap]\.?m\b\.?)",
    re.IGNORECASE,
)
_SHORT = re.compile(r"^\s*~?(?P<a>\d{1,3})(?:\s?[-–—]\s?(?P<b>\d{1,3}))?\s?(?:m|['’′])\s*$")
_HOURS_SHORT = re.compile(r"^\s*~?(?P<h>\d)\s?h(?:\s?(?P<m>[0-5]?\d)\s?m?)?\s*$")
_TIMES = re.compile(r"^\s*(\d)\s*[x×]\s*$", re.IGNORECASE)
_PLUS = re.compile(r"\s*(?:\+|plus|&)\s*", re.IGNORECASE)
_AT_THE_END = re.compile(r"^(.*\w[)\]!?]?)\s+(~?\d{1,3}(?:\s?[-–—]\s?\d{1,3})?\s?mins?\.?)$", re.IGNORECASE)
_NO_LABEL = re.compile(
    r"\b(?:in|for|first|last|next|every|within|take|about|of|the|after|before|under|than|to|only|just|your|and|at|spend)$",
    re.I,
)
_EACH = re.compile(
    r"\s{0,3}(?:each\b|apiece\b|(?:per|a|for each|for every)\s(?:person|student|member|pair|people|group|question)\b)",
    re.I,
)
_FILLER = re.compile(
    r"\b(?:about|around|approximately|approx|roughly|circa|total|max|maximum|up to|allow|time|for)\b|[~≈.,:;]",
    re.I,
)
_LONGEST = 12 * 60


@dataclass(frozen=True, slots=True)
class Found:
    """A length in a text, and where it stands there; `is_each` where it's meant per person."""

    minutes: Minutes
    start: int
    end: int
    is_each: bool


def find_minutes(text: str) -> Iterator[Found]:
    """The lengths named in a text, in order. Nothing beyond half a day counts ("within 48 hours")."""
    for match in _DURATION.finditer(text):
        minutes = _minutes(match)
        if minutes:
            yield Found(minutes, match.start(), match.end(), bool(_EACH.match(text, match.end())))


def _minutes(match: re.Match[str]) -> Minutes | None:
    hours = match["unit"].lower().startswith("h")
    if not hours and match["a"].lower() in ("half", "half a", "half an"):
        return None
    factor = 60 if hours else 1
    first = match["first_unit"] or match["unit"]
    extra = (_amount(match["extra"]) if match["extra"] else 0) if hours else 0
    extra += 30 if match["half"] and hours else 0
    if hours and match["join"] == "/":
        part = round(_amount(match["a"]) * 60 / max(_amount(match["b"]), 1))
        return Minutes(part, part) if part else None
    ends = [_amount(match["a"]) * (60 if first.lower().startswith("h") else 1)]
    ends.append(_amount(match["b"]) * factor if match["b"] else ends[0])
    ends = [end + extra for end in ends]
    least, most = round(min(ends)), round(max(ends))
    return Minutes(least, most) if 0 < most <= _LONGEST else None


def _amount(text: str) -> float:
    lowered = re.sub(r"\s+", "-", text.lower())
    if lowered in ("a", "an"):
        return 1
    if lowered.startswith("half"):
        return 0.5
    return _WORDS[lowered] if lowered in _WORDS else float(lowered)


@dataclass(frozen=True, slots=True)
class HeadingTime:
    """A heading's text without its time. `is_timed` with no `minutes`: a time per person alone."""

    title: str
    minutes: Minutes | None = None
    is_timed: bool = False


def split_heading(text: str) -> HeadingTime:
    """Takes the time off a heading: in brackets anywhere, or set off at its start or end."""
    text = text.strip()
    for match in reversed(list(re.finditer(r"[(\[]([^()\[\]]{1,80})[)\]]", text))):
        found = _whole(match[1])
        if found:
            kept = f"({found.title})" if found.title else ""
            title = f"{text[: match.start()].rstrip()} {kept} {text[match.end() :].lstrip()}"
            return HeadingTime(_tidy(title), found.minutes, True)
    for found in _set_off(text):
        return found
    ends = _AT_THE_END.match(text)
    time = _whole(ends[2]) if ends and not _NO_LABEL.search(ends[1]) else None
    if ends and time and time.minutes:
        return HeadingTime(_tidy(ends[1]), time.minutes, True)
    return HeadingTime(text)


def _whole(text: str) -> HeadingTime | None:
    """Reads what stands in brackets; the title is whatever isn't time ("10 mins, in pairs")."""
    short = _SHORT.match(text)
    if short:
        ends = sorted((int(short["a"]), int(short["b"] or short["a"])))
        return HeadingTime("", Minutes(*ends), True) if 0 < ends[1] <= _LONGEST else None
    hours = _HOURS_SHORT.match(text)
    if hours:
        length = int(hours["h"]) * 60 + int(hours["m"] or 0)
        return HeadingTime("", Minutes(length, length), True) if length else None
    clock = _CLOCK.search(text)
    if clock:
        rest = _FILLER.sub(" ", text[: clock.start()] + text[clock.end() :]).strip(" -–—")
        return HeadingTime(rest, _between(clock), True)
    found = _sum(list(find_minutes(text)), text)
    if found is None:
        return None
    rest = _FILLER.sub(" ", text[: found.start] + text[found.end :]).strip(" -–—")
    if found.is_each:
        return HeadingTime(text.strip(), None, True)
    return HeadingTime(re.sub(r"\s+", " ", rest), found.minutes, True)


def _sum(found: list[Found], text: str) -> Found | None:
    """The first length, with those added to it ("10 mins + 5 mins"), or as often as it says ("2 x 10 mins")."""
    if not found:
        return None
    first, *others = found
    for other in others:
        if not _PLUS.fullmatch(text[first.end : other.start]):
            break
        both = Minutes(first.minutes.least + other.minutes.least, first.minutes.most + other.minutes.most)
        first = Found(both, first.start, other.end, first.is_each)
    times = _TIMES.match(text[: first.start])
    if times:
        factor = int(times[1])
        first = Found(
            Minutes(first.minutes.least * factor, first.minutes.most * factor), 0, first.end, first.is_each
        )
    return first


def _between(clock: re.Match[str]) -> Minutes | None:
    start = int(clock["h1"]) * 60 + int(clock["m1"] or 0)
    end = int(clock["h2"]) * 60 + int(clock["m2"] or 0)
    length = (end - start) % _LONGEST
    return Minutes(length, length) if length else None


def _set_off(text: str) -> Iterator[HeadingTime]:
    for match in re.finditer(r"\s[-–—|·]\s|:\s|,\s", text):
        before, after = text[: match.start()], text[match.end() :]
        for part, title in ((after, before), (before, after)):
            found = _whole(part) if len(part) < 60 else None
            if found and found.minutes and not found.title:
                yield HeadingTime(_tidy(title), found.minutes, True)


def _tidy(title: str) -> str:
    return re.sub(r"\s+", " ", title).strip().rstrip("-–—|·,:").strip() or title.strip()


def only_minutes(text: str) -> tuple[str, Minutes] | None:
    """A line that is nothing but a time, perhaps labelled: ("time", 10) for "Time: 10 minutes"."""
    match = re.fullmatch(
        r"\W{0,3}(?:(?P<label>[A-Za-z ]{3,20}):)?\s*(?P<rest>[^.]{2,40})\.?\W{0,3}", text.strip()
    )
    if not match:
        return None
    found = _whole(match["rest"].strip("*_()[] "))
    if not found or not found.minutes or found.title:
        return None
    return (match["label"] or "").strip().lower(), found.minutes
