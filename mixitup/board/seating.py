"""Who sits where on a session's board, as it is read, compared and written."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import F, Max, Q

from mixitup import mixing
from mixitup.models import Absence, Arrangement, Enrolment, Group, Membership, Module, Session, User

Role = Membership.Role
NO_BOARD = "0"


class Place(NamedTuple):
    """Where one person is: a room's number or none, their role there, whether they're pinned, whether they're away."""

    room: int | None = None
    role: str = Role.MEMBER
    is_pinned: bool = False
    is_absent: bool = False


Places = dict[int, Place]


def version_of(arrangement: Arrangement | None) -> str:
    """What a page says it has seen; publishing changes it too, since the next step then starts a copy."""
    if arrangement is None:
        return NO_BOARD
    return f"{arrangement.pk}.{arrangement.revision}{'p' if arrangement.frozen_at else ''}"


def shown_arrangement(session: Session) -> Arrangement | None:
    """What the board shows: the draft if there is one, else what is published. One query."""
    shown = session.arrangements.filter(Q(frozen_at=None) | Q(pk=session.published_id))
    return shown.order_by(F("frozen_at").asc(nulls_first=True)).first()


@dataclass
class Seating:
    """A board's places. `ranks`: everyone active in the inning -> lead rank under the session's rule, or None."""

    session: Session
    arrangement: Arrangement | None
    places: Places
    ranks: dict[int, int | None]
    names: dict[int, str] = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session) -> "Seating":
        """Five queries. Take the session's lock first when something will be written."""
        arrangement = shown_arrangement(session)
        places: Places = {}
        rows = (
            Membership.objects.filter(arrangement=arrangement) if arrangement else Membership.objects.none()
        )
        for student, room, role, pinned in rows.values_list(
            "student_id", "group__number", "role", "is_pinned"
        ):
            places[student] = Place(room, role, pinned)
        for student in session.absences.values_list("student_id", flat=True):
            places[student] = places.get(student, Place())._replace(is_absent=True)
        active = Enrolment.objects.active().filter(inning=session.inning_id).select_related("student")
        modules = dict(Module.objects.values_list("pk", "lead_rank"))
        ranks = {
            one.student_id: mixing.lead_rank(session.lead_rule, modules[one.module_id]) for one in active
        }
        names = {one.student_id: one.student.shown_name for one in active}
        return cls(session, arrangement, places, ranks, names)

    @property
    def version(self) -> str:
        return version_of(self.arrangement)

    def name(self, student: int) -> str:
        return self.names.get(student, "This person")

    def place(self, student: int) -> Place:
        return self.places.get(student, Place())

    def rooms(self) -> dict[int, list[int]]:
        """Room number -> student ids, in the order of ids."""
        rooms = defaultdict(list)
        for student in sorted(self.places):
            number = self.places[student].room
            if number is not None:
                rooms[number].append(student)
        return rooms

    def pins(self) -> dict[int, int]:
        """Who keeps which room when the groups are mixed again: the pinned people who are still here."""
        return {
            student: place.room
            for student, place in sorted(self.places.items())
            if place.is_pinned and place.room and student in self.ranks and not place.is_absent
        }

    @property
    def last_room(self) -> int:
        return max((place.room or 0 for place in self.places.values()), default=0)

    def write(self, changed: Mapping[int, Place], actor: User) -> Arrangement:
        """Put these people where they are to be: in the draft, made from the published arrangement if need be."""
        draft = self.arrangement
        if draft is None or draft.frozen_at:
            draft = self._started_draft()
            students = {student for student, place in self.places.items() if place.room} | set(changed)
        else:
            students = set(changed)
            _delete_memberships(draft, students)
        draft.revision += 1
        draft.save(update_fields=["revision", "changed_at"])
        self._write_absences(changed, actor)
        self.places.update(changed)
        self._seat(draft, students)
        self.arrangement = draft
        return draft

    def _started_draft(self) -> Arrangement:
        last = self.session.arrangements.aggregate(last=Max("number"))["last"] or 0
        return Arrangement.objects.create(session=self.session, number=last + 1)

    def _seat(self, draft: Arrangement, students: set[int]) -> None:
        seats = [(student, self.place(student)) for student in sorted(students)]
        wanted = {place.room for _, place in seats if place.room}
        groups = {group.number: group for group in self.session.groups.all()}
        missing = [Group(session=self.session, number=number) for number in sorted(wanted - set(groups))]
        groups.update({group.number: group for group in Group.objects.bulk_create(missing)})
        rows = [
            Membership(
                arrangement=draft,
                student_id=student,
                group=groups[place.room],
                role=place.role,
                is_pinned=place.is_pinned,
            )
            for student, place in seats
            if place.room
        ]
        Membership.objects.bulk_create(rows, batch_size=500)

    def _write_absences(self, changed: Mapping[int, Place], actor: User) -> None:
        away = [s for s, place in changed.items() if place.is_absent and not self.place(s).is_absent]
        back = [s for s, place in changed.items() if not place.is_absent and self.place(s).is_absent]
        Absence.objects.bulk_create(
            [Absence(session=self.session, student_id=student, noted_by=actor) for student in away],
            ignore_conflicts=True,
        )
        for part in _parts(back):
            self.session.absences.filter(student_id__in=part).delete()


def _delete_memberships(draft: Arrangement, students: set[int]) -> None:
    for part in _parts(sorted(students)):
        draft.memberships.filter(student_id__in=part).delete()


def _parts(students: list[int], size: int = 500) -> list[list[int]]:
    return [students[start : start + size] for start in range(0, len(students), size)]


def as_json(places: Mapping[int, Place]) -> dict[str, Any]:
    """Ids and numbers only: names are joined when they are shown."""
    return {str(student): list(place) for student, place in places.items()}


def from_json(told: Mapping[str, Any]) -> Places:
    return {int(student): Place(*place) for student, place in told.items()}
