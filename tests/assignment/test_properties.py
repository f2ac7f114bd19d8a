"""What must hold for any roster, rules and history."""

from itertools import permutations, product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mixitup.assignment import Contradiction, Person, Position, Problem, mix
from mixitup.assignment import floors as bounds
from tests.assignment.cases import figures, recount, recount_weight

quick = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def rosters(draw, least=4, most=18):
    count = draw(st.integers(least, most))
    return [
        Person(
            f"p{n}",
            {"module": draw(st.sampled_from("1234")), "cohort": draw(st.sampled_from("abc"))},
            draw(st.sampled_from([None, None, 1, 2])),
        )
        for n in range(count)
    ]


@st.composite
def problems(draw, least=4, most=18, rules=True):
    people = draw(rosters(least, most))
    groups = draw(st.integers(1, max(1, len(people) // 2)))
    keys = [person.key for person in people]
    history = draw(
        st.lists(st.lists(st.integers(0, groups), min_size=len(keys), max_size=len(keys)), max_size=3)
    )
    options = {}
    if rules:
        pair = st.lists(st.sampled_from(keys), min_size=2, max_size=2, unique=True)
        options = {
            "apart": draw(st.lists(pair, max_size=3)),
            "together": draw(st.lists(pair, max_size=1)),
            "pins": draw(st.dictionaries(st.sampled_from(keys), st.integers(1, groups), max_size=2)),
        }
    return Problem(
        people,
        group_count=groups,
        history=[dict(zip(keys, session, strict=True)) for session in history],
        spread=["module", "cohort"],
        prefer=draw(st.sampled_from(["repeats", "spread"])),
        **options,
    )


def partitions(people, sizes):
    """Every way to put people (indexes) into groups of these sizes, each once for equal groups or more
    often."""
    found = set()
    for order in permutations(people):
        groups, at = [], 0
        for size in sizes:
            groups.append(tuple(sorted(order[at : at + size])))
            at += size
        found.add(tuple(groups))
    return found


@quick
@given(problems(), st.integers(0, 5))
def test_everyone_is_placed_once_rules_hold_and_figures_are_true(case, seed):
    try:
        result = mix(case, seed=seed, iterations=3000)
    except Contradiction:
        return
    placement = result.placement()
    assert sorted(key for group in result.groups for key in group.members) == sorted(case.index)
    assert sorted(len(group.members) for group in result.groups) == sorted(case.sizes)
    assert max(case.sizes) - min(case.sizes) <= 1
    assert Position(case, placement).broken_rules() == []
    assert figures(result.report) == recount(case, placement)
    assert result.report.repeat_weight.value == recount_weight(case, placement)


@settings(quick, max_examples=80)
@given(problems(least=6), st.data())
def test_topics_leave_rules_and_private_topics_alone(case, data):
    named = st.lists(st.sampled_from(["work", "life", "only us"]), max_size=2, unique=True)
    choices = {key: data.draw(named) for key in case.index}
    names = [[case.people[person].key for person in members] for members in [*case.apart, *case.together]]
    pins = {case.people[person].key: case.numbers[group] for person, group in case.pins.items()}
    apart, together = names[: len(case.apart)], names[len(case.apart) :]
    try:
        chosen = Problem(
            case.people,
            group_count=case.groups,
            history=case.history,
            pins=pins,
            apart=apart,
            together=together,
            choices=choices,
            private=["only us"],
            spread=case.spread,
        )
        result = mix(chosen, seed=0, iterations=3000)
    except Contradiction:
        return
    assert sorted(key for group in result.groups for key in group.members) == sorted(case.index)
    assert Position(chosen, result.placement()).broken_rules() == []
    assert sum(result.report.choices or ()) == sum(map(bool, choices.values()))
    for group in result.groups:
        if group.topic == "only us":
            assert all(choices[key][:1] == ["only us"] or key in pins for key in group.members)
    others = [len(group.members) for group in result.groups if group.topic != "only us"]
    assert max(others, default=0) - min(others, default=0) <= 2


@quick
@given(problems(), st.integers(0, 5))
def test_the_same_seed_gives_the_same_mix(case, seed):
    try:
        assert mix(case, seed=seed, iterations=3000) == mix(case, seed=seed, iterations=3000)
    except Contradiction:
        return


@settings(quick, max_examples=60)
@given(problems(least=4, most=7))
def test_floors_are_never_above_what_can_be_reached(case):
    kept, loose = bounds.find(case), bounds.find(case, with_rules=False)
    for groups in partitions(range(case.count), case.sizes):
        placement = {
            case.people[person].key: number
            for number, members in zip(case.numbers, groups, strict=True)
            for person in members
        }
        no_lead, no_best, repeats, spread = recount(case, placement)
        floors = loose if Position(case, placement).broken_rules() else kept
        if case.ranks:
            assert floors.leads[0] <= no_best
            assert floors.leads[-1] <= no_lead
        assert floors.repeats <= repeats
        assert all(floor <= spread[name] for floor, name in zip(floors.spread, case.spread, strict=True))


@quick
@given(st.integers(1, 4), st.lists(st.integers(2, 4), max_size=3), st.integers(0, 6))
def test_what_groups_must_hold_already_makes_the_least_pairs(groups, held, more):
    if len(held) > groups:
        return
    count = sum(held) + more
    dealt = (deal for deal in product(range(count + 1), repeat=groups) if sum(deal) == count)
    least = [*held, *[0] * (groups - len(held))]
    best = min(
        sum(k * (k - 1) // 2 for k in deal)
        for deal in dealt
        if all(k >= low for k, low in zip(deal, least, strict=True))
    )
    assert bounds.held_pairs(count, groups, held) == best


@settings(quick, max_examples=25)
@given(rosters(4, 7), st.data())
def test_spread_floors_are_exact_for_any_capacities(people, data):
    capacities = data.draw(st.lists(st.integers(1, 5), min_size=2, max_size=3))
    if sum(capacities) < len(people) or len(capacities) > len(people):
        return
    case = Problem(people, capacities=capacities, spread=["module"])
    best = min(
        sum(
            people[one].attributes["module"] == people[other].attributes["module"]
            for members in groups
            for place, one in enumerate(members)
            for other in members[:place]
        )
        for groups in partitions(range(len(people)), case.sizes)
    )
    assert bounds.find(case).spread == [best]


@quick
@given(problems(), st.integers(0, 5), st.data())
def test_a_board_step_does_what_it_said(case, seed, data):
    placement = {
        person.key: data.draw(st.one_of(st.none(), st.sampled_from(case.numbers))) for person in case.people
    }
    position = Position(case, placement)
    before = figures(position.report())
    person = data.draw(st.sampled_from(sorted(case.index)))
    target = data.draw(st.one_of(st.none(), st.sampled_from(case.numbers)))
    effect = position.move_effect(person, target)
    position.move(person, target)
    after = figures(position.report())
    assert after[0] - before[0] == effect.without_lead
    assert after[2] - before[2] == effect.repeats
    assert {name: after[3][name] - before[3][name] for name in after[3]} == effect.spread
    report = position.report()
    assert all(figure.value >= figure.floor for figure in [report.repeats, *report.spread.values()])


# A repair may move this many people more than the least that brute force finds.
SLACK = 1


@settings(quick, max_examples=30)
@given(rosters(4, 6), st.integers(2, 3), st.data())
def test_a_repair_moves_hardly_more_than_it_must(people, groups, data):
    keep = {p.key: room for p in people if (room := data.draw(st.integers(0, groups)))}
    if len(people) < groups:
        return
    case = Problem(people, group_count=groups, keep=keep, spread=["module"])
    result = mix(case, seed=1, iterations=3000)
    moved = sum(move.source is not None for move in result.moves)
    floor = bounds.find(case).leads[-1] if case.ranks else groups
    each = len(people) // groups
    least = len(people)
    for number in range(2**groups):
        sizes = [each + (number >> group & 1) for group in range(groups)]
        if sum(sizes) != len(people):
            continue
        for rooms in partitions(range(len(people)), sizes):
            led = sum(any(people[p].lead_rank for p in members) for members in rooms)
            if groups - led == floor:
                moves = sum(
                    keep.get(people[p].key, room) != room for room, m in enumerate(rooms, 1) for p in m
                )
                least = min(least, moves)
    assert result.report.without_lead.is_proved
    assert moved <= least + SLACK
