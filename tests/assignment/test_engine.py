from random import Random

import pytest

from bench.rosters import generated
from mixitup.assignment import Cancelled, Contradiction, Person, Position, Problem, mix
from tests.assignment.cases import SPREAD, figures, people, problem, recount


def after(sessions, seed=0, **options):
    """The problem whose history is `sessions` mixes of itself."""
    history = []
    for number in range(sessions):
        history.append(
            mix(problem(history=history, **options), seed=seed + number, iterations=20_000).placement()
        )
    return problem(history=history, **options)


def test_everyone_is_placed_once_and_sizes_are_within_one():
    case = problem(count=23, groups=5)
    groups = mix(case, seed=1, iterations=20_000).groups
    members = [key for group in groups for key in group.members]
    assert sorted(members) == sorted(person.key for person in case.people)
    assert sorted(len(group.members) for group in groups) == [4, 4, 5, 5, 5]


def test_the_lead_is_a_mod_4_and_comes_first():
    case = problem()
    for group in mix(case, seed=1, iterations=20_000).groups:
        assert group.leads == group.members[:1]
        assert case.people[case.index[group.leads[0]]].lead_rank == 1


def test_mod_3_leads_where_mod_4_runs_out():
    roster = [Person(f"p{n}", {}, 1 if n < 2 else 2 if n < 4 else None) for n in range(20)]
    report = mix(Problem(roster, group_count=5), seed=0).report
    assert (report.without_best_lead.value, report.without_lead.value) == (3, 1)
    assert report.proved_best


def test_nobody_meets_again_when_that_can_be():
    case = after(1)
    result = mix(case, seed=5, iterations=200_000)
    assert result.report.repeats == (0, 0)
    assert result.report.proved_best


def test_the_report_equals_a_recount():
    case = after(5)
    result = mix(case, seed=5, iterations=20_000)
    assert figures(result.report) == recount(case, result.placement())


def test_the_same_seed_gives_the_same_groups():
    case = after(4)
    assert mix(case, seed=3, iterations=20_000) == mix(case, seed=3, iterations=20_000)
    assert mix(case, seed=3, iterations=20_000).groups != mix(case, seed=4, iterations=20_000).groups


def test_pins_and_absences_are_kept():
    case = problem(pins={"p0@example.org": 5, "p4@example.org": 5}, absent=["p1@example.org"])
    placement = mix(case, seed=1, iterations=20_000).placement()
    assert placement["p0@example.org"] == placement["p4@example.org"] == 5
    assert "p1@example.org" not in placement


def test_rooms_keep_their_numbers():
    case = problem(numbers=[11, 12, 13, 21, 22, 23])
    assert [group.number for group in mix(case, seed=1, iterations=20_000).groups] == [11, 12, 13, 21, 22, 23]


def test_capacities_are_kept_and_sizes_are_as_even_as_they_allow():
    case = Problem(people(20), capacities=[3, 9, 9, 9], spread=["module"])
    result = mix(case, seed=1, iterations=20_000)
    assert [len(group.members) for group in result.groups] == [3, 6, 6, 5]
    assert figures(result.report) == recount(case, result.placement())


def test_more_people_than_places_is_a_contradiction():
    with pytest.raises(Contradiction, match="There are 20 people and only 12 places"):
        Problem(people(20), capacities=[3, 9])


def test_apart_and_together_are_kept():
    apart = [("p0@example.org", "p1@example.org", "p2@example.org")]
    together = [("p3@example.org", "p7@example.org")]
    placement = mix(problem(apart=apart, together=together), seed=2, iterations=20_000).placement()
    assert len({placement[key] for key in apart[0]}) == 3
    assert placement["p3@example.org"] == placement["p7@example.org"]


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (
            {
                "apart": [("p0@example.org", "p1@example.org")],
                "together": [("p0@example.org", "p1@example.org")],
            },
            "Person 0 and Person 1 are to be kept together and apart.",
        ),
        (
            {"pins": {f"p{n}@example.org": 2 for n in range(7)}},
            "7 people pinned to a group of 4: group 2",
        ),
        (
            {"apart": [tuple(f"p{n}@example.org" for n in range(7))]},
            "7 people are all to be kept apart from each other",
        ),
        (
            {
                "pins": {"p0@example.org": 1, "p1@example.org": 2},
                "together": [("p0@example.org", "p1@example.org")],
            },
            "are to be kept together and are pinned to groups 1 and 2",
        ),
        ({"pins": {"p0@example.org": 40}}, "Person 0 is pinned to group 40, and there is no such group."),
    ],
)
def test_contradictory_rules_are_named(rules, message):
    with pytest.raises(Contradiction) as caught:
        mix(problem(**rules), seed=0)
    assert message in str(caught.value)
    assert "p0@example.org" in caught.value.people


@pytest.mark.parametrize(
    "rules",
    [
        {"together": [["p0", "p1", "p2"]], "pins": {"p0": 2, "p3": 1}},
        {"together": [["p0", "p1", "p2"]], "pins": {"p3": 1}, "apart": [["p3", "p0"]]},
        {"pins": {"p0": 2, "p1": 2, "p2": 2}},
    ],
)
def test_rules_say_which_group_is_the_larger(rules):
    case = Problem([Person(f"p{n}", {}) for n in range(5)], group_count=2, **rules)
    result = mix(case, seed=0)
    assert [len(group.members) for group in result.groups] == [2, 3]
    assert Position(case, result.placement()).broken_rules() == []


def test_rules_fill_a_large_group_before_the_others_are_even():
    roster = [Person(f"p{n}", {}) for n in range(12)]
    pins = {f"p{n}": 1 for n in range(6)}
    groups = mix(Problem(roster, capacities=[10, 4, 4], pins=pins), seed=0).groups
    assert [len(group.members) for group in groups] == [6, 3, 3]


def test_more_groups_with_many_pins_than_can_be_larger_is_a_contradiction():
    pins = {f"p{n}": n // 3 + 1 for n in range(6)}
    with pytest.raises(Contradiction, match="3 people are pinned to each of the groups 1, 2, and only 1 can"):
        mix(Problem([Person(f"p{n}", {}) for n in range(7)], group_count=3, pins=pins), seed=0)


def test_a_small_school_finds_its_leads_under_rules():
    rng = Random(4)
    for seed in range(10):
        roster = [Person(f"p{n}", {}, 1 if n < 4 else 2 if n < 6 else None) for n in range(30)]
        apart = [[f"p{a}", f"p{b}"] for a, b in (rng.sample(range(30), 2) for _ in range(6))]
        report = mix(Problem(roster, group_count=6, apart=apart), seed=seed, iterations=5000).report
        assert (report.without_best_lead.value, report.without_lead.value) == (2, 0)


def test_cancelling_stops_the_mix():
    with pytest.raises(Cancelled):
        mix(after(6), seed=1, cancelled=lambda: True)


def test_seconds_are_counted_by_the_clock_that_is_handed_in():
    ticks = iter(range(1000))
    shares = []
    mix(after(6), seed=1, seconds=5, clock=lambda: float(next(ticks)), progress=shares.append)
    assert shares[-1] == 1.0
    assert shares == sorted(shares)


def test_someone_who_has_met_nearly_everyone_is_the_reason_for_repeats():
    roster = [Person(name, {}, None, name.title()) for name in ("ada", "bo", "cy", "di", "ed", "flo")]
    history = [{"ada": 1, "bo": 1, "cy": 1}, {"ada": 1, "di": 1, "ed": 1}]
    report = mix(Problem(roster, group_count=2, history=history), seed=1, iterations=5000).report
    assert report.repeats == (2, 1)
    assert report.reasons[1] == "2 pairs meet again. Ada has met nearly everyone: at least 1 repeat."


def test_frequent_and_recent_meetings_weigh_more():
    often = {person.key: number // 2 for number, person in enumerate(people(4))}
    seldom = {person.key: number % 2 for number, person in enumerate(people(4))}
    rare = {person.key: number in (1, 2) for number, person in enumerate(people(4))}
    case = Problem(people(4), group_count=2, history=[seldom, rare, often, often])
    result = mix(case, seed=1, iterations=5000)
    assert result.placement()["p0@example.org"] == result.placement()["p2@example.org"]
    assert result.report.repeat_weight.value == 8


def test_rules_that_force_something_are_the_reason_and_the_floor():
    pair = ["p3@example.org", "p7@example.org"]
    case = problem(together=[pair], history=[dict.fromkeys(pair, 1)], spread=["program"])
    report = mix(case, seed=1, iterations=50_000).report
    assert report.proved_best
    assert (report.without_best_lead, report.repeats) == ((1, 1), (1, 1))
    why = "there are 6 Mod 4s for 6 rooms, and rules keep several of them together (proved)."
    assert report.reasons[0] == f"1 room without a Mod 4: {why}"


def test_people_of_one_cohort_who_stay_together_raise_its_floor():
    roster = [Person(f"p{n}", {"cohort": "a" if n < 2 else f"b{n}"}) for n in range(12)]
    report = mix(Problem(roster, group_count=3, together=[("p0", "p1")], spread=["cohort"]), seed=1).report
    assert report.spread["cohort"] == (1, 1)
    assert report.proved_best


def test_a_large_school_is_mended_with_few_swaps_for_each_person():
    history = []
    for number, session in enumerate(generated(2000, seed=1)):
        result = mix(session.problem(history), seed=number, iterations=5 * 2000)
        assert result.report.proved_best
        history.append(result.placement())


def test_many_pairs_kept_together_leave_every_room_its_lead_and_an_even_spread():
    session = generated(240, seed=2)[0]
    keys = [person.key for person in session.people]
    together = list(zip(keys[::4], keys[1::4], strict=True))
    case = Problem(session.people, group_count=session.groups, together=together, spread=SPREAD)
    assert mix(case, seed=0, iterations=20_000).report.proved_best
