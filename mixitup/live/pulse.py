"""Was the hour worth it: one question afterwards, kept as a tally apart from who answered."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mixitup.models import Membership, Pulse, PulseMark, Session, Student

ENOUGH = 5


@dataclass(frozen=True)
class Result:
    """What staff see: how many answered; from five on the average, the counts of 1 to 5 and the comments."""

    answers: int
    average: float | None = None
    counts: tuple[int, ...] = ()
    comments: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        return max(0, ENOUGH - self.answers)


def may_answer(session: Session, student: Student, now: datetime) -> bool:
    """Whoever had a room, from the session's start on, once."""
    if session.cancelled_at or not session.published_id or now < session.starts_at:
        return False
    had_room = Membership.objects.filter(arrangement=session.published_id, student=student).exists()
    return had_room and not has_answered(session, student)


def has_answered(session: Session, student: Student) -> bool:
    return PulseMark.objects.filter(session=session, student=student).exists()


def answer(session: Session, student: Student, score: int, comment: str) -> bool:
    """Counts an answer (1 to 5); False where this student had answered already, and nothing is counted."""
    with transaction.atomic():
        Session.objects.locked(session.pk)
        _, is_first = PulseMark.objects.get_or_create(session=session, student=student)
        if not is_first:
            return False
        pulse, _ = Pulse.objects.get_or_create(session=session)
        pulse.counts[score - 1] += 1
        if comment:
            pulse.comments = {"lines": sorted([*pulse.comments.get("lines", []), comment])}
        pulse.save()
    return True


def result(session: Session) -> Result:
    pulse = Pulse.objects.filter(session=session).first()
    counts = tuple(pulse.counts) if pulse else ()
    answers = sum(counts)
    if pulse is None or answers < ENOUGH:
        return Result(answers)
    total = sum(score * count for score, count in enumerate(counts, start=1))
    return Result(answers, round(total / answers, 1), counts, tuple(pulse.comments.get("lines", [])))
