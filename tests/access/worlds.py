"""The schools that the access tables speak of."""

import datetime

from django.utils import timezone

from config.demo import school
from config.demo.personas import persona
from lessons.models import Reflection, TicketQuestion
from mixitup import library
from mixitup.models import (
    Absence,
    Inning,
    KeepRule,
    LiveRoom,
    Membership,
    Page,
    PageImport,
    PageVersion,
    RoomRequest,
    Session,
    User,
)
from mixitup.roster.imports import read_paste, start_import
from networking.models import Goal
from tests.access.table import World
from tests.factories import (
    ContactFactory,
    ConversationFactory,
    EnrolmentFactory,
    GoalFactory,
    InningFactory,
    MessageFactory,
    UserFactory,
    guide,
    published_session,
)
from tests.lessons.conftest import make_lesson


def make_world() -> World:
    """A published session of two rooms."""
    session = published_session(rooms=2, people=3)
    here = session.published.memberships.filter(group__number=1)
    member = here.filter(role=Membership.Role.MEMBER).first().student
    lesson = make_lesson(
        f"---\ntitle: Module {member.enrolments.get().module.number} Week 2\n---\n\n### One\n\nText.\n"
    )
    return World(
        session=session,
        room=session.groups.get(number=1),
        student=session.published.memberships.filter(group__number=2).last().student,
        member=member,
        lead=here.get(role=Membership.Role.LEAD).student,
        staff=UserFactory(is_staff=True, name="Robin Staff"),
        page=guide(),
        pages=PageImport.objects.create(kind="guide", files=[]),
        importing=start_import(
            "people", session.inning, "pasted text", *read_paste("E-mail\ta@example.org"), None
        ),
        request=RoomRequest.objects.create(
            session=session, student=EnrolmentFactory(inning=session.inning).student
        ),
        lesson=lesson,
        question=TicketQuestion.objects.create(
            page=lesson, position=1, kind="short", text="Well?", is_required=False
        ),
        reflection=Reflection.objects.create(owner=member, page=lesson, anchor="one"),
        contact=ContactFactory(owner=member),
        message=MessageFactory(owner=member),
        talk=ConversationFactory(owner=member),
        goal=GoalFactory(owner=member, inning=session.inning),
    )


def fill_world(students: int) -> World:
    """The demo's school, filled anew; what it lacks comes in numbers that grow with it."""
    school.fill(students, 7, timezone.now())
    return world_of_demo(more=students // 40)


def world_of_demo(more: int) -> World:
    """The school of a demo as it stands, and `more` of what it lacks: writes rows, which are the caller's to take back."""
    inning = Inning.objects.current_on(timezone.localdate())
    session = inning.sessions.in_order().first()
    lesson = Page.objects.of_kind(Page.Kind.LESSON).filter(module=1).first()
    member = persona("mod-1").find().student
    lead = persona("mod-4-lead").find().student
    staff = persona("staff").find()
    _add_more(session, staff, more)
    return World(
        session=session,
        room=session.groups.get(number=1),
        student=persona("mod-2").find().student,
        member=member,
        lead=lead,
        staff=staff,
        page=Page.objects.of_kind(Page.Kind.GUIDE).first(),
        pages=PageImport.objects.create(
            kind="guide", files=[{"path": f"{n}.md", "text": f"## Hello {n}\n"} for n in range(more)]
        ),
        importing=start_import("people", inning, "pasted text", *read_paste(_everybody(inning)), None),
        request=session.room_requests.first(),
        lesson=lesson,
        question=lesson.ticket_questions.first()
        or TicketQuestion.objects.create(
            page=lesson, position=1, kind="short", text="Well?", is_required=False
        ),
        reflection=Reflection.objects.create(owner=member, page=lesson, anchor="one"),
        contact=ContactFactory(owner=member),
        message=MessageFactory(owner=member),
        talk=ConversationFactory(owner=member),
        goal=Goal.objects.filter(owner=member, inning=inning).first()
        or GoalFactory(owner=member, inning=inning),
    )


def _everybody(inning: Inning) -> str:
    """A roster of the whole inning as cells pasted."""
    rows = inning.enrolments.select_related("student__user", "module", "cohort")
    people = [
        f"{row.student.email}\t{row.student.name}\tMod {row.module.number}\t{row.cohort.name}"
        for row in rows.order_by("pk")
    ]
    return "\n".join(["E-mail\tName\tMod\tCohort", *people])


def _add_more(session: Session, staff: User, more: int) -> None:
    """What staff's pages list and a new demo has none of."""
    inning, now = session.inning, timezone.now()
    InningFactory(name="Next", starts_on=inning.starts_on + datetime.timedelta(weeks=7))
    seats = list(session.published.memberships.select_related("student").order_by("pk")[: 4 * more])
    for number, seat in enumerate(seats[:more]):
        Absence.objects.create(session=session, student=seat.student, noted_by=staff)
        UserFactory(is_staff=True, name=f"Colleague {number}")
        rule = KeepRule.objects.create(reason="Private", made_by=staff)
        rule.students.set([seat.student, seats[-1 - number].student])
        start_import("people", inning, f"{number}.csv", *read_paste("E-mail\ta@example.org"), staff)
        page = guide(f"---\ntitle: Hour {number}\n---\n## Hello (10 mins)\nSay hello.\n")
        PageVersion.objects.filter(page=page).update(created_by=staff)
    for enrolment in inning.enrolments.active().exclude(student__in=[s.student_id for s in seats])[:more]:
        asked = {"message": "Please", "asked_at": now}
        RoomRequest.objects.get_or_create(session=session, student=enrolment.student, defaults=asked)
    page = Page.objects.of_kind(Page.Kind.GUIDE).first()
    seen = page.current.number
    for number in range(more):
        text = f"## Hello (10 mins)\nSay {number}.\n"
        seen = library.save_version(page, text, staff, seen=seen, verb="page.saved").number
    failed = session.notices.filter(user__student__in=[seat.student_id for seat in seats])
    failed.update(failed_at=now, error="550 no such mailbox")
    for group in session.groups.all()[:more]:
        LiveRoom.objects.create(group=group, help_asked_at=now)
