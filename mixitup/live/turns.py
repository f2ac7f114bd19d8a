"""Turns, where everyone shares: an order, a gentle time for each, pass and come back. Off until a lead turns them on.

`LiveRoom.turns` holds students: `order` as they are to speak, `done` who have spoken, `passed` who passed once.
Who is noted as missing is left out, and who comes later is put at the end.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from random import Random

from django.db import transaction

from mixitup.live import attendance
from mixitup.live.clock import SECOND, MovedOn, NotAllowed, agenda_of, leads, locked
from mixitup.live.page import Place, milliseconds
from mixitup.models import LiveRoom, Membership, User
from mixitup.pages import Round, round_of

LEAST_SECONDS = 30


class TurnAction(StrEnum):
    ON = "on"
    DONE = "done"
    PASS = "pass"
    BACK = "back"
    OFF = "off"


# What whoever is speaking may press for themselves.
OWN = (TurnAction.DONE, TurnAction.PASS)


@dataclass(frozen=True)
class Turns:
    """As one person sees them: who speaks (None once everybody has), who follows, whom Back leads to."""

    speaker: Membership | None
    then: list[Membership]
    before: Membership | None
    is_mine: bool
    may_move: bool
    may_pass: bool
    has_passed: bool
    seconds_left: int
    ends_ms: int | str

    @property
    def left(self) -> str:
        """ "1:20", and nothing once the time is up: nobody's turn is counted beyond it."""
        minutes, seconds = divmod(self.seconds_left, 60)
        return f"{minutes}:{seconds:02}" if self.seconds_left > 0 else ""

    @property
    def words(self) -> str:
        """For those who hear the page rather than see it."""
        if self.speaker is None:
            return "Everyone has had a turn."
        return "It's your turn." if self.is_mine else f"It's {self.speaker.student.first_name}'s turn."


def turns_of(place: Place, is_lead: bool, now: datetime) -> Turns | None:
    """None while they are off."""
    room = place.room
    if room is None or not room.turns:
        return None
    line = queue(room, place.seats, place.came)
    speaker = line[0] if line else None
    is_mine = speaker is not None and speaker.student_id == place.mine.student_id
    ends_at = room.turn_ends_at if speaker else None
    seats = {seat.student_id: seat for seat in place.seats}
    done = [seats[pk] for pk in room.turns["done"] if pk in seats]
    return Turns(
        speaker=speaker,
        then=line[1:],
        before=done[-1] if done else None,
        is_mine=is_mine,
        may_move=is_lead or is_mine,
        may_pass=len(line) > 1,
        has_passed=speaker is not None and speaker.student_id in room.turns["passed"],
        seconds_left=(ends_at - (room.paused_at or now)) // SECOND if ends_at else 0,
        ends_ms=milliseconds(ends_at) if ends_at and not room.paused_at else "",
    )


def queue(room: LiveRoom, seats: list[Membership], came: Mapping[int, bool]) -> list[Membership]:
    """Who has still to speak, the one whose turn it is first."""
    order = room.turns["order"]
    late = [pk for pk, is_here in came.items() if is_here and pk not in order]
    by_pk = {seat.student_id: seat for seat in seats}
    done = set(room.turns["done"])
    return [
        by_pk[pk] for pk in (*order, *late) if pk in by_pk and pk not in done and came.get(pk) is not False
    ]


def round_here(room: LiveRoom | None) -> Round | None:
    """What the place that the room is in asks of everyone, as far as its words say so."""
    if room is None or room.version is None:
        return None
    agenda = agenda_of(room.version)
    spot = agenda.place(room)
    steps = agenda.steps[spot.part]
    return round_of(agenda.parts[spot.part], steps[spot.step] if steps else None)


def press_turn(place: Place, action: TurnAction, seen: int, now: datetime) -> LiveRoom:
    """One press of a button about turns. Raises: MovedOn where the room isn't at the revision `seen`; NotAllowed."""
    with transaction.atomic():
        room = locked(place.group)
        if room.revision != seen:
            raise MovedOn
        if not room.is_running:
            raise NotAllowed("Turns are for while the clock runs.")
        if not leads(room, place.mine) and not (action in OWN and _is_up(room, place)):
            raise NotAllowed("Whoever leads, or whose turn it is, moves the turns on.")
        if action != TurnAction.ON and not room.turns:
            raise NotAllowed("Turns are off.")
        _ACTIONS[action](room, place)
        _give_time(room, place, now)
        room.revision += 1
        room.save()
    return room


@transaction.atomic
def note_here(place: Place, here: Mapping[int, bool], actor: User, now: datetime) -> None:
    """Who of the room is here; who gets the word by that gets a time of their own."""
    attendance.note(place.group, here, actor)
    room, after = locked(place.group), replace(place, came={**place.came, **here})
    if room.turns and queue(room, place.seats, place.came)[:1] != queue(room, place.seats, after.came)[:1]:
        _give_time(room, after, now)
        room.save(update_fields=["turn_ends_at"])


def _is_up(room: LiveRoom, place: Place) -> bool:
    line = queue(room, place.seats, place.came) if room.turns else []
    return bool(line) and line[0].student_id == place.mine.student_id


def _on(room: LiveRoom, place: Place) -> None:
    """Whoever leads opens, to show how short it can be; the others in an order that differs from part to part."""
    first = [seat.student_id for seat in place.seats if leads(room, seat)]
    rest = sorted(seat.student_id for seat in place.seats if seat.student_id not in first)
    Random(f"{room.group_id} {room.anchor} {room.step}").shuffle(rest)
    found = round_here(room)
    each = found.each.most * 60 if found and found.each else 0
    room.turns = {"order": [*first, *rest], "done": [], "passed": [], "each": each}


def _done(room: LiveRoom, place: Place) -> None:
    line = queue(room, place.seats, place.came)
    if line:
        room.turns["done"].append(line[0].student_id)


def _pass(room: LiveRoom, place: Place) -> None:
    """To the end of the line, once; the second time nobody asks again."""
    line = [seat.student_id for seat in queue(room, place.seats, place.came)]
    if not line:
        return
    if line[0] in room.turns["passed"] or len(line) == 1:
        room.turns["done"].append(line[0])
        return
    room.turns["passed"].append(line[0])
    known = dict.fromkeys([*room.turns["order"], *line])  # who is noted as missing keeps their place
    room.turns["order"] = [*(pk for pk in known if pk != line[0]), line[0]]


def _back(room: LiveRoom, place: Place) -> None:
    """The one who spoke last has the word again."""
    if not room.turns["done"]:
        raise NotAllowed("Nobody has spoken yet.")
    last = room.turns["done"].pop()
    room.turns["order"] = [last, *(pk for pk in room.turns["order"] if pk != last)]


def _off(room: LiveRoom, place: Place) -> None:
    room.end_turns()


def _give_time(room: LiveRoom, place: Place, now: datetime) -> None:
    """An equal share of what is left of the part, and no more than the guide names per person."""
    line = queue(room, place.seats, place.came) if room.turns else []
    if not line:
        room.turn_ends_at = None
        return
    assert room.section_ends_at is not None
    at = room.paused_at or now
    share = (room.section_ends_at - at) // SECOND // len(line)
    seconds = min(share, room.turns["each"] or share)
    room.turn_ends_at = at + max(seconds, LEAST_SECONDS) * SECOND


_ACTIONS: dict[TurnAction, Callable[[LiveRoom, Place], None]] = {
    TurnAction.ON: _on,
    TurnAction.DONE: _done,
    TurnAction.PASS: _pass,
    TurnAction.BACK: _back,
    TurnAction.OFF: _off,
}
