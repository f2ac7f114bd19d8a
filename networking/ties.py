"""Keeping in touch with people of one's own room: nobody sees who asked, only when both did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mixitup import meetings
from mixitup.models import Session, Student
from networking.models import Contact, KeepInTouch

LATEST = 2


@dataclass(frozen=True, slots=True)
class Mate:
    """Somebody of one's room: `said` by me, `is_mutual` when they said so too, which opens how to reach them.

    `is_contact`: a contact of that name is on the tracker.
    """

    student: Student
    said: bool
    is_mutual: bool
    is_contact: bool

    @property
    def link(self) -> str:
        return self.student.linkedin or f"mailto:{self.student.email}"


@dataclass(frozen=True, slots=True)
class Met:
    session: Session
    mates: list[Mate]


def people_met(student: Student, now: datetime, sessions: int = LATEST) -> list[Met]:
    """With whom one sat in the latest sessions that have begun, newest first; six queries at the most for two.

    A room that is through says goodbye and comes here, a little before the session's end.
    """
    begun = Session.objects.filter(
        published__memberships__student=student, cancelled_at=None, starts_at__lt=now
    ).select_related("inning")
    latest = list(begun.order_by("-starts_at")[:sessions])
    mates = {session.pk: _mates(session, student) for session in latest}
    people = Student.objects.select_related("user").filter(
        pk__in={pk for found in mates.values() for pk in found}, erased_at=None
    )
    by_pk = {person.pk: person for person in people.named()}
    said = set(KeepInTouch.objects.filter(owner=student, session__in=latest).values_list("session", "other"))
    back = set(KeepInTouch.objects.filter(other=student, session__in=latest).values_list("session", "owner"))
    contacts = {contact.name.casefold() for contact in Contact.objects.of(student)}
    found = []
    for session in latest:
        rows = [
            Mate(
                person,
                said=(session.pk, pk) in said,
                is_mutual=(session.pk, pk) in said & back,
                is_contact=person.shown_name.casefold() in contacts,
            )
            for pk, person in by_pk.items()
            if pk in mates[session.pk]
        ]
        if rows:
            found.append(Met(session, rows))
    return found


def _mates(session: Session, student: Student) -> set[int]:
    rooms = meetings.at(session).rooms
    room = rooms.get(student.pk)
    return {pk for pk, group in rooms.items() if group == room and pk != student.pk} if room else set()


def say_keep_in_touch(student: Student, session: Session, other_pk: int, wants: bool) -> bool:
    """Say it, or take it back. False where the two didn't share a room: nothing is written then."""
    if other_pk not in _mates(session, student):
        return False
    tie: dict[str, Any] = {"session": session, "owner": student, "other_id": other_pk}
    if wants:
        KeepInTouch.objects.get_or_create(**tie)
    else:
        KeepInTouch.objects.filter(**tie).delete()
    return True
