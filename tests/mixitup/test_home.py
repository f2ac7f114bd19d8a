import datetime
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from mixitup import home
from mixitup.models import Attendance, Inning, Notice, Promotion, RoomRequest, School, Session
from tests import factories

pytestmark = pytest.mark.django_db
DENVER = ZoneInfo("America/Denver")
WEEK_3 = datetime.datetime(2026, 12, 1, 9, 0, tzinfo=DENVER)


@pytest.fixture(autouse=True)
def _school_zone():
    with timezone.override(DENVER):
        yield


@pytest.fixture
def inning():
    return factories.InningFactory()


def plan(inning, week, **fields):
    starts_at = datetime.datetime.combine(inning.day(week, 2), datetime.time(11), tzinfo=DENVER)
    return factories.SessionFactory(inning=inning, week=week, starts_at=starts_at, **fields)


def cards(staff, now=WEEK_3):
    return {
        card.template.removeprefix("mixitup/_home_")[:-5]: card.context for card in home.cards(staff, now)
    }


def test_students_get_nothing_of_it():
    assert home.cards(factories.StudentFactory().user, WEEK_3) == []


def test_a_new_school_is_led_step_by_step(staff, staff_client):
    assert cards(staff)["start"]["next"].title == "Say who you are"
    School(name="Northlight").save()
    assert cards(staff)["start"]["next"].title == "Programs and modules"
    staff_client.post("/staff/settings/start/")
    assert cards(staff)["start"]["next"].title == "The first inning"
    inning = factories.InningFactory()
    assert cards(staff)["start"]["next"].title == "The roster"
    factories.EnrolmentFactory(inning=inning)
    found = cards(staff)["start"]["next"]
    assert (found.title, found.url) == ("The two sessions", f"/staff/innings/{inning.pk}/")


def test_the_upcoming_session_says_the_next_step(staff, inning):
    factories.EnrolmentFactory(inning=inning, module=factories.ModuleFactory(number=4))
    factories.published_session(session=plan(inning, 2))
    plan(inning, 4)
    found = cards(staff)["inning"]
    assert (found["title"], found["step"].title) == ("Inning 2611, week 3", "Week 4 isn’t mixed yet")


def test_between_sessions_the_missing_one_suggests_itself(staff, inning):
    factories.published_session(session=plan(inning, 2))
    step = cards(staff)["inning"]["step"]
    assert step.title == "One session suggests itself"
    assert step.text == "Week 4 on Wednesday 9 December, 11:00."


def test_after_the_last_session_the_next_inning_is_planned(staff, inning):
    for week in (2, 4):
        factories.published_session(session=plan(inning, week))
    after = datetime.datetime(2026, 12, 15, 9, 0, tzinfo=DENVER)
    step = cards(staff, after)["inning"]["step"]
    assert (step.title, step.action) == ("The sessions of Inning 2611 are done", "Plan the next inning")
    assert step.text == "No session is ahead. The next inning could start on Monday 28 December 2026."


def test_after_the_last_session_people_are_promoted_once(staff, inning):
    for week in (2, 4):
        factories.published_session(session=plan(inning, week))
    following = Inning.objects.create(name="2612", starts_on=datetime.date(2026, 12, 28))
    after = datetime.datetime(2026, 12, 15, 9, 0, tzinfo=DENVER)
    step = cards(staff, after)["inning"]["step"]
    assert (step.title, step.action) == ("The sessions of Inning 2611 are done", "Promote people")
    Promotion.objects.create(source=inning, target=following, applied_at=after, batch=uuid.uuid4())
    step = cards(staff, after)["inning"]["step"]
    assert step.action == "Open Inning 2612"


def test_the_next_inning_is_named_once_it_is_there(staff, inning):
    for week in (2, 4):
        plan(inning, week)
    Inning.objects.create(name="2612", starts_on=datetime.date(2026, 12, 28))
    after = datetime.datetime(2026, 12, 15, 9, 0, tzinfo=DENVER)
    step = cards(staff, after)["inning"]["step"]
    assert step.text == "Inning 2612 starts on Monday 28 December, with 0 people so far."


def test_a_finished_inning_says_so(staff, inning):
    plan(inning, 2)
    found = cards(staff, datetime.datetime(2027, 2, 1, 9, 0, tzinfo=DENVER))["inning"]
    assert found["title"] == "Inning 2611 is over"


def test_an_inning_ahead_looks_back_on_the_last_session(staff, inning):
    held = factories.published_session(session=plan(inning, 2))
    Inning.objects.create(name="2701", starts_on=datetime.date(2027, 2, 8))
    found = cards(staff, datetime.datetime(2027, 2, 1, 9, 0, tzinfo=DENVER))
    assert found["inning"]["title"] == "Inning 2701 starts on Monday 8 February"
    assert found["rooms"]["session"] == held


def test_people_are_counted_by_module(staff, inning):
    factories.published_session(rooms=1, people=5, session=plan(inning, 2))
    figures = cards(staff)["figures"]
    assert figures["people"] == 5
    assert figures["meter"] == [home.Bar(1, 1, 0), home.Bar(2, 1, 1), home.Bar(3, 1, 2), home.Bar(4, 2, 3)]


def test_new_meetings_leave_out_who_had_met_and_who_stayed_away(staff, inning):
    first = factories.published_session(rooms=1, people=3, session=plan(inning, 1))
    again = factories.published_session(rooms=1, people=2, session=plan(inning, 2))
    for seat in first.published.memberships.all():
        factories.models.Membership.objects.create(
            arrangement=again.published, student=seat.student, group=again.groups.get()
        )
    met = cards(staff)["figures"]["met"]
    assert (met.pairs, met.new, met.again) == (10, 7, 3)
    for place, seat in enumerate(again.published.memberships.all()):
        Attendance.objects.create(
            session=again, student=seat.student, group=seat.group, is_present=place != 0
        )
    met = cards(staff)["figures"]["met"]
    assert (met.pairs, met.new) == (6, 3)


def test_what_waits_is_named(staff, inning):
    session = factories.published_session(session=plan(inning, 4))
    for name in ("Ada Ash", "Ben Bay", "Cy Cole", "Di Dale"):
        RoomRequest.objects.create(session=session, student=factories.StudentFactory(name=name))
    Notice.objects.create(
        kind="published", key="1", user=staff, session=session, due_at=WEEK_3, failed_at=WEEK_3
    )
    Notice.objects.create(kind="slack", key="2", session=session, due_at=WEEK_3, failed_at=WEEK_3)
    assert cards(staff)["figures"]["waiting"] == home.Waiting(4, "Ada Ash, Ben Bay, Cy Cole and 1 more", 1, 1)


def test_nothing_waits_says_so(staff_client, inning):
    plan(inning, 4)
    Session.objects.update(starts_at=timezone.now() + datetime.timedelta(days=1))
    assert "Nobody asks for a room, and no mail came back." in staff_client.get("/").content.decode()


def test_room_by_room_shows_the_first_twelve_and_leads_to_all(staff, inning):
    factories.published_session(rooms=14, people=1, session=plan(inning, 2))
    rooms = cards(staff)["rooms"]
    assert ([room.number for room in rooms["rooms"]], rooms["room_count"]) == (list(range(1, 13)), 14)


@pytest.mark.parametrize("count", [1, 3])
def test_home_takes_the_same_queries_however_full(staff, inning, django_assert_num_queries, count):
    School(name="Northlight").save()
    for week in range(1, count + 2):
        session = factories.published_session(rooms=count, session=plan(inning, week))
    Attendance.objects.create(
        session=session, student=factories.StudentFactory(), group=session.groups.first(), is_present=True
    )
    upcoming = factories.published_session(session=plan(inning, 5))
    for _ in range(count):
        RoomRequest.objects.create(session=upcoming, student=factories.StudentFactory())
    now = datetime.datetime(2026, 12, 14, 9, 0, tzinfo=DENVER)
    School.load()
    with django_assert_num_queries(24):
        assert len(home.cards(staff, now)) == 3
