"""The school's own pages, as their authors left them: exactly these problems and no others."""

import pytest

from mixitup.pages import Minutes, page_from_dict, read_page

EXPECTED = {
    "000": [("unfinished-sentence", n) for n in (37, 51, 58, 59)] + [("unbalanced-emphasis", 47)],
    "001": [
        ("dead-link", 32),
        ("empty-item", 53),
        ("empty-item", 54),
        ("duplicate-anchor", 56),
        ("empty-section", 56),
    ],
    "002": [],
    "003": [],
    "004": [("unfinished-sentence", 35)],
}


@pytest.fixture
def read(seeds):
    return lambda number: read_page(next(seeds.glob(f"{number}_*")).read_bytes())


@pytest.mark.parametrize("number", EXPECTED)
def test_problems_are_these_and_no_others(read, number):
    found = sorted((problem.code, problem.line) for problem in read(number).problems)
    assert found == sorted(EXPECTED[number])


@pytest.mark.parametrize("number", EXPECTED)
def test_a_page_survives_its_stored_form(read, number):
    assert page_from_dict(read(number).as_dict()) == read(number)


def test_the_hour_is_read_with_its_minutes_steps_and_prompts(read):
    page = read("000")
    found = [(s.title, str(s.minutes), len(s.steps), len(s.prompts)) for s in page.agenda]
    assert found == [
        ("Introductions", "10", 0, 5),
        ("Establishing Group Norms", "8–10", 0, 3),
        ("Group Discussion", "35", 5, 14),
        ("Close Out & Next Steps", "5", 0, 0),
    ]
    assert (page.title, page.subheading) == ("Mix It Up Week 2", "Networking Strategies")
    assert (page.stated_minutes, page.minutes) == (60, Minutes(58, 60))


def test_the_half_hour_offers_its_activities(read):
    page = read("001")
    assert (page.stated_minutes, page.minutes) == (30, Minutes(30, 35))
    assert [section.anchor for section in page.activities] == ["right-person", "messaging"]


def test_a_lesson_has_its_videos_goals_and_range(read):
    page = read("002")
    assert [video.section for video in page.videos] == [
        s.anchor for s in page.sections if s.title.startswith("Section ")
    ]
    assert (page.stated.minutes, page.stated_minutes) == (Minutes(45, 60), None)
    assert len(page.section("learning-goals").prompts) == 4
    assert page.activities == ()


def test_an_activity_keeps_questions_by_the_text_that_introduces_them(read):
    level = next(s for s in read("004").sections if s.title.startswith("Level III"))
    assert [len(group.items) for group in level.lists] == [4, 5, 7, 1]
    assert [group.lead_in.split()[-1] for group in level.lists[1:3]] == ["developers:", "managers:"]
