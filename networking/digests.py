"""A reminder of follow-ups by mail: weekly at most, on Mondays, without a name in it, off by one click."""

import datetime
import logging

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from mixitup import quiet_hours
from mixitup.models import School, Student
from mixitup.notices import PERSONAL, is_passing
from networking.models import Contact, Conversation, Message, Preference

log = logging.getLogger(__name__)
SALT = "networking.digest"
FIRST_HOUR, LAST_HOUR = 8, 18
PAUSE = datetime.timedelta(days=6)
TRY_AGAIN = datetime.timedelta(minutes=15)


def send_due(now: datetime.datetime) -> int:
    """Send this week's reminders; answers how many. Safe to run at any time and in any process.

    Each is claimed before it is sent: a killed worker loses one reminder rather than sending two. When the mail server
    itself is in trouble the run ends, and the next minute tries again, while it's Monday.
    """
    school = School.load()
    local = timezone.localtime(now, school.zone)
    if quiet_hours.end_at(now) or local.weekday() != 0 or not FIRST_HOUR <= local.hour < LAST_HOUR:
        return 0
    sent = 0
    for student in _waiting(local.date(), now):
        try:
            sent += _send(student, school, local)
        except OSError as trouble:
            log.warning("Networking reminders wait, the mail server is in trouble: %s", trouble)
            break
    return sent


def _waiting(today: datetime.date, now: datetime.datetime) -> list[Student]:
    """Who has something to follow up this week, and wasn't reminded lately or doesn't want it; two queries."""
    until = today + datetime.timedelta(days=6)
    due = (
        Contact.objects.filter(next_on__lte=until)
        .order_by()
        .values_list("owner")
        .union(
            Message.objects.filter(sent_at__isnull=False, follow_up_on__lte=until)
            .order_by()
            .values_list("owner"),
            Conversation.objects.filter(follow_up_on__lte=until).order_by().values_list("owner"),
        )
    )
    not_now = Preference.objects.filter(Q(wants_digest=False) | Q(digest_sent_at__gt=now - PAUSE)).values(
        "owner"
    )
    owners = [pk for (pk,) in due]
    people = Student.objects.filter(pk__in=owners, user__is_active=True).exclude(pk__in=not_now)
    return list(people.select_related("user").order_by("pk"))


def _send(student: Student, school: School, local: datetime.datetime) -> bool:
    """Whether a reminder left. OSError where the server is to blame: then it is this student's turn again."""
    if not _claim(student, local):
        return False
    until = local.date() + datetime.timedelta(days=6)
    count = (
        Contact.objects.of(student).filter(next_on__lte=until).count()
        + Message.objects.of(student).filter(sent_at__isnull=False, follow_up_on__lte=until).count()
        + Conversation.objects.of(student).filter(follow_up_on__lte=until).count()
    )
    try:
        _letter(student, school, count).send()
    except PERSONAL as error:
        log.warning("A networking reminder wasn't accepted: %s", error)
        if is_passing(error):
            Preference.objects.filter(owner=student).update(digest_sent_at=local - PAUSE + TRY_AGAIN)
        return False
    except OSError:
        Preference.objects.filter(owner=student).update(digest_sent_at=None)
        raise
    return True


def _claim(student: Student, now: datetime.datetime) -> bool:
    with transaction.atomic():
        Preference.objects.get_or_create(owner=student)
        row = Preference.objects.select_for_update().get(owner=student)
        if not row.wants_digest or (row.digest_sent_at and row.digest_sent_at > now - PAUSE):
            return False
        row.digest_sent_at = now
        row.save(update_fields=["digest_sent_at"])
    return True


def _letter(student: Student, school: School, count: int) -> EmailMessage:
    off = settings.SITE_URL + reverse("digest_off", args=[off_token(student)])
    home = settings.SITE_URL + reverse("networking_home")
    context = {"student": student, "school": school, "count": count, "home": home, "off": off}
    return EmailMessage(
        subject=f"{count} networking follow-up{'' if count == 1 else 's'} this week",
        body=render_to_string("networking/digest.txt", context),
        to=[student.email],
        headers={"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )


def off_token(student: Student) -> str:
    return signing.dumps(student.pk, salt=SALT)


def student_of(token: str) -> Student | None:
    """Whose reminders a link of a mail turns off; None for a link that nobody was sent."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Student.objects.filter(pk=pk, erased_at=None).first()
