import datetime

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
