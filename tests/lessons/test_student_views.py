import datetime

import pytest
from django.db import connection
from django.urls import reverse

from lessons.models import PartDone, Reflection, Ticket, TicketQuestion, Visit
from lessons.starter import add_ticket
from mixitup.models import Change
from tests.factories import EnrolmentFactory, InningFactory, ProgramFactory, StudentFactory
from tests.lessons.conftest import LESSON, make_lesson

CANARY = "canary-5512"


def reflect(client, lesson, typed=False, **data):
    url = reverse("reflection_save", args=[lesson.pk])
    headers = {"X-Autosave": "1"} if typed else {}
    return client.post(url, {"anchor": "part-one", "kind": "text", "version": 0, **data}, headers=headers)


def test_part_is_done_by_the_students_word_and_undone(own, lesson):
    url = reverse("lesson_tick", args=[lesson.pk])
    own.post(url, {"anchor": "part-one", "done": "1"})
    assert [part.anchor for part in PartDone.objects.all()] == ["part-one"]
    own.post(url, {"anchor": "part-one", "done": "0"})
    assert not PartDone.objects.exists()


def test_a_due_date_that_is_done_leaves_the_student_where_they_were(own, lesson, enrolment):
    Visit.objects.create(enrolment=enrolment, page=lesson, anchor="part-two")
    own.post(reverse("lesson_tick", args=[lesson.pk]), {"anchor": "due-1", "done": "1"})
    assert [one.anchor for one in PartDone.objects.all()] == ["due-1"]
    assert Visit.objects.get().anchor == "part-two"


def test_made_up_part_is_not_done(own, lesson):
    own.post(reverse("lesson_tick", args=[lesson.pk]), {"anchor": "nowhere", "done": "1"})
    assert not PartDone.objects.exists()


def test_beginning_is_noted_and_goes_to_the_first_open_part(own, lesson, enrolment):
    PartDone.objects.create(enrolment=enrolment, page=lesson, anchor="learning-goals")
    response = own.post(reverse("lesson_start", args=[lesson.pk]))
    assert response["Location"].endswith("#part-one")
    assert Visit.objects.get().anchor == "part-one"


def test_words_are_saved_as_typed_and_never_over_newer_ones(own, lesson):
    assert reflect(own, lesson, typed=True, text="first").json()["version"] == 1
    clash = reflect(own, lesson, typed=True, text="from an old window")
    assert (clash.status_code, clash.json()["current"]["text"]) == (409, "first")
    assert Reflection.objects.get().text == "first"


def test_without_javascript_a_conflict_shows_both(own, lesson):
    reflect(own, lesson, text="saved first")
    page = reflect(own, lesson, text="typed second").content.decode()
    assert "saved first" in page
    assert "typed second" in page


def test_energy_is_shown_back(own, lesson):
    data = {"kind": "energy", "choice:Calls": "drain", "choice:Mails": "energise", "text": "a walk"}
    reflect(own, lesson, **data)
    row = Reflection.objects.get()
    assert (row.chosen("energise"), row.chosen("drain"), row.text) == (["Mails"], ["Calls"], "a walk")


def test_lesson_of_another_module_does_not_exist(sign_in, lesson):
    client = sign_in(StudentFactory().user)
    assert client.get(reverse("lesson_detail", args=[lesson.pk])).status_code == 404


def test_own_exit_ticket_is_checked_then_handed_in_once(own, lesson):
    add_ticket(lesson)
    url = reverse("ticket_hand_in", args=[lesson.pk])
    need, whom, ready, _ = TicketQuestion.objects.all()
    assert own.post(url, {}).status_code == 422
    data = {f"q{need.pk}": "advice", f"q{whom.pk}": "My mentor", f"q{ready.pk}": "4"}
    own.post(url, data)
    own.post(url, {**data, f"q{need.pk}": "something else"})
    assert Ticket.objects.get().answers[str(need.pk)] == "advice"


def test_schools_form_is_self_reported(own, lesson):
    own.post(reverse("ticket_hand_in", args=[lesson.pk]))
    assert Ticket.objects.get().is_reported is True


@pytest.mark.parametrize("who", ["staff", "stranger"])
def test_reflection_is_its_authors_alone(own, lesson, staff, sign_in, who):
    reflect(own, lesson, text=CANARY)
    other = sign_in(staff if who == "staff" else StudentFactory().user)
    urls = ["home", "lesson_overview", "lesson_list"]
    pages = [reverse(name) for name in urls] + [
        reverse(name, args=[lesson.pk]) for name in ("lesson_detail", "lesson_progress", "page_detail")
    ]
    assert CANARY in own.get(reverse("lesson_detail", args=[lesson.pk])).content.decode()
    for url in pages:
        assert CANARY not in other.get(url).content.decode()


def test_whoever_looks_to_help_sees_the_lesson_without_the_reflection(own, lesson, enrolment, staff_client):
    reflect(own, lesson, text=CANARY)
    staff_client.post(reverse("help_start", args=[enrolment.student_id]))

    page = staff_client.get(reverse("lesson_detail", args=[lesson.pk]))

    assert (page.status_code, page.context["user"]) == (200, enrolment.student.user)
    assert CANARY not in page.content.decode()
    assert reverse("reflection_save", args=[lesson.pk]) not in page.content.decode()


def test_staff_see_a_reflection_only_while_it_is_shared(own, lesson, staff_client):
    reflect(own, lesson, text=CANARY)
    share = reverse("reflection_share", args=[Reflection.objects.get().pk])
    progress = reverse("lesson_progress", args=[lesson.pk])
    own.post(share, {"share": "1"})
    assert CANARY in staff_client.get(progress).content.decode()
    own.post(share, {"share": "0"})
    assert CANARY not in staff_client.get(progress).content.decode()


def test_no_table_holds_a_reflection_in_the_clear(own, lesson):
    reflect(own, lesson, text=CANARY)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert CANARY not in str(cursor.fetchall()), table
    assert not Change.objects.filter(subject__contains=CANARY).exists()


def test_late_is_said_plainly_and_goes_with_the_ticket(own, lesson):
    pages = [reverse("lesson_detail", args=[lesson.pk]), reverse("lesson_list"), reverse("home")]
    assert [own.get(url).content.decode().count("late: it still counts") for url in pages] == [1, 1, 1]
    own.post(reverse("ticket_hand_in", args=[lesson.pk]))
    assert ["late:" in own.get(url).content.decode() for url in pages] == [False] * 3


def test_part_that_is_done_leads_on_and_opens_the_next_one(own, lesson):
    response = own.post(reverse("lesson_tick", args=[lesson.pk]), {"anchor": "part-one", "done": "1"})
    assert response.url == f"{reverse('lesson_detail', args=[lesson.pk])}#part-two"
    page = own.get(reverse("lesson_detail", args=[lesson.pk])).content.decode()
    assert page.count("<details open>") == 1
    unfolded = own.get(reverse("lesson_detail", args=[lesson.pk]), {"all": "1"}).content.decode()
    assert unfolded.count("<details open>") == 4


def test_last_part_leads_to_the_ticket_and_one_left_out_comes_first(own, lesson):
    url = reverse("lesson_tick", args=[lesson.pk])
    ends = [
        own.post(url, {"anchor": one, "done": "1"}).url.split("#")[1] for one in ("due-dates", "part-two")
    ]
    rest = [
        own.post(url, {"anchor": one, "done": "1"}).url.split("#")[1]
        for one in ("learning-goals", "part-one")
    ]
    assert (ends, rest) == (["learning-goals", "learning-goals"], ["part-one", "exit-ticket"])


def test_lesson_on_another_site_for_a_program_is_shown_to_that_program_alone(own, enrolment, lesson, sign_in):
    front = "program: FE\nelsewhere: https://fe.example.org/week-2\ntitle:"
    page = make_lesson(LESSON.replace("title:", front), slug="fe")
    other = EnrolmentFactory(inning=enrolment.inning, program=ProgramFactory(code="FE"))
    url = reverse("lesson_detail", args=[page.pk])
    assert own.get(url).status_code == 404
    assert "https://fe.example.org/week-2" in sign_in(other.student.user).get(url).content.decode()


def test_repeater_keeps_the_words_and_starts_the_count_anew(own, enrolment, lesson, sign_in):
    reflect(own, lesson, text=CANARY)
    own.post(reverse("lesson_tick", args=[lesson.pk]), {"anchor": "part-one", "done": "1"})
    later = InningFactory(name="later", starts_on=datetime.date(2020, 2, 17))
    EnrolmentFactory(student=enrolment.student, inning=later)
    page = own.get(reverse("lesson_detail", args=[lesson.pk]), {"all": "1"})
    assert (page.context["course"].done_count, CANARY in page.content.decode()) == (0, True)


CHECKED = """---
title: Module 1 Week 3
---

### Plan
Choose one.

#### Suggested Goal #1: Write to a friend
Just do it.

## Check for Understanding
1. Say what you want
2. Ask for it
"""


def test_checks_are_shown_once_and_a_list_with_links_beside_what_is_ticked(own, enrolment):
    shown = [
        own.get(reverse("lesson_detail", args=[make_lesson(source, slug).pk])).content.decode()
        for slug, source in (
            ("plain", CHECKED),
            ("linked", CHECKED.replace("Ask for it", "Ask [for it](https://forms.example.org/x)")),
        )
    ]
    assert [body.count("Say what you want") for body in shown] == [1, 2]
    assert "https://forms.example.org/x" in shown[1]


def test_suggested_goals_are_folded_until_every_part_is_opened(own, enrolment):
    address = reverse("lesson_detail", args=[make_lesson(CHECKED, "plain").pk])
    is_open = [
        "<details open>" in own.get(address, query).content.decode().split('id="suggested-goal')[1].split("</h3>")[0]
        for query in ({}, {"all": "1"})
    ]  # fmt: skip
    assert is_open == [False, True]


def test_home_names_what_is_due_and_the_lesson_leads_to_the_ticket(own, lesson, enrolment):
    body = own.get(reverse("lesson_detail", args=[lesson.pk])).content.decode()
    assert '<a href="#exit-ticket">The exit ticket, by end of Friday of Week 2</a>' in body
