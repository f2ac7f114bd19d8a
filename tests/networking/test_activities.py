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


def test_deadline_week_and_faq_are_read(activity):
    assert activity.levels[0].due == Due("By the end of Week 5", 5)
    assert activity.levels[1].due is None
    assert (activity.week, activity.faq) == (4, 2)


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
