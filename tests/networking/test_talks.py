import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from networking.contacts import add_contact
from networking.models import Conversation, Stage
from networking.overview import follow_ups, over_time
from tests.factories import ContactFactory, ConversationFactory, GoalFactory, StudentFactory


@pytest.fixture
def student(db):
    return StudentFactory()


@pytest.fixture
def own(student, sign_in):
    return sign_in(student.user)


def test_talk_needs_somebody(own):
    response = own.post(
        reverse("talk_create"), {"kind": "mentor", "starts_at": "2026-11-27T10:00", "minutes": "30"}
    )
    assert "Say with whom" in response.content.decode()
    assert Conversation.objects.count() == 0


def test_talk_in_a_year_that_no_calendar_shows_is_a_slip(own):
    response = own.post(
        reverse("talk_create"),
        {"with_whom": "Ada", "kind": "mentor", "starts_at": "9999-12-31T23:59", "minutes": "30"},
    )
    assert response.context["form"].errors["starts_at"] == ["Check the year."]
    assert Conversation.objects.count() == 0


def test_question_of_the_bank_goes_to_the_end_of_the_plan(own, student):
    talk = ConversationFactory(owner=student, private={"with_whom": "Ada", "questions": ["First?"]})
    data = {"version": 0, "questions": "First, adapted?", "notes": "typed meanwhile", "add": "Second?"}
    own.post(reverse("talk_edit", args=[talk.pk]), data)
    talk.refresh_from_db()
    assert talk.private == {
        "with_whom": "Ada",
        "notes": "typed meanwhile",
        "questions": ["First, adapted?", "Second?"],
    }


def test_having_talked_moves_the_contact_on(own, student):
    contact = ContactFactory(owner=student, stage=Stage.SCHEDULED)
    talk = ConversationFactory(owner=student, contact=contact)
    own.post(reverse("talk_change", args=[talk.pk]), {"held": "1"})
    contact.refresh_from_db()
    assert contact.stage == Stage.TALKED


def test_notes_typed_are_kept_with_their_order_of_questions(own, student):
    talk = ConversationFactory(owner=student)
    data = {"questions": "One?\n\nTwo?", "notes": "a lot", "version": 0}
    own.post(reverse("talk_edit", args=[talk.pk]), data, headers={"X-Autosave": "1"})
    talk.refresh_from_db()
    assert (talk.private["questions"], talk.private["notes"]) == (["One?", "Two?"], "a lot")


def test_calendar_file_says_when_and_never_with_whom(own, student):
    talk = ConversationFactory(owner=student, private={"with_whom": "Canary Name"})
    body = own.get(reverse("talk_calendar_file", args=[talk.pk])).content
    event = Calendar.from_ical(body).walk("VEVENT")[0]
    assert (event["SUMMARY"], event["DTSTART"].dt) == ("Networking talk", talk.starts_at)
    assert b"Canary" not in body


def test_over_time_counts_what_was_held(student):
    ConversationFactory(owner=student, held_at=datetime.datetime(2026, 11, 27, tzinfo=datetime.UTC))
    ConversationFactory(owner=student)
    done = over_time(student)
    assert (done.held, done.months, done.kinds) == (1, [(datetime.date(2026, 11, 1), 1)], [("My mentor", 1)])


def test_follow_ups_come_oldest_first(student):
    ContactFactory(owner=student, next_on=datetime.date(2026, 11, 20))
    ConversationFactory(owner=student, follow_up_on=datetime.date(2026, 11, 18), private={"with_whom": "Bo"})
    found = follow_ups(student, datetime.date(2026, 11, 30))
    assert [(row["on"].day, row["whom"]) for row in found] == [(18, "Bo"), (20, "Ada Long")]


def test_notes_saved_elsewhere_are_shown_with_their_questions_and_date(own, student):
    talk = ConversationFactory(
        owner=student,
        version=3,
        private={"questions": ["What surprised you?", "Who else?"], "with_whom": "Ada"},
        follow_up_on=datetime.date(2026, 12, 1),
    )
    url = reverse("talk_edit", args=[talk.pk])
    response = own.post(url, {"notes": "typed here", "version": 2})
    page = response.content.decode()
    assert (response.status_code, "typed here" in page) == (409, True)
    assert "<dd>What surprised you?\nWho else?</dd>" in page
    assert "<dt>Follow up on</dt><dd>Dec. 1, 2026</dd>" in page


def test_over_time_shows_no_tables_of_nothing(student, sign_in):
    client, page = sign_in(student.user), reverse("networking_over_time")
    before = client.get(page).content.decode()
    assert ("<table" in before, f'href="{reverse("talk_create")}"' in before) == (False, True)
    add_contact(student, {"name": "Ada"}, timezone.now())
    assert "How far contacts came" in client.get(page).content.decode()


def test_after_the_talk_the_takeaway_is_asked_for_and_the_goal_is_near(own, student):
    goal = GoalFactory(owner=student)
    talk = ConversationFactory(owner=student, goal=goal)
    page, done = reverse("talk_edit", args=[talk.pk]), f'href="{reverse("goal_detail")}#done"'
    assert done not in own.get(page).content.decode()
    after = own.post(reverse("talk_change", args=[talk.pk]), {"held": "1"}, follow=True).content.decode()
    assert ("Write down one takeaway" in after, done in after) == (True, True)
    goal.done_at = timezone.now()
    goal.save()
    assert done not in own.get(page).content.decode()
