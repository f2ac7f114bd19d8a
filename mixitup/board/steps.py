"""One step on a board, and where it puts people: pure, on a Seating."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from mixitup.board.seating import Place, Places, Role, Seating

MOST_ROOMS = 999


class StepError(ValueError):
    """The step makes no sense on this board; the message says why, for the person who asked."""


@dataclass(frozen=True)
class Step:
    """What somebody asks of the board.

    `kind`: move (student to room), swap (student with other), pin, unpin, absent, present, lead, co_lead, member
    (takes co-leading back), mix (`rooms`: number -> student ids, `leads`: number -> student id, `prefer`: what came first in it),
    rescue (`out`: who leaves their room, because they are away or gone; `into`: student id -> room).
    """

    kind: str
    student: int | None = None
    other: int | None = None
    room: int | None = None
    rooms: dict[int, list[int]] = field(default_factory=dict)
    leads: dict[int, int] = field(default_factory=dict)
    prefer: str = ""
    out: tuple[int, ...] = ()
    into: Mapping[int, int] = field(default_factory=dict)


def changed(step: Step, seating: Seating) -> Places:
    """The places that the step changes. Raises `StepError`."""
    after = dict(seating.places)
    if step.kind not in KINDS:
        raise StepError("The board doesn't know this step.")
    if step.kind not in ("mix", "rescue"):
        for student in [step.student, step.other][: 2 if step.kind == "swap" else 1]:
            _check_known(seating, student)
    KINDS[step.kind](step, seating, after)
    return {
        student: place for student, place in after.items() if place != seating.places.get(student, Place())
    }


def _check_known(seating: Seating, student: int | None) -> None:
    if student is None or (student not in seating.ranks and not seating.place(student).room):
        raise StepError(
            "This person isn't on the board. The roster may have changed: look at the board again."
        )


def _move(step: Step, seating: Seating, after: Places) -> None:
    student, room = step.student or 0, step.room
    here = seating.place(student)
    if student not in seating.ranks:
        raise StepError(f"{seating.name(student)} isn't active in this inning, so they can't be moved.")
    if room is None or not 1 <= room <= min(seating.last_room + 1, MOST_ROOMS):
        raise StepError(f"There is no room {room} on this board." if room else "Say which room.")
    if room == here.room:
        raise StepError(f"{seating.name(student)} is in room {room} already.")
    after[student] = Place(room, Role.MEMBER, here.is_pinned)
    settle(seating, after, [here.room, room], arrived=[student])


def _swap(step: Step, seating: Seating, after: Places) -> None:
    student, other = step.student or 0, step.other or 0
    one, two = seating.place(student), seating.place(other)
    if one.room == two.room:
        raise StepError(f"{seating.name(student)} and {seating.name(other)} are in the same place already.")
    for person, place, to in ((student, one, two), (other, two, one)):
        if to.room and person not in seating.ranks:
            raise StepError(f"{seating.name(person)} isn't active in this inning, so they can't be moved.")
        after[person] = Place(to.room, Role.MEMBER, bool(to.room) and place.is_pinned)
    settle(seating, after, [one.room, two.room], arrived=[student, other])


def _pin(step: Step, seating: Seating, after: Places) -> None:
    student = _seated(step, seating)
    after[student] = seating.place(student)._replace(is_pinned=step.kind == "pin")


def _absent(step: Step, seating: Seating, after: Places) -> None:
    student = step.student or 0
    if seating.place(student).is_absent and not seating.place(student).room:
        raise StepError(f"{seating.name(student)} is marked as not coming already.")
    after[student] = Place(is_absent=True)
    settle(seating, after, [seating.place(student).room])


def _present(step: Step, seating: Seating, after: Places) -> None:
    student = step.student or 0
    if not seating.place(student).is_absent:
        raise StepError(f"{seating.name(student)} isn't marked as not coming.")
    after[student] = seating.place(student)._replace(is_absent=False)


def _lead(step: Step, seating: Seating, after: Places) -> None:
    student = _seated(step, seating)
    room = seating.place(student).room
    for other in seating.rooms()[room or 0]:
        if after[other].role == Role.LEAD:
            after[other] = after[other]._replace(role=Role.MEMBER)
    after[student] = after[student]._replace(role=Role.LEAD)


def _co_lead(step: Step, seating: Seating, after: Places) -> None:
    student = _seated(step, seating)
    place = seating.place(student)
    if place.role == Role.LEAD:
        raise StepError(
            f"{seating.name(student)} leads room {place.room}. Make somebody else the lead there first."
        )
    after[student] = place._replace(role=Role.CO_LEAD if step.kind == "co_lead" else Role.MEMBER)


def _seated(step: Step, seating: Seating) -> int:
    student = step.student or 0
    if not seating.place(student).room:
        raise StepError(f"{seating.name(student)} has no room yet. Give them one first.")
    return student


def _mix(step: Step, seating: Seating, after: Places) -> None:
    """Everyone where the mix puts them; pinned people keep their room, their pin and what they lead."""
    for student, place in seating.places.items():
        if place.room:
            after[student] = Place(is_absent=place.is_absent)
    for number, people in step.rooms.items():
        for student in people:
            if student not in seating.ranks or seating.place(student).is_absent:
                raise StepError("The roster changed while the groups were mixed. Mix again.")
            was = seating.place(student)
            held = was.is_pinned and was.room == number
            after[student] = Place(number, was.role if held else Role.MEMBER, held)
        keeps = any(after[student].role == Role.LEAD for student in people)
        if number in step.leads and not keeps:
            after[step.leads[number]] = after[step.leads[number]]._replace(role=Role.LEAD)


def _rescue(step: Step, seating: Seating, after: Places) -> None:
    """Missing people leave their rooms, and others come where they are needed; every touched room gets its lead."""
    touched: set[int | None] = set()
    for student in step.out:
        here = seating.place(student)
        if student in seating.ranks and not here.is_absent:
            raise StepError(f"{seating.name(student)} is coming after all. Look at the plan again.")
        touched.add(here.room)
        after[student] = Place(is_absent=here.is_absent)
    for student, room in step.into.items():
        here = seating.place(student)
        if student not in seating.ranks or here.is_absent:
            raise StepError(f"{seating.name(student)} can't come any more. Look at the plan again.")
        touched |= {here.room, room}
        after[student] = Place(room, Role.MEMBER, here.is_pinned)
    settle(seating, after, touched, arrived=step.into)


def settle(seating: Seating, after: Places, rooms: Iterable[int | None], arrived: Iterable[int] = ()) -> None:
    """Every touched room has its one lead: who led goes on, unless somebody of a better rank comes in.

    Somebody who leads although another in the room outranks them was chosen by hand, and stays.
    """
    new = set(arrived)
    ranks = seating.ranks
    touched = {room for room in rooms if room}
    people: dict[int, list[int]] = {room: [] for room in touched}
    for student in sorted(after):
        room = after[student].room
        if room in touched:
            people[room].append(student)
    for members in people.values():
        able = [student for student in members if ranks.get(student) is not None]
        lead = next((s for s in members if after[s].role == Role.LEAD), None)
        best = min(able, key=lambda s: (ranks[s], s in new, s), default=None)
        if best is None or lead == best:
            continue
        if lead is not None and (best not in new or ranks.get(lead) in (None, ranks[best])):
            continue
        if lead is not None:
            after[lead] = after[lead]._replace(role=Role.MEMBER)
        after[best] = after[best]._replace(role=Role.LEAD)


KINDS: dict[str, Callable[[Step, Seating, Places], None]] = {
    "move": _move,
    "swap": _swap,
    "pin": _pin,
    "unpin": _pin,
    "absent": _absent,
    "present": _present,
    "lead": _lead,
    "co_lead": _co_lead,
    "member": _co_lead,
    "mix": _mix,
    "rescue": _rescue,
}
