"""Small schools: what is best today uses up new faces, so the next session of the same people is planned too."""

import itertools

import pytest
from cases import people, problem

from mixitup.assignment import Person, Problem, mix

STEPS = 200_000


def rooms(keys, size, turn):
    """Groups of `size` by every `turn`-th person."""
    order = sorted(keys, key=lambda key: (keys.index(key) * turn) % len(keys))
    return {key: place // size for place, key in enumerate(order)}


def keys(count):
    return [person.key for person in people(count)]


def others(count):
    return {f"other{number}@example.org": 1 for number in range(count)}


@pytest.mark.parametrize(
    ("sessions", "comes_again"),
    [
        pytest.param([], True, id="nobody was mixed before"),
        pytest.param([others(24)], True, id="other people were mixed last"),
        pytest.param([others(24), rooms(keys(24), 4, 1)], False, id="they were mixed last, others before"),
        pytest.param([rooms(keys(24), 4, 1)] * 2, True, id="they keep meeting"),
        pytest.param([rooms(keys(22), 4, 1)], False, id="two are new"),
        pytest.param([rooms(keys(21), 4, 1)], True, id="an eighth is new"),
    ],
)
def test_the_history_tells_whether_the_same_people_come_again(sessions, comes_again):
    assert problem(history=sessions).comes_again is comes_again


def test_who_knows_the_calendar_says_so():
    last = [rooms(keys(24), 4, 1)]
    assert problem(history=last, again=True).comes_again
    assert not problem(again=False).comes_again


def test_what_can_be_proved_best_stays_so_though_the_same_people_come_again():
    history = [others(24), rooms(keys(24), 4, 5)]
    for again in (False, True):
        assert mix(problem(history=history, again=again), seed=3, iterations=STEPS).report.proved_best


# Twelve people who met in fours three times: everyone has met most of the others.
HISTORY = [
    (2, 2, 1, 0, 0, 2, 1, 1, 1, 0, 2, 0),
    (2, 0, 2, 1, 1, 1, 1, 0, 0, 2, 0, 2),
    (2, 0, 1, 1, 2, 1, 1, 0, 2, 2, 0, 0),
]


def twelve(history, *, again):
    everyone = [Person(f"p{number}", {}) for number in range(12)]
    return Problem(everyone, group_count=3, history=history, again=again)


def in_turn(*, again):
    """The reports of a session after `HISTORY` and of one more of the same people."""
    history = [{f"p{number}": room for number, room in enumerate(rooms)} for rooms in HISTORY]
    first = mix(twelve(history, again=again), seed=1, iterations=STEPS)
    second = mix(twelve([*history, first.placement()], again=False), seed=1, iterations=STEPS)
    return first.report, second.report


def least_of_two():
    """The fewest repeats of two sessions after `HISTORY`, by trying all pairs of arrangements."""
    pairs = {pair: 1 << place for place, pair in enumerate(itertools.combinations(range(12), 2))}
    masks = [
        sum(pairs[pair] for room in rooms for pair in itertools.combinations(room, 2)) for rooms in fours()
    ]
    met = sum(bit for (one, other), bit in pairs.items() if any(past[one] == past[other] for past in HISTORY))
    ways = sorted(((mask & met).bit_count(), mask) for mask in masks)
    least = 2 * ways[-1][0]
    for now, mine in ways:
        for then, yours in ways:
            if now + then >= least:
                break
            least = min(least, now + then + (mine & yours & ~met).bit_count())
    return least


def fours():
    """Every way to part twelve into three rooms of four."""
    for first in itertools.combinations(range(1, 12), 3):
        rest = [number for number in range(1, 12) if number not in first]
        for second in itertools.combinations(rest[1:], 3):
            third = tuple(number for number in rest[1:] if number not in second)
            yield (0, *first), (rest[0], *second), third


def test_a_repeat_more_today_is_worth_several_fewer_next_time():
    alone, after_alone = in_turn(again=False)
    first, second = in_turn(again=True)
    assert (alone.repeats.value, after_alone.repeats.value) == (5, 11)
    assert (first.repeats.value, second.repeats.value) == (6, 8)
    assert least_of_two() == 14
    assert first.reasons[-1] == (
        "Mixed for itself alone, this session would have 5 repeats; these groups leave more new faces for the next "
        "session of the same people."
    )


def test_nothing_is_given_up_when_both_together_gain_nothing():
    """All have met, so that every arrangement is as good as any."""
    everyone = {f"p{number}": 0 for number in range(12)}
    reports = [
        mix(twelve([everyone], again=again), seed=1, iterations=STEPS).report for again in (False, True)
    ]
    assert reports[0].reasons == reports[1].reasons
