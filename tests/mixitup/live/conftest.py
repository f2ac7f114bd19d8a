import datetime

import pytest

from mixitup.live import clock, places
from mixitup.models import Membership
from tests.factories import SessionFactory, guide, published_session

START = datetime.datetime(2026, 11, 25, 18, 0, tzinfo=datetime.UTC)
GUIDE = """---
title: An hour of names
---
## Introductions (10 mins)
Say your name.

> **For the lead, to open:** Go first, and keep it short.

## Group norms (8-10 mins)
Listen.

## Group discussion (35 mins)
Two steps.

1. **Goals** (about 4 minutes)
    * What do you want?
2. **Ideas, together** (about 10 minutes)
    * What is your list?

## Close (5 mins)
Say thanks.
"""


@pytest.fixture
def at(monkeypatch):
    """`at(3)`: it is three minutes after the session's start."""

    def at(minutes=0.0):
        moment = START + datetime.timedelta(minutes=minutes)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    at()
    return at


@pytest.fixture
def session(db, at):
    session = published_session(rooms=2, people=3, session=SessionFactory(guide=guide(GUIDE)))
    for number, seat in enumerate(session.published.memberships.order_by("pk")):
        seat.student.name = f"Name{number} Room{seat.group.number}"
        seat.student.save()
    return session


@pytest.fixture
def lead(session):
    return session.published.memberships.get(group__number=1, role=Membership.Role.LEAD).student


@pytest.fixture
def members(session):
    here = session.published.memberships.filter(group__number=1, role=Membership.Role.MEMBER)
    return [seat.student for seat in here.order_by("pk")]


@pytest.fixture
def press(session, at):
    """`press(student, "start", 3)`: the button, pressed so many minutes after the session's start."""

    def press(student, action, minutes, to="", seen=None):
        place = places.place_of(type(session).objects.for_room_page().get(pk=session.pk), student.user)
        seen = place.revision if seen is None else seen
        return clock.press(place.group, place.mine, place.seats, clock.Action(action), seen, at(minutes), to)

    return press
