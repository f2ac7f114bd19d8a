"""A student's own calendar at a secret address, which they can end by making a new one."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.urls import reverse

from mixitup.invitations import Entry, sequence
from mixitup.models import Arrangement, Enrolment, Membership, Session, Student, TellingPreference

SALT = "mixitup.calendar"
LOOKS_BACK = timedelta(days=60)


def address(student: Student) -> str:
    """Where a calendar program reads it. Nothing of it is stored: it is signed, over a number that renewing counts up."""
    found = TellingPreference.objects.filter(student=student).first()
    serial = found.calendar_serial if found else 1
    token: str = signing.Signer(salt=SALT).sign_object([student.pk, serial])
    return f"{settings.SITE_URL}{reverse('calendar_feed', args=[token])}"


def student_of(token: str) -> Student | None:
    """Whose calendar it is; None for an address that was never given, has ended, or whose owner is gone."""
    try:
        pk, serial = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    known = Student.objects.filter(pk=pk, user__is_active=True)
    student = known.select_related("user", "telling_preference").first()
    if student is None:
        return None
    preference = getattr(student, "telling_preference", None)
    return student if serial == (preference.calendar_serial if preference else 1) else None


def renew(student: Student) -> None:
    """From now on only a new address works."""
    TellingPreference.objects.get_or_create(student=student)
    TellingPreference.objects.filter(student=student).update(calendar_serial=F("calendar_serial") + 1)


def entries(student: Student, now: datetime) -> list[Entry]:
    """Sessions lately and to come of the innings this student is active in, but for those they can't come to."""
    active = Enrolment.objects.active().filter(student=student).values("inning")
    sessions = Session.objects.in_order().filter(
        inning__in=active, cancelled_at=None, starts_at__gt=now - LOOKS_BACK
    )
    sessions = sessions.exclude(absences__student=student).select_related("inning")
    return entries_of(list(sessions), student)


def entries_of(sessions: list[Session], student: Student) -> list[Entry]:
    """These sessions as this student's calendar says them: with a room only where groups are out. Two queries."""
    seats = {
        seat.arrangement_id: seat
        for seat in Membership.objects.filter(
            arrangement__in=[one.published_id for one in sessions if one.published_id], student=student
        ).select_related("group")
    }
    # Drafts say nothing here: only what was published once counts.
    last = {
        one.session_id: one
        for one in Arrangement.objects.filter(session__in=sessions).exclude(frozen_at=None).order_by("number")
    }
    return [_entry(one, student, seats.get(one.published_id or 0), last.get(one.pk)) for one in sessions]


def _entry(session: Session, student: Student, seat: Membership | None, last: Arrangement | None) -> Entry:
    number = sequence(last, is_taken_back=session.published_id is None) if last else 0
    if seat is None:
        return Entry(session, student, number)
    return Entry(session, student, number, seat.group.number, seat.leads)
