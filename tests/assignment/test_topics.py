from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mixitup.assignment import Person, Problem, mix
from mixitup.assignment.topics import NOT_NAMED, cost
from mixitup.assignment.topics import plan as topics_plan
from tests.assignment.cases import problem


def keys(*numbers):
    return [f"p{number}@example.org" for number in numbers]


def test_people_get_their_first_topic_where_that_can_be():
    choices = {key: ["Interviews", "Projects"] for key in keys(*range(8))}
    choices |= {key: ["Projects", "Interviews"] for key in keys(*range(8, 16))}
    result = mix(problem(choices=choices), seed=1, iterations=20_000)
    topics = {key: group.topic for group in result.groups for key in group.members}
    assert result.report.choices == (16, 0, 0, 0)
    assert all(topics[key] == wishes[0] for key, wishes in choices.items())


def test_a_second_choice_is_taken_where_the_first_is_full():
    choices = {key: ["Interviews", "Projects"] for key in keys(*range(23))}
    choices["p23@example.org"] = ["Projects"]
    result = mix(problem(choices=choices), seed=1, iterations=20_000)
    assert sum(result.report.choices[:2]) == 24
    assert sum(len(group.members) for group in result.groups) == 24


def test_a_private_topic_is_not_mixed_and_needs_no_lead():
    choices = {key: ["Only us"] for key in keys(0, 1, 4, 5)}
    result = mix(problem(choices=choices, private=["Only us"]), seed=1, iterations=20_000)
    own = [group for group in result.groups if group.topic == "Only us"]
    assert [sorted(group.members) for group in own] == [keys(0, 1, 4, 5)]
    assert own[0].leads == ()
    assert result.report.without_lead == (0, 0)


def test_the_report_says_how_many_got_which_choice():
    choices = {key: ["Interviews"] for key in keys(1, 2)}
    reasons = mix(problem(choices=choices), seed=1, iterations=20_000).report.reasons
    assert "2 of the 2 people who chose got their first topic." in reasons


def test_leads_go_where_they_are_needed_before_they_get_their_first_topic():
    choices = {key: ["Interviews", "Projects"] for key in keys(*range(2, 24, 4), *range(3, 24, 4))}
    choices |= {key: ["Projects"] for key in keys(*range(0, 24, 4), *range(1, 24, 4))}
    report = mix(problem(choices=choices), seed=1, iterations=20_000).report
    assert report.without_best_lead == (0, 0)
    assert report.choices.none == 0


def test_someone_with_a_private_topic_leads_nobody_else():
    choices = {"p3@example.org": ["Only us"], "p0@example.org": ["Only us"]}
    report = mix(problem(choices=choices, private=["Only us"]), seed=1, iterations=20_000).report
    assert report.without_best_lead == (0, 0)
    many = mix(problem(groups=8, choices=choices, private=["Only us"]), seed=1, iterations=20_000).report
    assert many.without_best_lead == (2, 2)


def test_people_kept_together_with_different_wishes_share_a_topic_of_theirs():
    choices = {key: ["Interviews", "Projects"] for key in keys(*range(12))}
    choices |= {key: ["Projects", "Interviews"] for key in keys(*range(12, 24))}
    together = [keys(0, 12)]
    result = mix(problem(choices=choices, together=together), seed=1, iterations=20_000)
    assert result.placement()[keys(0)[0]] == result.placement()[keys(12)[0]]
    assert result.report.choices == (22, 2, 0, 0)


@pytest.mark.parametrize(
    "rules", [{"pins": {"p2@example.org": 1}}, {"apart": [keys(0, 4)]}, {"together": [keys(0, 2)]}]
)
def test_no_rule_brings_a_stranger_into_a_private_topic(rules):
    choices = {key: ["Only us"] for key in keys(0, 1, 4, 5)}
    result = mix(problem(choices=choices, private=["Only us"], **rules), seed=1, iterations=20_000)
    (own,) = (group.members for group in result.groups if group.topic == "Only us")
    assert set(own) <= set(choices)
    assert len(own) >= 3


def test_who_is_kept_apart_from_all_others_there_goes_alone_or_not_at_all():
    choices = {key: ["Only us"] for key in keys(0, 1, 4, 5)} | {key: ["Projects"] for key in keys(2, 3, 6, 7)}
    apart = [keys(0, 1), keys(0, 4), keys(0, 5)]
    case = problem(count=12, groups=6, choices=choices, private=["Only us"], apart=apart)
    result = mix(case, seed=0)
    own = [key for group in result.groups if group.topic == "Only us" for key in group.members]
    assert set(own) <= {key for key, wishes in choices.items() if wishes == ["Only us"]}


@pytest.mark.parametrize("seed", [9, 16, 20])
def test_a_lead_whom_a_rule_takes_from_their_topic_is_replaced_though_somebody_loses_theirs(seed):
    rng = Random(seed)
    roster = [Person(f"p{n}", {}, rng.choice([1, 2, None, None])) for n in range(60)]
    topics = ["Interviews", "Projects", "Networking", "Portfolios"]
    choices = {person.key: rng.sample(topics, 2) for person in roster}
    pins = {f"p{n}": rng.randint(1, 12) for n in rng.sample(range(60), 6)}
    report = mix(Problem(roster, group_count=12, choices=choices, pins=pins), seed=0, iterations=1000).report
    assert report.without_best_lead.is_proved


def test_sentences_about_leads_leave_private_rooms_out():
    roster = [Person(f"p{n}", {}, 1 if n in (0, 1, 3) else None) for n in range(9)]
    choices = {f"p{n}": ["Only us"] for n in range(3)}
    case = Problem(roster, group_count=3, choices=choices, private=["Only us"])
    reasons = mix(case, seed=0).report.reasons
    assert "1 room without a Mod 4: there is 1 Mod 4 for 2 rooms (proved)." in reasons


def test_a_private_topic_that_nobody_names_first_needs_no_group():
    result = mix(
        problem(groups=1, choices={"p0@example.org": ["Projects", "Only us"]}, private=["Only us"]), seed=0
    )
    assert [group.topic for group in result.groups] == ["Projects"]


@st.composite
def shares(draw):
    """(groups, wishes, levels): a few people with up to three topics."""
    people, topics = draw(st.integers(4, 6)), draw(st.integers(2, 3))
    wish = st.lists(st.integers(0, topics - 1), max_size=2, unique=True)
    wishes = draw(st.lists(wish, min_size=people, max_size=people).filter(any))
    level = draw(st.lists(st.integers(0, 2), min_size=people, max_size=people))
    return draw(st.integers(2, 3)), topics, wishes, level


@settings(max_examples=100, deadline=None)
@given(shares())
def test_a_plan_of_topics_costs_no_more_than_the_best_of_all(case):
    groups, topics, wishes, level = case
    plan = topics_plan(groups, wishes, level, 2, [False] * topics)
    found = (
        [plan.topic_of_group.count(topic) for topic in range(topics)],
        [
            sum(size for size, at in zip(plan.sizes, plan.topic_of_group, strict=True) if at == topic)
            for topic in range(topics)
        ],
    )
    best = mine = (len(wishes), len(wishes), NOT_NAMED * len(wishes))
    for topic_of in product(range(topics), repeat=len(wishes)):
        places = [topic_of.count(topic) for topic in range(topics)]
        kept = all(now in (-1, then) for now, then in zip(plan.topic_of_person, topic_of, strict=True))
        for counts in product(range(groups + 1), repeat=topics):
            if sum(counts) == groups and fits(counts, places, len(wishes) // groups):
                price = price_of(counts, topic_of, wishes, level)
                best = min(best, price)
                if kept and (list(counts), places) == found:
                    mine = min(mine, price)
    assert mine == best


def fits(counts, places, least):
    """Whether groups of `least` or one more make these places by topic."""
    return all(
        least * count <= place <= (least + 1) * count for count, place in zip(counts, places, strict=True)
    )


def price_of(counts, topic_of, wishes, level):
    """(groups without the best rank, groups without any lead, cost of the choices)."""
    lacking = [
        sum(
            max(0, count - sum(at <= rank and to == topic for at, to in zip(level, topic_of, strict=True)))
            for topic, count in enumerate(counts)
        )
        for rank in (0, 1)
    ]
    return (*lacking, sum(cost(wish, to) for wish, to in zip(wishes, topic_of, strict=True)))
