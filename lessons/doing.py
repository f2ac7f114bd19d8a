"""What a student does with a lesson: opens it, ticks parts, writes, hands the exit ticket in."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from lessons.models import PartDone, Reflection, Ticket, TicketQuestion, Visit
from mixitup import autosave
from mixitup.models import Enrolment, Page, Student

MAX_TEXT = 20_000


def open_lesson(enrolment: Enrolment, page: Page, anchor: str = "") -> None:
    """Note that the lesson was begun, and where the student is."""
    Visit.objects.update_or_create(enrolment=enrolment, page=page, defaults={"anchor": anchor[:120]})


def tick(enrolment: Enrolment, page: Page, anchor: str, is_done: bool) -> None:
    """Done is the student's word, and can be taken back. Twice is harmless."""
    if is_done:
        PartDone.objects.get_or_create(enrolment=enrolment, page=page, anchor=anchor)
    else:
        PartDone.objects.filter(enrolment=enrolment, page=page, anchor=anchor).delete()


def reflections_of(student: Student, page: Page) -> dict[tuple[str, str], Reflection]:
    """The student's own words on a lesson by (anchor, kind); one query."""
    return {(row.anchor, row.kind): row for row in Reflection.objects.of(student).filter(page=page)}


def save_reflection(
    student: Student, page: Page, anchor: str, kind: str, seen: int, private: Mapping[str, Any]
) -> Reflection:
    """Write one reflection. Raises autosave.Conflict where it was saved elsewhere since `seen`."""
    place = {"owner": student, "page": page, "anchor": anchor, "kind": kind}
    row, is_new = Reflection.objects.get_or_create(**place, defaults={"private": dict(private), "version": 1})
    if is_new:
        return row
    return autosave.change(Reflection.objects.of(student), row.pk, seen, lambda found: _write(found, private))


def _write(row: Reflection, private: Mapping[str, Any]) -> None:
    row.private = dict(private)


class AlreadyHandedIn(Exception):
    """The ticket is in already, from another window."""


def hand_in(
    enrolment: Enrolment, page: Page, answers: Mapping[str, str], is_reported: bool, at: datetime.datetime
) -> Ticket:
    """The exit ticket, once. Raises AlreadyHandedIn."""
    try:
        with transaction.atomic():
            return Ticket.objects.create(
                enrolment=enrolment,
                page=page,
                answers=dict(answers),
                is_reported=is_reported,
                handed_in_at=at,
            )
    except IntegrityError as error:
        raise AlreadyHandedIn from error


def questions_of(page: Page) -> list[TicketQuestion]:
    return list(TicketQuestion.objects.filter(page=page))
