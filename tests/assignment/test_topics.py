from mixitup.assignment import mix
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
