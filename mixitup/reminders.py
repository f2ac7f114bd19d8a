"""What is sent by the clock before a session: the leads' packets the day before, reminders the morning of.

Rows are written when their time comes, each under a key of its own, so that writing them every minute, by any number
of workers, writes them once.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from mixitup.models import (
    Change,
    Enrolment,
    Membership,
    Notice,
    School,
    Session,
    Student,
    TellingPreference,
    User,
)

SALT = "mixitup.reminders"
Kind = Notice.Kind
BY_CLOCK = (Kind.PACKET, Kind.REMINDER)
REPEATABLE = (Kind.PUBLISHED, *BY_CLOCK)


def write_due(now: datetime) -> int:
    """Write the packets and reminders whose time has come; how many were new."""
    school = School.load()
    coming = Session.objects.filter(
        published__isnull=False, cancelled_at=None, starts_at__gt=now, starts_at__lt=now + timedelta(days=2)
    )
    return sum(
        _write(session, kind, due_at)
        for session in coming
        for kind in BY_CLOCK
        if (due_at := due_time(session, kind, school)) and due_at <= now
    )


def due_time(session: Session, kind: Notice.Kind, school: School) -> datetime | None:
    """When this kind goes out for a session, by the school's settings; None where they say never."""
    day = session.starts_at.astimezone(school.zone).date()
    if kind == Kind.PACKET:
        return _moment(day - timedelta(days=1), school.packets_at, school)
    at = _moment(day, school.reminders_at, school)
    return at if at and at < session.starts_at else None


def _moment(day: date, clock: time | None, school: School) -> datetime | None:
    return datetime.combine(day, clock, school.zone) if clock else None


def _write(session: Session, kind: Notice.Kind, due_at: datetime) -> int:
    users = list(recipients(session, kind, due_at).values_list("student__user", flat=True))
    known = set(
        Notice.objects.filter(session=session, kind=kind, user__in=users).values_list("user_id", flat=True)
    )
    new = [user for user in users if user not in known]
    _create(session, kind, new, due_at, "")
    return len(new)


def _create(session: Session, kind: Notice.Kind, users: list[int], at: datetime, mark: str) -> None:
    Notice.objects.bulk_create(
        [
            Notice(
                kind=kind,
                key=f"{kind}:{session.pk}{mark}:{user}",
                user_id=user,
                session=session,
                arrangement_id=session.published_id,
                due_at=at,
            )
            for user in users
        ],
        ignore_conflicts=True,
    )


def recipients(session: Session, kind: Notice.Kind, due_at: datetime | None = None) -> QuerySet[Membership]:
    """The places of those whom this kind is for, by what is published now; who left or graduated since gets nothing.

    Packets: who leads and can come. Reminders: who can come, wants them, and hasn't had their room's mail only after `due_at`.
    """
    gone = Enrolment.objects.gone().filter(inning=session.inning_id).values("student")
    seats = Membership.objects.filter(arrangement=session.published_id, student__user__is_active=True)
    seats = seats.exclude(student__in=gone)
    seats = seats.order_by("group__number", "role", "pk")
    if kind == Kind.PUBLISHED:
        return seats
    seats = seats.exclude(student__absences__session=session)
    if kind == Kind.PACKET:
        return seats.exclude(role=Membership.Role.MEMBER)
    seats = seats.exclude(student__telling_preference__wants_reminders=False)
    if due_at:
        fresh = Notice.objects.filter(session=session, due_at__gte=due_at).about_rooms()
        seats = seats.exclude(student__user__in=fresh.values("user"))
    return seats


def is_stale(notice: Notice) -> bool:
    """Whether it no longer concerns this person: taken back, moved out, not leading, not wanted any more."""
    if notice.session.published_id is None or notice.session.cancelled_at:
        return True
    here = recipients(notice.session, Kind(notice.kind))
    return not here.filter(student__user=notice.user_id).exists()


@dataclass(frozen=True)
class Sending:
    """One kind of mail by the clock as the publishing page tells it."""

    kind: Notice.Kind
    title: str
    due_at: datetime | None
    people: int
    sent: int
    waiting: int
    failed: int


TITLES = {
    Kind.PACKET: "Packets for the leads",
    Kind.REMINDER: "Reminders",
    Kind.PUBLISHED: "Rooms, once more",
}


def sendings(session: Session) -> list[Sending]:
    """Packets and reminders of a session: when, to how many, and how far they are. Three queries."""
    school = School.load()
    rows = (
        Notice.objects.filter(session=session, kind__in=BY_CLOCK)
        .order_by()
        .values("kind")
        .annotate(
            sent=Count("pk", filter=Q(sent_at__isnull=False)),
            failed=Count("pk", filter=Q(failed_at__isnull=False)),
            waiting=Count("pk", filter=Q(sent_at=None, failed_at=None)),
        )
    )
    counts = {row["kind"]: {name: row[name] for name in ("sent", "failed", "waiting")} for row in rows}
    nothing = {"sent": 0, "failed": 0, "waiting": 0}
    return [
        Sending(
            kind,
            TITLES[kind],
            due_time(session, kind, school),
            recipients(session, kind).count(),
            **counts.get(kind, nothing),
        )
        for kind in BY_CLOCK
    ]


@transaction.atomic
def send_again(session: Session, kind: Notice.Kind, actor: User, at: datetime) -> int:
    """Write this kind once more to everybody it is for now; how many that is. Two clicks within a minute are one."""
    session = Session.objects.locked(session.pk)
    if session.published_id is None or session.cancelled_at or session.starts_at <= at:
        return 0
    mark = f".{session.published_id}.again.{at:%Y%m%d%H%M}"
    if Notice.objects.filter(key__startswith=f"{kind}:{session.pk}{mark}:").exists():
        return 0
    users = list(recipients(session, kind).values_list("student__user", flat=True))
    _create(session, kind, users, at, mark)
    Change.objects.create(
        actor=actor,
        verb="session.sent_again",
        subject=str(session),
        session=session,
        after={"kind": str(kind), "told": len(users)},
    )
    return len(users)


def off_token(student: Student) -> str:
    return signing.Signer(salt=SALT).sign_object(student.pk)


def student_of(token: str) -> Student | None:
    """Whose reminders a link of a mail turns off; None for a link that nobody was sent."""
    try:
        pk = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return Student.objects.filter(pk=pk, erased_at=None).first()


def wants_reminders(student: Student) -> bool:
    return not TellingPreference.objects.filter(student=student, wants_reminders=False).exists()


def choose(student: Student, *, wants: bool) -> None:
    TellingPreference.objects.update_or_create(student=student, defaults={"wants_reminders": wants})
