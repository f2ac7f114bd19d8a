import datetime
import itertools
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as Outbox

from config.composition import erase_person
from mixitup import notices, publishing
from mixitup.models import Notice, Session
from tests.factories import drafted_session

NOW = datetime.datetime(2026, 11, 23, 16, tzinfo=datetime.UTC)
pytestmark = pytest.mark.django_db


def clock(at=NOW):
    return lambda: at


@pytest.fixture
def publish():
    def publish(rooms, people):
        session = drafted_session(rooms=rooms, people=people)
        publishing.publish(session, None, None, NOW)
        return session

    return publish


@pytest.fixture
def server(monkeypatch):
    """A mail server on which things go wrong when we say so: `faults` yields an exception, or None, for each mail."""

    class Server(Outbox):
        faults = iter(())
        after = iter(())

        def send_messages(self, messages):
            if fault := next(Server.faults, None):
                raise fault
            count = super().send_messages(messages)
            if fault := next(Server.after, None):
                raise fault
            return count

    monkeypatch.setattr(notices, "get_connection", Server)
    return Server


def ids():
    return [message.extra_headers["Message-ID"] for message in mail.outbox]


def test_every_due_notice_is_sent_once(publish):
    publish(2, 3)
    assert notices.send_due(clock()) == 6
    assert notices.send_due(clock()) == 0
    assert sorted(one.to[0] for one in mail.outbox) == sorted(
        Notice.objects.values_list("user__email", flat=True)
    )
    assert set(Notice.objects.values_list("sent_at", "leased_until")) == {(NOW, None)}


def test_nothing_is_sent_before_it_is_due(publish):
    publish(1, 2)
    assert notices.send_due(clock(NOW - datetime.timedelta(minutes=1))) == 0


@pytest.mark.parametrize(("rooms", "killed_at"), [(48, 100), (80, 333)])
def test_a_worker_killed_midway_loses_none_and_repeats_only_the_one_in_flight(
    publish, server, rooms, killed_at
):
    publish(rooms, 5)
    server.after = itertools.chain(
        [None] * killed_at, [SystemExit()]
    )  # accepted, then killed before it was marked
    with pytest.raises(SystemExit):
        notices.send_due(clock())
    notices.send_due(clock(NOW + datetime.timedelta(seconds=30)))
    notices.send_due(clock(NOW + notices.LEASE + datetime.timedelta(seconds=1)))
    sent = ids()
    assert not Notice.objects.filter(sent_at=None).exists()
    assert len(set(sent)) == rooms * 5
    assert [one for one in set(sent) if sent.count(one) > 1] == [sent[killed_at]]
    assert sent.count(sent[killed_at]) == 2


def test_two_workers_never_hold_the_same_notice(publish):
    publish(1, 2)
    first, second = notices.lease_next(NOW), notices.lease_next(NOW)
    assert first.pk != second.pk
    assert notices.lease_next(NOW) is None


def test_an_address_that_the_server_refuses_for_good_is_listed_with_its_reason(publish, server):
    session = publish(1, 3)
    server.faults = iter([smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"No such user")})])
    assert notices.send_due(clock()) == 2
    assert Notice.objects.failed().get().error == "The mail server says: No such user (550)"
    session.refresh_from_db()
    assert notices.progress(session) == {"all": 3, "sent": 2, "failed": 1, "waiting": 0}


def test_a_passing_refusal_is_tried_again_later_and_then_given_up(publish, server):
    publish(1, 1)
    server.faults = (smtplib.SMTPDataError(451, b"Busy") for _ in range(6))
    now = NOW
    for wait in notices.BACKOFF:
        assert notices.send_due(clock(now)) == 0
        notice = Notice.objects.get()
        assert (notice.failed_at, notice.due_at) == (None, now + wait)
        now = notice.due_at
    notices.send_due(clock(now))
    assert Notice.objects.failed().count() == 1


def test_a_server_in_trouble_ends_the_run_and_the_next_one_sends_all(publish, server):
    publish(1, 3)
    server.faults = iter([ConnectionRefusedError(111, "Connection refused")])
    assert notices.send_due(clock()) == 0
    assert Notice.objects.get(attempts=1).error == "The mail server can't be reached: Connection refused"
    assert notices.send_due(clock(NOW + datetime.timedelta(minutes=1))) == 3


def test_a_server_that_ends_connections_now_and_then_still_gets_all(publish, server):
    publish(1, 5)
    server.faults = itertools.chain([None, None], [smtplib.SMTPServerDisconnected("bye")])
    assert notices.send_due(clock()) == 4
    assert notices.send_due(clock(NOW + datetime.timedelta(minutes=1))) == 1


def test_a_mail_that_cannot_be_written_is_listed_and_does_not_hold_up_the_rest(publish, monkeypatch):
    publish(1, 3)
    compose = notices.Letters.compose
    broken = Notice.objects.first()

    def sometimes(self, notice):
        if notice.pk == broken.pk:
            raise KeyError("room")
        return compose(self, notice)

    monkeypatch.setattr(notices.Letters, "compose", sometimes)
    assert notices.send_due(clock()) == 2
    assert "could not be written: KeyError" in Notice.objects.failed().get().error


def test_failed_notices_can_be_tried_again(publish, server):
    publish(1, 2)
    server.faults = iter([smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"No")})])
    notices.send_due(clock())
    assert notices.try_again(Notice.objects.all(), NOW) == 1
    assert notices.send_due(clock()) == 1


def test_a_notice_left_in_hand_is_dropped_once_newer_news_exist(publish):
    session = publish(1, 2)
    Notice.objects.update(leased_until=NOW)
    publishing.withdraw(session, None, None, NOW)
    later = NOW + datetime.timedelta(minutes=1)
    assert notices.send_due(clock(later)) == 2
    assert set(Notice.objects.values_list("kind", flat=True)) == {Notice.Kind.WITHDRAWN}


def test_nobody_gets_their_room_after_the_session(publish):
    session = publish(1, 2)
    assert notices.send_due(clock(session.ends_at + datetime.timedelta(minutes=1))) == 0
    assert Notice.objects.failed().count() == 2
    assert mail.outbox == []


def test_what_is_sent_is_what_is_published_when_it_is_sent(publish):
    session = publish(1, 2)
    session = Session.objects.get(pk=session.pk)
    Notice.objects.filter(pk=Notice.objects.first().pk).update(leased_until=NOW)
    session.zoom_link = "https://zoom.example.org/j/2"
    session.save()
    publishing.publish(session, None, None, NOW)
    notices.send_due(clock(NOW + datetime.timedelta(minutes=1)))
    assert len(mail.outbox) == 2
    assert all("zoom.example.org/j/2" in one.body for one in mail.outbox)


def test_somebody_erased_while_their_mail_is_on_the_way_holds_up_nobody(publish, server):
    publish(1, 3)
    first = Notice.objects.select_related("user__student").first()

    def erased_after_the_first():
        erase_person(first.reader.student, None, NOW)
        yield None

    server.after = erased_after_the_first()
    assert notices.send_due(clock()) == 3
    assert Notice.objects.filter(sent_at=NOW).count() == 2
