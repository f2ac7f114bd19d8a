"""Reminders about lessons: rows are the truth, the worker's minute sends them."""

import datetime
import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from lessons.models import Nudge, Visit
from mixitup import quiet_hours
from mixitup.models import School
from mixitup.notices import PERSONAL, is_passing

log = logging.getLogger(__name__)
LEASE = datetime.timedelta(minutes=10)
STALE = datetime.timedelta(days=1)


def send_due(now: datetime.datetime) -> int:
    """Send what was asked for; answers how many. Who has begun meanwhile is left in peace, and so is yesterday's.

    When the mail server itself is in trouble the run ends: leases run out, and a later minute tries again.
    """
    if quiet_hours.end_at(now):
        return 0
    waiting = Nudge.objects.filter(sent_at=None, on__gte=(now - STALE).date()).values_list("pk", flat=True)
    sent = 0
    for pk in list(waiting):
        try:
            sent += _send(pk, now)
        except OSError as trouble:
            log.warning("Lesson reminders wait, the mail server is in trouble: %s", trouble)
            break
    return sent


def _send(pk: int, now: datetime.datetime) -> bool:
    """Whether a reminder left. OSError where the server is to blame."""
    nudge = _claim(pk, now)
    if nudge is None:
        return False
    has_begun = Visit.objects.filter(enrolment=nudge.enrolment, page=nudge.page).exists()
    is_sent = not has_begun and bool(nudge.enrolment.student.email)
    if is_sent:
        try:
            _letter(nudge).send()
        except PERSONAL as error:
            log.warning("A lesson reminder wasn't accepted: %s", error)
            if is_passing(error):  # the lease runs out and a later minute tries again
                return False
            is_sent = False
    Nudge.objects.filter(pk=pk).update(sent_at=now)
    return is_sent


def _claim(pk: int, now: datetime.datetime) -> Nudge | None:
    with transaction.atomic():
        nudge = Nudge.objects.select_for_update(of=("self",)).filter(pk=pk, sent_at=None).first()
        if nudge is None or (nudge.claimed_at and nudge.claimed_at > now - LEASE):
            return None
        nudge.claimed_at = now
        nudge.save(update_fields=["claimed_at"])
    return Nudge.objects.select_related("enrolment__student__user", "page__current").get(pk=pk)


def _letter(nudge: Nudge) -> EmailMessage:
    school = School.load()
    url = settings.SITE_URL + reverse("lesson_detail", args=[nudge.page_id])
    context = {"student": nudge.enrolment.student, "page": nudge.page, "school": school, "url": url}
    return EmailMessage(
        subject=f"{nudge.page}: a good moment to begin",
        body=render_to_string("lessons/nudge.txt", context),
        to=[nudge.enrolment.student.email],
        reply_to=[school.contact_email] if school.contact_email else None,
        headers={
            "Message-ID": f"<lesson-nudge-{nudge.pk}@{settings.SITE_URL.split('//')[-1].split(':')[0]}>"
        },
    )
