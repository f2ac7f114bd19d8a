"""The demo's school, filled small; what it must hold for somebody to walk through it."""

import datetime

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from config.demo import school
from config.demo.personas import PERSONAS, persona
from config.demo.sessions import mix_and_publish
from mixitup.models import Attendance, Enrolment, Inning, RoomRequest, School, Session, Student, User
from tests import mixes

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def school_of_60(django_db_setup, django_db_blocker):
    """Filled once, and taken back after the last test; what single tests write is taken back after each."""
    with django_db_blocker.unblock(), transaction.atomic():
        with pytest.MonkeyPatch.context() as patch:
            mixes.hasten(patch)
            school.fill(60, 2411, timezone.now())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def filled(school_of_60, db, demo):
    """The site as it is in the demo."""


def test_week_2_is_out_and_week_4_is_still_to_be_mixed(filled):
    now = timezone.now()
    today = timezone.localdate(timezone=School.load().zone)
    running = Inning.objects.current_on(today)
    week_2, week_4 = running.sessions.in_order()

    assert week_2.state(now) == Session.State.PUBLISHED
    assert week_4.state(now) == Session.State.PLANNED
    assert running.week_on(today) in (1, 2)


def test_every_persona_is_played_by_somebody(filled):
    users = [one.find() for one in PERSONAS]

    assert None not in users
    assert len(set(users)) == len(users)


def test_every_persona_is_still_played_once_week_4_is_out_too(filled):
    week_4 = Session.objects.in_order().last()

    mix_and_publish(week_4, User.objects.filter(is_staff=True).first(), 1, timezone.now())

    assert None not in [one.find() for one in PERSONAS]


def test_who_plays_the_one_without_a_group_can_come_and_has_not_asked(filled):
    user = persona("without-a-group").find()

    assert not user.student.absences.exists()
    assert not user.student.room_requests.exists()


def test_past_sessions_are_held_with_a_record_of_who_came(filled):
    now = timezone.now()
    *past, _, _ = Session.objects.in_order()

    assert {session.state(now) for session in past} == {Session.State.HELD}
    assert len(past) == 6
    assert Attendance.objects.filter(is_present=False).exists()
    assert all(session.notices.unsent().count() == 0 for session in past)


def test_there_is_an_absence_a_request_and_every_status(filled):
    assert set(Enrolment.objects.values_list("status", flat=True)) == set(Enrolment.Status.values)
    assert Session.objects.filter(absences__isnull=False).distinct().count() == 2
    assert RoomRequest.objects.get().answered_at is None


def test_filling_again_changes_nothing(filled, capsys):
    before = list(Student.objects.values())

    call_command("fill_demo", students=60)

    assert "stays as it is" in capsys.readouterr().out
    assert list(Student.objects.values()) == before


def test_an_inning_that_has_ended_is_said(filled, capsys, monkeypatch):
    later = timezone.now() + datetime.timedelta(weeks=30)
    monkeypatch.setattr(timezone, "now", lambda: later)
    call_command("fill_demo")

    assert "demo-reset" in capsys.readouterr().out
