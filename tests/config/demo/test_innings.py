import datetime
import itertools
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.demo import innings

DAYS = st.dates(datetime.date(2024, 1, 1), datetime.date(2034, 1, 1))


@given(today=DAYS)
def test_on_any_day_the_inning_runs_and_its_week_2_session_is_yet_to_come(today):
    *past, monday = innings.starts(today)
    week_2 = monday + datetime.timedelta(days=9)

    assert monday.weekday() == 0
    assert monday <= today < week_2 <= today + datetime.timedelta(days=7)
    assert all(day.weekday() == 0 for day in past)


@given(size=st.integers(20, 400), seed=st.integers(0, 9))
def test_every_inning_has_the_size_asked_for_and_nobody_twice(size, seed):
    for roster in innings.rosters(size, Random(seed)):
        people = [place.person for place in roster.places + roster.paused]
        assert len(roster.places) == size
        assert len(set(people)) == len(people)


@pytest.fixture
def four():
    return innings.rosters(240, Random(1))


def test_people_move_up_and_some_repeat(four):
    before = {place.person: place for place in four[-2].places}
    steps = [
        place.module - before[place.person].module for place in four[-1].places if place.person in before
    ]

    assert set(steps) == {0, 1}
    assert steps.count(0) < steps.count(1) / 5


def test_cohorts_are_eight_or_more_and_repeaters_keep_theirs(four):
    assert len({(place.cohort, place.program) for place in four[-1].places}) >= 8
    assert any(place.cohort < len(four) - place.module for place in four[-1].places)


def test_who_is_gone_does_not_come_back(four):
    for before, after in itertools.pairwise(four):
        assert not (before.graduated | before.left) & {place.person for place in after.places}
