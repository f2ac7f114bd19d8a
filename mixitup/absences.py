"""Who can't come to a session: said by the student until a time that staff set, or by staff until it is over.

Saying so moves nobody: staff see it, and decide in `rescue`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from mixitup import room_requests
from mixitup.models import Absence, Arrangement, Change, Membership, School, Session, Student, User
from mixitup.publishing import Refused
from mixitup.wording import rooms_named


def closes_at(session: Session) -> datetime:
    """Until when students say so themselves."""
    return session.starts_at - timedelta(hours=School.load().absence_hours_before)


@transaction.atomic
def note(session: Session, student: Student, actor: User, at: datetime) -> bool:
    """This student can't come; whether that is news. Asking for a room ends with it."""
    session = Session.objects.locked(session.pk)
    _check_open(session, at)
    if not actor.is_staff and at >= closes_at(session):
        school = School.load()
        raise Refused(f"It's too late to say so here. Write to {school.contact_name}, please.")
    _, is_new = Absence.objects.get_or_create(session=session, student=student, defaults={"noted_by": actor})
    if is_new:
        room_requests.take_back(session, student)
        _record(session, student, actor, "absence.noted")
    return is_new


@transaction.atomic
def take_back(session: Session, student: Student, actor: User, at: datetime) -> bool:
    """This student is coming after all; whether they were down as not coming."""
    session = Session.objects.locked(session.pk)
    _check_open(session, at)
    count, _ = Absence.objects.filter(session=session, student=student).delete()
    if count:
        _record(session, student, actor, "absence.taken_back")
    return bool(count)


def _check_open(session: Session, at: datetime) -> None:
    if session.cancelled_at:
        raise Refused("This session is cancelled, so nobody has to come.")
    if session.ends_at <= at:
        raise Refused("This session is over.")


def _record(session: Session, student: Student, actor: User, verb: str) -> None:
    Change.objects.create(actor=actor, verb=verb, subject=str(session), session=session, student=student)


@dataclass(frozen=True)
class Gaps:
    """What missing people leave in an arrangement: how many sit in it, and the rooms whose every lead is missing."""

    missing: int
    unled: Sequence[int]

    def __bool__(self) -> bool:
        return bool(self.missing)

    @property
    def sentence(self) -> str:
        """ "3 people can't come; room 12 has no lead"."""
        said = f"{self.missing} {'person' if self.missing == 1 else 'people'} can’t come"
        if not self.unled:
            return said
        if len(self.unled) > 3:
            return f"{said}; {len(self.unled)} rooms have no lead"
        rooms = rooms_named(self.unled).lower()
        return f"{said}; {rooms} {'has' if len(self.unled) == 1 else 'have'} no lead"


def gaps(session: Session, arrangement: Arrangement | None) -> Gaps:
    """Who of the arrangement's people can't come, and what rooms that leaves without their lead. One query."""
    away = Absence.objects.filter(session=session, student=OuterRef("student"))
    seats = Membership.objects.filter(arrangement=arrangement).annotate(is_away=Exists(away))
    told = seats.filter(Q(is_away=True) | ~Q(role=Membership.Role.MEMBER))
    rows = list(told.values_list("group__number", "role", "is_away"))
    led = {room for room, role, is_away in rows if role != Membership.Role.MEMBER and not is_away}
    lost = {room for room, role, is_away in rows if role != Membership.Role.MEMBER and is_away}
    return Gaps(sum(is_away for _, _, is_away in rows), sorted(lost - led))
