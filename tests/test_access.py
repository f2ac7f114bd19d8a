"""Who may open what: every URL (libraries' too) × GET and POST × five roles, with the answer each gets.

A row says, for each method, what the roles get, in the order

    anonymous   student   member   lead   staff

where `student` is anyone signed in who sits in another room than the one the URL is about, `member` and `lead` sit in
`world.room`, and `staff` is Career Development. One word alone stands for all five. `login` is the redirect to the
sign-in page that keeps the way back (or, for a form with words in it, the page that hands them back first); anything
else is the status. POST sends `data` (nothing, if the row has none), so
a form that is shown again with its errors answers 200 and a view that only takes POST answers with whatever bad input
deserves. What a request writes is rolled back before the next one.

To add a URL: a row in your audience's block: its name, `args` (from the world) where the URL needs some, the answers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from lessons.models import Reflection
from mixitup import calendar_feed, reminders
from mixitup.models import (
    Group,
    KeepRule,
    Membership,
    Page,
    PageImport,
    RoomRequest,
    RosterImport,
    Session,
    Student,
    User,
)
from mixitup.roster.imports import read_paste, start_import
from networking.digests import off_token
from networking.models import Contact, Conversation, Goal, Message
from tests.factories import (
    ContactFactory,
    ConversationFactory,
    EnrolmentFactory,
    GoalFactory,
    MessageFactory,
    UserFactory,
    guide,
    published_session,
)
from tests.lessons.conftest import make_lesson

ROLES = ["anonymous", "student", "member", "lead", "staff"]

ANYONE = "200"
SIGNED_IN = "login 200 200 200 200"
STUDENTS = "login 200 200 200 404"
STAFF = "login 404 404 404 200"
STAFF_DONE = "login 404 404 404 302"
STAFF_CONFLICT = "login 404 404 404 409"  # nothing says which state of the row was seen
AUTHOR = "login 404 200 404 404"  # what `world.member` alone wrote
LEARNER = "login 404 200 404 404"  # whose module and inning the lesson is for
LEARNER_DONE = "login 404 302 404 404"
AUTHOR_DONE = "login 404 302 404 404"
STUDENTS_DONE = "login 302 302 302 404"
OWN_ROOM = "login 404 200 200 404"
LEAD = "login 404 404 200 404"
NO = "405"
NO_ONE_SIGNED_IN = "login 405 405 405 405"  # where the page itself needs signing in
NO_STAFF = "login 404 404 404 405"  # where @staff_required stands outside @require_GET or @require_POST


@dataclass(frozen=True)
class World:
    """One school for all rows: a published session of two rooms. Add what your URLs need."""

    session: Session
    room: Group
    student: Student
    member: Student
    lead: Student
    staff: User
    importing: RosterImport
    page: Page
    pages: PageImport
    request: RoomRequest
    lesson: Page
    reflection: Reflection
    contact: Contact
    message: Message
    talk: Conversation
    goal: Goal

    def user(self, role: str) -> User | None:
        if role == "anonymous":
            return None
        return self.staff if role == "staff" else getattr(self, role).user


@dataclass(frozen=True)
class Row:
    name: str
    get: str
    post: str
    args: Callable[[World], list[Any]] = lambda world: []
    data: Callable[[World], dict[str, Any]] = field(default=lambda world: {})

    def expected(self, method: str) -> list[str]:
        words = getattr(self, method.lower()).split()
        assert len(words) in (1, 5), f"{self.name}: one answer, or one for each of {ROLES}"
        return words * 5 if len(words) == 1 else words


def feed_token(world: World) -> str:
    return calendar_feed.address(world.member).split("/")[-1].removesuffix(".ics")


def a_rule(world: World) -> int:
    return KeepRule.objects.create(reason="Private").pk


ROWS = [
    # For anyone
    Row("home", get=ANYONE, post=NO),
    Row("healthz", get=ANYONE, post=NO),
    Row("readyz", get=ANYONE, post=NO),
    Row("about_detail", get=ANYONE, post=NO),
    # Accounts and signing in
    Row("account_request_login_code", get="200 302 302 302 302", post="200 302 302 302 302"),
    Row("account_login", get="200 302 302 302 302", post="200 302 302 302 302"),
    Row("account_confirm_login_code", get="login 302 302 302 302", post="login 302 302 302 302"),
    Row("account_logout", get=NO, post="302"),
    Row("google_login", get=NO, post="302"),
    Row("google_callback", get="login", post="login"),
    Row("slack_login", get=NO, post="302"),
    Row("slack_callback", get="login", post="login"),
    Row("zoom_login", get=NO, post="302"),
    Row("zoom_callback", get="login", post="login"),
    Row("staff_list", get=STAFF, post=STAFF),
    Row("staff_invite_again", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.staff.pk]),
    Row("staff_remove", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.staff.pk]),
    Row("staff_restore", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.staff.pk]),
    # Students' own pages
    Row("profile_edit", get=STUDENTS, post="login 409 409 409 404"),
    Row("reminder_choose", get=NO_ONE_SIGNED_IN, post=STUDENTS_DONE),
    Row("reminder_off", get=ANYONE, post=ANYONE, args=lambda world: [reminders.off_token(world.member)]),
    Row("calendar_renew", get=NO_ONE_SIGNED_IN, post=STUDENTS_DONE),
    Row("calendar_feed", get=ANYONE, post=NO, args=lambda world: [feed_token(world)]),
    # Roster
    Row("student_list", get=STAFF, post=NO_STAFF),
    Row("student_create", get=STAFF, post=STAFF),
    Row("student_edit", get=STAFF, post="login 404 404 404 409", args=lambda world: [world.student.pk]),
    Row("student_erase", get=STAFF, post=STAFF, args=lambda world: [world.student.pk]),
    Row("help_start", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.student.pk]),
    Row("help_stop", get=NO_STAFF, post=STAFF_DONE),
    Row("import_create", get=STAFF, post=STAFF),
    Row("import_groups_create", get=STAFF, post=STAFF),
    Row("import_detail", get=STAFF, post=NO_STAFF, args=lambda world: [world.importing.pk]),
    Row("import_sheet", get=NO_STAFF, post="login 404 404 404 302", args=lambda world: [world.importing.pk]),
    Row("import_decide", get=NO_STAFF, post="login 404 404 404 302", args=lambda world: [world.importing.pk]),
    Row("import_commit", get=NO_STAFF, post="login 404 404 404 409", args=lambda world: [world.importing.pk]),
    Row("import_undo", get=NO_STAFF, post="login 404 404 404 302", args=lambda world: [world.importing.pk]),
    Row(
        "import_discard", get=NO_STAFF, post="login 404 404 404 302", args=lambda world: [world.importing.pk]
    ),
    # School and calendar
    Row("record_list", get=STAFF, post=NO_STAFF),
    Row("school_detail", get=STAFF, post=NO_STAFF),
    Row("school_start", get=NO_STAFF, post=STAFF_DONE),
    Row("school_update", get=STAFF, post=STAFF_CONFLICT, args=lambda world: ["name"]),
    Row("setting_list", get=STAFF, post=NO_STAFF, args=lambda world: ["programs"]),
    Row("setting_create", get=STAFF, post=STAFF, args=lambda world: ["innings"]),
    Row(
        "setting_update",
        get=STAFF,
        post=STAFF_CONFLICT,
        args=lambda world: ["innings", world.session.inning_id],
    ),
    Row(
        "setting_delete", get=STAFF, post=STAFF_DONE, args=lambda world: ["innings", world.session.inning_id]
    ),
    Row("inning_detail", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.inning_id]),
    Row("suggestion_accept", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.session.inning_id]),
    Row("promotion_detail", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.inning_id]),
    Row("promotion_decide", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.session.inning_id]),
    Row("promotion_commit", get=NO_STAFF, post=STAFF_CONFLICT, args=lambda world: [world.session.inning_id]),
    Row("promotion_undo", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.session.inning_id]),
    # Sessions
    Row("session_list", get=STAFF, post=NO_STAFF),
    Row("session_create", get=STAFF, post=STAFF, args=lambda world: [world.session.inning_id]),
    Row("session_overview", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk]),
    Row("session_update", get=STAFF, post=STAFF_CONFLICT, args=lambda world: [world.session.pk]),
    Row("session_cancel", get=STAFF, post=STAFF_DONE, args=lambda world: [world.session.pk]),
    Row("session_reinstate", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.session.pk]),
    # Board
    Row("board_detail", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk]),
    Row("board_step", get=NO_STAFF, post="login 404 404 404 422", args=lambda world: [world.session.pk]),
    Row("board_mix", get=STAFF, post="login 404 404 404 422", args=lambda world: [world.session.pk]),
    Row(
        "board_mix_cancel", get=NO_STAFF, post="login 404 404 404 302", args=lambda world: [world.session.pk]
    ),
    Row("rule_list", get=STAFF, post="login 404 404 404 422"),
    Row("rule_remove", get=NO_STAFF, post="login 404 404 404 302", args=lambda world: [a_rule(world)]),
    Row("board_news", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk]),
    Row("board_person", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk, world.member.pk]),
    Row("board_effects", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk, world.member.pk]),
    # Publishing
    Row("session_detail", get=SIGNED_IN, post=NO_ONE_SIGNED_IN, args=lambda world: [world.session.pk]),
    Row("session_calendar", get=STUDENTS, post=NO_ONE_SIGNED_IN, args=lambda world: [world.session.pk]),
    Row("guide_detail", get=SIGNED_IN, post=NO_ONE_SIGNED_IN, args=lambda world: [world.session.pk]),
    Row("group_list", get=SIGNED_IN, post=NO_ONE_SIGNED_IN, args=lambda world: [world.session.pk]),
    # The day itself
    Row(
        "absence_create",
        get=NO_ONE_SIGNED_IN,
        post=STUDENTS_DONE,
        args=lambda world: [world.session.pk],
    ),
    Row(
        "absence_delete",
        get=NO_ONE_SIGNED_IN,
        post=STUDENTS_DONE,
        args=lambda world: [world.session.pk],
    ),
    Row("rescue_detail", get=STAFF, post=STAFF_CONFLICT, args=lambda world: [world.session.pk]),
    Row("rescue_person", get=NO_STAFF, post=STAFF, args=lambda world: [world.session.pk]),
    Row(
        "room_request_create",
        get=NO_ONE_SIGNED_IN,
        post="login 302 302 302 404",
        args=lambda world: [world.session.pk],
    ),
    Row(
        "room_request_delete",
        get=NO_ONE_SIGNED_IN,
        post="login 302 302 302 404",
        args=lambda world: [world.session.pk],
    ),
    Row("publication_create", get=STAFF, post=STAFF, args=lambda world: [world.session.pk]),
    Row("publication_withdraw", get=STAFF, post=STAFF, args=lambda world: [world.session.pk]),
    *(
        Row(name, get=NO_STAFF, post="login 404 404 404 302", args=lambda world: [world.session.pk])
        for name in ("publication_sample", "publication_revoke", "notice_retry")
    ),
    Row(
        "room_request_answer",
        get=NO_STAFF,
        post="login 404 404 404 302",
        args=lambda world: [world.session.pk, world.request.pk],
    ),
    Row("group_export", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk, "csv"]),
    # The hour
    Row("room_live", get=STUDENTS, post=NO_ONE_SIGNED_IN, args=lambda world: [world.session.pk]),
    Row("room_state", get=STUDENTS, post=NO_ONE_SIGNED_IN, args=lambda world: [world.session.pk]),
    Row(
        "room_press",
        get=NO_ONE_SIGNED_IN,
        post="login 400 400 400 404",
        args=lambda world: [world.session.pk],
    ),
    Row(
        "room_attendance",
        get=NO_ONE_SIGNED_IN,
        post="login 409 409 400 404",
        args=lambda world: [world.session.pk],
    ),
    Row("room_help", get=NO_ONE_SIGNED_IN, post=STUDENTS_DONE, args=lambda world: [world.session.pk]),
    Row(
        "room_line_add",
        get=NO_ONE_SIGNED_IN,
        post="login 400 400 400 404",
        args=lambda world: [world.session.pk],
    ),
    Row(
        "room_line_delete", get=NO_ONE_SIGNED_IN, post=STUDENTS_DONE, args=lambda world: [world.session.pk, 1]
    ),
    Row("intention_edit", get=STUDENTS, post="login 200 200 200 404", args=lambda world: [world.session.pk]),
    Row("intention_share", get=NO_ONE_SIGNED_IN, post=STUDENTS_DONE, args=lambda world: [world.session.pk]),
    Row("room_prepare", get=LEAD, post="login 404 404 302 404", args=lambda world: [world.session.pk]),
    Row(
        "pulse_answer", get=STUDENTS_DONE, post=STUDENTS_DONE, args=lambda world: [world.session.pk]
    ),  # still to come
    Row("pulse_result", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk]),
    Row("guide_print", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk, "a4"]),
    Row("control_detail", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk]),
    Row("control_line", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.session.pk]),
    Row("control_help", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.session.pk, 1]),
    Row("attendance_edit", get=STAFF, post=STAFF_DONE, args=lambda world: [world.session.pk]),
    # Guides
    Row("page_list", get=STAFF, post=NO_STAFF, args=lambda world: ["guides"]),
    Row("page_import_create", get=STAFF, post=STAFF, args=lambda world: ["guides"]),
    Row("page_import_detail", get=STAFF, post=STAFF_DONE, args=lambda world: [world.pages.pk]),
    Row("page_import_discard", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.pages.pk]),
    Row("site_link_list", get=STAFF, post=STAFF_DONE),
    Row("page_read", get=SIGNED_IN, post=NO_ONE_SIGNED_IN, args=lambda world: [world.page.pk]),
    Row("page_detail", get=STAFF, post=NO_STAFF, args=lambda world: [world.page.pk]),
    Row("page_edit", get=STAFF, post=STAFF, args=lambda world: [world.page.pk]),
    Row("page_notes", get=STAFF, post=STAFF, args=lambda world: [world.page.pk]),
    Row("page_versions", get=STAFF, post=NO_STAFF, args=lambda world: [world.page.pk]),
    Row("page_restore", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.page.pk, 1]),
    Row("notice_preview", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk, "packet"]),
    Row("notice_send_again", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.session.pk, "packet"]),
    # Handing out
    Row("zoom_detail", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk]),
    Row("zoom_file", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk]),
    Row("sheet_print", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk, "a4"]),
    Row("sign_print", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk, "letter"]),
    # Demo: for anyone, where it is at all (without DEMO it isn't: tests/config/demo)
    Row("demo", get=ANYONE, post=NO),
    Row("demo_sign_in", get=NO, post="302", args=lambda world: ["staff"]),
    Row("demo_mail", get="404", post=NO, args=lambda world: ["nothing"]),
    Row("demo_mail_html", get="404", post=NO, args=lambda world: ["nothing"]),
    # Lessons: the world's one is for Module 3, the member's
    Row("lesson_list", get=STUDENTS, post=NO_ONE_SIGNED_IN),
    Row("lesson_detail", get=LEARNER, post=NO_ONE_SIGNED_IN, args=lambda world: [world.lesson.pk]),
    *(
        Row(name, get=NO_ONE_SIGNED_IN, post=LEARNER_DONE, args=lambda world: [world.lesson.pk])
        for name in ("lesson_start", "lesson_tick", "ticket_hand_in")
    ),
    Row(
        "reflection_save",
        get=NO_ONE_SIGNED_IN,
        post=LEARNER_DONE,
        args=lambda world: [world.lesson.pk],
        data=lambda world: {"anchor": "one", "version": 0},
    ),
    Row("reflection_share", get=NO_ONE_SIGNED_IN, post=AUTHOR_DONE, args=lambda world: [world.reflection.pk]),
    Row("lesson_overview", get=STAFF, post=NO_STAFF),
    Row("lesson_progress", get=STAFF, post=NO_STAFF, args=lambda world: [world.lesson.pk]),
    Row("lesson_nudge", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.lesson.pk]),
    Row(
        "lesson_extend",
        get=STAFF,
        post=STAFF,
        args=lambda world: [world.lesson.pk, world.member.enrolments.get().pk],
    ),
    Row("ticket_edit", get=STAFF, post=STAFF, args=lambda world: [world.lesson.pk]),
    Row(
        "ticket_question_delete",
        get=NO_STAFF,
        post="login 404 404 404 404",
        args=lambda world: [world.lesson.pk, 9999],
    ),
    Row("ticket_export", get=STAFF, post=NO_STAFF, args=lambda world: [world.lesson.pk, "csv"]),
    # Networking
    *(
        Row(name, get=STUDENTS, post=NO_ONE_SIGNED_IN)
        for name in (
            "networking_home",
            "question_list",
            "networking_over_time",
            "networking_summary",
            "people_met",
            "networking_take_out",
            "contact_list",
        )
    ),
    *(
        Row(name, get=STUDENTS, post=STUDENTS)
        for name in ("networking_delete", "goal_choose", "contact_import", "talk_create")
    ),
    *(
        Row(name, get=NO_ONE_SIGNED_IN, post=STUDENTS_DONE)
        for name in ("networking_preference", "contact_add", "message_start")
    ),
    Row("goal_detail", get="login 302 200 302 404", post="login 302 200 302 404"),
    *(
        Row(name, get=NO_ONE_SIGNED_IN, post=AUTHOR_DONE, args=lambda world: [world.goal.pk])
        for name in ("goal_step", "goal_finish", "goal_change")
    ),
    Row(
        "keep_in_touch",
        get=NO_ONE_SIGNED_IN,
        post="login 404 404 404 404",  # the session is to come
        args=lambda world: [world.session.pk, world.lead.pk],
    ),
    Row("digest_off", get=ANYONE, post=ANYONE, args=lambda world: [off_token(world.member)]),
    Row("contact_export", get=STUDENTS, post=NO_ONE_SIGNED_IN, args=lambda world: ["csv"]),
    Row("contact_edit", get=AUTHOR, post=AUTHOR, args=lambda world: [world.contact.pk]),
    Row("contact_move", get=NO_ONE_SIGNED_IN, post=AUTHOR_DONE, args=lambda world: [world.contact.pk]),
    Row("contact_delete", get=AUTHOR, post=AUTHOR_DONE, args=lambda world: [world.contact.pk]),
    Row("message_edit", get=AUTHOR, post=AUTHOR_DONE, args=lambda world: [world.message.pk]),
    Row("message_sent", get=NO_ONE_SIGNED_IN, post=AUTHOR_DONE, args=lambda world: [world.message.pk]),
    Row("message_delete", get=NO_ONE_SIGNED_IN, post=AUTHOR_DONE, args=lambda world: [world.message.pk]),
    Row("talk_edit", get=AUTHOR, post=AUTHOR_DONE, args=lambda world: [world.talk.pk]),
    Row("talk_change", get=NO_ONE_SIGNED_IN, post=AUTHOR_DONE, args=lambda world: [world.talk.pk]),
    Row("talk_delete", get=NO_ONE_SIGNED_IN, post=AUTHOR_DONE, args=lambda world: [world.talk.pk]),
    Row("talk_calendar_file", get=AUTHOR, post=NO_ONE_SIGNED_IN, args=lambda world: [world.talk.pk]),
    Row("goal_progress", get=STAFF, post=NO_STAFF),
    Row("goal_shared", get="login 404 404 404 404", post=NO_STAFF, args=lambda world: [world.goal.pk]),
    Row("goal_plan_edit", get=STAFF, post=STAFF, args=lambda world: [world.session.inning_id, 4]),
]


def url_names(patterns: list[Any], route: str = "", namespace: str = "") -> Iterator[str]:
    """The name of every URL pattern; the route of one that has no name."""
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern.url_patterns, here, inner)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else here


@pytest.fixture(autouse=True)
def _every_url(settings):
    settings.ROOT_URLCONF = "tests.urls"
    keys = {"APPS": [{"client_id": "id", "secret": "secret"}]}
    settings.SOCIALACCOUNT_PROVIDERS = {"google": keys, "slack": keys, "zoom": keys}


@pytest.fixture
def world(db) -> World:
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
        reflection=Reflection.objects.create(owner=member, page=lesson, anchor="one"),
        contact=ContactFactory(owner=member),
        message=MessageFactory(owner=member),
        talk=ConversationFactory(owner=member),
        goal=GoalFactory(owner=member, inning=session.inning),
    )


def answer(cookies: Any, method: str, url: str, data: dict[str, Any]) -> str:
    """What one request gets, with nothing left behind in the database."""
    client = Client(raise_request_exception=False)
    client.cookies.load(cookies)
    before = transaction.savepoint()
    try:
        response = client.get(url) if method == "GET" else client.post(url, data)
    finally:
        transaction.savepoint_rollback(before)
        transaction.set_rollback(False)
    sign_in = reverse("account_request_login_code")
    goes_to_sign_in = response.status_code == 401 or (
        response.status_code == 302 and response["Location"].startswith(sign_in)
    )
    return "login" if goes_to_sign_in else str(response.status_code)


def test_every_url_is_in_the_table_once():
    names = sorted(url_names(get_resolver().url_patterns))
    assert sorted(row.name for row in ROWS) == names


def test_every_url_answers_each_role_as_the_table_says(world, sign_in):
    users = {role: world.user(role) for role in ROLES}
    cookies = {role: sign_in(user).cookies if user else {} for role, user in users.items()}
    wrong = []
    for row in ROWS:
        url = reverse(row.name, args=row.args(world))
        for method in ("GET", "POST"):
            data = row.data(world)
            found = [answer(cookies[role], method, url, data) for role in ROLES]
            if found != row.expected(method):
                wrong.append(f"{row.name} {method}: {' '.join(found)}, not {' '.join(row.expected(method))}")
    assert wrong == []
