import datetime
import re

import pytest
from django.core import mail

from config.demo import hour
from config.demo.personas import persona
from config.demo.school import fill
from mixitup.live.control import control_rooms
from mixitup.models import Notice, Session

NOW = datetime.datetime(2026, 11, 22, 17, 0, 30, tzinfo=datetime.UTC)


@pytest.fixture
def school(demo, db, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return fill(60, 7, NOW)


@pytest.fixture
def running(school):
    return hour.start_hour(school.staff, NOW)


def test_nothing_runs_until_the_button_is_pressed(school, client):
    page = client.get("/demo/").content.decode()
    assert "Start an hour now" in page
    assert "hour-lead" not in page
    assert Session.objects.filter(inning=school.innings[-1]).count() == 2


def test_the_button_starts_an_hour_whose_cast_opens_it_at_once(school, client):
    assert client.post("/demo/hour/")["Location"] == "/demo/#hour"
    session = hour.hour_session(NOW)
    page = client.get("/demo/").content.decode()
    assert re.findall(r"sign-in/(hour-[\w-]+)/", page) == [
        "hour-lead",
        "hour-student",
        "hour-co-lead",
        "hour-staff",
    ]
    for slug in ("hour-lead", "hour-student", "hour-co-lead"):
        answer = client.post(f"/demo/sign-in/{slug}/", follow=True)
        assert answer.redirect_chain[0][0] == f"/sessions/{session.pk}/room/"
        assert 'data-phase="waiting"' in answer.content.decode()
        assert ("Start the hour" in answer.content.decode()) is (slug != "hour-student")
    answer = client.post("/demo/sign-in/hour-staff/", follow=True)
    assert answer.redirect_chain[0][0] == f"/staff/sessions/{session.pk}/control/"


def test_its_rooms_stand_where_rooms_do(running):
    rooms = {room.group.number: room for room in control_rooms(running, NOW)}
    assert (rooms[1].where, rooms[2].where) == ("Not started", "Not started")
    assert [number for number, room in rooms.items() if room.help_asked_at] == [3]
    assert {room.where for number, room in rooms.items() if number > 2} == {"Introductions, 9 min left"}
    assert {room.came == room.people for number, room in rooms.items() if number > 2} == {True}


def test_week_2_and_week_4_stay_as_they_were_and_nobody_gets_mail(school):
    before = {slug: persona(slug).find() for slug in ("mod-4-lead", "mod-1", "without-a-group")}
    running = hour.start_hour(school.staff, NOW)
    week_2, week_4 = Session.objects.filter(inning=school.innings[-1], week__in=(2, 4)).in_order()
    assert (week_2.published_id is not None, week_4.published_id, running.week) == (True, None, 1)
    assert Notice.objects.filter(session=running, sent_at=None).count() == 0
    assert mail.outbox == []
    assert {slug: persona(slug).find() for slug in before} == before


def test_a_second_press_changes_nothing_while_it_runs(school, running):
    assert hour.start_hour(school.staff, NOW) is None
    later = NOW + datetime.timedelta(hours=2)
    assert (hour.hour_session(later), hour.can_start(later)) == (None, True)
    assert hour.start_hour(school.staff, later).week == 3


def test_after_the_inning_there_is_no_hour_to_start(school, client, monkeypatch):
    after = NOW + datetime.timedelta(weeks=20)
    monkeypatch.setattr("django.utils.timezone.now", lambda: after)
    assert hour.start_hour(school.staff, after) is None
    assert "Start an hour now" not in client.get("/demo/").content.decode()
