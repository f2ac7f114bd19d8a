import datetime

import pytest
from django.core import mail
from django.db import IntegrityError

from mixitup import notices, publishing, quiet_hours
from mixitup.models import Notice, School
from tests.factories import drafted_session

pytestmark = pytest.mark.django_db


def denver(day, hour, minute=0):
    return (
        datetime.datetime(2026, 11, day, hour + 7, minute, tzinfo=datetime.UTC)
        if hour < 17
        else (datetime.datetime(2026, 11, day + 1, hour - 17, minute, tzinfo=datetime.UTC))
    )


def quiet(begin, end):
    School(quiet_from=datetime.time(begin), quiet_until=datetime.time(end)).save()


@pytest.mark.parametrize(
    ("hours", "now", "end"),
    [
        ((21, 7), denver(23, 20, 59), None),
        ((21, 7), denver(23, 21), denver(24, 7)),
        ((21, 7), denver(24, 6, 59), denver(24, 7)),
        ((21, 7), denver(24, 7), None),
        ((12, 13), denver(24, 12, 30), denver(24, 13)),
        ((12, 13), denver(24, 13), None),
    ],
)
def test_quiet_hours_end_in_the_schools_zone_over_midnight_too(hours, now, end):
    quiet(*hours)
    assert quiet_hours.end_at(now) == end


def test_without_them_mail_goes_at_any_time():
    assert quiet_hours.end_at(denver(24, 3)) is None


def test_what_is_due_waits_and_goes_when_they_end():
    quiet(21, 7)
    publishing.publish(drafted_session(rooms=1, people=2), None, None, denver(23, 22))
    assert notices.send_due(lambda: denver(23, 22)) == 0
    assert notices.send_due(lambda: denver(24, 7)) == 2


def test_what_could_not_wait_until_they_end_goes_at_once():
    quiet(21, 12)
    publishing.publish(drafted_session(rooms=1, people=2), None, None, denver(24, 22))
    assert notices.send_due(lambda: denver(24, 22)) == 2


def test_a_sample_comes_to_who_asks_for_it(staff):
    quiet(21, 7)
    session = drafted_session(rooms=1)
    Notice.objects.create(
        kind="sample", key="s", user=staff, session=session, arrangement=session.draft, due_at=denver(23, 22)
    )
    assert notices.send_due(lambda: denver(23, 22)) == 1
    assert mail.outbox[0].to == [staff.email]


def test_waiting_through_the_night_is_no_sign_of_a_worker_that_is_down(client, monkeypatch):
    quiet(21, 7)
    publishing.publish(drafted_session(rooms=1), None, None, denver(23, 22))
    from config.views import oldest_unsent_seconds

    assert oldest_unsent_seconds(denver(23, 23)) == 0
    assert oldest_unsent_seconds(denver(24, 8)) == 10 * 3600


def test_half_of_them_is_refused_with_words_and_by_the_database(staff_client):
    page = staff_client.get("/staff/settings/school/mail/").context["form"]
    data = {"seen": page["seen"].value(), "quiet_from": "21:00", "quiet_until": ""}
    answer = staff_client.post("/staff/settings/school/mail/", data).content.decode()
    assert "Quiet hours need both times, or neither." in answer
    with pytest.raises(IntegrityError):
        School(quiet_from=datetime.time(21)).save()
