"""Who is to be told what when a session's groups are published: old and new compared, person by person."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Q

from mixitup.models import Arrangement, Enrolment, Membership, Notice, Session, Student


class Reason(models.TextChoices):
    """Why somebody is told, in the order that a mail says it."""

    FIRST = "first", "told for the first time"
    TIME = "time", "the time changed"
    LINK = "link", "the Zoom link changed"
    ROOM = "room", "another room"
    NO_ROOM = "no_room", "no room any more"
    LEAD = "lead", "another lead"
    MEMBERS = "members", "other people in the room"


@dataclass(frozen=True)
class Seat:
    """What one arrangement means to one student: their room, who leads it, everybody in it (by student id)."""

    room: int
    leads: frozenset[int]
    people: frozenset[int]


@dataclass(frozen=True)
class Terms:
    """What all rooms of an arrangement share."""

    starts_at: datetime
    minutes: int
    zoom_link: str


@dataclass(frozen=True)
class Telling:
    """One mail to write. `previous_id` is the arrangement that this student was told before, if any."""

    student_id: int
    user_id: int
    kind: Notice.Kind
    reasons: tuple[Reason, ...]
    previous_id: int | None = None


Seats = dict[int, Seat]


def seats_of(arrangement_ids: Iterable[int]) -> dict[int, Seats]:
    """For each arrangement, each student's seat; one query."""
    rows = Membership.objects.filter(arrangement_id__in=set(arrangement_ids)).values_list(
        "arrangement_id", "group__number", "student_id", "role"
    )
    rooms: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for arrangement_id, number, student_id, role in rows:
        rooms[arrangement_id, number].append((student_id, role))
    found: dict[int, Seats] = defaultdict(dict)
    for (arrangement_id, number), people in rooms.items():
        leads = frozenset(student for student, role in people if role != Membership.Role.MEMBER)
        seat = Seat(number, leads, frozenset(student for student, _ in people))
        found[arrangement_id].update(dict.fromkeys(seat.people, seat))
    return found


def terms_now(session: Session) -> Terms:
    return Terms(session.starts_at, session.minutes, session.join_link)


def terms_told(arrangement: Arrangement, session: Session) -> Terms:
    """What was said when it was published; an imported arrangement was never published from here."""
    if arrangement.starts_at is None:
        return terms_now(session)
    return Terms(arrangement.starts_at, arrangement.minutes or session.minutes, arrangement.zoom_link)


def is_outdated(session: Session) -> bool:
    """Whether the time or link changed after people were told."""
    return session.published is not None and terms_told(session.published, session) != terms_now(session)


def told(session: Session) -> dict[int, int]:
    """For each student who believes to have a room (or none) by our last mail: which arrangement that mail told.

    A mail in a worker's hands counts as told; one taken back or cancelled since does not.
    """
    rows = (
        Notice.objects.filter(session=session, user__student__isnull=False)
        .about_rooms()
        .filter(Q(sent_at__isnull=False) | Q(leased_until__isnull=False))
        .order_by("pk")
        .values_list("user__student", "kind", "arrangement_id")
    )
    last = {student: (kind, arrangement_id) for student, kind, arrangement_id in rows}
    known = (Notice.Kind.PUBLISHED, Notice.Kind.CHANGED)
    return {student: arrangement for student, (kind, arrangement) in last.items() if kind in known}


def differences(old: Seat | None, new: Seat | None, was: Terms, now: Terms) -> tuple[Reason, ...]:
    """Why a student who was told `old` must hear of `new`; nothing where all that concerns them is the same."""
    if new is None:
        return (Reason.NO_ROOM,) if old else ()
    found = []
    if (was.starts_at, was.minutes) != (now.starts_at, now.minutes):
        found.append(Reason.TIME)
    if was.zoom_link != now.zoom_link:
        found.append(Reason.LINK)
    if old is None or old.room != new.room:
        found.append(Reason.ROOM)
    if old is None or old.leads != new.leads:
        found.append(Reason.LEAD)
    if old is None or old.people != new.people:
        found.append(Reason.MEMBERS)
    return tuple(found)


def tellings(session: Session, arrangement: Arrangement) -> list[Telling]:
    """Everybody who must be told if this arrangement becomes the published one; four queries at any size."""
    known = told(session)
    seats = seats_of([arrangement.pk, *known.values()])
    return _compared(session, known, seats, seats[arrangement.pk])


def tellings_of(session: Session, new: Seats) -> list[Telling]:
    """Everybody who must be told if people get these seats; four queries at any size."""
    known = told(session)
    return _compared(session, known, seats_of(known.values()), new)


def _compared(session: Session, known: dict[int, int], seats: dict[int, Seats], new: Seats) -> list[Telling]:
    bases = {base.pk: base for base in Arrangement.objects.filter(pk__in=set(known.values()))}
    now = terms_now(session)
    found = []
    for student_id, user_id in addresses(session, {*new, *known}):
        base = bases.get(known.get(student_id, 0))
        if base is None:
            found.append(Telling(student_id, user_id, Notice.Kind.PUBLISHED, (Reason.FIRST,)))
            continue
        old = seats[base.pk].get(student_id)
        if reasons := differences(old, new.get(student_id), terms_told(base, session), now):
            found.append(Telling(student_id, user_id, Notice.Kind.CHANGED, reasons, base.pk))
    return found


def addresses(session: Session, students: Iterable[int]) -> list[tuple[int, int]]:
    """(student, user) of those who get mail about the session: neither erased nor switched off, nor gone since."""
    gone = Enrolment.objects.gone().filter(inning=session.inning_id).values("student")
    rows = Student.objects.filter(pk__in=list(students), user__is_active=True).exclude(pk__in=gone)
    return list(rows.order_by("pk").values_list("pk", "user_id"))


def names(students: Iterable[int]) -> list[tuple[int, str]]:
    """(student, name shown) of these students."""
    return [(one.pk, one.shown_name) for one in Student.objects.filter(pk__in=list(students))]
