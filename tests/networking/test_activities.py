import pytest

from mixitup.pages import read_page
from networking.activities import Due, Question, read_activity

PAGE = """---
title: Reaching out - Week 4
---

## Choose one

### Level I: Ask a friend
Anyone counts. Take these steps:

* Write to them
* Talk

Questions you could ask:

* What surprised you?

When to complete this by:

* By the end of Week 5

### Level II - Ask a stranger
Here is how to go about it:

1. Find them

Questions for junior developers:

* How did you start?

Questions for senior developers or hiring managers:

* Whom do you hire?
* Why?

## FAQ

* Must I call? No.
* And if they're busy? Ask later.
"""


@pytest.fixture
def activity():
    return read_activity(read_page(PAGE.encode()))


def test_levels_are_told_apart(activity):
    assert [(level.level, level.title, level.steps) for level in activity.levels] == [
        ("I", "Ask a friend", ("Write to them", "Talk")),
        ("II", "Ask a stranger", ("Find them",)),
    ]


def test_questions_say_whom_they_are_for(activity):
    assert activity.levels[0].questions == (Question("What surprised you?", "anyone"),)
    assert [question.audience for question in activity.levels[1].questions] == ["junior", "senior", "senior"]


def test_list_for_somebody_behind_the_steps_is_of_questions():
    page = (
        "### Level III: A stranger\nSome hints:\n\n* Who could it be?\n* Write\n\n"
        "Ideas for junior people:\n* How was it?\n* \n\nIdeas for senior people:\n* Whom do you hire?\n* Why?\n"
    )
    (level,) = read_activity(read_page(page)).levels
    assert level.steps == ("Who could it be?", "Write")
    assert [question.audience for question in level.questions] == ["junior", "senior", "senior"]


def test_deadline_week_and_faq_are_read(activity):
    assert activity.levels[0].due == Due("By the end of Week 5", 5)
    assert activity.levels[1].due is None
    assert (activity.week, activity.faq) == (4, 2)


@pytest.mark.parametrize(
    ("heading", "level", "title"),
    [
        ("Level 2: A friend", "II", "A friend"),
        ("Level two (a friend)", "II", "(a friend)"),
        ("LEVEL iii - A stranger", "III", "A stranger"),
    ],
)
def test_level_is_told_however_it_is_spelled(heading, level, title):
    found = read_activity(read_page(f"## {heading}\n* Write\n".encode())).levels
    assert [(one.level, one.title, one.steps) for one in found] == [(level, title, ("Write",))]


BOLD = """## Choose one

Three ways to begin.

**Level I: Ask a friend**

Anyone counts. Take these steps:

* Write to them
* Talk

When to complete this by:

* By the end of Week 5

**Level II: Questions for a stranger:**
1. Find them
2. Write

### What to ask

* What surprised you? Any questions?

## FAQ

* **Level I** is the easiest.
"""


def test_levels_that_are_bold_lines_are_read_like_headings():
    first, second = read_activity(read_page(BOLD)).levels
    assert (first.level, first.title, first.steps) == ("I", "Ask a friend", ("Write to them", "Talk"))
    assert first.due == Due("By the end of Week 5", 5)
    assert (second.level, second.title, second.steps) == (
        "II",
        "Questions for a stranger",
        ("Find them", "Write"),
    )
    assert second.due is None


def test_bold_line_ends_where_its_section_or_the_next_level_does():
    page = "## One\n**Level I: A**\n* Write\n\n### More\n* Inside\n\n## Level II: B\n* Call\n\n## Else\n* Not a step\n"
    levels = read_activity(read_page(page)).levels
    assert [(one.level, one.title, one.steps) for one in levels] == [
        ("I", "A", ("Write",)),
        ("II", "B", ("Call",)),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "**Level I** is easier than it looks.",
        "Choose **Level II: A stranger**",
        "Level I: not bold",
        "**Level up:** do more",
        "*Level I: slanted*",
    ],
)
def test_bold_words_in_a_sentence_begin_no_level(line):
    assert read_activity(read_page(f"## Go\n\n{line}\n\n* Write\n")).levels == ()


@pytest.mark.parametrize("heading", ["Level Intro", "Level up", "Levels of effort", "Level I'd choose"])
def test_what_only_looks_like_a_level_is_none(heading):
    assert read_activity(read_page(f"## {heading}\n* Write\n".encode())).levels == ()


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("**Due:** Thursday of Week 5", Due("Due: Thursday of Week 5", 5)),
        ("Complete this by the end of the module.", Due("Complete this by the end of the module.", None)),
        ("Turn it in by Friday, week four.", Due("Turn it in by Friday, week four.", 4)),
        ("Due to demand, ask early.", None),
    ],
)
def test_deadline_is_read_from_a_sentence(text, due):
    (level,) = read_activity(read_page(f"## Level I\n* Write\n\n{text}\n".encode())).levels
    assert level.due == due


@pytest.mark.parametrize(
    "lead_in", ["Ask for help with any questions.", "To find your questions, take these steps:"]
)
def test_steps_that_speak_of_questions_are_steps(lead_in):
    (level,) = read_activity(read_page(f"## Level I\n{lead_in}\n\n* Write\n* Talk\n".encode())).levels
    assert (level.steps, level.questions) == (("Write", "Talk"), ())


def test_page_without_levels_has_none():
    assert read_activity(read_page(b"")).levels == ()


def test_school_page_gives_its_three_levels(seeds):
    page = read_page(next(seeds.glob("004_*")).read_bytes())
    activity = read_activity(page)
    assert [(level.level, len(level.steps), len(level.questions)) for level in activity.levels] == [
        ("I", 4, 9),
        ("II", 4, 7),
        ("III", 4, 12),
    ]
    assert {level.due.week for level in activity.levels} == {3}
    assert (activity.week, activity.faq) == (2, 4)
    assert "Standards covered" in activity.standards
    assert [problem.code for problem in page.problems] == ["unfinished-sentence"]
