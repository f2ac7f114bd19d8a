"""Mixes too large for one request: asked for here, done by a worker, seen on a progress bar, and cancelled.

The row is the truth: a worker holds it under a lease that it renews while it searches. A killed worker's lease runs
out, and the next worker takes the job up again from the start, with the same seed.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from mixitup import mixing
from mixitup.assignment import Cancelled, Contradiction
from mixitup.board import applying
from mixitup.board.applying import BoardChanged
from mixitup.board.seating import Seating
from mixitup.board.steps import Step, StepError
from mixitup.models import MixJob, Session, User

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]

# A mix of more people than this is a worker's: it would keep a request too long.
IN_REQUEST = 800
LEASE = timedelta(seconds=60)
REPORT_EVERY = timedelta(seconds=1)
MOST_ATTEMPTS = 3


def ask(session: Session, *, prefer: str, seen: str, actor: User) -> MixJob:
    """The session's open job, made if there is none; where that has just come to its end, that one."""
    try:
        with transaction.atomic():
            return MixJob.objects.create(
                session=session, prefer=prefer, seen=seen, asked_by=actor, seed=secrets.randbelow(2**31)
            )
    except IntegrityError:  # there is one, or was until this moment
        return session.mix_jobs.latest("pk")


def cancel(session: Session, now: datetime) -> None:
    """Nobody wants it any more: a worker at it stops at its next look."""
    session.mix_jobs.open().filter(cancelled_at=None).update(cancelled_at=now)
    session.mix_jobs.due(now).filter(cancelled_at__isnull=False).update(finished_at=now, trouble="Cancelled.")


def run_due(clock: Clock = timezone.now) -> int:
    """Do every job that is in nobody's hands, one after another; how many were taken in hand."""
    done = 0
    while job := _lease_next(clock()):
        _run(job, clock)
        done += 1
    return done


@transaction.atomic
def _lease_next(now: datetime) -> MixJob | None:
    due = MixJob.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    job = due.select_related("session__inning", "asked_by").first()
    if job:
        job.leased_until = now + LEASE
        job.attempts += 1
        job.save(update_fields=["leased_until", "attempts"])
    return job


def _run(job: MixJob, clock: Clock) -> None:
    if job.attempts > MOST_ATTEMPTS:
        _finish(
            job, clock(), "The mix was begun three times and never came to its end. Try it with fewer people."
        )
        return
    try:
        _mix(job, clock)
    except Cancelled:
        _finish(job, clock(), "Cancelled.")
    except (Contradiction, StepError) as error:
        _finish(job, clock(), str(error))
    except BoardChanged:
        _finish(
            job, clock(), "Somebody changed the board while the groups were mixed, so it was left as it is."
        )
    else:
        _finish(job, clock(), "")


def _mix(job: MixJob, clock: Clock) -> None:
    seating = Seating.read(job.session)
    if seating.version != job.seen:
        raise BoardChanged
    watch = _Watch(job, clock)
    proposal = mixing.propose(
        job.session,
        prefer=job.prefer,
        seed=job.seed,
        pins=seating.pins(),
        progress=watch.tell,
        cancelled=watch.is_cancelled,
    )
    step = Step("mix", rooms=proposal.rooms, leads=proposal.leads, prefer=proposal.prefer)
    applying.apply(
        job.session_id, step, seen=job.seen, actor=job.asked_by, now=clock(), extra=proposal.record
    )


class _Watch:
    """Tells the row how far the search is, renews its lease, and asks whether it's still wanted: once a second."""

    def __init__(self, job: MixJob, clock: Clock) -> None:
        self.job, self.clock = job, clock
        self.looked_at = clock()
        self.gone = False
        self.percent = 0

    def tell(self, fraction: float) -> None:
        self.percent = round(100 * fraction)

    def is_cancelled(self) -> bool:
        now = self.clock()
        if now - self.looked_at >= REPORT_EVERY:
            self.looked_at = now
            mine = MixJob.objects.open().filter(pk=self.job.pk, attempts=self.job.attempts, cancelled_at=None)
            self.gone = not mine.update(progress=self.percent, leased_until=now + LEASE)
        return self.gone


def _finish(job: MixJob, now: datetime, trouble: str) -> None:
    """Unless another worker has taken the job up since."""
    mine = MixJob.objects.open().filter(pk=job.pk, attempts=job.attempts)
    mine.update(finished_at=now, leased_until=None, trouble=trouble[:300], progress=100)
    if trouble:
        log.info("Mix job %s ended without a mix", job.pk)
