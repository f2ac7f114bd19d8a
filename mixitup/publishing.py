"""Publishing: the draft is frozen, the pointer moves and the notices are written in one transaction.

Sending is the worker's: whoever calls these functions wakes it afterwards (`tasks.wake`), outside the transaction.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mixitup import telling
from mixitup.models import Arrangement, Change, Notice, Publication, RoomRequest, Session, User
from mixitup.slack import posting
from mixitup.telling import Telling

log = logging.getLogger(__name__)


class Refused(Exception):
    """It can't be done, and the message says to staff why."""


class Conflict(Exception):
    """Somebody changed the session since this person looked; nothing was done."""


@dataclass(frozen=True)
class Published:
    arrangement: Arrangement
    tellings: list[Telling]
    is_posted: bool


@transaction.atomic
def publish(
    session: Session, actor: User | None, seen: str | None, at: datetime, *, to_slack: bool = False
) -> Published:
    """Make the draft what everybody sees, and write a notice to each whose own room, lead, people, time or link is new.

    `seen` is the `version` of the arrangement that the person looked at (None: whatever it is now). Without a
    draft, what is published can be published again after the session's time or link changed. `to_slack`: the channel
    hears it too, if there is one.
    """
    session = Session.objects.locked(session.pk)
    draft = _publishable(session, seen, at)
    if draft.frozen_at:
        draft = draft.copy()
    before = session.published
    draft.freeze(at)
    session.published = draft
    session.save(update_fields=["published"])
    Notice.objects.filter(session=session).about_rooms().untold().delete()
    tellings = telling.tellings(session, draft)
    _write(session, draft, tellings, at)
    is_posted = posting.write(session, draft, at, wanted=to_slack)
    session.publications.waiting().update(revoked_at=at)
    RoomRequest.objects.filter(
        session=session, answered_at=None, student__memberships__arrangement=draft
    ).update(answered_at=at)
    told = Counter(str(one.kind) for one in tellings)
    said: dict[str, object] = {"arrangement": draft.number, "told": told, **_slack(is_posted)}
    _record(session, actor, "session.published", before, said)
    return Published(draft, tellings, is_posted)


@transaction.atomic
def withdraw(session: Session, actor: User | None, seen: str | None, at: datetime) -> int:
    """Take back what is published and tell those already told; how many that is. The draft stays, or a copy becomes it."""
    session = Session.objects.locked(session.pk)
    published = session.published
    if published is None:
        raise Refused("These groups are not published, so there is nothing to take back.")
    if seen is not None and seen != published.version:
        raise Conflict
    if session.ends_at <= at:
        raise Refused("This session is over: its groups stay as the record of who met.")
    count, is_posted = _take_back(session, Notice.Kind.WITHDRAWN, at)
    _record(session, actor, "session.withdrawn", published, {"told": count, **_slack(is_posted)})
    return count


@transaction.atomic
def cancel(session: Session, actor: User | None, at: datetime) -> int:
    """Cancel the session and tell everybody who was told a room; how many that is."""
    session = Session.objects.locked(session.pk)
    if session.cancelled_at:
        raise Refused("This session is cancelled already.")
    if session.ends_at <= at:
        raise Refused("This session is over, so it can't be cancelled any more.")
    published = session.published
    session.cancel(at)
    session.publications.waiting().update(revoked_at=at)
    count, is_posted = _take_back(session, Notice.Kind.CANCELLED, at)
    _record(session, actor, "session.cancelled", published, {"told": count, **_slack(is_posted)})
    return count


@transaction.atomic
def schedule(
    session: Session,
    actor: User | None,
    seen: str | None,
    due_at: datetime,
    at: datetime,
    *,
    to_slack: bool = False,
) -> Publication:
    """Have the board, as it will be then, published at a later time; replaces a time chosen before."""
    session = Session.objects.locked(session.pk)
    _publishable(session, seen, at)
    if due_at <= at:
        raise Refused("That time has passed. Choose a later one, or publish now.")
    if due_at >= session.starts_at:
        raise Refused("That is after the session starts. People need their room before.")
    session.publications.waiting().update(revoked_at=at)
    publication = Publication.objects.create(
        session=session, due_at=due_at, asked_by=actor, to_slack=to_slack
    )
    _record(session, actor, "session.publication_planned", session.published, {"due_at": due_at})
    return publication


@transaction.atomic
def revoke(session: Session, actor: User | None, at: datetime) -> bool:
    """Take back a planned publication; whether there was one still waiting."""
    session = Session.objects.locked(session.pk)
    if not session.publications.waiting().update(revoked_at=at):
        return False
    _record(session, actor, "session.publication_revoked", session.published, {})
    return True


def publish_due(now: datetime) -> int:
    """Carry out the planned publications whose time has come; safe to run twice, or by two workers at once.

    One that fails is logged, keeps no other from its time, and is tried again the next minute.
    """
    done = 0
    for pk in list(Publication.objects.waiting().filter(due_at__lte=now).values_list("pk", flat=True)):
        try:
            done += _carry_out(pk, now)
        except Exception:
            log.exception("Publication %s could not be carried out", pk)
    return done


@transaction.atomic
def _carry_out(pk: int, now: datetime) -> bool:
    publication = Publication.objects.select_related("session", "asked_by").get(pk=pk)
    session = Session.objects.locked(publication.session_id)
    # Only now, with the session's row in hand, is it certain that nobody else did or revoked it.
    if not Publication.objects.waiting().filter(pk=pk).update(done_at=now):
        return False
    try:
        publish(session, publication.asked_by, None, now, to_slack=publication.to_slack)
    except Refused as refusal:
        Publication.objects.filter(pk=pk).update(refused=str(refusal))
        if publication.asked_by:
            key = f"not_published:{pk}"
            _write_one(session, None, publication.asked_by.pk, Notice.Kind.NOT_PUBLISHED, key, now)
        return False
    return True


def source(session: Session) -> Arrangement | None:
    """What publishing would publish: the draft, or again what is published."""
    return session.draft or session.published


def refusal(session: Session, at: datetime) -> str:
    """Why nothing can be published now, or nothing."""
    try:
        _publishable(session, None, at)
    except Refused as refused:
        return str(refused)
    return ""


def _publishable(session: Session, seen: str | None, at: datetime) -> Arrangement:
    """What to publish, or why it can't be: the draft, or what is published already if the session's terms changed."""
    if session.cancelled_at:
        raise Refused("This session is cancelled.")
    if session.ends_at <= at:
        raise Refused("This session is over.")
    draft = source(session)
    if draft is None or not draft.memberships.exists():
        raise Refused("Nobody is in a room yet. Mix the groups first.")
    if seen is not None and seen != draft.version:
        raise Conflict
    if draft.frozen_at and not telling.is_outdated(session):
        raise Refused("Nothing has changed since these groups were published.")
    draft.session = session
    return draft


def _take_back(session: Session, kind: Notice.Kind, at: datetime) -> tuple[int, bool]:
    """Unset the pointer, drop what nobody was told yet, and write to those who were: how many, and whether to Slack."""
    published = session.published
    if published is None:
        return 0, False
    if session.draft is None:
        published.session = session
        published.copy()
    session.published = None
    session.save(update_fields=["published"])
    Notice.objects.filter(session=session).about_rooms().untold().delete()
    known = telling.told(session)
    people = [Telling(*pair, kind=kind, reasons=()) for pair in telling.addresses(session, known)]
    _write(session, published, people, at)
    return len(people), posting.write_back(session, published, at)


def _write(session: Session, arrangement: Arrangement, tellings: Iterable[Telling], at: datetime) -> None:
    Notice.objects.bulk_create(
        Notice(
            kind=one.kind,
            key=f"{one.kind}:{session.pk}:{arrangement.pk}:{one.user_id}",
            user_id=one.user_id,
            session=session,
            arrangement=arrangement,
            previous_id=one.previous_id,
            due_at=at,
        )
        for one in tellings
    )


def _write_one(
    session: Session, arrangement: Arrangement | None, user_id: int, kind: Notice.Kind, key: str, at: datetime
) -> None:
    Notice.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "user_id": user_id,
            "session": session,
            "arrangement": arrangement,
            "due_at": at,
        },
    )


def _slack(is_posted: bool) -> dict[str, bool]:
    """What the record says of the channel: something only if it hears of it."""
    return {"slack": True} if is_posted else {}


def _record(
    session: Session, actor: User | None, verb: str, before: Arrangement | None, after: dict[str, object]
) -> None:
    Change.objects.create(
        actor=actor,
        verb=verb,
        subject=str(session),
        session=session,
        before={"arrangement": before.number if before else None},
        after=after,
    )
