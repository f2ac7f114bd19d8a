"""Everything the board shows, read in a fixed number of queries whatever the number of rooms."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from mixitup import keep_rules, meetings, mixing
from mixitup.assignment import Contradiction, Position
from mixitup.board import trail
from mixitup.board.seating import Place, Role, shown_arrangement, version_of
from mixitup.models import Change, Enrolment, Session, Student
from mixitup.wording import listed


@dataclass
class Seat:
    """A person on the board."""

    student: Student
    enrolment: Enrolment | None
    place: Place
    has_asked: bool = False
    meets_again: bool = False

    @property
    def pk(self) -> int:
        return self.student.pk

    @cached_property
    def name(self) -> str:
        return self.student.shown_name

    @property
    def is_active(self) -> bool:
        enrolment = self.enrolment
        return bool(enrolment and enrolment.status == Enrolment.Status.ACTIVE and not self.student.erased_at)

    @property
    def leads(self) -> bool:
        return self.place.role == Role.LEAD

    @property
    def co_leads(self) -> bool:
        return self.place.role == Role.CO_LEAD

    @property
    def module(self) -> int:
        """The module's number; 0 for somebody without an enrolment here."""
        return self.enrolment.module.number if self.enrolment else 0

    @property
    def cohort(self) -> str:
        """The cohort, after the program's code where the cohort's own name doesn't say it."""
        if not self.enrolment:
            return "not enrolled"
        name, code = self.enrolment.cohort.name, self.enrolment.program.code
        return name if code.casefold() in name.casefold() else f"{code} {name}"


@dataclass
class Room:
    """A room on the board. `again`: sentences about pairs who have met; `looks`: why to have a look, in few words."""

    number: int
    seats: list[Seat]
    again: list[str] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)

    @property
    def has_pins(self) -> bool:
        return any(seat.place.is_pinned for seat in self.seats)


class Board:
    """A session's board as it stands. Rooms run from 1 to the last one in use; one between may be empty."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.arrangement = shown_arrangement(session)
        self.past = meetings.before(session)
        self.rules = keep_rules.sets()
        enrolments = Enrolment.objects.filter(inning=session.inning_id).select_related("student").with_place()
        self.enrolments = {one.student_id: one for one in enrolments}
        self.absences = set(session.absences.values_list("student_id", flat=True))
        self.requests = {one.student_id: one for one in session.room_requests.filter(answered_at=None)}
        self.seats: dict[int, Seat] = {}
        self._seat_members()
        self._seat_others()
        self.rooms = self._in_rooms()
        self.position = self._stand()
        if self.position:
            self._mark_repeats(self.position)
        self._mark_looks()

    # Who is where.

    def _seat_members(self) -> None:
        if self.arrangement is None:
            return
        rows = list(
            self.arrangement.memberships.values_list("student_id", "group__number", "role", "is_pinned")
        )
        left = Student.objects.in_bulk({row[0] for row in rows} - self.enrolments.keys())
        for pk, number, role, is_pinned in rows:
            student = self.enrolments[pk].student if pk in self.enrolments else left[pk]
            self._seat(student, Place(number, role, is_pinned, pk in self.absences))

    def _seat_others(self) -> None:
        """Active people without a room, away or not."""
        for pk, enrolment in self.enrolments.items():
            if pk not in self.seats:
                seat = self._seat(enrolment.student, Place(is_absent=pk in self.absences))
                if not seat.is_active:
                    del self.seats[pk]

    def _seat(self, student: Student, place: Place) -> Seat:
        has_asked = student.pk in self.requests
        seat = Seat(student, self.enrolments.get(student.pk), place, has_asked)
        self.seats[student.pk] = seat
        return seat

    def _in_rooms(self) -> list[Room]:
        last = max((seat.place.room or 0 for seat in self.seats.values()), default=0)
        rooms = {number: Room(number, []) for number in range(1, last + 1)}
        for seat in sorted(
            self.seats.values(), key=lambda seat: (seat.place.role, -seat.module, seat.name.casefold())
        ):
            if seat.place.room:
                rooms[seat.place.room].seats.append(seat)
        return list(rooms.values())

    @cached_property
    def unplaced(self) -> list[Seat]:
        """People who may come and have no room: those who asked for one first."""
        waiting = [seat for seat in self.seats.values() if not seat.place.room and not seat.place.is_absent]
        return sorted(waiting, key=lambda seat: (not seat.has_asked, seat.name.casefold()))

    @cached_property
    def absent(self) -> list[Seat]:
        away = [seat for seat in self.seats.values() if seat.place.is_absent and not seat.place.room]
        return sorted(away, key=lambda seat: seat.name.casefold())

    @property
    def seated_count(self) -> int:
        return sum(len(room.seats) for room in self.rooms)

    @property
    def first_free(self) -> int:
        """The number that a new room would have."""
        return len(self.rooms) + 1

    @property
    def pinned(self) -> list[Seat]:
        return [seat for seat in self.seats.values() if seat.place.is_pinned]

    # How good it is.

    def _stand(self) -> Position | None:
        """The engine's view of the board; None while there are fewer people than rooms."""
        coming = [seat for seat in self.seats.values() if seat.place.room or not seat.place.is_absent]
        people = [seat.enrolment for seat in coming if seat.enrolment]
        numbers = [room.number for room in self.rooms]
        try:
            problem = mixing.problem(self.session, people, self.past, numbers=numbers, rules=self.rules)
        except (Contradiction, ValueError):
            return None
        return Position(problem, {key: self.seats[int(key)].place.room for key in problem.index})

    def _mark_repeats(self, position: Position) -> None:
        for room in self.rooms:
            for repeat in position.repeats(room.number):
                pair = [self.seats[int(key)] for key in repeat.people]
                for seat in pair:
                    seat.meets_again = True
                when = [self.past[number].label for number in repeat.sessions]
                room.again.append(f"{pair[0].name} and {pair[1].name} met in {listed(when)}")

    def _mark_looks(self) -> None:
        sizes = Counter(len(room.seats) for room in self.rooms if room.seats)
        usual = max(sizes, key=lambda size: (sizes[size], size), default=0)
        is_uneven = bool(sizes) and max(sizes) - min(sizes) > 1
        needs_lead = self.session.lead_rule != Session.LeadRule.NONE
        for room in self.rooms:
            if not room.seats:
                room.looks.append("empty")
                continue
            if len(room.again):
                room.looks.append(
                    "1 pair meets again" if len(room.again) == 1 else f"{len(room.again)} pairs meet again"
                )
            if needs_lead and not any(seat.leads for seat in room.seats):
                room.looks.append("no lead")
            if is_uneven and len(room.seats) != usual:
                room.looks.append("fewer people" if len(room.seats) < usual else "more people")
            for seat in room.seats:
                if seat.place.is_absent:
                    room.looks.append(f"{seat.student.first_name} can't come")
                elif not seat.is_active:
                    room.looks.append(f"{seat.student.first_name} has left")

    @cached_property
    def to_look_at(self) -> int:
        return sum(bool(room.looks) for room in self.rooms)

    # What happened.

    @cached_property
    def version(self) -> str:
        return version_of(self.arrangement)

    @cached_property
    def steps(self) -> "Steps":
        return Steps.of(self)

    def names(self) -> dict[int, str]:
        return {pk: seat.name for pk, seat in self.seats.items()}


@dataclass(frozen=True)
class Steps:
    """The words of what undo and redo would take back, and of the last step, with who took it."""

    undo: str = ""
    redo: str = ""
    last: str = ""
    actor: str = ""

    @classmethod
    def of(cls, board: Board) -> "Steps":
        """Two queries (one while no step was taken)."""
        found = trail.of(board.session, board.arrangement)
        ends = [*found.done[-1:], *found.undone[-1:]]
        changes = {one.pk: one for one in Change.objects.filter(pk__in=ends).select_related("actor__student")}
        names = board.names()

        def words(ids: tuple[int, ...]) -> str:
            return trail.tell("", changes[ids[-1]].after["step"], names) if ids else ""

        last = max(changes.values(), key=lambda one: one.pk, default=None)
        return cls(
            words(found.done),
            words(found.undone),
            trail.tell(last.verb, last.after["step"], names) if last else "",
            last.actor.get_full_name() if last and last.actor else "",
        )
