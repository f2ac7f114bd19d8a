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

log = logging.getLogger(__name__)
LEASE = datetime.timedelta(minutes=10)
STALE = datetime.timedelta(days=1)


def send_due(now: datetime.datetime) -> int:
    """Send what was asked for; answers how many. Who has begun meanwhile is left in peace, and so is yesterday's."""
    if quiet_hours.end_at(now):
        return 0
    waiting = Nudge.objects.filter(sent_at=None, on__gte=(now - STALE).date()).values_list("pk", flat=True)
    return sum(_send(pk, now) for pk in list(waiting))


def _send(pk: int, now: datetime.datetime) -> bool:
    nudge = _claim(pk, now)
    if nudge is None:
        return False
    has_begun = Visit.objects.filter(enrolment=nudge.enrolment, page=nudge.page).exists()
    if not has_begun and nudge.enrolment.student.email:
        try:
            _letter(nudge).send()
        except OSError as error:  # the lease runs out and a later minute tries again
            log.warning("A lesson reminder wasn't accepted: %s", error)
            return False
    Nudge.objects.filter(pk=pk).update(sent_at=now)
    return not has_begun


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
