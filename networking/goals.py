"""Goals: choosing one, its steps, its deadline, and when it is done (the student's word, with one takeaway)."""

import datetime
import re

from django.db import IntegrityError, transaction
from django.db.models import Q

from mixitup.models import Enrolment, Inning, Page, Student
from networking.models import Goal, GoalPlan, Kind

STEPS: dict[str, list[str]] = {
    Kind.MENTOR: [
        "Ask your mentor for a call about their career, and offer two or three times",
        "Pick the questions you want to ask, and send them ahead",
        "Have the call, and keep notes",
        "Settle on one takeaway, and follow it up",
    ],
    Kind.SOMEONE_NEW: [
        "Find someone at the school you haven't talked to: a circle, a donut chat, or your Mix It Up room",
        "Write to them: who you are, why them, two or three times",
        "Have the conversation, and keep notes",
        "Settle on one takeaway, and follow it up",
    ],
    Kind.KNOWN_CONTACT: [
        "Choose someone you know who could advise you, in tech or through a change of career",
        "Write to them: why you thought of them, two or three times",
        "Pick your questions, have the conversation, and keep notes",
        "Settle on one takeaway, or ask for an introduction",
    ],
    Kind.COLD_CONTACT: [
        "Find someone at a company or in a field that interests you",
        "Write to them: who you are, why them, what you'd like to ask, two or three times",
        "Pick your questions, have the conversation, and keep notes",
        "Settle on one takeaway, and follow it up",
    ],
    Kind.OWN: [
        "Say what you want to get out of it",
        "Take the first small step",
        "Have the conversation, and keep notes",
        "Settle on one takeaway, and follow it up",
    ],
}
LEVELS = {Kind.MENTOR: "Level I", Kind.KNOWN_CONTACT: "Level II", Kind.COLD_CONTACT: "Level III"}

ABOUT = {
    Kind.MENTOR: re.compile(r"\bmentor", re.I),
    Kind.SOMEONE_NEW: re.compile(r"\bnew\b", re.I),
    Kind.COLD_CONTACT: re.compile(r"\bcold\b|\bstranger|\b(don['’]t|do not) know\b", re.I),
    Kind.KNOWN_CONTACT: re.compile(r"\bknow\b|\bknown\b|\bfrom before\b|\bold (friend|colleague)", re.I),
}


def kind_about(title: str) -> Kind | None:
    """The kind of goal that a lesson's suggestion speaks of."""
    return next((kind for kind, words in ABOUT.items() if words.search(title)), None)


class GoalTaken(Exception):
    """There is a goal in this inning already."""


def plan_for(enrolment: Enrolment) -> GoalPlan:
    """What staff set for this module and inning; where they set nothing, goals are due on the last Friday."""
    plan = GoalPlan.objects.filter(inning=enrolment.inning, module=enrolment.module).select_related(
        "page__current"
    )
    return plan.first() or GoalPlan(
        inning=enrolment.inning, module=enrolment.module, due_on=enrolment.inning.last_friday
    )


def activity_of(enrolment: Enrolment, today: datetime.date) -> Page | None:
    """The activity to do: the page staff chose for the module, else the latest one whose week has come; two queries."""
    chosen = plan_for(enrolment).page
    if chosen:
        return chosen
    week = enrolment.inning.week_on(today) or enrolment.inning.weeks
    pages = Page.objects.of_kind(Page.Kind.ACTIVITY).exclude(current=None)
    return pages.filter(Q(week=None) | Q(week__lte=week)).order_by("-week", "slug").first()


def current_goal(student: Student, inning: Inning) -> Goal | None:
    return Goal.objects.of(student).current().filter(inning=inning).first()


def choose_goal(
    student: Student, inning: Inning, kind: Kind, due_on: datetime.date, words: dict[str, str]
) -> Goal:
    """Start a goal. Raises GoalTaken where one runs: two windows choose only one."""
    try:
        with transaction.atomic():
            return Goal.objects.create(
                owner=student, inning=inning, kind=kind, steps=STEPS[kind], due_on=due_on, private=words
            )
    except IntegrityError as error:
        raise GoalTaken from error


def tick_step(goal: Goal, place: int, is_done: bool, at: datetime.datetime) -> None:
    """One step done or not: inside the transaction that locked the goal. The first one sets the goal in motion."""
    if not 0 <= place < len(goal.steps):
        raise ValueError(f"The goal has {len(goal.steps)} steps.")
    done = set(goal.done_steps) - {place} | ({place} if is_done else set())
    goal.done_steps = sorted(done)
    goal.started_at = (goal.started_at or at) if done else None


def finish_goal(goal: Goal, takeaway: str, at: datetime.datetime) -> None:
    """Done is the student's word, with one takeaway."""
    goal.private = {**goal.private, "takeaway": takeaway}
    goal.started_at = goal.started_at or at
    goal.done_at = at


def reopen_goal(goal: Goal) -> None:
    goal.done_at = None
