"""Background work. Rows are the truth about what to do; a task is only a wake-up that carries an id."""

from collections.abc import Callable
from datetime import datetime

from django_tasks import task

from mixitup import mix_jobs, notices, publishing, reminders


@task()
def send_notices(session_pk: int) -> int:
    """Wake-up after something about this session was published, taken back or asked."""
    return notices.send_due()


@task()
def mix_groups(session_pk: int) -> int:
    """Wake-up after somebody asked for a mix that is too large for a request."""
    return mix_jobs.run_due()


def send_waiting(now: datetime) -> int:
    return notices.send_due()


def mix_waiting(now: datetime) -> int:
    return mix_jobs.run_due()


# What is due by the clock, whether or not any wake-up came through: what publishing and the clock write is sent at once.
EVERY_MINUTE: list[Callable[[datetime], int]] = [
    publishing.publish_due,
    reminders.write_due,
    send_waiting,
    mix_waiting,
]
