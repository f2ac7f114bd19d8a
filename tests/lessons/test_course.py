import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from lessons.course import courses, lessons_of
from lessons.doing import open_lesson, tick
from lessons.models import Extension, Ticket
from tests.factories import EnrolmentFactory, InningFactory, ModuleFactory
from tests.lessons.conftest import LESSON, make_lesson

DENVER = ZoneInfo("America/Denver")


def course(enrolment, page):
    (found,) = courses(enrolment, [page])
    return found


def test_parts_are_the_larger_sections(enrolment, lesson):
    titles = [part.section.title for part in course(enrolment, lesson).parts]
    assert titles == ["Learning Goals", "Part one", "Part two", "Due Dates"]


def test_smaller_sections_belong_to_the_part_around_them_and_to_no_other(enrolment):
    page = make_lesson("## Outer\n\nText.\n\n### Part\n\nText.\n\n#### Small\n\nText.\n", slug="nested")
    parts = [
        (part.section.title, [one.title for one in part.inner]) for part in course(enrolment, page).parts
    ]
    assert parts == [("Outer", []), ("Part", ["Small"])]


def test_due_date_is_the_end_of_that_friday_in_the_schools_zone(enrolment, lesson):
    (deadline,) = course(enrolment, lesson).deadlines
    assert deadline.at == datetime.datetime(2020, 1, 17, 23, 59, tzinfo=DENVER)


@pytest.mark.parametrize(
    ("starts_on", "utc"),
    [
        ("2026-10-26", "2026-11-07T06:59"),
        ("2026-10-19", "2026-10-31T05:59"),
        ("2026-03-02", "2026-03-14T05:59"),
    ],
)
def test_summer_time_moves_the_moment_and_never_the_hour(lesson, starts_on, utc):
    inning = InningFactory(name=starts_on, starts_on=datetime.date.fromisoformat(starts_on))
    (deadline,) = course(EnrolmentFactory(inning=inning), lesson).deadlines
    assert (deadline.at.hour, deadline.at.minute) == (23, 59)
    assert deadline.at.astimezone(datetime.UTC).isoformat()[:16] == utc


def test_due_date_without_a_ticket_is_done_by_the_students_word(enrolment):
    page = make_lesson(LESSON + "* Your story, by Friday of Week 3\n", slug="two")
    now = datetime.datetime(2020, 2, 1, tzinfo=datetime.UTC)
    assert [row["is_late"] for row in course(enrolment, page).dues(now)] == [True, True]
    tick(enrolment, page, "due-2", True)
    assert [row["is_late"] for row in course(enrolment, page).dues(now)] == [True, False]


def test_going_on_leads_to_where_the_student_was(enrolment, lesson):
    open_lesson(enrolment, lesson, "part-two")
    assert course(enrolment, lesson).next_part.anchor == "part-two"
    tick(enrolment, lesson, "part-two", True)
    assert course(enrolment, lesson).next_part.anchor == "learning-goals"


def test_more_time_moves_the_date_for_one_person(enrolment, lesson):
    Extension.objects.create(enrolment=enrolment, page=lesson, until=datetime.date(2020, 1, 20))
    (deadline,) = course(enrolment, lesson).deadlines
    assert (deadline.at.date(), deadline.is_extended) == (datetime.date(2020, 1, 20), True)


def test_late_is_said_until_the_ticket_is_in(enrolment, lesson):
    now = datetime.datetime(2020, 2, 1, tzinfo=datetime.UTC)
    one = course(enrolment, lesson)
    assert one.is_late(one.deadlines[0], now)
    Ticket.objects.create(enrolment=enrolment, page=lesson, handed_in_at=now)
    one = course(enrolment, lesson)
    assert not one.is_late(one.deadlines[0], now)


def test_time_left_shrinks_to_nothing(enrolment, lesson):
    one = course(enrolment, lesson)
    assert one.minutes_left == 40
    for part in one.parts:
        tick(enrolment, lesson, part.anchor, True)
    one = course(enrolment, lesson)
    assert (one.minutes_left, one.is_done, one.next_part) == (0, True, None)


def test_student_sees_their_module_and_their_program_only(enrolment, lesson):
    make_lesson(LESSON.replace("title:", "program: FE\ntitle:"), slug="fe")
    be = make_lesson(LESSON.replace("title:", "program: be\ntitle:"), slug="be")
    make_lesson(LESSON.replace("Module 1", "Module 2"), slug="mod-2")
    assert set(lessons_of(enrolment)) == {lesson, be}


def test_page_may_name_its_program_by_code_or_by_name(enrolment):
    by_name = make_lesson(
        LESSON.replace("title:", f"program: {enrolment.program.name.upper()}\ntitle:"), slug="name"
    )
    make_lesson(LESSON.replace("title:", "program: Quantum Weaving\ntitle:"), slug="other")
    assert list(lessons_of(enrolment)) == [by_name]


def test_moving_up_brings_the_new_modules_lessons_and_repeating_starts_anew(enrolment, lesson):
    tick(enrolment, lesson, "part-one", True)
    later = InningFactory(name="later", starts_on=datetime.date(2020, 2, 17))
    again = EnrolmentFactory(student=enrolment.student, inning=later)
    assert course(again, lesson).done_count == 0
    again.module = ModuleFactory(number=2)
    assert list(lessons_of(again)) == []


@pytest.mark.parametrize("count", [1, 30])
def test_list_asks_as_little_for_many_as_for_one(own, count, django_assert_num_queries):
    for number in range(count):
        make_lesson(slug=f"lesson-{number}")
    with django_assert_num_queries(12):
        own.get(reverse("lesson_list"))
