import datetime
import re

import pytest
from django.urls import reverse

from mixitup import student_home
from mixitup.models import Absence, Membership, Notice, Page, PageVersion, RoomRequest, School, Session
from mixitup.pages import PARSER_VERSION, read_page
from tests.factories import (
    ArrangementFactory,
    EnrolmentFactory,
    InningFactory,
    SessionFactory,
    StudentFactory,
    UserFactory,
    published_session,
)

NOW = datetime.datetime(2026, 11, 23, 16, tzinfo=datetime.UTC)
GUIDE = """---
title: An hour of names
---
## Before we start
Bring water.

## Hello (10 min)
Say your name.

> For the lead
>
> Open: Go first, and keep it short.

## Talk (35–45 min)
1. Goals
2. Ideas

## Close (5 min)
Say thanks.
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """Sets the clock."""

    def at(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    at(NOW)
    return at


@pytest.fixture
def guide(db):
    page = read_page(GUIDE.encode())
    guide = Page.objects.create(kind=Page.Kind.GUIDE, slug="names")
    guide.current = PageVersion.objects.create(
        page=guide,
        number=1,
        title=page.title,
        source=GUIDE,
        parsed=page.as_dict(),
        parser_version=PARSER_VERSION,
    )
    guide.save()
    return guide


@pytest.fixture
def session(at, guide):
    session = published_session(rooms=2, people=3, session=SessionFactory(guide=guide))
    for number, seat in enumerate(session.published.memberships.order_by("pk")):
        seat.student.name = f"Name{number} Room{seat.group.number}"
        seat.student.pronouns = f"pro/noun{number}"
        seat.student.save()
    return session


def seat(session, room=1, role=Membership.Role.MEMBER):
    return session.published.memberships.filter(group__number=room, role=role).first()


def draft_that_must_not_leak(session):
    """A draft with everything that could leak: another room number, other people, another lead."""
    draft = ArrangementFactory(session=session, number=9)
    room = session.groups.create(number=777)
    stranger = EnrolmentFactory(inning=session.inning, student__name="Secret Person").student
    Membership.objects.create(arrangement=draft, student=stranger, group=room, role=Membership.Role.LEAD)
    if session.published:
        member = seat(session).student
        Membership.objects.create(arrangement=draft, student=member, group=room)
    return draft


def page(client, session, name="session_detail"):
    response = client.get(reverse(name, args=[session.pk]))
    assert response.status_code == 200
    return response.content.decode()


def text(body):
    """What a page says, without tags and their attributes (a random token may hold any number)."""
    return re.sub("<[^>]*>", "", body)


def test_a_member_sees_room_time_link_people_and_agenda(session, sign_in):
    me = seat(session)
    body = page(sign_in(me.student.user), session)
    assert '<b class="num">1</b>' in body
    for part in [
        "Wednesday 25 November at 11:00",
        "11:00–12:00",
        "in Denver",
        'href="https://zoom.example.org/j/1"',
        "Name0 Room1",
        "pro/noun0",
        "Leads the hour",
        "2608-BE",
        "Three people, three modules. You haven&#x27;t met any of them yet.",
        "Talk",
        "35–45 min",
        "11:10",
    ]:
        assert part in body
    assert "Room2" not in body
    assert "Go first" not in body


def test_the_room_page_takes_a_fixed_number_of_queries(session, sign_in, django_assert_num_queries):
    for people in (1, 3):
        one = published_session(rooms=1, people=people, session=SessionFactory(week=people + 2))
        client = sign_in(one.published.memberships.last().student.user)
        page(client, one)
        with django_assert_num_queries(10):
            page(client, one)


def test_the_lead_is_led_to_getting_ready_and_to_the_guide_with_notes(session, sign_in):
    client = sign_in(seat(session, role=Membership.Role.LEAD).student.user)
    body = page(client, session)
    assert "You lead this room." in body
    for name in ("room_prepare", "guide_detail", "room_live"):
        assert f'href="{reverse(name, args=[session.pk])}"' in body
    guide_page = page(client, session, "guide_detail")
    for part in ["Say your name.", "Go first, and keep it short.", "11:00–11:10"]:
        assert part in guide_page


def test_who_does_not_lead_is_not_told_to_get_ready(session, sign_in):
    assert reverse("room_prepare", args=[session.pk]) not in page(
        sign_in(seat(session).student.user), session
    )


def test_notes_for_leads_are_for_leads_and_staff_alone(session, sign_in, staff_client):
    lead, member = seat(session, role=Membership.Role.LEAD), seat(session)
    found = {
        role: "Go first" in page(client, session, "guide_detail")
        for role, client in {
            "lead": sign_in(lead.student.user),
            "member": sign_in(member.student.user),
            "staff": staff_client,
        }.items()
    }
    assert found == {"lead": True, "member": False, "staff": True}


def test_a_lead_of_the_draft_sees_no_notes_yet(session, sign_in):
    draft = draft_that_must_not_leak(session)
    lead = draft.memberships.get(role=Membership.Role.LEAD)
    assert "Go first" not in page(sign_in(lead.student.user), session, "guide_detail")


def test_the_guide_shows_untimed_sections_around_the_hour(session, sign_in):
    body = page(sign_in(seat(session).student.user), session, "guide_detail")
    places = [body.index(part) for part in ["Bring water.", "Say your name.", "Say thanks."]]
    assert places == sorted(places)


def test_a_session_without_guide_says_so(session, sign_in):
    Session.objects.update(guide=None)
    assert "No guide has been chosen" in page(sign_in(seat(session).student.user), session, "guide_detail")


@pytest.mark.parametrize("name", ["session_detail", "guide_detail", "group_list"])
def test_strangers_find_nothing(session, sign_in, name):
    other = EnrolmentFactory(inning=InningFactory(name="2609", starts_on=datetime.date(2026, 9, 14)))
    for user in (StudentFactory().user, other.student.user, UserFactory()):
        assert sign_in(user).get(reverse(name, args=[session.pk])).status_code == 404


@pytest.mark.parametrize("name", ["session_detail", "guide_detail", "group_list"])
def test_a_published_session_leaks_nothing_of_its_draft(session, sign_in, name):
    draft_that_must_not_leak(session)
    body = page(sign_in(seat(session).student.user), session, name)
    assert "777" not in text(body)
    assert "Secret" not in body


@pytest.mark.parametrize("name", ["session_detail", "guide_detail", "group_list"])
def test_a_session_that_is_not_published_leaks_nothing_of_its_draft(at, sign_in, name):
    session = SessionFactory()
    student = draft_that_must_not_leak(session).memberships.get().student
    body = page(sign_in(student.user), session, name)
    assert "777" not in text(body)


def test_the_home_page_leaks_nothing_of_a_draft(at, sign_in):
    session = SessionFactory()
    student = draft_that_must_not_leak(session).memberships.get().student
    body = sign_in(student.user).get("/").content.decode()
    assert "777" not in text(body)
    assert "by <b>Tuesday 24 November, 11:00</b>" in body


def test_before_publication_the_page_says_when_to_expect_the_room(at, sign_in):
    session = SessionFactory()
    client = sign_in(EnrolmentFactory(inning=session.inning).student.user)
    assert "You'll know your room by Tuesday 24 November, 11:00." in page(client, session)
    at(session.groups_out_at + datetime.timedelta(minutes=5))
    assert "Your room isn't out yet." in page(client, session)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-90, "Today at 11:00, in 2 hours"),
        (-42, "Today at 11:00, in 42 minutes"),
        (-1, "Today at 11:00, in 1 minute"),
        (0, "Now, until 12:00"),
        (60, "Wednesday 25 November at 11:00"),
    ],
)
def test_the_headline_follows_the_clock(session, sign_in, at, minutes, words):
    at(session.starts_at + datetime.timedelta(minutes=minutes))
    body = page(sign_in(seat(session).student.user), session)
    assert words in text(body)


def test_afterwards_the_page_says_who_they_met_and_offers_no_link(session, sign_in, at):
    at(session.ends_at)
    body = page(sign_in(seat(session).student.user), session)
    assert "Who you met with" in body
    assert "zoom.example.org" not in body


def test_a_cancelled_session_shows_no_room(session, sign_in):
    Session.objects.update(cancelled_at=NOW)
    body = page(sign_in(seat(session).student.user), session)
    assert "This session is cancelled" in body
    assert "Room2" not in body
    assert "Name0" not in body


def test_people_met_before_are_named(session, sign_in):
    me, other = seat(session), seat(session, role=Membership.Role.LEAD)
    inning = InningFactory(name="2609", starts_on=datetime.date(2026, 9, 14))
    earlier = SessionFactory(inning=inning, starts_at=NOW - datetime.timedelta(days=40))
    arrangement = ArrangementFactory(session=earlier, number=1, frozen_at=NOW)
    room = earlier.groups.create(number=1)
    for student in (me.student, other.student):
        Membership.objects.create(arrangement=arrangement, student=student, group=room)
    earlier.published = arrangement
    earlier.save()
    body = page(sign_in(me.student.user), session)
    assert "You&#x27;ve been in a room with Name0 before; the others are new to you." in body


def test_a_student_without_room_asks_for_one_and_staff_hear_once(session, sign_in, staff):
    student = EnrolmentFactory(inning=session.inning).student
    Absence.objects.create(session=session, student=student)
    client, url = sign_in(student.user), reverse("room_request_create", args=[session.pk])
    for message in ("I just joined", "I joined on Monday"):
        body = client.post(url, {"message": message}, follow=True).content.decode()
        assert "<b>You've asked for a room.</b>" in body
    assert RoomRequest.objects.get().message == "I joined on Monday"
    assert list(Notice.objects.values_list("kind", "user")) == [(Notice.Kind.ROOM_REQUEST, staff.pk)]
    assert not Absence.objects.exists()


def test_a_message_that_is_too_long_is_shown_again(session, sign_in):
    student = EnrolmentFactory(inning=session.inning).student
    url = reverse("room_request_create", args=[session.pk])
    response = sign_in(student.user).post(url, {"message": "long " * 100})
    assert "long long" in response.content.decode()
    assert "at most 300 characters" in response.content.decode()
    assert not RoomRequest.objects.exists()


def test_nobody_with_a_room_or_before_publication_gets_to_ask(session, sign_in):
    url = reverse("room_request_create", args=[session.pk])
    response = sign_in(seat(session).student.user).post(url, {"message": ""}, follow=True)
    assert "You have a room already." in response.content.decode()
    Session.objects.update(published=None)
    client = sign_in(EnrolmentFactory(inning=session.inning).student.user)
    assert "once the groups are out" in client.post(url, {"message": ""}, follow=True).content.decode()
    assert not RoomRequest.objects.exists()


def test_a_request_can_be_taken_back_before_staff_hear(session, sign_in, staff):
    student = EnrolmentFactory(inning=session.inning).student
    client = sign_in(student.user)
    client.post(reverse("room_request_create", args=[session.pk]), {"message": ""})
    client.post(reverse("room_request_delete", args=[session.pk]))
    assert not RoomRequest.objects.exists()
    assert not Notice.objects.exists()


def test_everybodys_rooms_are_names_and_rooms_only(session, sign_in):
    me = seat(session)
    body = page(sign_in(me.student.user), session, "group_list")
    assert "Name5 Room2" in body
    assert "pro/noun" not in body
    assert "@example.org" not in body
    assert "2608-BE" not in body


def test_those_left_off_the_list_show_to_themselves_and_staff(session, sign_in, staff_client):
    hidden, other = seat(session, room=2), seat(session)
    hidden.student.is_listed = False
    hidden.student.save()
    found = {
        role: hidden.student.name in page(client, session, "group_list")
        for role, client in {
            "themselves": sign_in(hidden.student.user),
            "another": sign_in(other.student.user),
            "staff": staff_client,
        }.items()
    }
    assert found == {"themselves": True, "another": False, "staff": True}
    body = sign_in(other.student.user).get(
        reverse("group_list", args=[session.pk]), {"q": hidden.student.name}
    )
    assert "Nobody here is called" in body.content.decode()


def test_a_name_is_found_whatever_its_case_and_accents(session, sign_in):
    found = seat(session, room=2).student
    found.name = "José Ångström"
    found.save()
    client, url = sign_in(seat(session).student.user), reverse("group_list", args=[session.pk])
    response = client.get(url, {"q": "  jose ANG "}, headers={"HX-Request": "true", "HX-Target": "rooms"})
    body = response.content.decode()
    assert "José Ångström" in body
    assert "Name0 Room1" not in body
    assert "<html" not in body


def test_the_list_takes_a_fixed_number_of_queries(at, sign_in, django_assert_num_queries):
    for rooms in (1, 3):
        session = published_session(rooms=rooms, people=3, session=SessionFactory(week=rooms))
        client = sign_in(session.published.memberships.first().student.user)
        page(client, session, "group_list")
        with django_assert_num_queries(5):
            page(client, session, "group_list")


def test_the_home_page_shows_the_next_room_and_the_other_sessions(session, sign_in):
    SessionFactory(week=4, focus="interview_prep", starts_at=session.starts_at + datetime.timedelta(days=14))
    body = sign_in(seat(session).student.user).get("/").content.decode()
    for part in ['<b class="num">1</b>', "Join on Zoom", "See your group", "Week 4 · Interview prep"]:
        assert part in body


def test_the_home_page_reads_all_sessions_in_a_fixed_number_of_queries(session, django_assert_num_queries):
    user = seat(session).student.user
    for week in (2, 3, 4):
        if week > 2:
            published_session(session=SessionFactory(week=week, inning=session.inning))
        School.load()
        with django_assert_num_queries(7):
            student_home.cards(user, NOW)


def test_somebody_who_is_not_on_the_roster_is_told_whom_to_ask(at, sign_in):
    InningFactory()
    assert "not on the roster of Inning 2611" in sign_in(StudentFactory().user).get("/").content.decode()


def leave(student, status="left"):
    student.enrolments.update(status=status)


@pytest.mark.parametrize("status", ["left", "graduated"])
def test_who_left_sees_nothing_of_what_is_to_come(session, sign_in, status):
    """Neither their own room nor anybody's, although they were in it when they left."""
    student = seat(session).student
    leave(student, status)
    client = sign_in(student.user)
    for name in ("session_detail", "group_list", "guide_detail", "room_live", "session_calendar"):
        assert client.get(reverse(name, args=[session.pk])).status_code == 404
    home = client.get("/").content.decode()
    others = Membership.objects.exclude(student=student).values_list("student__name", flat=True)
    assert not [name for name in others if name in home]


@pytest.mark.parametrize("status", ["left", "graduated"])
def test_who_left_keeps_the_rooms_they_were_in(session, sign_in, at, status):
    student = seat(session).student
    leave(student, status)
    at(session.ends_at + datetime.timedelta(days=1))
    client = sign_in(student.user)
    page = client.get(reverse("session_detail", args=[session.pk])).content.decode()
    assert "Who you met with" in page
    assert "See everybody" not in page
    assert client.get(reverse("group_list", args=[session.pk])).status_code == 404
    home = client.get("/").content.decode()
    assert "Rooms you were in" in home
    assert reverse("session_detail", args=[session.pk]) in home


def test_who_left_since_groups_were_out_is_in_no_hour_that_goes_on(session, sign_in, at):
    student = seat(session).student
    leave(student)
    at(session.starts_at + datetime.timedelta(minutes=5))
    client = sign_in(student.user)
    for name in ("session_detail", "guide_detail", "room_live", "room_state"):
        assert client.get(reverse(name, args=[session.pk])).status_code == 404
    line = {"kind": "idea", "text": "I'm still here"}
    assert client.post(reverse("room_line_add", args=[session.pk]), line).status_code == 404
    assert "Rooms you were in" not in client.get("/").content.decode()


def test_who_left_sees_no_session_that_they_had_no_room_in(session, sign_in, at):
    student = EnrolmentFactory(inning=session.inning, status="left").student
    at(session.ends_at + datetime.timedelta(days=1))
    assert sign_in(student.user).get(reverse("session_detail", args=[session.pk])).status_code == 404


def test_somebody_paused_still_belongs_to_the_inning(session, sign_in):
    student = EnrolmentFactory(inning=session.inning, status="paused").student
    assert sign_in(student.user).get(reverse("group_list", args=[session.pk])).status_code == 200


def test_who_goes_on_keeps_the_list_of_a_past_inning(session, sign_in, at):
    at(session.ends_at + datetime.timedelta(days=90))
    assert (
        sign_in(seat(session).student.user).get(reverse("group_list", args=[session.pk])).status_code == 200
    )


def test_who_left_and_came_back_sees_the_new_inning_and_not_the_list_of_before(session, sign_in, at):
    student = seat(session).student
    leave(student)
    later = SessionFactory(
        inning=InningFactory(name="2701", starts_on=datetime.date(2027, 1, 4)),
        starts_at=session.starts_at + datetime.timedelta(days=49),
    )
    EnrolmentFactory(student=student, inning=later.inning)
    at(session.ends_at + datetime.timedelta(days=45))
    client = sign_in(student.user)
    lists = [client.get(reverse("group_list", args=[one.pk])).status_code for one in (session, later)]
    assert lists == [404, 200]
    assert "Rooms you were in" not in client.get("/").content.decode()


def test_the_home_page_of_somebody_gone_says_until_when(session, sign_in):
    School(keep_months=12).save()
    student = seat(session).student
    leave(student, "graduated")
    home = sign_in(student.user).get("/").content.decode()
    assert "You graduated with Inning 2611" in home
    assert "until 27 December 2027" in home


def test_the_home_page_of_somebody_gone_takes_a_fixed_number_of_queries(
    session, at, django_assert_num_queries
):
    student = seat(session).student
    user = student.user
    leave(student)
    at(session.ends_at + datetime.timedelta(days=60))
    now = session.ends_at + datetime.timedelta(days=60)
    for week in (2, 3, 4):
        if week > 2:
            later = published_session(session=SessionFactory(week=week, inning=session.inning))
            later.published.memberships.create(student=student, group=later.groups.first())
        School.load()
        with django_assert_num_queries(2):
            assert len(student_home.cards(user, now)[0].context["rooms"]) == week - 1
