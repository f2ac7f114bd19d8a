"""What lessons put on a student's home page, and what they can give out or forget about a person."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from lessons.course import courses, lessons_of
from lessons.models import Extension, Nudge, PartDone, Reflection, Ticket, Visit
from mixitup.cards import Card
from mixitup.due import Due
from mixitup.models import Enrolment, Student, User

RANK = 30


def cards(user: User, now: datetime.datetime) -> list[Card]:
    """This week's lesson and what of it is due; nothing for staff, nor where there is no lesson."""
    student = getattr(user, "student", None)
    today = timezone.localdate(now)
    enrolment = Enrolment.objects.current_of(student, today) if student else None
    if enrolment is None:
        return []
    week = enrolment.inning.week_on(today)
    pages = list(lessons_of(enrolment))
    here = [page for page in pages if page.week == week]
    coming = [page for page in pages if page.week is None or week is None or page.week > week]
    chosen = here or coming[:1] or pages[-1:]
    found = courses(enrolment, chosen)
    lessons = [(course, course.dues(now)) for course in found]
    return [Card(RANK, "lessons/card.html", {"lessons": lessons})] if found else []


def due(student: Student, now: datetime.datetime) -> list[Due]:
    """What this inning's lessons ask to be handed in, on the day it's due, extensions counted."""
    enrolment = Enrolment.objects.current_of(student, timezone.localdate(now))
    found = courses(enrolment, list(lessons_of(enrolment))) if enrolment else []
    return [
        Due(
            f"lesson-{course.page.pk}-{number}-student-{student.pk}",
            f"{deadline.due.what} ({course.page})",
            timezone.localdate(deadline.at),
            reverse("lesson_detail", args=[course.page.pk]),
        )
        for course in found
        for number, deadline in enumerate(course.deadlines)
    ]


def export(student: Student) -> dict[str, Any]:
    """The author's own reflections, in the clear."""
    rows = Reflection.objects.of(student).select_related("page__current")
    return {"reflections": [{"lesson": str(row.page), "part": row.anchor, **row.private} for row in rows]}


def erase(student: Student, now: datetime.datetime) -> None:
    """Reflections go; what hangs on enrolments (parts done, tickets' answers) goes too."""
    Reflection.objects.of(student).delete()
    for rows in (PartDone.objects, Visit.objects, Extension.objects, Nudge.objects, Ticket.objects):
        rows.filter(enrolment__student=student).delete()
