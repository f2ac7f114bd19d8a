"""What combines the apps: each offers plain functions, listed here once."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction

from lessons import home as lessons_home
from lessons import nudges
from mixitup import home, retention, student_home, tasks
from mixitup.cards import Card
from mixitup.due import Due
from mixitup.live import words
from mixitup.models import Change, School, Student, User
from mixitup.roster import erasing
from networking import digests, overview
from networking import home as networking_home

log = logging.getLogger(__name__)

CARDS: list[Callable[[User, datetime], list[Card]]] = [
    home.cards,
    student_home.cards,
    lessons_home.cards,
    networking_home.cards,
]


# Of these, what staff see who look at a student's pages: nothing that its author keeps to themself.
CARDS_FOR_HELPERS = [student_home.cards, lessons_home.cards]


def cards(user: User, now: datetime, *, is_helping: bool = False) -> list[Card]:
    """Everything that the apps put on this person's home page, the most pressing first."""
    offers = CARDS_FOR_HELPERS if is_helping else CARDS
    found = [card for offer in offers for card in offer(user, now)]
    return sorted(found, key=lambda card: card.rank)


# What is due on which day, for a student's calendar.
DUE: list[Callable[[Student, datetime], list[Due]]] = [lessons_home.due, networking_home.due]


def due(student: Student, now: datetime) -> list[Due]:
    """Everything of a student's that is due in the running inning, by day."""
    return sorted((one for offer in DUE for one in offer(student, now)), key=lambda one: one.on)


# What each app gives out to a student of what they wrote for themselves.
EXPORTS: list[Callable[[Student], dict[str, Any]]] = [overview.export, lessons_home.export, words.export]


def export(student: Student) -> dict[str, Any]:
    """Every app's share by its own names, in the clear: for the author alone."""
    return {name: rows for give in EXPORTS for name, rows in give(student).items()}


# What each app forgets about a person; the core is last, because the others may still need to know who it was.
ERASERS: list[Callable[[Student, datetime], None]] = [overview.erase, lessons_home.erase, erasing.erase]


def erase_person(student: Student, actor: User | None, now: datetime) -> None:
    """Remove a person everywhere, in one transaction, leaving “Former student” in counts. Twice is harmless."""
    with transaction.atomic():
        for erase in ERASERS:
            erase(student, now)
        Change.objects.create(actor=actor, verb="student.erased", subject=erasing.FORMER)


ERASED_A_MINUTE = 50  # so that mail doesn't wait long for a large year to be erased


def erase_due(now: datetime) -> int:
    """Once a day, whoever is gone for as long as the school chose, and old uploaded tables; how many people this minute.

    That a day is done is noted in the shared cache: losing the note does it twice, which is harmless.
    """
    done = f"retention:{now.astimezone(School.load().zone).date()}"
    if cache.get(done):
        return 0
    people = list(retention.to_erase_now(now)[:ERASED_A_MINUTE])
    count = sum(_erase_if_due(student, now) for student in people)
    if len(people) < ERASED_A_MINUTE:
        erasing.clear_old_uploads(now)
        _forget_late_words(now)
        cache.set(done, True, 24 * 60 * 60)
    return count


def _forget_late_words(now: datetime) -> None:
    """What somebody's browser was still saving in the moment that they were erased."""
    for student in Student.objects.filter(erased_at__gte=now - timedelta(days=2)):
        for erase in ERASERS[:-1]:
            erase(student, now)
        erasing.forget_words(student)


def _erase_if_due(student: Student, now: datetime) -> bool:
    """Whether they were erased: somebody on a new roster since, or erased by another worker, is left as they are."""
    try:
        if not retention.to_erase_now(now).filter(pk=student.pk).exists():
            return False
        erase_person(student, None, now)
    except Exception:
        log.exception("Student %s could not be erased", student.pk)
        return False
    return True


# What is due by the clock; each is safe to run at any time and in any process, and none waits for another.
EVERY_MINUTE: list[Callable[[datetime], int]] = [
    *tasks.EVERY_MINUTE,
    digests.send_due,
    nudges.send_due,
    erase_due,
]


def every_minute(now: datetime) -> None:
    """A minute's work of every app. One that fails is logged and doesn't keep the others from theirs."""
    for work in EVERY_MINUTE:
        try:
            if done := work(now):
                log.info("This minute's %s: %s", _name(work), done)
        except Exception:
            log.exception("This minute's work failed: %s", _name(work))


def _name(work: Callable[[datetime], int]) -> str:
    return f"{work.__module__}.{work.__name__}"
