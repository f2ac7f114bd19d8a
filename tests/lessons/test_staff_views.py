import csv
import datetime
import io
import smtplib

import pytest
from django.core import mail
from django.urls import reverse
from openpyxl import load_workbook

from lessons import nudges
from lessons.doing import open_lesson, tick
from lessons.models import Extension, Nudge, PartDone, Reflection, Ticket, TicketQuestion
from lessons.staffing import answer_rows, move_up, progress, remove_question, stops
from mixitup.models import Change, Enrolment, Student, User
from tests.factories import EnrolmentFactory, ModuleFactory, UserFactory
from tests.lessons.conftest import LESSON, make_lesson

NOW = datetime.datetime.now(datetime.UTC)


def test_progress_tells_begun_from_done(enrolment, lesson, inning):
    EnrolmentFactory(inning=inning)
    for anchor in ("learning-goals", "part-one", "part-two", "due-dates"):
        tick(enrolment, lesson, anchor, True)
    states = {row.enrolment: row.state for row in progress([lesson], inning)[lesson]}
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


@pytest.mark.parametrize(
    ("trouble", "tries", "sent_later"),
    [
        (ConnectionRefusedError(111, "Connection refused"), 1, 2),
        (smtplib.SMTPRecipientsRefused({"x@example.org": (451, b"Come back later")}), 2, 2),
        (smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"No such user")}), 2, 0),
    ],
)
def test_reminders_wait_for_the_server_and_for_what_may_pass(
    staff_client, enrolment, lesson, inning, monkeypatch, trouble, tries, sent_later
):
    EnrolmentFactory(inning=inning)
    staff_client.post(reverse("lesson_nudge", args=[lesson.pk]))
    came = []

    def refuse(letter):
        came.append(letter.to)
        raise trouble

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        assert nudges.send_due(NOW) == 0
    assert len(came) == tries
    assert nudges.send_due(NOW + datetime.timedelta(minutes=11)) == sent_later


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
    change = reverse("ticket_question_edit", args=[lesson.pk, question.pk])
    seen = staff_client.get(change).context["form"]["seen"].value()
    staff_client.post(change, {"text": "And well?", "kind": "long", "seen": seen})
    question.refresh_from_db()
    assert (question.text, question.kind) == ("And well?", "long")
    staff_client.post(reverse("ticket_question_change", args=[lesson.pk, question.pk]), {"what": "remove"})
    verbs = Change.objects.filter(verb__startswith="lesson.").values_list("verb", flat=True)
    assert list(verbs) == ["lesson.question_added", "lesson.question_changed", "lesson.question_removed"]
    assert not TicketQuestion.objects.exists()


def test_two_who_reword_a_question_at_once_see_each_other(staff_client, lesson):
    staff_client.post(
        reverse("ticket_edit", args=[lesson.pk]), {"text": "Well?", "kind": "short", "is_required": "on"}
    )
    question = TicketQuestion.objects.get()
    change = reverse("ticket_question_edit", args=[lesson.pk, question.pk])
    seen = staff_client.get(change).context["form"]["seen"].value()
    TicketQuestion.objects.update(text="How well?")
    response = staff_client.post(change, {"text": "And well?", "kind": "short", "seen": seen})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Question “How well?”; Has to be answered “yes”" in page
    assert "And well?" in page
    assert TicketQuestion.objects.get().text == "How well?"
    seen = response.context["form"]["seen"].value()
    staff_client.post(change, {"text": "And well?", "kind": "short", "seen": seen})
    assert TicketQuestion.objects.get().text == "And well?"


def test_a_question_taken_out_meanwhile_goes_nowhere(lesson):
    TicketQuestion.objects.create(page=lesson, position=1, kind="short", text="One")
    gone = TicketQuestion.objects.create(page=lesson, position=2, kind="short", text="Two")
    TicketQuestion.objects.filter(pk=gone.pk).delete()
    move_up(gone)
    remove_question(gone, UserFactory())
    assert not Change.objects.filter(verb="lesson.question_removed").exists()
    assert [question.text for question in TicketQuestion.objects.all()] == ["One"]


def test_question_goes_up_and_the_first_one_stays(staff_client, lesson):
    for text in ("One", "Two", "Three"):
        staff_client.post(reverse("ticket_edit", args=[lesson.pk]), {"text": text, "kind": "short"})
    for text in ("Three", "One"):
        question = TicketQuestion.objects.get(text=text)
        staff_client.post(reverse("ticket_question_change", args=[lesson.pk, question.pk]), {"what": "up"})
    assert [question.text for question in TicketQuestion.objects.all()] == ["One", "Three", "Two"]


def test_more_time_than_none_is_asked_for(staff_client, enrolment, lesson):
    url = reverse("lesson_extend", args=[lesson.pk, enrolment.pk])
    response = staff_client.post(url, {"until": "2020-01-17"})
    assert "due on 17 January 2020" in response.content.decode()
    assert not Extension.objects.exists()


def test_late_is_told_until_more_time_is_given(enrolment, lesson, inning):
    (row,) = progress([lesson], inning)[lesson]
    assert row.is_late(NOW)
    Extension.objects.create(enrolment=enrolment, page=lesson, until=NOW.date())
    (row,) = progress([lesson], inning)[lesson]
    assert not row.is_late(NOW)
    on_time = datetime.datetime(2020, 1, 18, 6, 58, tzinfo=datetime.UTC)
    assert not row.is_late(on_time)


def test_part_where_many_stop_is_marked(lesson, inning):
    for one in EnrolmentFactory.create_batch(3, inning=inning):
        tick(one, lesson, "learning-goals", True)
    assert [stop.is_many for stop in stops(lesson, inning)] == [False, True, False, False]


def test_overview_is_narrowed_by_module_week_and_cohort(staff_client, enrolment, lesson):
    other = make_lesson(LESSON.replace("Week 2", "Week 3"), slug="week-3")
    lines = staff_client.get(reverse("lesson_overview"), {"week": "3", "cohort": "nobody"}).context["lessons"]
    assert [(page, count["people"]) for page, count in lines] == [(other, 0)]


def test_answers_are_exported_by_name(enrolment, lesson, inning):
    question = TicketQuestion.objects.create(page=lesson, position=1, kind="short", text="Well?")
    Ticket.objects.create(
        enrolment=enrolment, page=lesson, answers={str(question.pk): "yes"}, handed_in_at=NOW
    )
    header, row = answer_rows(lesson, inning)
    assert (header[-1], row[0], row[-1]) == ("Well?", enrolment.student.shown_name, "yes")


def table(client, lesson, extension="csv", **asked):
    return client.get(reverse("lesson_export", args=[lesson.pk, extension]), asked)


def lines(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_progress_comes_out_with_times_and_not_a_private_word(staff_client, enrolment, lesson):
    who = enrolment.student
    Student.objects.update(name="Zoë Müller", preferred_name="Zo")
    tick(enrolment, lesson, "part-one", True)
    handed_in = datetime.datetime(2020, 1, 19, 18, tzinfo=datetime.UTC)
    Ticket.objects.create(
        enrolment=enrolment, page=lesson, answers={"1": "canary"}, is_reported=True, handed_in_at=handed_in
    )
    words = {"owner": who, "page": lesson, "anchor": "part-one", "private": {"text": "canary"}}
    Reflection.objects.create(**words, shared_at=NOW)
    response = table(staff_client, lesson)
    assert lines(response) == [
        [
            *("Name", "E-mail", "Module", "Program", "Cohort", "How far", "Parts done", "Parts"),
            *("Exit ticket", "Exit ticket due", "Exit ticket late", "More time until"),
        ],
        [
            *("Zo Müller", who.email, str(enrolment.module.number), enrolment.program.name),
            *(enrolment.cohort.name, "On the way", "1", "4"),
            *("2020-01-19 11:00 (says so)", "2020-01-17 23:59", "yes", ""),
        ],
    ]
    assert b"canary" not in response.content


def test_progress_comes_out_as_the_page_is_narrowed(staff_client, enrolment, lesson, inning):
    begun = EnrolmentFactory(inning=inning)
    tick(begun, lesson, "part-one", True)
    for asked, names in (
        ({"state": "going"}, [begun.student.shown_name]),
        ({"state": "none", "cohort": enrolment.cohort.name}, [enrolment.student.shown_name]),
        ({"cohort": "nobody"}, []),
    ):
        page = staff_client.get(reverse("lesson_progress", args=[lesson.pk]), asked)
        assert [row[0] for row in lines(table(staff_client, lesson, **asked))[1:]] == names
        assert [row.enrolment.student.shown_name for row, _ in page.context["rows"]] == names


def test_progress_in_excel_holds_a_hostile_name_as_text(staff_client, enrolment, lesson):
    Student.objects.update(name='=HYPERLINK("https://example.org","x")', preferred_name="")
    cell = load_workbook(io.BytesIO(table(staff_client, lesson, "xlsx").content)).active["A2"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("https://example.org","x")', "s")
    assert lines(table(staff_client, lesson))[1][0].startswith("'=")


def test_progress_comes_as_csv_or_excel_alone(staff_client, enrolment, lesson):
    assert table(staff_client, lesson, "pdf").status_code == 404
    disposition = table(staff_client, lesson)["Content-Disposition"]
    assert disposition == 'attachment; filename="progress-one-only.csv"'


@pytest.mark.parametrize("count", [1, 3])
def test_taking_progress_out_asks_as_little_for_many_as_for_one(
    staff_client, lesson, inning, count, django_assert_num_queries
):
    crowd(count, inning)
    with django_assert_num_queries(11):
        assert len(lines(table(staff_client, lesson))) == 1 + count


def crowd(count, inning):
    """That many students of one module, each with a part done, without a factory for each."""
    first = EnrolmentFactory(inning=inning)
    users = User.objects.bulk_create(User(email=f"s{n}@example.org") for n in range(1, count))
    students = Student.objects.bulk_create(Student(user=user, name=f"Student {user.pk}") for user in users)
    shared = {name: getattr(first, name) for name in ("inning", "module", "program", "cohort")}
    return [first, *Enrolment.objects.bulk_create(Enrolment(student=one, **shared) for one in students)]


@pytest.mark.parametrize("count", [1, 400])
def test_progress_asks_as_little_for_many_as_for_one(
    staff_client, lesson, inning, count, django_assert_num_queries
):
    people = crowd(count, inning)
    PartDone.objects.bulk_create(PartDone(enrolment=one, page=lesson, anchor="part-one") for one in people)
    with django_assert_num_queries(16):
        response = staff_client.get(reverse("lesson_progress", args=[lesson.pk]))
    assert response.context["counts"]["going"] == count


@pytest.mark.parametrize(("lessons", "people"), [(1, 1), (30, 400)])
def test_overview_asks_as_little_for_many_as_for_one(
    staff_client, inning, lessons, people, django_assert_num_queries
):
    for number in range(lessons):
        make_lesson(slug=f"lesson-{number}")
    crowd(people, inning)
    with django_assert_num_queries(12):
        response = staff_client.get(reverse("lesson_overview"))
    assert [count["people"] for _, count in response.context["lessons"]] == [people] * lessons
