"""Filling an empty database; what comes of it is `test_school`'s matter."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from config.demo import school
from mixitup.models import School, Session

pytestmark = pytest.mark.django_db


def test_the_same_seed_and_day_make_the_same_school(demo):

    now = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)

    assert rows(30, now) == rows(30, now)


def rows(students, now):
    with transaction.atomic():
        school.fill(students, 7, now)
        found = [
            (seat.student.name, seat.student.pronouns, seat.group.number, seat.role)
            for session in Session.objects.in_order()
            for seat in (
                session.published.memberships.order_by("group__number", "student")
                if session.published
                else []
            )
        ]
        transaction.set_rollback(True)
    return found


def test_only_a_demo_or_a_developer_may_fill(settings):
    settings.DEMO = settings.DEBUG = False

    with pytest.raises(CommandError, match="invented people"):
        call_command("fill_demo")
    assert not School.objects.exists()
