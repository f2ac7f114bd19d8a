"""A session's hour: its guide's timed sections, fitted to when it starts and how long it lasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mixitup import library
from mixitup.models import Session
from mixitup.pages import Minutes, Page, Section

LEAST_CLOSE = 3


@dataclass(frozen=True)
class Part:
    """One timed section with its clock times; `inside` are the sections within it, in reading order."""

    section: Section
    starts_at: datetime
    ends_at: datetime
    inside: tuple[Section, ...] = ()

    @property
    def minutes(self) -> int:
        return (self.ends_at - self.starts_at) // timedelta(minutes=1)

    @property
    def is_shortened(self) -> bool:
        return self.section.minutes is not None and self.minutes < self.section.minutes.least


@dataclass(frozen=True)
class Hour:
    """The guide of a session. `before` and `after` are the untimed sections around the timed parts."""

    page: Page
    parts: tuple[Part, ...]
    before: tuple[Section, ...] = ()
    after: tuple[Section, ...] = ()

    @property
    def has_lead_notes(self) -> bool:
        return any(section.lead for section in self.page.sections)

    @property
    def is_squeezed(self) -> bool:
        return any(part.is_shortened for part in self.parts)


def hour_of(session: Session, with_lead_notes: bool = False) -> Hour | None:
    """The session's guide as it stands now, or None where none is chosen. What only leads may see is left out."""
    if session.guide is None or session.guide.current is None:
        return None
    page = library.read(session.guide.current)
    if not with_lead_notes:
        page = page.without_lead_notes()
    timed = [(section, section.minutes) for section in page.agenda if section.minutes]
    lengths = fit([minutes for _, minutes in timed], session.minutes)
    parts, at = [], session.starts_at
    for (section, _), minutes in zip(timed, lengths, strict=True):
        end = at + timedelta(minutes=minutes)
        parts.append(Part(section, at, end, page.inside(section)))
        at = end
    return Hour(page, tuple(parts), *_around(page, parts))


def _around(page: Page, parts: Sequence[Part]) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    inside = {part.section.anchor for part in parts} | {s.anchor for part in parts for s in part.inside}
    around = [section for section in page.sections if section.anchor not in inside]
    first = page.sections.index(parts[0].section) if parts else len(page.sections)
    before = tuple(section for section in around if page.sections.index(section) < first)
    return before, tuple(section for section in around if section not in before)


def fit(spans: Sequence[Minutes], total: int) -> list[int]:
    """How many minutes each part gets, so that all together take exactly `total`; each at least one.

    Within the ranges the spare minutes are shared in proportion. Time beyond every range goes to the longest part.
    Where even the least doesn't fit, the longest part gives first, down to the next longest, and so on; the last
    (the close) keeps three minutes as long as any other has more. Deterministic; O(total * parts).
    """
    if not spans:
        return []
    lengths = [max(1, span.least) for span in spans]
    room = [span.most - length for span, length in zip(spans, lengths, strict=True)]
    spare = total - sum(lengths)
    if spare >= 0:
        given = _share(room, min(spare, sum(room)))
        lengths = [length + extra for length, extra in zip(lengths, given, strict=True)]
        lengths[lengths.index(max(lengths))] += total - sum(lengths)
        return lengths
    while sum(lengths) > max(total, len(spans)):
        last = len(lengths) - 1
        may_give = [i for i, n in enumerate(lengths) if n > (LEAST_CLOSE if i == last else 1)] or [last]
        lengths[max(may_give, key=lambda i: (lengths[i], -i))] -= 1
    return lengths


def _share(room: Sequence[int], spare: int) -> list[int]:
    """`spare` whole minutes in proportion to the room each part has; the largest remainders first."""
    whole = sum(room)
    if not whole:
        return [0] * len(room)
    given = [spare * one // whole for one in room]
    rest = sorted(range(len(room)), key=lambda i: (-(spare * room[i] % whole), i))
    for i in rest[: spare - sum(given)]:
        given[i] += 1
    return given
