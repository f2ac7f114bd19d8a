import datetime

import pytest

from mixitup import meetings
from mixitup.models import Attendance
from tests.factories import EnrolmentFactory, InningFactory, SessionFactory, published_session

pytestmark = pytest.mark.django_db
WEEK_4 = datetime.datetime(2026, 12, 9, 18, 0, tzinfo=datetime.UTC)


def this_session():
    return SessionFactory(week=4, starts_at=WEEK_4)


def attend(session, membership, is_present=True, group=None):
    return Attendance.objects.create(
        session=session, student=membership.student, group=group or membership.group, is_present=is_present
    )


def test_before_tells_what_was_published_where_nobody_recorded_attendance():
    week_2 = published_session(rooms=2, people=3)

    (past,) = meetings.before(this_session())

    assert past.label == "Week 2"
    seats = week_2.published.memberships.values_list("student_id", "group_id")
    assert past.rooms == dict(seats)


def test_before_counts_only_those_who_came_in_a_room_with_attendance():
    week_2 = published_session(rooms=1, people=3)
    one, other, _ = week_2.published.memberships.all()
    attend(week_2, one)
    attend(week_2, other, is_present=False)

    (past,) = meetings.before(this_session())

    assert set(past.rooms) == {one.student_id}, "the third was not written down, in a room that was"


def test_before_believes_where_a_person_was_seen_over_where_they_were_published():
    week_2 = published_session(rooms=2, people=2)
    moved, left_alone, *others = week_2.published.memberships.order_by("group__number", "pk")
    attend(week_2, moved, group=others[0].group)

    (past,) = meetings.before(this_session())

    assert past.rooms == {moved.student_id: others[0].group_id, left_alone.student_id: left_alone.group_id}


def test_before_leaves_out_cancelled_later_and_unpublished_sessions():
    cancelled = published_session(rooms=1, people=2)
    cancelled.cancel(at=cancelled.starts_at)
    later = SessionFactory(week=5, starts_at=WEEK_4 + datetime.timedelta(days=7), inning=cancelled.inning)
    published_session(rooms=1, people=2, session=later)

    assert meetings.before(this_session()) == []


def test_before_names_earlier_innings_and_leaves_out_people_who_are_gone():
    inning = InningFactory(name="2609", starts_on=datetime.date(2026, 9, 28))
    old = SessionFactory(inning=inning, week=4, starts_at=WEEK_4 - datetime.timedelta(weeks=6))
    published_session(rooms=1, people=3, session=old)
    stays = old.published.memberships.first()
    now = this_session()
    EnrolmentFactory(student=stays.student, inning=now.inning)

    (past,) = meetings.before(now)

    assert (past.label, set(past.rooms)) == ("Week 4 of 2609", {stays.student_id})


@pytest.mark.parametrize("rooms", [1, 3])
def test_before_takes_three_queries(django_assert_num_queries, rooms):
    week_2 = published_session(rooms=rooms, people=3)
    attend(week_2, week_2.published.memberships.first())
    now = this_session()

    with django_assert_num_queries(3):
        meetings.before(now)
