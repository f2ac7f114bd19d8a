import datetime

import pytest
from django.urls import reverse

from mixitup.models import Attendance
from networking.models import KeepInTouch
from networking.ties import people_met, say_keep_in_touch
from tests.factories import ContactFactory, SessionFactory, published_session

NOW = datetime.datetime(2026, 11, 26, tzinfo=datetime.UTC)


@pytest.fixture
def session(db):
    return published_session(
        rooms=2, people=3, session=SessionFactory(starts_at=NOW - datetime.timedelta(days=1))
    )


@pytest.fixture
def room(session):
    return [m.student for m in session.published.memberships.filter(group__number=1).order_by("pk")]


def test_mates_of_ones_room_are_shown_and_nobody_else(session, room):
    one, two, three = room
    (met,) = people_met(one, NOW)
    assert {mate.student for mate in met.mates} == {two, three}


def test_who_did_not_come_was_not_met(session, room):
    one, two, three = room
    for person, came in [(one, True), (two, True), (three, False)]:
        Attendance.objects.create(
            session=session, student=person, group=session.groups.get(number=1), is_present=came
        )
    assert [mate.student for mate in people_met(one, NOW)[0].mates] == [two]


def test_wish_is_seen_only_when_it_is_mutual(session, room):
    one, two, _ = room
    say_keep_in_touch(one, session, two.pk, True)
    theirs = next(mate for mate in people_met(two, NOW)[0].mates if mate.student == one)
    assert (theirs.said, theirs.is_mutual) == (False, False)
    say_keep_in_touch(two, session, one.pk, True)
    mine = next(mate for mate in people_met(one, NOW)[0].mates if mate.student == two)
    assert (mine.is_mutual, mine.link) == (True, f"mailto:{two.email}")


def test_somebody_of_another_room_cannot_be_asked(session, room, sign_in):
    stranger = session.published.memberships.filter(group__number=2).first().student
    session.starts_at = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    session.save()
    response = sign_in(room[0].user).post(
        reverse("keep_in_touch", args=[session.pk, stranger.pk]), {"wants": "1"}
    )
    assert (response.status_code, KeepInTouch.objects.count()) == (404, 0)


def test_taking_it_back_leaves_nothing(session, room):
    say_keep_in_touch(room[0], session, room[1].pk, True)
    say_keep_in_touch(room[0], session, room[1].pk, False)
    assert KeepInTouch.objects.count() == 0


@pytest.mark.parametrize("people", [2, 4])
def test_people_met_asks_as_little_for_many_as_for_few(db, people, django_assert_num_queries):
    session = published_session(
        rooms=1, people=people, session=SessionFactory(starts_at=NOW - datetime.timedelta(days=1))
    )
    student = session.published.memberships.first().student
    with django_assert_num_queries(7):
        people_met(student, NOW)


def test_over_time_counts_the_people_met_and_says_who_is_a_contact(session, room, sign_in):
    one, two, three = room
    session.starts_at = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    session.save()
    ContactFactory(owner=one, private={"name": two.shown_name})
    ContactFactory(owner=two, private={"name": three.shown_name})
    page = sign_in(one.user).get(reverse("networking_over_time")).content.decode()
    assert "2 people met through Mix It Up" in page
    assert [f"{person.shown_name} <span" in page for person in (two, three)] == [True, False]
