"""Who came: noted by a room's lead while the hour runs, corrected by staff afterwards."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from mixitup.live.clock import locked
from mixitup.models import Attendance, Change, Group, Membership, Session, User

WORDS = {True: "yes", False: "no", None: ""}
ANSWERS = {words: answer for answer, words in WORDS.items()}


def note(group: Group, here: Mapping[int, bool], actor: User) -> None:
    """Who of the room is here (student id -> whether). The last word counts."""
    with transaction.atomic():
        room = locked(group)
        for student, is_present in here.items():
            Attendance.objects.update_or_create(
                session_id=group.session_id,
                student_id=student,
                defaults={"group": group, "is_present": is_present, "recorded_by": actor},
            )
        room.revision += 1
        room.save()


@dataclass(frozen=True)
class Line:
    """Somebody on the list: their seat, and what is noted ("yes", "no", "")."""

    seat: Membership
    noted: str


def rooms(session: Session) -> list[int]:
    """The numbers of the published rooms, in order."""
    seats = Membership.objects.filter(arrangement=session.published_id)
    return list(seats.order_by("group__number").values_list("group__number", flat=True).distinct())


def open_rooms(session: Session) -> list[int]:
    """The numbers of the published rooms in which somebody is still to be noted, in order."""
    noted = Attendance.objects.filter(session=session).values("student")
    seats = Membership.objects.filter(arrangement=session.published_id).exclude(student__in=noted)
    return list(seats.order_by("group__number").values_list("group__number", flat=True).distinct())


def lines(session: Session, rooms: Collection[int]) -> list[Line]:
    """Everybody whom these published rooms hold, room by room. A fixed number of queries."""
    return _lines(session, Q(group__number__in=rooms))


def _lines(session: Session, wanted: Q) -> list[Line]:
    noted = dict(Attendance.objects.filter(session=session).values_list("student_id", "is_present"))
    seats = Membership.objects.filter(wanted, arrangement=session.published_id).with_people(session.inning)
    return [Line(seat, WORDS[noted.get(seat.student_id)]) for seat in seats]


def correct(session: Session, seen: Mapping[int, str], wanted: Mapping[int, str], actor: User) -> list[Line]:
    """Writes what staff changed on their page (student id -> "yes", "no" or "").

    Gives the people about whom somebody wrote something else meanwhile; then nothing is written.
    """
    changed = {pk: word for pk, word in wanted.items() if pk in seen and word != seen[pk] and word in ANSWERS}
    with transaction.atomic():
        session = Session.objects.locked(session.pk)
        now = {line.seat.student_id: line for line in _lines(session, Q(student__in=changed))}
        moved = [line for pk, line in now.items() if line.noted not in (seen[pk], changed[pk])]
        if moved:
            return moved
        for pk, line in now.items():
            _write(session, line, ANSWERS[changed[pk]], actor)
        if now:
            Change.objects.create(
                actor=actor,
                verb="attendance.corrected",
                subject=str(session),
                before={str(pk): line.noted for pk, line in now.items()},
                after={str(pk): changed[pk] for pk in now},
            )
    return []


def _write(session: Session, line: Line, came: bool | None, actor: User) -> None:
    rows = Attendance.objects.filter(session=session, student=line.seat.student_id)
    if came is None:
        rows.delete()
    else:
        Attendance.objects.update_or_create(
            session=session,
            student_id=line.seat.student_id,
            defaults={"group_id": line.seat.group_id, "is_present": came, "recorded_by": actor},
        )
