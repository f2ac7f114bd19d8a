import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from mixitup import calendar, overview
from mixitup.models import (
    Absence,
    Arrangement,
    Attendance,
    Enrolment,
    Group,
    Membership,
    Notice,
    School,
    Session,
)
from tests import factories

pytestmark = pytest.mark.django_db
DENVER = ZoneInfo("America/Denver")
MONDAY = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=DENVER)
WEDNESDAY_NIGHT = datetime.datetime(2026, 11, 25, 22, 0, tzinfo=DENVER)


@pytest.fixture(autouse=True)
def _school_zone():
    with timezone.override(DENVER):
        yield


@pytest.fixture
def session():
    return factories.SessionFactory()


def enrol(session, module, count):
    module = factories.ModuleFactory(number=module)
    return [factories.EnrolmentFactory(inning=session.inning, module=module) for _ in range(count)]


def seat(session, enrolments, number=1, frozen_at=None):
    """An arrangement with these people in one room, the first of them leading."""
    arrangement = factories.ArrangementFactory(session=session, frozen_at=frozen_at)
    group, _ = Group.objects.get_or_create(session=session, number=number)
    for place, enrolment in enumerate(enrolments):
        role = Membership.Role.MEMBER if place else Membership.Role.LEAD
        Membership.objects.create(arrangement=arrangement, student=enrolment.student, group=group, role=role)
    return arrangement


def step(session, now=MONDAY):
    session = Session.objects.for_calendar().select_related("published").get(pk=session.pk)
    return overview.step(session, calendar.roster(session.inning, session), now, School())


def test_without_a_roster_it_waits_for_people(session):
    assert step(session).title == "Week 2 waits for its people"


def test_unmixed_it_says_when_who_and_which_rooms_fit(session):
    mod4 = enrol(session, 4, 3)
    enrol(session, 1, 16)
    Absence.objects.create(session=session, student=mod4[0].student)
    found = step(session)
    assert found.title == "Week 2 isn’t mixed yet"
    assert found.text == (
        "Wednesday 25 November, 11:00. 19 people, 1 can’t come. 4 rooms: 2 of 5 and 2 of 4. "
        "2 without a Mod 4, 2 without any lead."
    )


def test_unmixed_it_names_the_number_of_rooms_that_would_each_have_a_lead(session):
    enrol(session, 4, 3)
    enrol(session, 1, 15)
    assert step(session).text.endswith("In 3 rooms (3 of 6) each could have one.")


def test_late_groups_are_called_late(session):
    enrol(session, 4, 4)
    after = datetime.datetime(2026, 11, 25, 9, 0, tzinfo=DENVER)
    assert step(session, after).warning == "Students expected their room by Tuesday 24 November, 11:00."
    assert step(session).warning == ""


def test_a_day_that_went_by_unpublished_asks_for_another(session):
    enrol(session, 4, 4)
    assert step(session, WEDNESDAY_NIGHT).action == "Choose another day"
    seat(session, [])
    assert step(session, WEDNESDAY_NIGHT).title == "Week 2 went by without published groups"


def test_mixed_it_counts_who_has_no_room_and_who_wont_come(session):
    people = enrol(session, 4, 5)
    seat(session, people[:4])
    Enrolment.objects.filter(pk=people[0].pk).update(status="left")
    found = step(session)
    assert found.title == "Week 2 is mixed, and nobody has been told"
    assert found.text == "4 people in 1 room. 1 person has no room yet. 1 person in a room won’t come."


def test_a_planned_publication_is_announced(session):
    seat(session, enrol(session, 4, 4))
    session.publications.create(due_at=datetime.datetime(2026, 11, 24, 16, 0, tzinfo=DENVER))
    assert step(session).title == "Week 2 goes out on Tuesday 24 November, 16:00"


def publish(session, people):
    arrangement = seat(session, people)
    arrangement.freeze(MONDAY)
    Session.objects.filter(pk=session.pk).update(published=arrangement)
    return arrangement


def test_published_it_says_that_all_is_well(session):
    publish(session, enrol(session, 4, 4))
    found = step(session)
    assert found.title == "Week 2 is published"
    assert (
        found.text == "Wednesday 25 November, 11:00. 4 people have a room. Everybody who can come has a room."
    )


def test_published_it_counts_who_cant_come_beside_who_has_a_room(session):
    people = enrol(session, 4, 5)
    publish(session, people[:4])
    Absence.objects.create(session=session, student=people[4].student)
    assert step(session).text.endswith(
        "4 people have a room, 1 can’t come. Everybody who can come has a room."
    )


def test_published_it_names_mail_that_failed(session, staff):
    publish(session, enrol(session, 4, 4))
    Notice.objects.create(
        kind="published", key="one", user=staff, session=session, due_at=MONDAY, failed_at=MONDAY
    )
    assert step(session).warning == "1 mail could not be delivered."


def test_changes_after_publishing_ask_to_be_published(session):
    people = enrol(session, 4, 4)
    publish(session, people)
    seat(session, people)
    assert step(session).title == "Groups changed after people were told"


def test_another_time_after_publishing_asks_to_be_published(session):
    publish(session, enrol(session, 4, 4))
    Session.objects.update(starts_at=session.starts_at + datetime.timedelta(hours=1))
    assert step(session).title == "The time or link changed after people were told"


def test_during_the_hour_it_is_on(session):
    publish(session, enrol(session, 4, 4))
    during = datetime.datetime(2026, 11, 25, 11, 20, tzinfo=DENVER)
    assert step(session, during).title == "Week 2 is on now, until 12:00"


def test_afterwards_it_says_who_came(session):
    people = enrol(session, 4, 4)
    publish(session, people)
    assert step(session, WEDNESDAY_NIGHT).text.startswith("Nobody noted who came")
    group = Group.objects.get()
    for place, enrolment in enumerate(people):
        Attendance.objects.create(
            session=session, student=enrolment.student, group=group, is_present=place > 0
        )
    assert step(session, WEDNESDAY_NIGHT).text == "3 of 4 came."


def test_cancelled_it_says_so(session):
    session.cancel(MONDAY)
    assert step(session) == overview.Step("Week 2 is cancelled", "You can put it back.")
    seat(session, [])
    assert step(session).text == "Its groups are kept as a draft, in case you put it back."


def test_rooms_name_their_leads_and_who_came(session):
    people = enrol(session, 4, 5)
    arrangement = publish(session, people[:3])
    group = Group.objects.create(session=session, number=2)
    for enrolment in people[3:]:
        Membership.objects.create(arrangement=arrangement, student=enrolment.student, group=group)
    Attendance.objects.create(session=session, student=people[3].student, group=group, is_present=True)
    assert overview.rooms(session, arrangement) == [
        overview.Room(1, people[0].student.name, 3, None),
        overview.Room(2, "", 2, 1),
    ]


def test_without_an_arrangement_there_are_no_rooms(session):
    assert overview.rooms(session, None) == []
    assert Arrangement.objects.count() == 0


def test_the_upcoming_session_skips_cancelled_ones(session):
    later = factories.SessionFactory(
        inning=session.inning, week=4, starts_at=session.starts_at + datetime.timedelta(14)
    )
    assert overview.upcoming([session, later], MONDAY) == session
    session.cancelled_at = MONDAY
    assert overview.upcoming([session, later], MONDAY) == later
    assert overview.upcoming([session], WEDNESDAY_NIGHT) is None


def test_published_it_counts_a_post_that_failed_as_no_mail(session):
    publish(session, enrol(session, 4, 4))
    Notice.objects.create(kind="slack", key="post", session=session, due_at=MONDAY, failed_at=MONDAY)
    assert step(session).warning == "Slack did not take the post."


def test_published_it_leads_to_a_room_for_who_has_none(session):
    people = enrol(session, 4, 5)
    publish(session, people[:4])
    found = step(session)
    assert found.text.endswith("4 people have a room. 1 person has no room yet.")
    assert (found.action, found.url) == ("Find a room", f"/staff/sessions/{session.pk}/rescue/")


def test_unmixed_it_leads_straight_to_the_mix(session):
    enrol(session, 4, 4)
    assert step(session).url == f"/staff/sessions/{session.pk}/board/mix/"
