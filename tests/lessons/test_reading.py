import datetime

import pytest

from lessons.reading import Due, asks_to_reflect, read_lesson
from mixitup.pages import read_page

PAGE = """---
title: Module 2 Week 3
---

## Overview
### Learning Goals
* Say what you want
* Ask for it

### Lesson Plan
Allow 30-40 minutes for this lesson. Take time to write down what you expect.

### Section 1
Think about what you need right now:

* Company
* Advice

Which of these energize you and which drain you?

* Calls
* Mails

### Suggested Goal #1: Write to a friend
Just do it.

## FAQ
* One? Yes.

## Check for Understanding
1. Write your goal.
2. Send the [exit ticket](https://forms.example.org/x).

## Due Dates
* The exit ticket, by end of Thursday of Week 3
* Your action step, by the end of the module
"""


@pytest.fixture
def lesson():
    return read_lesson(read_page(PAGE.encode()))


def test_place_length_goals_and_checks_are_read(lesson):
    assert (lesson.module, lesson.week, lesson.minutes_from, lesson.minutes_to) == (2, 3, 30, 40)
    assert lesson.goals == ("Say what you want", "Ask for it")
    assert (len(lesson.checks), lesson.faq, lesson.exit_ticket) == (2, 1, "https://forms.example.org/x")


def test_due_dates_become_days_of_the_inning(lesson):
    first, last_friday = datetime.date(2026, 11, 16), datetime.date(2026, 12, 25)
    assert [(due.weekday, due.week) for due in lesson.due] == [("thursday", 3), (None, None)]
    assert [due.day(first, last_friday) for due in lesson.due] == [datetime.date(2026, 12, 3), last_friday]


def test_week_without_a_weekday_ends_on_its_friday():
    page = read_page(b"## Due Dates\n* Hand it in by the end of Week 4\n")
    assert read_lesson(page).due == (Due("Hand it in by the end of Week 4", "friday", 4),)


def test_choices_are_found_by_what_leads_into_them(lesson):
    assert [(piece.kind, piece.choices) for piece in lesson.pieces] == [
        ("needs", ("Company", "Advice")),
        ("energy", ("Calls", "Mails")),
    ]


def test_suggested_goals_and_places_to_write_are_found(lesson):
    page = read_page(PAGE.encode())
    assert [section.title for section in lesson.suggested_goals] == ["Suggested Goal #1: Write to a friend"]
    assert [s.title for s in page.sections if asks_to_reflect(s)] == ["Lesson Plan", "Section 1"]


def test_front_matter_outranks_the_title():
    page = read_page(b"---\ntitle: Module 2 Week 3\nmodule: 1\nweek: 5\n---\n")
    assert (read_lesson(page).module, read_lesson(page).week) == (1, 5)


def test_empty_page_says_nothing():
    lesson = read_lesson(read_page(b""))
    assert (lesson.module, lesson.goals, lesson.due, lesson.exit_ticket) == (None, (), (), None)


def test_school_page_is_read_whole(seeds):
    page = read_page(next(seeds.glob("002_*")).read_bytes())
    lesson = read_lesson(page)
    assert (lesson.module, lesson.week, lesson.minutes_from, lesson.minutes_to) == (1, 2, 45, 60)
    assert (len(lesson.goals), len(page.videos), len(lesson.checks), lesson.faq) == (4, 3, 2, 3)
    assert lesson.exit_ticket.startswith("https://forms.gle/")
    assert [(due.weekday, due.week) for due in lesson.due] == [("friday", 2), (None, None)]
    assert [piece.kind for piece in lesson.pieces] == ["needs", "energy"]
    assert (len(lesson.suggested_goals), page.problems) == (3, ())
