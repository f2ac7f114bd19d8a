"""Rules that the database holds, whoever writes."""

import datetime

import pytest
from django.db import IntegrityError

from mixitup.models import Promotion, RoomLine
from tests.factories import GroupFactory, InningFactory, ModuleFactory, SessionFactory, StudentFactory

NOW = datetime.datetime(2026, 11, 25, 18, tzinfo=datetime.UTC)


def say_twice():
    group, student = GroupFactory(), StudentFactory()
    for _ in range(2):
        RoomLine.objects.create(group=group, kind=RoomLine.Kind.NORM, text="Listen first", student=student)


@pytest.mark.parametrize(
    "write",
    [
        lambda: SessionFactory(minutes=0),
        lambda: SessionFactory(minutes=241),
        lambda: SessionFactory(people_per_room=1),
        lambda: ModuleFactory(number=9, lead_rank=0),
        lambda: Promotion.objects.create(source=InningFactory(), applied_at=NOW),
        say_twice,
    ],
)
def test_the_database_refuses(db, write):
    with pytest.raises(IntegrityError):
        write()
