import datetime
import re
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from mixitup.models import Attendance, Change, Enrolment, Page, Session
from tests import factories
from tests.mixitup.views.test_school import post, shown

pytestmark = pytest.mark.django_db
DENVER = ZoneInfo("America/Denver")


@pytest.fixture
def inning():
    return factories.InningFactory(name="5001", starts_on=datetime.date(2050, 1, 3))


@pytest.fixture
def session(inning):
    return factories.SessionFactory(
        inning=inning,
        starts_at=datetime.datetime(2050, 1, 12, 11, 0, tzinfo=DENVER),
        groups_out_at=datetime.datetime(2050, 1, 11, 16, 0, tzinfo=DENVER),
    )


def edit(session):
    return reverse("session_update", args=[session.pk])


def enrol(inning, module, count):
    for _ in range(count):
        factories.EnrolmentFactory(inning=inning, module=factories.ModuleFactory(number=module))


def test_a_new_session_starts_from_the_next_usual_week(staff_client, session):
    url = reverse("session_create", args=[session.inning_id])
    values = shown(staff_client, url)
    assert (str(values["date"]), str(values["start"]), values["focus"]) == (
        "2050-01-26",
        "11:00:00",
        "interview_prep",
    )


def test_planning_a_session_stores_the_schools_hour_on_record(staff_client, inning):
    url = reverse("session_create", args=[inning.pk])
    answer = post(staff_client, url, date="2050-01-20", start="13:30", sizing="7")
    session = Session.objects.get()
    assert answer.url == reverse("session_overview", args=[session.pk])
    assert session.starts_at == datetime.datetime(2050, 1, 20, 13, 30, tzinfo=DENVER)
    assert (session.week, session.room_count) == (3, 7)
    assert Change.objects.get().verb == "session.planned"


def test_a_new_session_does_not_start_from_a_week_that_is_past(staff_client):
    monday = timezone.localdate() - datetime.timedelta(days=timezone.localdate().weekday() + 14)
    inning = factories.InningFactory(starts_on=monday)
    values = shown(staff_client, reverse("session_create", args=[inning.pk]))
    assert str(values["date"]) == str(monday + datetime.timedelta(days=23))


@pytest.mark.parametrize(("sent", "out_at"), [("2050-01-11T16:00", (18, 16)), ("2050-01-17T09:00", (17, 9))])
def test_groups_out_goes_along_with_the_day_unless_it_is_typed(staff_client, session, sent, out_at):
    post(staff_client, edit(session), date="2050-01-19", groups_out_at=sent)
    session.refresh_from_db()
    local = session.groups_out_at.astimezone(DENVER)
    assert (session.week, (local.day, local.hour)) == (3, out_at)


def test_an_empty_guide_becomes_the_usual_one_of_the_focus(staff_client, session):
    guide = Page.objects.create(kind=Page.Kind.GUIDE, slug="ours")
    Session.objects.update(guide=guide)
    url = reverse("session_create", args=[session.inning_id])
    post(staff_client, url, focus="networking", guide="")
    assert Session.objects.get(week=4).guide == guide


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"date": "2050-03-02"}, "Inning 5001 runs from 3 January 2050 to 13 February 2050"),
        ({"date": "2050-01-27"}, "Week 4 has its session already, on Wednesday 26 January."),
        ({"groups_out_at": "2050-01-12T11:00"}, "Groups must be out before the session starts."),
        ({"sizing": "own", "room_count": ""}, "Say how many rooms, or choose one of the sizings."),
    ],
)
def test_bad_input_says_what_to_do_and_changes_nothing(staff_client, session, typed, said):
    factories.SessionFactory(
        inning=session.inning, week=4, starts_at=datetime.datetime(2050, 1, 26, 11, 0, tzinfo=DENVER)
    )
    answer = post(staff_client, edit(session), minutes="45", **typed)
    page = answer.content.decode()
    assert said in page
    assert 'value="45"' in page
    assert Session.objects.get(pk=session.pk).minutes == 60


def test_a_start_that_the_clocks_skip_is_refused(staff_client):
    inning = factories.InningFactory(name="2803", starts_on=datetime.date(2028, 3, 6))
    url = reverse("session_create", args=[inning.pk])
    answer = post(staff_client, url, date="2028-03-12", start="02:30", groups_out_at="2028-03-10T16:00")
    assert "The clocks change at this time on that day" in answer.content.decode()


def test_sizing_by_size_leaves_the_number_open(staff_client, session):
    Session.objects.update(room_count=9)
    post(staff_client, edit(session), sizing="size", people_per_room="6", room_count="3")
    session.refresh_from_db()
    assert (session.room_count, session.people_per_room) == (None, 6)


def test_the_form_offers_sizings_from_the_active_roster(staff_client, session):
    enrol(session.inning, 4, 4)
    enrol(session.inning, 1, 19)
    page = staff_client.get(edit(session))
    assert [choice.rooms for choice in page.context["choices"]] == [4, 5]
    assert "1 without a Mod 4" in page.content.decode()


def test_more_rooms_than_zoom_allows_are_warned_of(staff_client, session):
    enrol(session.inning, 1, 55)
    page = staff_client.post(
        edit(session),
        {**shown(staff_client, edit(session)), "show_sizings": "1", "room_count": "51", "sizing": "own"},
    )
    assert "1 more than the 50 breakout rooms of the Zoom account" in page.content.decode()


def test_show_sizings_saves_nothing_and_loses_nothing(staff_client, session):
    enrol(session.inning, 1, 12)
    typed = {
        **shown(staff_client, edit(session)),
        "show_sizings": "1",
        "people_per_room": "6",
        "date": "nonsense",
    }
    page = staff_client.post(edit(session), typed)
    assert [choice.rooms for choice in page.context["choices"]] == [2, 3]
    assert 'value="nonsense"' in page.content.decode()
    assert Session.objects.get().people_per_room == 5


def test_htmx_gets_the_sizings_alone(staff_client, session):
    typed = {**shown(staff_client, edit(session)), "show_sizings": "1"}
    page = staff_client.post(edit(session), typed, headers={"HX-Request": "true"}).content.decode()
    assert page.strip().startswith("<fieldset")
    assert "<html" not in page


def test_a_session_saved_meanwhile_answers_409_with_both(staff_client, session):
    seen = shown(staff_client, edit(session))
    staff_client.post(edit(session), {**seen, "minutes": "45"})
    late = staff_client.post(edit(session), {**seen, "minutes": "90"})
    assert late.status_code == 409
    assert "How many minutes “45”" in late.content.decode()
    assert Session.objects.get().minutes == 45


def test_moving_the_day_meanwhile_is_a_conflict_too(staff_client, session):
    seen = shown(staff_client, edit(session))
    staff_client.post(edit(session), {**seen, "date": "2050-01-13"})
    assert staff_client.post(edit(session), seen).status_code == 409


def test_changing_the_size_of_a_mixed_session_says_that_the_board_stays(staff_client, session):
    factories.ArrangementFactory(session=session)
    url = edit(session)
    answer = staff_client.post(url, {**shown(staff_client, url), "people_per_room": "6"}, follow=True)
    assert "The board keeps the rooms it has until you mix again." in answer.content.decode()


def test_cancelling_asks_first_then_tells_and_can_be_taken_back(staff_client, session):
    factories.published_session(session=session)
    url = reverse("session_cancel", args=[session.pk])
    assert "10 people have a room" in staff_client.get(url).content.decode()
    staff_client.post(url)
    session.refresh_from_db()
    assert session.cancelled_at is not None
    staff_client.post(reverse("session_reinstate", args=[session.pk]))
    session = Session.objects.for_calendar().get()
    assert session.state(timezone.now()) == Session.State.MIXED
    assert [change.verb for change in Change.objects.all()] == ["session.cancelled", "session.reinstated"]


def test_a_session_that_is_over_is_not_cancelled(staff_client, session):
    Session.objects.update(starts_at=timezone.now() - datetime.timedelta(days=1))
    answer = staff_client.post(reverse("session_cancel", args=[session.pk]), follow=True)
    assert "This session is over, so it can" in answer.content.decode()


def test_reinstating_what_was_never_cancelled_changes_nothing(staff_client, session):
    staff_client.post(reverse("session_reinstate", args=[session.pk]))
    assert Change.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_long(staff_client, inning, django_assert_num_queries, count):
    for week in range(1, count + 1):
        factories.published_session(rooms=1, session=factories.SessionFactory(inning=inning, week=week))
    with django_assert_num_queries(8):
        page = staff_client.get(reverse("session_list"))
    assert len(page.context["innings"][0][1]) == count


@pytest.mark.parametrize("rooms", [1, 3])
def test_the_overview_takes_the_same_queries_however_many_rooms(
    staff_client, session, django_assert_num_queries, rooms
):
    factories.published_session(rooms=rooms, session=session)
    with django_assert_num_queries(16):
        page = staff_client.get(reverse("session_overview", args=[session.pk]))
    assert len(page.context["rooms"]) == rooms


def test_a_session_that_was_held_counts_who_was_there_not_who_is_active_now(staff_client, session):
    factories.published_session(rooms=2, people=3, session=session)
    there = session.published.memberships.filter(group__number=1)
    for place, seat in enumerate(there):
        Attendance.objects.create(
            session=session, student=seat.student, group=seat.group, is_present=place > 0
        )
    Enrolment.objects.update(status="graduated")
    Session.objects.update(starts_at=timezone.now() - datetime.timedelta(days=7))
    page = unescape(staff_client.get(reverse("session_overview", args=[session.pk])).content.decode())
    figures = re.findall(r'<p class="big num">(\d+)</p>\s*<p class="soft small">([^<]+)</p>', page)
    assert figures == [("6", "had a room"), ("2", "Each with a lead"), ("2", "as 1 of 2 rooms noted it")]


def test_the_list_leads_a_school_without_sessions_to_its_inning(staff_client, inning):
    page = staff_client.get(reverse("session_list")).content.decode()
    assert "Inning 5001 suggests its Week 2 and Week 4 sessions." in page
    assert reverse("inning_detail", args=[inning.pk]) in page


def test_planning_the_same_week_twice_plans_it_once(staff_client, inning):
    url = reverse("session_create", args=[inning.pk])
    typed = shown(staff_client, url)
    staff_client.post(url, typed)
    assert "Week 2 has its session already" in staff_client.post(url, typed).content.decode()
    assert Session.objects.count() == 1
