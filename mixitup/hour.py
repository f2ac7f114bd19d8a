"""A session's hour: its guide's timed sections, fitted to when it starts and how long it lasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mixitup import library
from mixitup.models import Session
from mixitup.pages import Page, Section
from mixitup.pages.agenda import Slot, fit


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


@dataclass(frozen=True)
class Hour:
    """The guide of a session. `before` and `after` are the untimed sections around the timed parts.

    `line` says which parts get less than the guide asks for, '' where none does.
    """

    page: Page
    parts: tuple[Part, ...]
    before: tuple[Section, ...] = ()
    after: tuple[Section, ...] = ()
    line: str = ""

    @property
    def has_lead_notes(self) -> bool:
        return any(section.lead for section in self.page.sections)


def hour_of(session: Session, with_lead_notes: bool = False) -> Hour | None:
    """The session's guide as it stands now, or None where none is chosen. What only leads may see is left out."""
    if session.guide is None or session.guide.current is None:
        return None
    page = library.read(session.guide.current)
    if not with_lead_notes:
        page = page.without_lead_notes()
    timed = [(section, section.minutes) for section in page.agenda if section.minutes]
    plan = fit([Slot(section.title, m.least, m.most) for section, m in timed], session.minutes)
    parts, at = [], session.starts_at
    for (section, _), minutes in zip(timed, plan.lengths, strict=True):
        end = at + timedelta(minutes=minutes)
        parts.append(Part(section, at, end, page.inside(section)))
        at = end
    return Hour(page, tuple(parts), *_around(page, parts), plan.line)


def _around(page: Page, parts: Sequence[Part]) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    inside = {part.section.anchor for part in parts} | {s.anchor for part in parts for s in part.inside}
    around = [section for section in page.sections if section.anchor not in inside]
    first = page.sections.index(parts[0].section) if parts else len(page.sections)
    before = tuple(section for section in around if page.sections.index(section) < first)
    return before, tuple(section for section in around if section not in before)
