"""A room's clock: who may move it, what each button does, and what that leaves for the rest of the hour.

Every change is one function, `press`: it locks the room, compares the revision that the person saw, and writes. The
browsers only count down from what is written here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache

from django.db import transaction

from mixitup.models import Group, LiveRoom, Membership, PageVersion, Session
from mixitup.pages import Item, Page, Section, read_page
from mixitup.pages.agenda import CLOSE_MINUTES, Fit, Slot, refit

SECOND = timedelta(seconds=1)
MORE = timedelta(minutes=2)
LEAD_LATE = timedelta(minutes=2)


class Action(StrEnum):
    START = "start"
    GO = "go"
    MORE = "more"
    PAUSE = "pause"
    RESUME = "resume"


class MovedOn(Exception):
    """Somebody else in the room pressed a button first; nothing was changed."""


class NotAllowed(Exception):
    """The button isn't this person's to press, or not now. The words say why."""


@dataclass(frozen=True)
class Spot:
    """A place in the agenda: a part, and in it a numbered step (0 where it has none)."""

    part: int
    step: int = 0


class Agenda:
    """A guide's timed parts as the clock walks through them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.parts: tuple[Section, ...] = page.agenda

    @cached_property
    def steps(self) -> tuple[tuple[Item, ...], ...]:
        """For each part its numbered steps, where it's one list of at least two of them."""
        return tuple(steps_of(section) for section in self.parts)

    def place(self, room: LiveRoom) -> Spot:
        """Where the room is; the beginning, should its section be gone."""
        part = next((i for i, section in enumerate(self.parts) if section.anchor == room.anchor), 0)
        return Spot(part, min(room.step, max(0, len(self.steps[part]) - 1)))

    @cached_property
    def slots(self) -> list[Slot]:
        timed = [(section.title, section.minutes) for section in self.parts if section.minutes]
        return [Slot(title, span.least * 60, span.most * 60) for title, span in timed]

    def fit(self, first: int, seconds: int) -> Fit:
        """The seconds that the parts from `first` on get of what is left; the close never less than three minutes."""
        if first >= len(self.slots):
            return Fit(())
        close = min(CLOSE_MINUTES * 60, self.slots[-1].least)
        return refit(self.slots, first, 0, max(seconds, close), minute=60)

    def after(self, spot: Spot, seconds_left: int, is_over: bool) -> Spot | None:
        """What Next leads to: the next step; once the section's time is up, the next section that gets any time."""
        if not is_over and spot.step + 1 < len(self.steps[spot.part]):
            return Spot(spot.part, spot.step + 1)
        lengths = self.fit(spot.part + 1, seconds_left).lengths
        return next((Spot(spot.part + 1 + i) for i, length in enumerate(lengths) if length), None)

    def ahead(self, spot: Spot) -> Spot | None:
        """The place before this one."""
        if spot.step:
            return Spot(spot.part, spot.step - 1)
        return Spot(spot.part - 1, max(0, len(self.steps[spot.part - 1]) - 1)) if spot.part else None

    def title(self, spot: Spot) -> str:
        """What a button that leads there says: the step's first words in bold, or the section."""
        steps = self.steps[spot.part]
        return step_title(steps[spot.step]) if steps and spot.step else self.parts[spot.part].title


def steps_of(section: Section) -> tuple[Item, ...]:
    lists = [one for one in section.lists if one.is_numbered and len(one.items) > 1]
    only = (
        len(section.lists) == 1 and lists and "<table" not in section.html and "<figure" not in section.html
    )
    return lists[0].items if only else ()


def step_title(item: Item) -> str:
    """A step's name without the time in brackets."""
    return item.text.split(" (")[0].split(". ")[0].strip()


def agenda_of(version: PageVersion) -> Agenda:
    return _agenda(version.source)


@lru_cache(maxsize=32)
def _agenda(source: str) -> Agenda:
    """Every phone of a session asks for the same guide; nothing changes an agenda once it is made."""
    return Agenda(read_page(source))


def leads(room: LiveRoom | None, seat: Membership) -> bool:
    """Whether this person has the lead's view and buttons: the leads of the room, and who stepped in."""
    return seat.leads or bool(room and room.stand_in_id and room.stand_in_id == seat.student_id)


def may_step_in(session: Session, room: LiveRoom | None, seats: list[Membership], now: datetime) -> bool:
    """Whether anybody in the room may take the lead: nobody is set to, or nobody set to is moving the room on."""
    if not any(seat.leads for seat in seats):
        return not (room and room.stand_in_id)
    if room and room.finished_at:
        return False
    if room and room.section_ends_at and not room.paused_at:
        return now >= room.section_ends_at + LEAD_LATE
    return not (room and room.started_at) and now >= session.starts_at + LEAD_LATE


def press(
    group: Group,
    seat: Membership,
    seats: list[Membership],
    action: Action,
    seen: int,
    now: datetime,
    to: str = "",
) -> LiveRoom:
    """One press of a button of the clock. `to` is the place that a Next or Back names ("anchor:step"; "" is the end).

    Raises: MovedOn where the room isn't at the revision `seen`; NotAllowed.
    """
    with transaction.atomic():
        room = locked(group)
        if room.revision != seen:
            raise MovedOn
        if not leads(room, seat):
            if not may_step_in(group.session, room, seats, now):
                raise NotAllowed(
                    "Your lead moves the clock. If they don't come, this will be yours to press."
                )
            room.stand_in = seat.student
        carry_out(room, group.session, action, now, to)
        room.revision += 1
        room.save()
    return room


def carry_out(room: LiveRoom, session: Session, action: Action, now: datetime, to: str = "") -> None:
    """What a button does to a room's row, at a whole second; saving it is the caller's. Raises: NotAllowed."""
    _ACTIONS[action](room, session, now.replace(microsecond=0), to)


def locked(group: Group) -> LiveRoom:
    """The room's row, made if there is none, locked until the transaction ends (the group's row guards making it)."""
    Group.objects.select_for_update(no_key=True).get(pk=group.pk)
    room, _ = LiveRoom.objects.select_related("version").get_or_create(group=group)
    return room


def ask_for_help(group: Group, at: datetime | None) -> None:
    """Raise the room's flag for staff, or lower it (None). Twice is harmless; the first time of asking stays."""
    with transaction.atomic():
        room = locked(group)
        room.help_asked_at = at and (room.help_asked_at or at)
        room.revision += 1
        room.save()


def _start(room: LiveRoom, session: Session, now: datetime, to: str) -> None:
    if room.started_at:
        raise NotAllowed("The clock is running already.")
    if session.guide is None or session.guide.current is None:
        raise NotAllowed("This session has no guide yet, so there is nothing to time.")
    room.version = session.guide.current
    agenda = agenda_of(room.version)
    if not agenda.parts:
        raise NotAllowed("The guide has no sections with minutes, so there is nothing to time.")
    room.started_at = now
    room.ends_at = end_for(session, now)
    _enter(room, agenda, Spot(0), now)


def end_for(session: Session, start: datetime) -> datetime:
    """When a room that starts now is to be done: with the others; after an early or a very late start, in its own time."""
    own = start + timedelta(minutes=session.minutes)
    return own if start >= session.ends_at else min(own, session.ends_at)


def _enter(room: LiveRoom, agenda: Agenda, spot: Spot, now: datetime) -> None:
    """Begins a part: it gets its share of what is left."""
    assert room.ends_at is not None
    seconds = agenda.fit(spot.part, (room.ends_at - now) // SECOND).lengths[0]
    room.anchor, room.step = agenda.parts[spot.part].anchor, spot.step
    room.section_started_at = now
    room.section_ends_at = now + seconds * SECOND
    room.paused_at = None
    room.finished_at = None


def _go(room: LiveRoom, session: Session, now: datetime, to: str) -> None:
    agenda = _running(room)
    room.end_turns()
    if not to:
        room.finished_at, room.paused_at = now, None
        return
    anchor, _, step = to.rpartition(":")
    part = next((i for i, section in enumerate(agenda.parts) if section.anchor == anchor), None)
    if part is None or not step.isdecimal() or int(step) >= max(1, len(agenda.steps[part])):
        raise NotAllowed("The guide has no such place.")
    if anchor == room.anchor and not room.finished_at:
        room.step = int(step)
    else:
        _enter(room, agenda, Spot(part, int(step)), now)


def _more(room: LiveRoom, session: Session, now: datetime, to: str) -> None:
    _running(room)
    assert room.section_ends_at is not None
    at = room.paused_at or now
    room.section_ends_at = max(room.section_ends_at, at) + MORE


def _pause(room: LiveRoom, session: Session, now: datetime, to: str) -> None:
    _running(room)
    room.paused_at = room.paused_at or now


def _resume(room: LiveRoom, session: Session, now: datetime, to: str) -> None:
    _running(room)
    assert room.section_ends_at is not None
    assert room.section_started_at is not None
    if room.paused_at:
        room.section_started_at += now - room.paused_at
        room.section_ends_at += now - room.paused_at
        if room.turn_ends_at:
            room.turn_ends_at += now - room.paused_at
        room.paused_at = None


def _running(room: LiveRoom) -> Agenda:
    if room.started_at is None or room.version is None:
        raise NotAllowed("The clock isn't running yet.")
    return agenda_of(room.version)


_ACTIONS: dict[Action, Callable[[LiveRoom, Session, datetime, str], None]] = {
    Action.START: _start,
    Action.GO: _go,
    Action.MORE: _more,
    Action.PAUSE: _pause,
    Action.RESUME: _resume,
}
