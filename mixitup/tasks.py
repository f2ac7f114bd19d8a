"""Background work. Rows are the truth about what to do; a task is only a wake-up that carries an id."""

import logging
from datetime import datetime

from django_tasks import task

from mixitup import mix_jobs, notices, publishing, reminders

log = logging.getLogger(__name__)


@task()
def send_notices(session_pk: int) -> int:
    """Wake-up after something about this session was published, taken back or asked."""
    return notices.send_due()


@task()
def mix_groups(session_pk: int) -> int:
    """Wake-up after somebody asked for a mix that is too large for a request."""
    return mix_jobs.run_due()


def every_minute(now: datetime) -> None:
    """What is due by the clock, whether or not any wake-up came through; safe to run at any time, in any process."""
    published = publishing.publish_due(now)
    reminders.write_due(now)
    sent = notices.send_due()
    mixed = mix_jobs.run_due()
    if published or sent or mixed:
        log.info("Published %s sessions, sent %s mails, mixed %s boards", published, sent, mixed)
