from mixitup.assignment import Person, Problem, mix, mix_sessions
from tests.assignment.cases import SPREAD, figures, people, problem, recount


def test_people_stay_where_they_are_when_one_leaves():
    roster = people(24)
    now = mix(problem(), seed=1, iterations=20_000).placement()
    stay = [person for person in roster if person.key != "p0@example.org"]
    again = mix(Problem(stay, group_count=6, keep=now, spread=SPREAD), seed=1, iterations=20_000)
    assert again.moves == ()
    assert all(again.placement()[person.key] == now[person.key] for person in stay)


def test_a_newcomer_joins_a_small_group():
    roster = people(23)
    now = mix(Problem(roster, group_count=6, spread=SPREAD), seed=1, iterations=20_000).placement()
    again = mix(Problem(people(24), group_count=6, keep=now, spread=SPREAD), seed=1, iterations=20_000)
    assert [move.person for move in again.moves] == ["p23@example.org"]
    assert again.moves[0].reason.startswith("Person 23 is new and comes into room")


def test_a_room_that_is_no_more_is_the_reason_to_move():
    roster = people(12)
    now = mix(Problem(roster, group_count=3, spread=SPREAD), seed=1, iterations=20_000).placement()
    again = mix(Problem(roster, group_count=2, keep=now, spread=SPREAD), seed=1, iterations=20_000)
    assert {move.person for move in again.moves} == {key for key, room in now.items() if room == 3}
    assert all(move.source == 3 and "room 3 is no more." in move.reason for move in again.moves)


def test_a_lead_walks_over_and_the_rooms_change_sizes():
    first = [Person(f"a{n}", {}) for n in range(4)]
    second = [Person(f"b{n}", {}, 1 if n < 2 else None) for n in range(5)]
    now = {person.key: 1 for person in first} | {person.key: 2 for person in second}
    again = mix(Problem([*first, *second], group_count=2, keep=now), seed=0)
    assert len(again.moves) == 1
    assert again.report.without_lead == (0, 0)


def test_who_is_pinned_where_they_are_moves_nobody():
    roster = people(11)
    now = mix(Problem(roster, group_count=2), seed=1).placement()
    smaller = next(number for number in (1, 2) if list(now.values()).count(number) == 5)
    pins = {next(key for key, room in now.items() if room == smaller): smaller}
    assert mix(Problem(roster, group_count=2, keep=now, pins=pins), seed=1).moves == ()


def test_a_rule_is_the_reason_of_a_move():
    roster = people(6, modules=2)
    now = {person.key: 1 if number < 3 else 2 for number, person in enumerate(roster)}
    pins = {"p0@example.org": 2}
    moves = mix(Problem(roster, group_count=2, keep=now, pins=pins), seed=1).moves
    assert "Person 0 moves from room 1 to room 2: pinned there." in [move.reason for move in moves]


def test_an_overfull_room_gives_someone_up():
    roster = people(8, modules=1)
    now = {person.key: 1 if number < 6 else 2 for number, person in enumerate(roster)}
    again = mix(Problem(roster, group_count=2, keep=now), seed=1, iterations=20_000)
    assert len(again.moves) == 2
    assert "room 1 had 6 people and can have 4." in again.moves[0].reason


def test_a_room_without_a_lead_gets_one():
    roster = people(8)
    now = {person.key: 2 if person.lead_rank else 1 for person in roster}
    again = mix(Problem(roster, group_count=2, keep=now), seed=1, iterations=20_000)
    assert again.report.without_lead == (0, 0)
    assert len(again.moves) == 2


def test_two_sessions_are_planned_together():
    first, second = mix_sessions(problem(), 2, seed=1, iterations=100_000)
    case = problem(history=[first.placement()])
    assert figures(second.report) == recount(case, second.placement())
    assert (first.report.repeats.value, second.report.repeats.value) == (0, 0)


def test_planning_ahead_is_deterministic():
    assert mix_sessions(problem(), 3, seed=4, iterations=60_000) == mix_sessions(
        problem(), 3, seed=4, iterations=60_000
    )


def test_a_new_mod_4_comes_into_the_room_without_one():
    roster = [Person(f"p{n}", {}, {0: 1, 4: 2, 8: 1}.get(n)) for n in range(9)]
    now = {person.key: 1 + number // 4 for number, person in enumerate(roster[:8])}
    again = mix(Problem(roster, group_count=2, keep=now), seed=1, iterations=5000)
    assert [(move.person, move.target) for move in again.moves] == [("p8", 2)]
    assert again.report.without_best_lead == (0, 0)


def test_an_overfull_room_gives_up_its_second_mod_4_to_a_room_with_a_mod_3():
    roster = [Person(f"p{n}", {}, {0: 1, 1: 1, 6: 2}.get(n)) for n in range(10)]
    now = {person.key: 1 if number < 6 else 2 for number, person in enumerate(roster)}
    again = mix(Problem(roster, group_count=2, keep=now), seed=1, iterations=5000)
    assert [move.target for move in again.moves] == [2]
    assert again.report.without_best_lead == (0, 0)


def test_nobody_moves_only_for_a_better_rank():
    roster = [Person(f"p{n}", {}, {0: 1, 1: 1, 4: 2}.get(n)) for n in range(8)]
    now = {person.key: 1 + number // 4 for number, person in enumerate(roster)}
    assert mix(Problem(roster, group_count=2, keep=now), seed=1, iterations=5000).moves == ()
