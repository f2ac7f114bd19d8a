from itertools import combinations
from random import Random

import pytest

from mixitup.assignment import Person, Problem, mix_sessions
from mixitup.assignment.turning import turned
from tests.assignment.cases import figures, recount


@pytest.mark.parametrize(
    ("people", "size", "sessions"), [(16, 4, 5), (20, 4, 5), (24, 4, 7), (28, 4, 8), (32, 4, 9), (30, 5, 5)]
)
def test_nobody_meets_twice_while_the_circles_turn(people, size, sessions):
    found = turned(people, size, sessions, Random(1).random)
    met = [
        pair
        for groups in found
        for pair in combinations(range(people), 2)
        if groups[pair[0]] == groups[pair[1]]
    ]
    assert len(met) == sessions * people * (size - 1) // 2 == len(set(met))


def test_more_sessions_than_there_are_people_to_meet_are_not_looked_for():
    assert turned(16, 4, 6, Random(1).random) is None


def test_people_who_are_alike_meet_as_many_as_can_be():
    everyone = [Person(f"p{n}", {}) for n in range(24)]
    mixes = mix_sessions(Problem(everyone, group_count=6), 7, seed=1)
    assert [mix.report.proved_best for mix in mixes] == [True] * 7
    assert mix_sessions(Problem(everyone, group_count=6), 7, seed=1) == mixes
    assert mix_sessions(Problem(everyone, group_count=6), 7, seed=2) != mixes


def test_people_who_have_met_are_mixed_by_search():
    everyone = [Person(f"p{n}", {}) for n in range(8)]
    history = [{person.key: number // 4 for number, person in enumerate(everyone)}]
    case = Problem(everyone, group_count=2, history=history)
    first, second = mix_sessions(case, 2, seed=1, iterations=5000)
    assert figures(first.report) == recount(case, first.placement())
    assert figures(second.report) == recount(case.after([first.placement()]), second.placement())
