import datetime

import pytest
from django.core import mail
from django.urls import reverse

from lessons import nudges
from lessons.doing import open_lesson, tick
from lessons.models import Extension, Nudge, Ticket, TicketQuestion
from lessons.staffing import answer_rows, progress, stops
from mixitup.models import Change
from tests.factories import EnrolmentFactory, ModuleFactory

NOW = datetime.datetime.now(datetime.UTC)


def test_progress_tells_begun_from_done(enrolment, lesson, inning):
    EnrolmentFactory(inning=inning)
    for anchor in ("learning-goals", "part-one", "part-two", "due-dates"):
        tick(enrolment, lesson, anchor, True)
    states = {row.enrolment: row.state for row in progress(lesson, inning)}
    assert states[enrolment] == "done"
    assert sorted(states.values()) == ["done", "none"]


def test_where_people_stop_is_the_first_part_not_done(enrolment, lesson, inning):
    tick(enrolment, lesson, "learning-goals", True)
    open_lesson(EnrolmentFactory(inning=inning), lesson)
    assert [(stop.title, stop.finished, stop.stopped) for stop in stops(lesson, inning)][:2] == [
        ("Learning Goals", 1, 1),
        ("Part one", 0, 1),
    ]


def test_reminder_goes_once_a_day_to_those_who_have_not_begun(staff_client, enrolment, lesson, inning):
    begun = EnrolmentFactory(inning=inning)
    open_lesson(begun, lesson)
    EnrolmentFactory(inning=inning, module=ModuleFactory(number=2))
    url = reverse("lesson_nudge", args=[lesson.pk])
    staff_client.post(url)
    staff_client.post(url)
    assert [nudges.send_due(NOW), nudges.send_due(NOW)] == [1, 0]
    assert [letter.to for letter in mail.outbox] == [[enrolment.student.email]]


def test_who_began_meanwhile_is_left_in_peace(staff_client, enrolment, lesson):
    staff_client.post(reverse("lesson_nudge", args=[lesson.pk]))
    open_lesson(enrolment, lesson)
    assert nudges.send_due(NOW) == 0
    assert mail.outbox == []


def test_killed_worker_gives_a_reminder_back_after_its_lease(staff_client, enrolment, lesson):
    staff_client.post(reverse("lesson_nudge", args=[lesson.pk]))
    Nudge.objects.update(claimed_at=NOW)
    assert nudges.send_due(NOW) == 0
    assert nudges.send_due(NOW + datetime.timedelta(minutes=11)) == 1


def test_more_time_is_given_and_taken_back(staff_client, enrolment, lesson):
    url = reverse("lesson_extend", args=[lesson.pk, enrolment.pk])
    staff_client.post(url, {"until": "2020-01-20"})
    assert Extension.objects.get().until == datetime.date(2020, 1, 20)
    staff_client.post(url, {"until": ""})
    assert not Extension.objects.exists()


def test_question_with_one_choice_is_refused(staff_client, lesson):
    data = {"text": "Whom?", "kind": "choice", "choices": "Only one"}
    response = staff_client.post(reverse("ticket_edit", args=[lesson.pk]), data)
    assert "at least two choices" in response.content.decode()
    assert not TicketQuestion.objects.exists()


def test_questions_are_composed_and_removed_on_record(staff_client, lesson):
    staff_client.post(reverse("ticket_edit", args=[lesson.pk]), {"text": "Well?", "kind": "short"})
    question = TicketQuestion.objects.get()
    staff_client.post(reverse("ticket_question_delete", args=[lesson.pk, question.pk]))
    verbs = Change.objects.filter(verb__startswith="lesson.").values_list("verb", flat=True)
    assert list(verbs) == ["lesson.question_added", "lesson.question_removed"]


def test_answers_are_exported_by_name(enrolment, lesson, inning):
    question = TicketQuestion.objects.create(page=lesson, position=1, kind="short", text="Well?")
    Ticket.objects.create(
        enrolment=enrolment, page=lesson, answers={str(question.pk): "yes"}, handed_in_at=NOW
    )
    header, row = answer_rows(lesson, inning)
    assert (header[-1], row[0], row[-1]) == ("Well?", enrolment.student.shown_name, "yes")


@pytest.mark.parametrize("count", [1, 20])
def test_progress_asks_as_little_for_many_as_for_one(
    staff_client, lesson, inning, count, django_assert_num_queries
):
    EnrolmentFactory.create_batch(count, inning=inning)
    with django_assert_num_queries(17):
        staff_client.get(reverse("lesson_progress", args=[lesson.pk]))
