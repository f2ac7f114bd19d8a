"""What a student keeps in networking is found nowhere but on their own pages, and nowhere in the clear."""

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from mixitup.models import Change
from networking.models import Contact, Conversation, Goal, Message
from networking.overview import erase, export
from tests.factories import (
    ContactFactory,
    ConversationFactory,
    EnrolmentFactory,
    GoalFactory,
    MessageFactory,
    StudentFactory,
)

CANARY = "canary-7391"


@pytest.fixture
def author(db):
    enrolment = EnrolmentFactory()
    student = enrolment.student
    ContactFactory(owner=student, private={"name": CANARY, "notes": CANARY})
    MessageFactory(owner=student, private={"ask": CANARY})
    ConversationFactory(owner=student, private={"with_whom": CANARY, "notes": CANARY, "questions": [CANARY]})
    GoalFactory(owner=student, inning=enrolment.inning, private={"whom": CANARY, "takeaway": CANARY})
    return student


def own_urls(student):
    return [
        reverse("networking_home"),
        reverse("contact_list"),
        reverse("contact_edit", args=[Contact.objects.of(student).get().pk]),
        reverse("message_edit", args=[Message.objects.of(student).get().pk]),
        reverse("talk_edit", args=[Conversation.objects.of(student).get().pk]),
        reverse("own_words"),
    ]


def test_author_finds_their_words(author, sign_in):
    client = sign_in(author.user)
    assert [CANARY in client.get(url).content.decode() for url in own_urls(author)] == [True] * 6


@pytest.mark.parametrize("who", ["staff", "stranger"])
def test_nobody_else_does(author, staff, sign_in, who):
    client = sign_in(staff if who == "staff" else StudentFactory().user)
    for url in [*own_urls(author), reverse("home"), reverse("goal_progress")]:
        assert CANARY not in client.get(url).content.decode()


def test_no_table_holds_them_in_the_clear(author):
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert CANARY not in str(cursor.fetchall()), table
    assert Change.objects.count() == 0
    assert mail.outbox == []


def test_error_tells_nobody_what_was_being_sent(author, sign_in, settings, caplog, monkeypatch):
    def fail(*args):
        raise RuntimeError("the database went away")

    settings.ADMINS = [("Admin", "admin@example.org")]
    monkeypatch.setattr("mixitup.autosave.change", fail)
    client = sign_in(author.user)
    client.raise_request_exception = False
    url = reverse("talk_edit", args=[Conversation.objects.of(author).get().pk])
    response = client.post(url, {"version": 0, "notes": CANARY, "questions": CANARY})
    assert (response.status_code, mail.outbox) == (500, [])
    assert "the database went away" in caplog.text
    assert CANARY not in caplog.text + response.content.decode()


def test_no_cookie_and_no_session_holds_a_name(author, sign_in):
    client = sign_in(author.user)
    client.post(reverse("contact_add"), {"line": CANARY})
    contact = Contact.objects.of(author).order_by("pk").last()
    client.post(reverse("contact_move", args=[contact.pk]), {"stage": "replied"})
    kept = [dict(session.get_decoded()) for session in Session.objects.all()]
    assert CANARY not in str(kept) + str([cookie.value for cookie in client.cookies.values()])


def test_everything_can_be_taken_out_and_deleted_for_good(author, sign_in):
    assert str(export(author)).count(CANARY) == 9
    sign_in(author.user).post(reverse("networking_delete"), {"word": "delete"})
    assert [model.objects.count() for model in (Contact, Message, Conversation, Goal)] == [0, 0, 0, 0]


def test_deleting_asks_for_the_word(author, sign_in):
    response = sign_in(author.user).post(reverse("networking_delete"), {"word": "yes"})
    assert "Nothing was deleted" in response.content.decode()
    assert Contact.objects.count() == 1


def test_erasing_one_leaves_the_others(author):
    kept = ContactFactory()
    erase(author, timezone.now())
    assert list(Contact.objects.all()) == [kept]


def test_summary_shows_only_what_is_ticked(author, sign_in):
    talk = Conversation.objects.get()
    talk.held_at = talk.starts_at
    talk.save()
    sheet = sign_in(author.user).get(reverse("networking_summary"), {"talk": talk.pk}).content.decode()
    assert CANARY not in sheet.split('class="card sheet"')[1]
