import datetime
import smtplib

import pytest
from django.core import mail
from django.urls import reverse

from networking.digests import off_token, send_due
from networking.models import Preference
from tests.factories import ContactFactory, StudentFactory

MONDAY = datetime.datetime(2026, 11, 23, 16, tzinfo=datetime.UTC)  # 09:00 in Denver


@pytest.fixture
def student(db):
    student = StudentFactory(name="Priya Nair")
    ContactFactory(owner=student, private={"name": "Canary Name"}, next_on=datetime.date(2026, 11, 25))
    return student


def test_reminder_counts_and_names_nobody(student):
    assert send_due(MONDAY) == 1
    (letter,) = mail.outbox
    assert (letter.subject, letter.to) == ("1 networking follow-up this week", [student.email])
    assert "Canary" not in letter.message().as_string()


def test_reminder_comes_once_a_week(student):
    assert [send_due(MONDAY + datetime.timedelta(minutes=minutes)) for minutes in (0, 1, 60)] == [1, 0, 0]
    assert send_due(MONDAY + datetime.timedelta(days=7)) == 1


@pytest.mark.parametrize("hours", [-3, 12, 24])
def test_no_reminder_at_night_or_on_other_days(student, hours):
    assert send_due(MONDAY + datetime.timedelta(hours=hours)) == 0


def test_nothing_due_means_no_mail(student):
    ContactFactory(next_on=datetime.date(2026, 12, 24))
    ContactFactory()
    assert send_due(MONDAY) == 1


def test_one_click_in_the_mail_turns_it_off_without_signing_in(student, client):
    send_due(MONDAY)
    url = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").replace("http://127.0.0.1:8000", "")
    client.post(url)
    assert Preference.objects.get(owner=student).wants_digest is False
    assert send_due(MONDAY + datetime.timedelta(days=7)) == 0


def test_looking_at_the_link_changes_nothing(student, client):
    client.get(reverse("digest_off", args=[off_token(student)]))
    assert not Preference.objects.exists()


def test_made_up_link_does_not_exist(client, db):
    assert client.get(reverse("digest_off", args=["1:made-up"])).status_code == 404


class Server:
    """A mail server with one trouble for whoever comes; counts who came."""

    def __init__(self, monkeypatch, trouble):
        self.came = 0
        self.trouble = trouble
        monkeypatch.setattr("django.core.mail.EmailMessage.send", lambda letter: self.refuse())

    def refuse(self):
        self.came += 1
        raise self.trouble


def test_a_server_in_trouble_is_asked_once_a_minute_and_nobody_misses_a_reminder(student, monkeypatch):
    ContactFactory(next_on=datetime.date(2026, 11, 25))
    with monkeypatch.context() as patch:
        server = Server(patch, ConnectionRefusedError(111, "Connection refused"))
        assert send_due(MONDAY) == 0
    assert server.came == 1
    assert send_due(MONDAY + datetime.timedelta(minutes=1)) == 2


def test_a_refused_address_is_not_tried_again_and_holds_up_nobody(student, monkeypatch):
    ContactFactory(next_on=datetime.date(2026, 11, 25))
    server = Server(monkeypatch, smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"No such user")}))
    assert [send_due(MONDAY + datetime.timedelta(minutes=m)) for m in (0, 1, 20)] == [0, 0, 0]
    assert server.came == 2


def test_an_address_refused_for_the_moment_is_tried_again_a_little_later(student, monkeypatch):
    with monkeypatch.context() as patch:
        Server(patch, smtplib.SMTPRecipientsRefused({"x@example.org": (451, b"Come back later")}))
        assert send_due(MONDAY) == 0
    assert [send_due(MONDAY + datetime.timedelta(minutes=m)) for m in (1, 15)] == [0, 1]
