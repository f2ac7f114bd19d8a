from mixitup.assignment import Position, mix
from tests.assignment.cases import figures, people, problem, recount

ONE, TWO = "p0@example.org", "p1@example.org"


def board(**options):
    last = mix(problem(), seed=9, iterations=20_000).placement()
    case = problem(history=[last], **options)
    return case, Position(case, mix(case, seed=1, iterations=20_000).placement())


def test_a_swap_does_what_its_effect_said():
    case, position = board()
    before = figures(position.report())
    effect = position.swap_effect(ONE, TWO)
    position.swap(ONE, TWO)
    now = figures(position.report())
    assert now == recount(case, position.placement())
    assert now[2] - before[2] == effect.repeats
    assert {name: now[3][name] - before[3][name] for name in now[3]} == effect.spread


def test_looking_at_an_effect_changes_nothing():
    _, position = board()
    before = position.placement(), position.report()
    position.swap_effect(ONE, TWO)
    position.move_effect(ONE, None)
    assert (position.placement(), position.report()) == before


def test_a_move_leaves_rooms_uneven_and_the_report_says_so():
    _, position = board()
    home = position.placement()[ONE]
    position.move(ONE, home % 6 + 1)
    report = position.report()
    assert report.reasons[0] == "Rooms have 3 to 5 people; 4 to 4 is even."
    assert not report.proved_best


def test_people_without_a_room_are_counted():
    case, position = board()
    position.move(ONE, None)
    assert position.unplaced() == [ONE]
    assert position.report().reasons[0] == "1 person has no room yet."
    assert position.move_effect(ONE, 3).breaks == ()
    assert Position(case, {}).report().repeats == (0, 0)


def test_repeats_say_when_two_met():
    last = {person.key: number // 4 for number, person in enumerate(people(24))}
    case = problem(history=[last, {}, last])
    position = Position(case, {key: group + 1 for key, group in last.items()})
    assert position.repeats(1)[0].people == (ONE, TWO)
    assert position.repeats(1)[0].sessions == (0, 2)
    assert len(position.repeats()) == 36


def test_broken_rules_are_said():
    _, position = board(apart=[(ONE, TWO)], pins={"p2@example.org": 1})
    position.move(TWO, position.placement()[ONE])
    position.move("p2@example.org", 2)
    assert position.broken_rules() == [
        "Person 2 is pinned to group 1.",
        "Person 0 and Person 1 are to be kept apart.",
    ]


def test_whom_a_person_would_meet_anew():
    last = {person.key: number // 4 for number, person in enumerate(people(24))}
    position = Position(problem(history=[last]), {ONE: 1, TWO: 1, "p5@example.org": 1})
    assert position.would_meet_anew(ONE) == ["p5@example.org"]


class Unscanned(list):
    """A list that can be looked into, but not gone through."""

    def __iter__(self):
        raise AssertionError("went through everybody")


def test_an_effect_and_an_explanation_look_only_at_the_rooms_concerned():
    rules = {"apart": [(ONE, TWO)], "together": [("p2@example.org", "p3@example.org")], "pins": {ONE: 2}}
    case, position = board(**rules)
    other = next(key for key in position.members(1) if key != TWO)
    said = position.swap_effect(ONE, other), position.explain(2)
    case.people = Unscanned(case.people)
    for name in ("met", "kind", "level", "codes"):
        setattr(case, name, Unscanned(getattr(case, name)))
    position._state.group_of = Unscanned(position._state.group_of)
    assert (position.swap_effect(ONE, other), position.explain(2)) == said
    assert "Person 0 is pinned to group 2" in said[0].breaks
