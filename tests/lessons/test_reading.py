import datetime

import pytest

from lessons.reading import Due, asks_to_reflect, read_lesson
from mixitup.pages import place_in_path, place_of, read_page

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


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("The exit ticket of this lesson, by the end of Friday of Week 2.", "Exit ticket"),
        ("Your networking conversation, by the end of this module. Put a time.", "Your networking conversation"),
        ("Networking Action Step is due by the end of the Module", "Networking Action Step"),
        ("Film", "Film"),
        (", later", ", later"),
    ],
)  # fmt: skip
def test_what_is_due_has_a_short_name(what, name):
    assert Due(what, None, None).name == name


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


@pytest.mark.parametrize(
    ("text", "weekday", "week"),
    [
        ("By Thursday of Week 5", "thursday", 5),
        ("Thursday, Week 5, at noon", "thursday", 5),
        ("By 11:59pm on Thurs., Week 5", "thursday", 5),
        ("Friday of week two", "friday", 2),
        ("Mon of Week III", "monday", 3),
        ("By EOD Wednesday", "wednesday", 3),
        ("Before Week 5", "friday", 4),
        ("Your Week 2 goal, by the end of the module", None, None),
        ("By the last day of the inning", None, None),
        ("By the end of Mod 4", None, None),
        ("Ready by Week 5's hour", "friday", 5),
    ],
)
def test_time_in_the_wild_is_read(text, weekday, week):
    page = read_page(f"---\ntitle: Module 1 Week 3\n---\n## Due Dates\n* {text}\n".encode())
    assert read_lesson(page).due == (Due(text, weekday, week),)


@pytest.mark.parametrize(
    "text",
    [
        "Bring water",
        "By the end of the week I rest",
        "Thursday's talk is fun",
        "In Week X",
        "Look again at the list from Week 2",
        "Go on with Week 4's walk",
        "You will show your poster in week 5",
        "[What to hand in by the end of the module]",
    ],
)
def test_reminder_that_names_no_time_is_no_due_date(text):
    page = read_page(f"---\ntitle: Module 1 Week 3\n---\n## Due Dates & Reminders\n* {text}\n".encode())
    assert read_lesson(page).due == ()


def test_due_dates_are_read_from_sentences_and_from_what_leads_into_a_list():
    page = read_page(
        b"## Due Dates\nAll by Friday of Week 3:\n\n* Story\n* Film, by Monday of Week 4\n\nRest by the end of the module.\n"
    )
    assert read_lesson(page).due == (
        Due("Story", "friday", 3),
        Due("Film, by Monday of Week 4", "monday", 4),
        Due("Rest by the end of the module.", None, None),
    )


def test_week_that_tells_where_something_comes_from_is_not_its_time():
    page = read_page(b"## Due Dates\n* Send the map from Week 2 by the end of Week 4\n")
    assert [(due.weekday, due.week) for due in read_lesson(page).due] == [("friday", 4)]


def test_the_week_behind_the_day_is_the_due_one():
    page = read_page(
        "## Due Dates\n* A talk:\n  * Choose one of Week 2's list.\n  * Due by EOD Friday of Week 5\n"
    )
    assert read_lesson(page).due == (Due("A talk:", "friday", 5),)
    page = read_page("## Due Dates\n* In Week 2, write to them by Tuesday. Week 3 is for talking.\n")
    assert [(due.weekday, due.week) for due in read_lesson(page).due] == [("tuesday", 2)]


def test_due_date_outside_its_section_is_found_once():
    said = "Now submit the [exit ticket](https://forms.example.org/x) by EOD Friday of Week 3."
    page = read_page(f"## Lesson\nPost by Monday of week 2.\n\n## Check for Understanding\n{said}\n".encode())
    assert [(due.weekday, due.week) for due in read_lesson(page).due] == [("friday", 3)]
    page = read_page(f"## Practice\n{said}\n\n## Due Dates\n* Ticket: Friday of Week 3\n".encode())
    assert [due.what for due in read_lesson(page).due] == ["Ticket: Friday of Week 3"]


def test_deliverables_are_due_when_they_say_so():
    page = read_page(
        b"## Deliverables\n* A map. **Submitted by Friday of Week 2.**\n* A song\n\n## Play\nSing.\n"
    )
    assert [(due.what, due.week) for due in read_lesson(page).due] == [
        ("A map. Submitted by Friday of Week 2.", 2)
    ]


def test_each_time_within_an_entry_is_due_and_the_line_above_them_is_not():
    entries = "* Poster\n  * Draft by Friday of Week 2\n  * Whole by Friday of Week 4\n* Song, by Friday of Week 5\n"
    page = read_page(f"## Due Dates\nTo hand in by the end of the module\n\nFrom all:\n{entries}")
    assert [due.what for due in read_lesson(page).due] == [
        "Draft by Friday of Week 2",
        "Whole by Friday of Week 4",
        "Song, by Friday of Week 5",
    ]


def test_entry_that_asks_elsewhere_is_named_whole():
    page = read_page(
        b"## To do\n* A map. **Due by Monday of week two.**\n* A song, submitted by Monday of Week 2\n"
    )
    assert [due.what for due in read_lesson(page).due] == [
        "A map. Due by Monday of week two.",
        "A song, submitted by Monday of Week 2",
    ]
    page = read_page(
        b"## Deliverables\n*\n* [what]\n\n## Then\nAll hand in a poem; the deadline is Monday of Week 4.\n"
    )
    assert [(due.weekday, due.week) for due in read_lesson(page).due] == [("monday", 4)]
    page = read_page(b"## How to\n1. At the end of Week 1, you will have a plan to submit.\n")
    assert [(due.weekday, due.week) for due in read_lesson(page).due] == [("friday", 1)]
    twice = b"## A\nSubmit the exit ticket by Friday of Week 2.\n\n## B\nSubmit the exit ticket by EOD Friday of Week 2.\n"
    assert len(read_lesson(read_page(twice)).due) == 1


@pytest.mark.parametrize(
    ("text", "checks"),
    [
        (
            "1. Draw it\n2. Show two of these:\n\n* a\n* b\n\n### Then\n* rest\n",
            ("Draw it", "Show two of these:"),
        ),
        ("1. Draw it\n2. Show it:\n\n  1. Stand\n  2. Speak\n", ("Draw it", "Show it:")),
        ("* Draw it\n* Show it\n", ("Draw it", "Show it")),
        ("Ready?\n\n**1. Draw it**\n\n**2. Show it**\n\nGood!\n", ("1. Draw it", "2. Show it")),
        ("Draw it and show it.\n", ("Draw it and show it.",)),
        ("[What students do]\n", ()),
    ],
)
def test_checks_are_what_the_section_asks_to_be_done(text, checks):
    assert read_lesson(read_page(f"## Check for Understanding\n{text}")).checks == checks


@pytest.mark.parametrize(
    ("path", "module", "week"),
    [
        ("module_two/mod2_week1.md", 2, 1),
        ("module_three/week_3_coverletter.md", 3, 3),
        ("notes on module 4/plan.md", None, None),
        ("week_2/plan.md", None, None),
    ],
)
def test_file_name_tells_the_place_where_the_page_does_not(path, module, week):
    lesson = read_lesson(read_page(b"---\ntitle: A good letter\n---\n", place_in_path(path)))
    assert (lesson.module, lesson.week) == (module, week)
    said = read_page(b"---\ntitle: Module 1 Week 4\n---\n", place_in_path(path))
    assert (read_lesson(said).module, read_lesson(said).week) == (1, 4)


@pytest.mark.parametrize(
    ("title", "module", "week"),
    [
        ("Module Three, Week Four", 3, 4),
        ("Module II - Week III", 2, 3),
        ("mod1_week3", 1, 3),
        ("M4 W2", 4, 2),
        ("Module X Week X", None, None),
        ("What this week one learns", None, None),
    ],
)
def test_module_and_week_are_read_however_they_are_spelled(title, module, week):
    lesson = read_lesson(read_page(f"---\ntitle: {title}\n---\n".encode()))
    assert (lesson.module, lesson.week) == (module, week)


def test_goals_stand_under_other_headings_too():
    page = read_page(b"## Objectives\n### To know\n* a\n### To do\n* b\n## What are goals?\n* c\n")
    assert read_lesson(page).goals == ("a", "b")


@pytest.mark.parametrize(
    "text",
    [
        "## Session Outcomes\n* a\n* b\n",
        "## Goals for the session:\n* a\n* b\n",
        "## Objectives (Ada & Robin)\n* a\n* b\n",
        "## Objectives & Why\n* a\n* b\n",
        "## Opening\n**Objectives:**\n* a\n* b\n",
        "## Learning Goals\n* a\n* b\n\n### Before you start\n* c\n\n## Objectives\n* d\n",
        "## Overview\nLearning Goals:\n* a\n* b\n\nThings to bring:\n* c\n",
    ],
)
def test_goals_are_those_the_page_calls_so(text):
    assert read_lesson(read_page(text)).goals == ("a", "b")


@pytest.mark.parametrize(
    ("source", "url"),
    [
        (b"## Exit Ticket\nFill in [this](https://example.org/ticket).\n", "https://example.org/ticket"),
        (b"## End\nThe exit ticket is [here](https://forms.gle/a).\n", "https://forms.gle/a"),
        (b"## End\nTell us [what to eat](https://forms.gle/a).\n", None),
        (b"## End\nThe [exit interview](https://example.org/forms/help).\n", None),
    ],
)
def test_exit_ticket_is_the_form_that_the_page_means(source, url):
    assert read_lesson(read_page(source)).exit_ticket == url


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("This lesson will take 45-60 minutes.", (45, 60)),
        ("Set aside an hour.", (60, 60)),
        ("Allow yourself 20-30 mins to read the lesson.\n\n## Try it (10 mins)\nNow.", (20, 30)),
        ("Begin here:\n\n* Allow yourself about 30 mins for the films.", (30, 30)),
        ("Allow yourself 20-30 mins to read through the plan.", (20, 30)),
        ("Write for 20 minutes.", (None, None)),
    ],
)
def test_length_is_read_from_a_sentence(text, minutes):
    lesson = read_lesson(read_page(f"## Plan\n{text}\n".encode()))
    assert (lesson.minutes_from, lesson.minutes_to) == minutes


def test_other_site_is_a_web_address_or_nothing():
    page = read_page(b"---\nelsewhere: javascript:alert(1)\n---\n")
    assert place_of(page).elsewhere == ""


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
