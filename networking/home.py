"""What networking puts on a student's home page."""

import datetime

from django.urls import reverse
from django.utils import timezone

from mixitup.cards import Card
from mixitup.due import Due
from mixitup.models import Enrolment, Student, User
from networking.goals import current_goal, plan_for
from networking.overview import follow_ups

RANK = 40


def cards(user: User, now: datetime.datetime) -> list[Card]:
    """The goal (or that there is none yet), and what is due within a week. Nothing for staff."""
    student = getattr(user, "student", None)
    if student is None:
        return []
    today = timezone.localdate(now)
    enrolment = Enrolment.objects.current_of(student, today)
    goal = current_goal(student, enrolment.inning) if enrolment else None
    waiting = follow_ups(student, today + datetime.timedelta(days=7))
    if enrolment is None and not waiting:
        return []
    context = {
        "goal": goal,
        "plan": plan_for(enrolment) if enrolment else None,
        "waiting": waiting,
        "today": today,
    }
    return [Card(RANK, "networking/card.html", context)]


def due(student: Student, now: datetime.datetime) -> list[Due]:
    """The day of the current goal, without a word of what it is."""
    enrolment = Enrolment.objects.current_of(student, timezone.localdate(now))
    goal = current_goal(student, enrolment.inning) if enrolment else None
    if goal is None:
        return []
    return [Due(f"goal-{goal.pk}", "networking goal", goal.due_on, reverse("goal_detail"))]
