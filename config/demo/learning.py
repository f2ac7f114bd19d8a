"""The demo's lessons and networking: some are done, some are on the way, and one student keeps a tracker."""

import datetime
from random import Random

from lessons.course import parts_of
from lessons.models import PartDone, Visit
from mixitup import library
from mixitup.models import Enrolment, Inning, Page, School, Student
from networking.contacts import add_contact
from networking.goals import STEPS
from networking.models import Contact, Conversation, Goal, Kind, Message, Stage

DAY = datetime.timedelta(days=1)
TRACKER = [
    (
        "Marguerite Osei",
        "staff engineer",
        "Lantern Maps",
        Stage.KEEPING_IN_TOUCH,
        "Send her the talk about maps",
        9,
    ),
    ("Ilse Brandt", "hiring manager", "Kiosk & Co", Stage.SCHEDULED, "Choose five questions", 2),
    ("Dov Peretz", "developer, first year", "Lantern Maps", Stage.REPLIED, "Offer two times", 1),
    ("My aunt Nkechi", "product owner", "City Water", Stage.TALKED, "Thank her for the introduction", -1),
    ("Yuna Sato", "mentor", "", Stage.REACHED_OUT, "See if she answered", 3),
    ("Femi Adeyemi", "data analyst", "Harbour Trust", Stage.TO_REACH_OUT, "Write the first message", 5),
]


def fill(inning: Inning, tracker_of: Student | None, chance: Random, now: datetime.datetime) -> None:
    """Progress on the starter lesson, goals in every state, and a tracker for one student."""
    _progress(inning, chance)
    _goals(inning, chance, now)
    if tracker_of:
        _tracker(tracker_of, now)


def _progress(inning: Inning, chance: Random) -> None:
    page = Page.objects.of_kind(Page.Kind.LESSON).filter(module=1).first()
    if page is None or page.current is None:
        return
    anchors = [part.anchor for part in parts_of(library.read(page.current))]
    visits, done = [], []
    for enrolment in Enrolment.objects.active().filter(inning=inning, module__number=1).order_by("pk"):
        reached = int(chance.random() * (len(anchors) + 4)) - 3
        if reached >= 0:
            visits.append(Visit(enrolment=enrolment, page=page))
        done += [
            PartDone(enrolment=enrolment, page=page, anchor=anchor) for anchor in anchors[: max(0, reached)]
        ]
    Visit.objects.bulk_create(visits)
    PartDone.objects.bulk_create(done)


def _goals(inning: Inning, chance: Random, now: datetime.datetime) -> None:
    kinds = list(Kind)
    goals = []
    for enrolment in Enrolment.objects.active().filter(inning=inning).order_by("pk"):
        luck = chance.random()
        if luck > 0.7:
            continue
        kind = kinds[int(chance.random() * len(kinds))]
        goal = Goal(owner_id=enrolment.student_id, inning=inning, kind=kind, due_on=inning.last_friday)
        goal.steps = STEPS[kind]
        goal.done_steps = [0, 1] if luck < 0.3 else []
        goal.started_at = now - 2 * DAY if luck < 0.3 else None
        goal.done_at = now - DAY if luck < 0.12 else None
        goals.append(goal)
    Goal.objects.bulk_create(goals)


def _tracker(student: Student, now: datetime.datetime) -> None:
    for name, role, company, stage, step, days in TRACKER:
        words = {
            "name": name,
            "role": role,
            "company": company,
            "next_step": step,
            "how_met": "Through a friend",
        }
        contact = add_contact(student, words, now - 10 * DAY, stage)
        Contact.objects.filter(pk=contact.pk).update(next_on=(now + days * DAY).date())
        _words_with(student, contact, stage, now)


def _words_with(student: Student, contact: Contact, stage: Stage, now: datetime.datetime) -> None:
    """A talk to come, a talk that was had, or a draft: what a contact at this stage has."""
    if stage == Stage.SCHEDULED:
        questions = ["What makes you say yes to a beginner?", "What do you look at first?"]
        Conversation.objects.create(
            owner=student,
            contact=contact,
            kind=Kind.COLD_CONTACT,
            starts_at=(now + 2 * DAY).astimezone(School.load().zone).replace(hour=16, minute=30, second=0),
            private={"questions": questions},
        )
    if stage == Stage.TALKED:
        words = {
            "takeaway": "Ask for the second talk in the first.",
            "notes": "She offered to read my profile.",
        }
        had = now - 3 * DAY
        Conversation.objects.create(
            owner=student,
            contact=contact,
            kind=Kind.KNOWN_CONTACT,
            starts_at=had,
            held_at=had,
            private=words,
        )
    if stage == Stage.TO_REACH_OUT:
        draft = {
            "who_i_am": "I'm learning to program, and I used to bake bread.",
            "ask": "Could we talk about ____?",
        }
        Message.objects.create(owner=student, contact=contact, private=draft)
