import pytest

from mixitup.pages import Minutes, read_page
from mixitup.pages.minutes import find_minutes, split_heading


@pytest.mark.parametrize(
    ("written", "title", "least", "most"),
    [
        ("Hello (10 mins)", "Hello", 10, 10),
        ("Hello (8-10 mins)", "Hello", 8, 10),
        ("Hello (2–5 minutes)", "Hello", 2, 5),
        ("Hello (35 min)", "Hello", 35, 35),
        ("Hello (about 8 to 10 minutes)", "Hello", 8, 10),
        ("Hello [1 hour]", "Hello", 60, 60),
        ("Hello (1 hour 30 minutes)", "Hello", 90, 90),
        ("Hello (half an hour)", "Hello", 30, 30),
        ("Hello (5m)", "Hello", 5, 5),
        ("Hello (10:05-10:15)", "Hello", 10, 10),
        ("Hello (10 mins, in pairs)", "Hello (in pairs)", 10, 10),
        ("Hello (you) (ten minutes)", "Hello (you)", 10, 10),
        ("Hello - 10 mins", "Hello", 10, 10),
        ("Hello: 5 minutes", "Hello", 5, 5),
        ("5 min: Hello", "Hello", 5, 5),
        ("Hello 5 mins", "Hello", 5, 5),
        ("Hello (10+ mins)", "Hello", 10, 10),
        ("Hello (5 mins - 10 mins)", "Hello", 5, 10),
        ("Hello (45 minutes to 1 hour)", "Hello", 45, 60),
        ("Hello (1-2 hours)", "Hello", 60, 120),
        ("Hello (10/15 mins)", "Hello", 10, 15),
        ("Hello (10 mins + 5 mins)", "Hello", 15, 15),
        ("Hello (2 x 10 mins)", "Hello", 20, 20),
        ("Hello (1h 30m)", "Hello", 90, 90),
        ("Hello (1/2 hour)", "Hello", 30, 30),
        ("Hello (half an hour to an hour)", "Hello", 30, 60),
        ("Hello (11am-1pm)", "Hello", 120, 120),
        ("Hello (1 to 1:30 p.m.)", "Hello", 30, 30),
    ],
)
def test_a_heading_gives_its_time_and_keeps_its_words(written, title, least, most):
    found = split_heading(written)
    assert (found.title, found.minutes) == (title, Minutes(least, most))


@pytest.mark.parametrize(
    "written",
    [
        "Take at least 24 hours",
        "Part 1 (of 3)",
        "Week 2",
        "The 5-minute rule",
        "30/60/90-day plan",
        "Reply (48 hours)",
        "What you can do in 5 mins",
        "Your first 30 mins",
        "Groups (3-4 people)",
        "Questions (1 to 10)",
    ],
)
def test_a_heading_without_a_time_is_left_whole(written):
    found = split_heading(written)
    assert (found.title, found.minutes) == (written, None)


def test_a_time_per_person_is_no_length_of_the_section():
    found = split_heading("Round (2 minutes per person)")
    assert (found.minutes, found.is_timed) == (None, True)
    (time,) = find_minutes("Each story takes about 2 minutes per person")
    assert (time.minutes, time.is_each) == (Minutes(2, 2), True)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("You meet your group for one hour today.", 60),
        ("Conversations are 30 minutes long.", 30),
        ("This is a 45-minute session.", 45),
        ("Length: 60 minutes", 60),
        ("Timing: 2 hours", 120),
        ("We have half an hour together.", 30),
        ("The workshop takes an hour and a half.", 90),
        ("Take 20 minutes to write.", None),
        ("Reply within 24 hours.", None),
        ("Arrive 15 minutes before the session.", None),
        ("The lesson takes 45-60 minutes.", None),
        ("Give yourself up to 55 minutes for this lesson.", None),
        ("You might write: are you free for a 30-minute call next week?", None),
        ("The lesson takes 45-60 minutes.\n\n## Later\nThis is a 30-minute call.", None),
        ("The prework should take about 2 hours to complete.", 120),
        ("The lesson shouldn't take more than an hour.", None),
        ("Planning a week is a 90-minute lesson unto itself.", None),
        ("Each person speaks for 20 minutes each in this session.", None),
    ],
)
def test_a_page_states_its_length_in_so_many_words(text, stated):
    assert read_page(f"## Overview\n{text}\n").stated_minutes == stated


def found(text: str) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in read_page(text).problems]


HOUR = "## Overview\nWe meet for one hour.\n\n### Hello ({0})\nText.\n\n### Talk ({1})\nText.\n\n### Bye ({2})\nText.\n"


def test_sections_that_take_too_long_or_too_little_are_said_where_the_length_is():
    assert found(HOUR.format("10 mins", "40-50 mins", "5-10 mins")) == []
    assert found(HOUR.format("10 mins", "50-55 mins", "5 mins")) == [("minutes-over", 2)]
    assert found(HOUR.format("10 mins", "20-30 mins", "5 mins")) == [("minutes-under", 2)]


def test_a_section_without_minutes_among_timed_ones_is_said():
    text = HOUR.format("10 mins", "in pairs", "5 mins")
    assert ("no-minutes", 7) in found(text)


def test_one_timed_section_asks_minutes_of_the_others_where_they_are_an_hour():
    parts = "### Introductions (10 mins)\nText.\n\n### Norms\nText.\n\n### Discussion\nText.\n\n### Close\nText.\n"
    assert found(parts) == [("no-minutes", 4), ("no-minutes", 7), ("no-minutes", 10)]
    for title, other in [("Introductions", "A survey"), ("Norms", "Jobs"), ("Discussion", "Offers")]:
        parts = parts.replace(title, other)
    assert found(parts) == []


def test_sections_outside_the_hour_need_no_minutes():
    after = "\n### Resources\nText.\n\n## Activity prompts\n\n### One\nText.\n"
    assert found("## Overview\nText.\n\n" + HOUR.format("10 mins", "45 mins", "5 mins") + after) == []
    lesson = "## Overview\nThis lesson takes one hour.\n\n### Part one\nText.\n\n### Part two\nText.\n"
    assert found(lesson) == []


@pytest.mark.parametrize(
    ("title", "stated"),
    [
        ("Offers (1 hour)", 60),
        ("Offers (45 mins)", 45),
        ("Offers (part 2)", None),
        ("A (10 mins) talk", None),
    ],
)
def test_brackets_at_the_end_of_a_title_state_the_length(title, stated):
    assert read_page(f"---\ntitle: {title}\n---\n## Talk\nSay hello.\n").stated_minutes == stated


def test_guidelines_before_the_weeks_need_no_minutes():
    assert (
        found("## Guidelines\nBe kind.\n\n## Week 1 (60 mins)\nTalk.\n\n## Week 2 (30 mins)\nWrite.\n") == []
    )


def test_a_heading_may_say_that_the_length_follows():
    page = read_page(
        "# Talking\n\n## Projected Time\n90 minutes\n\n* 20 minutes to read\n\n## Guide\nText.\n"
    )
    assert (page.stated_minutes, page.minutes, page.problems) == (90, None, ())


def test_what_a_session_is_about_needs_no_minutes():
    text = "## Session Description\nWe talk.\n\n## Warm up (10 mins)\nTalk.\n\n## Close (5 mins)\nGo.\n"
    assert [problem.code for problem in read_page(text).problems] == []


def test_an_agenda_of_a_stated_length_without_any_minutes_is_said():
    text = "## Today\nYour group meets for one hour.\n\n### Introductions\nText.\n\n### Discussion\nText.\n\n### Close\nText.\n"
    assert found(text) == [("no-minutes", 4), ("no-minutes", 7), ("no-minutes", 10)]


def test_an_agenda_told_by_a_list_needs_no_minutes_in_its_headings():
    agenda = "* Warm up (10 mins)\n* Discussion (45 mins)\n* Close (5 mins)\n"
    text = f"Session Time: 60 minutes\n\n{agenda}\n### Warm up\nText.\n\n### Discussion\nText.\n\n### Close\nText.\n"
    assert found(f"## Plan\n{text}") == []
    assert found(text) == []
    assert len(found(text.replace(agenda, "* Warm up (10 mins)\n"))) == 3


def test_a_time_under_the_heading_of_the_plan_is_the_whole_page_s():
    plan = "## Session structure\nLength: 50 minutes\n\n* Look back: 10 minutes\n* Work: 35-40 minutes\n\n"
    page = read_page(f"{plan}## Look back\nText.\n\n## Work (35-40 minutes)\nText.\n\n## Mind this\nText.\n")
    assert (page.stated_minutes, page.minutes, page.problems) == (50, Minutes(35, 40), ())


def test_totals_count_only_the_outermost_timed_sections():
    page = read_page(
        "## Talk (30 mins)\nText.\n\n### Pairs (10 mins)\nText.\n\n### All (20 mins)\nText.\n\n## Bye (5 mins)\nText.\n"
    )
    assert [s.title for s in page.agenda] == ["Talk", "Bye"]
    assert page.minutes == Minutes(35, 35)
    assert [s.minutes_from for s in page.sections] == [30, 10, 20, 5]
