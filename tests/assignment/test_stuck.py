from hypothesis import HealthCheck, given, settings

from mixitup.assignment import Person, Problem, mix
from mixitup.assignment import floors as bounds
from mixitup.assignment.stuck import stuck
from tests.assignment.cases import recount
from tests.assignment.test_properties import partitions, problems


def trapped():
    """Two rooms of three; Ada has met everyone but one."""
    roster = [Person(name, {}, None, name.title()) for name in ("ada", "bo", "cy", "di", "ed", "flo")]
    history = [{"ada": 1, "bo": 1, "cy": 1}, {"ada": 1, "di": 1, "ed": 1}]
    return Problem(roster, group_count=2, history=history)


def test_a_person_without_an_ideal_room_is_named():
    case = trapped()
    assert stuck(case, bounds.find(case)._replace(repeats=0), range(6)) == [0]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(least=4, most=7, rules=False))
def test_stuck_people_are_never_in_an_ideal_arrangement(case):
    floors = bounds.find(case)
    found = stuck(case, floors, range(case.count))
    for groups in partitions(range(case.count), case.sizes):
        placement = {case.people[p].key: n for n, m in zip(case.numbers, groups, strict=True) for p in m}
        _, no_best, repeats, spread = recount(case, placement)
        is_led = not case.ranks or no_best == floors.leads[0]
        if is_led and repeats == floors.repeats == 0 and list(spread.values()) == floors.spread:
            assert found == []


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(least=4, most=7, rules=False))
def test_best_in_order_is_never_beaten(case):
    result = mix(case, seed=1, iterations=3000)
    if not result.report.best_in_order:
        return

    def goals(placement):
        no_lead, no_best, repeats, spread = recount(case, placement)
        rest = [repeats, sum(spread.values())]
        return [no_best, no_lead, *(rest if case.prefer == "repeats" else rest[::-1])]

    reached = goals(result.placement())
    for groups in partitions(range(case.count), case.sizes):
        placement = {case.people[p].key: n for n, m in zip(case.numbers, groups, strict=True) for p in m}
        assert reached <= goals(placement)
