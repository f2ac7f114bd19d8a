"""Sending notices. The rows are the truth: any number of workers may run this, be killed, and run it again."""

import logging
import smtplib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from mixitup import quiet_hours, reminders
from mixitup.letters import Letters
from mixitup.models import Notice, Session
from mixitup.models.notice import NoticeQuerySet
from mixitup.slack import posting, posts, webhook

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]

LEASE = timedelta(minutes=5)  # longer than the mail server may take for one mail (EMAIL_TIMEOUT)
BACKOFF = [timedelta(minutes=wait) for wait in (1, 5, 15, 60, 240)]
ROOM_NEWS = (Notice.Kind.PUBLISHED, Notice.Kind.CHANGED)
OF_USE_UNTIL_THE_END = (*ROOM_NEWS, *Notice.CHANNEL_KINDS)
TAKING_BACK = (Notice.Kind.WITHDRAWN, Notice.Kind.CANCELLED)
# These say something of one recipient or one mail; any other OSError (all of SMTP's are) is the server's trouble.
PERSONAL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)


def send_due(clock: Clock = timezone.now) -> int:
    """Send every notice that is due, one after another; how many were sent.

    Each is leased in a short transaction, sent outside of any, and marked. A worker killed in between has one
    notice in hand at most: that one goes out again when its lease runs out, under the same Message-ID. When the
    mail server itself is in trouble the run ends, nothing is lost, and the next minute tries again.
    """
    letters, server = Letters(), get_connection()
    sent = on_this_connection = 0
    while notice := lease_next(clock()):
        try:
            done = _send(notice, letters, server, clock)
        except OSError as trouble:
            _put_off(notice, words(trouble), clock())
            _close(server)
            # A server may end a connection after so many mails; one that took none is down.
            if not on_this_connection:
                log.warning("Mail waits, the server is in trouble: %s", trouble)
                return sent
            on_this_connection = 0
        else:
            sent += done
            on_this_connection += done
    _close(server)
    return sent


@transaction.atomic
def lease_next(now: datetime) -> Notice | None:
    """Take the first due notice in hand, so that no other worker sends it."""
    due = (
        Notice.objects.due(now)
        .not_held(quiet_hours.end_at(now))
        .select_for_update(skip_locked=True, of=("self",))
    )
    notice = due.select_related("user", "session__published", "arrangement", "previous").first()
    if notice:
        notice.leased_until = now + LEASE
        notice.save(update_fields=["leased_until"])
    return notice


def _send(notice: Notice, letters: Letters, server: BaseEmailBackend, clock: Clock) -> bool:
    """Send one leased notice and mark how it went; whether it was sent. OSError where the server is to blame."""
    if _is_superseded(notice):
        notice.delete()
        return False
    if notice.kind in OF_USE_UNTIL_THE_END and notice.session.ends_at < clock():
        _give_up(notice, "The session was over before this could be sent.", clock())
        return False
    if notice.kind in reminders.BY_CLOCK and notice.session.starts_at <= clock():
        _give_up(notice, "The session had begun before this could be sent.", clock())
        return False
    if notice.kind in Notice.CHANNEL_KINDS:
        return _post(notice, clock)
    try:
        mail = letters.compose(notice)
    except Exception as error:
        _give_up_unwritten(notice, error, clock())
        return False
    try:
        server.open()
        server.send_messages([mail])
    except PERSONAL as error:
        _fail(notice, error, clock())
        return False
    except ValueError as error:  # an address or header that no mail can carry
        _give_up(notice, f"This mail can't be sent: {error}", clock())
        return False
    _mark_sent(notice, clock())
    return True


def _post(notice: Notice, clock: Clock) -> bool:
    """Post one leased notice to the Slack channel. Slack's trouble never holds up the mail."""
    channel = posting.channel()
    if channel is None:
        _give_up(
            notice, "There is no Slack channel any more. Set one in the settings, then try again.", clock()
        )
        return False
    try:
        text = posts.text_of(notice, names_people=channel.names_people)
    except Exception as error:
        _give_up_unwritten(notice, error, clock())
        return False
    try:
        webhook.post(channel.webhook, text)
    except webhook.NotPosted as refusal:
        if refusal.may_pass and notice.attempts < len(BACKOFF):
            _put_off(notice, str(refusal), clock(), at_least=refusal.wait)
        else:
            _give_up(notice, str(refusal), clock())
        return False
    _mark_sent(notice, clock())
    return True


def _mark_sent(notice: Notice, now: datetime) -> None:
    _note(notice, sent_at=now, leased_until=None, error="")


def _is_superseded(notice: Notice) -> bool:
    """Whether later news of the same person's room makes this wrong (a worker died with it in hand)."""
    if notice.kind in reminders.BY_CLOCK:
        return reminders.is_stale(notice)
    if notice.kind in Notice.CHANNEL_KINDS:
        return posting.is_stale(notice)
    if notice.kind not in Notice.ROOM_KINDS:
        return False
    if notice.kind in ROOM_NEWS and not notice.session.published:
        return True
    later = Notice.objects.filter(session=notice.session, user=notice.user, pk__gt=notice.pk)
    return later.about_rooms().exists()


def _put_off(notice: Notice, reason: str, now: datetime, at_least: timedelta = timedelta()) -> None:
    """Back among the due, behind those that wait already: one that upsets the server must not hold up the rest."""
    attempts = notice.attempts + 1
    due_at = now + max(at_least, BACKOFF[min(attempts, len(BACKOFF)) - 1])
    _note(notice, attempts=attempts, leased_until=None, error=reason[:300], due_at=due_at)


def _fail(notice: Notice, error: OSError, now: datetime) -> None:
    """Try later if it may pass; otherwise, or after the last try, put it on the list of failed mail."""
    if is_passing(error) and notice.attempts < len(BACKOFF):
        _put_off(notice, words(error), now)
    else:
        _give_up(notice, words(error), now)


def _give_up_unwritten(notice: Notice, error: Exception, now: datetime) -> None:
    log.exception("Notice %s could not be written", notice.pk)
    _give_up(notice, f"This could not be written: {type(error).__name__}: {error}", now)


def _give_up(notice: Notice, reason: str, now: datetime) -> None:
    _note(notice, failed_at=now, leased_until=None, error=reason[:300])


def _note(notice: Notice, **values: Any) -> None:
    """On the notice's row, if it is still there: it goes with the account of somebody who is erased meanwhile."""
    Notice.objects.filter(pk=notice.pk).update(**values)


def _close(server: BaseEmailBackend) -> None:
    with suppress(OSError):
        server.close()


def is_passing(error: OSError) -> bool:
    """Whether the mail server itself says that trying again may help: its answers 400 to 499."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(400 <= code < 500 for code, _ in error.recipients.values())
    return 400 <= getattr(error, "smtp_code", 0) < 500


def words(error: OSError) -> str:
    """The reason as staff read it: what the mail server said, or why it said nothing."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers: list[tuple[int, bytes | str]] = list(error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        answers = [(error.smtp_code, error.smtp_error)]
    else:
        return f"The mail server can't be reached: {error.strerror or error}"[:300]
    said = [
        f"{text.decode(errors='replace') if isinstance(text, bytes) else text} ({code})"
        for code, text in answers
    ]
    return f"The mail server says: {'; '.join(said)}"[:300]


def try_again(failed: NoticeQuerySet, now: datetime) -> int:
    """Put failed notices back among those to send; how many."""
    return failed.failed().update(failed_at=None, error="", attempts=0, due_at=now)


def progress(session: Session) -> dict[str, int]:
    """How telling the students stands: notices sent, waiting and failed; without published groups, those that take back."""
    about = Notice.objects.filter(session=session).about_rooms()
    if session.published_id is None:
        last = session.arrangements.exclude(frozen_at=None).order_by("-number").values("pk")[:1]
        about = about.filter(kind__in=TAKING_BACK, arrangement__in=last)
    return about.aggregate(
        all=Count("pk"),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        failed=Count("pk", filter=Q(failed_at__isnull=False)),
        waiting=Count("pk", filter=Q(sent_at=None, failed_at=None)),
    )
