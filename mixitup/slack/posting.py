"""Which posts the channel gets: rows like those of mail, written where groups are published or taken back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mixitup import telling
from mixitup.models import Arrangement, Change, Notice, Session, SlackChannel, User
from mixitup.telling import Seats, Terms

Kind = Notice.Kind


def channel() -> SlackChannel | None:
    return SlackChannel.objects.first()


def last(session: Session) -> Notice | None:
    """The latest post about a session, sent or not."""
    return Notice.objects.filter(session=session).to_channel().order_by("-pk").first()


def posted(session: Session) -> Arrangement | None:
    """Which arrangement the channel believes in: the last one posted, or in a worker's hands, unless it was taken back."""
    told = Notice.objects.filter(session=session).to_channel()
    told = told.filter(Q(sent_at__isnull=False) | Q(leased_until__isnull=False))
    known = told.select_related("arrangement").order_by("-pk").first()
    return known.arrangement if known and known.kind == Kind.SLACK else None


def is_told(session: Session) -> bool:
    """Whether there is a channel that believes in rooms of this session."""
    return channel() is not None and posted(session) is not None


def write(session: Session, arrangement: Arrangement, at: datetime, *, wanted: bool) -> bool:
    """The post for what is published now, in its transaction; whether there is one. What waited is overtaken by it.

    But where the channel is to hear nothing of these rooms, it still hears that those it was told don't count.
    """
    before = posted(session)
    has_news = before is None or _news(session, before, arrangement)
    waiting = Notice.objects.filter(session=session).to_channel().untold()
    if has_news and not wanted:
        waiting = waiting.exclude(kind=Kind.SLACK_BACK)
    waiting.delete()
    if not wanted or not has_news or channel() is None:
        return False
    _create(session, Kind.SLACK, f"{Kind.SLACK}:{session.pk}:{arrangement.pk}", arrangement, at, before)
    return True


def write_back(session: Session, arrangement: Arrangement, at: datetime) -> bool:
    """The channel must hear that rooms it was told don't count any more; whether it had been told any."""
    Notice.objects.filter(session=session).to_channel().untold().delete()
    if not is_told(session):
        return False
    key = f"{Kind.SLACK_BACK}:{session.pk}:{arrangement.pk}"
    _create(session, Kind.SLACK_BACK, key, arrangement, at)
    return True


@transaction.atomic
def post_again(session: Session, actor: User, at: datetime) -> bool:
    """All rooms as they are published, once more; whether that makes sense. Two clicks within a minute are one."""
    session = Session.objects.locked(session.pk)
    if session.published is None or session.cancelled_at or session.ends_at <= at or channel() is None:
        return False
    key = f"{Kind.SLACK}:{session.pk}:{session.published_id}.again.{at:%Y%m%d%H%M}"
    if Notice.objects.filter(key=key).exists():
        return False
    Notice.objects.filter(session=session).to_channel().untold().delete()
    _create(session, Kind.SLACK, key, session.published, at)
    Change.objects.create(
        actor=actor,
        verb="session.posted",
        subject=str(session),
        session=session,
        after={"arrangement": session.published.number},
    )
    return True


def _create(
    session: Session,
    kind: Notice.Kind,
    key: str,
    arrangement: Arrangement,
    at: datetime,
    previous: Arrangement | None = None,
) -> None:
    Notice.objects.create(
        kind=kind, key=key, session=session, arrangement=arrangement, previous=previous, due_at=at
    )


def _news(session: Session, before: Arrangement, now: Arrangement) -> bool:
    seats = telling.seats_of([before.pk, now.pk])
    was, is_now = telling.terms_told(before, session), telling.terms_told(now, session)
    return differ(seats[before.pk], was, seats[now.pk], is_now)


def differ(old: Seats, was: Terms, new: Seats, now: Terms) -> bool:
    """Whether the channel would read anything else. The Zoom link isn't in its posts."""
    return when(was) != when(now) or bool(changed_rooms(old, new))


def when(terms: Terms) -> tuple[datetime, int]:
    return terms.starts_at, terms.minutes


def changed_rooms(old: Seats, new: Seats) -> list[int]:
    """The rooms with other people or leads, those that came and those that went, in order."""
    was = {seat.room: seat for seat in old.values()}
    now = {seat.room: seat for seat in new.values()}
    return sorted(room for room in {*was, *now} if was.get(room) != now.get(room))


def is_stale(notice: Notice) -> bool:
    """Whether later news overtook it, while a worker that died had it in hand or after it failed."""
    session = notice.session
    if notice.kind == Kind.SLACK and (
        session.cancelled_at or session.published_id is None or session.published_id != notice.arrangement_id
    ):
        return True
    return Notice.objects.filter(session=session, pk__gt=notice.pk).to_channel().exists()
