"""Whose room is which, and whether anything in it has changed since a browser last looked."""

import hashlib
from datetime import datetime, timedelta

from django.db.models import F

from mixitup.live.page import Place
from mixitup.live.words import words_of
from mixitup.models import Attendance, LiveRoom, Membership, Session, User

MINUTE = timedelta(minutes=1)


def place_of(session: Session, user: User) -> Place | None:
    """The person's seat in what is published, None without one. Six queries."""
    if session.cancelled_at or not session.published_id:
        return None
    own = Membership.objects.filter(arrangement=session.published_id, student__user=user).values("group")
    here = Membership.objects.filter(arrangement=session.published_id, group__in=own)
    seats = list(here.with_people(session.inning))
    mine = next((seat for seat in seats if seat.student.user_id == user.pk), None)
    if mine is None:
        return None
    mine.group.session = session
    room = LiveRoom.objects.select_related("version").filter(group=mine.group).first()
    noted = Attendance.objects.filter(session=session, student__in=[seat.student_id for seat in seats])
    # In the order of noting: who comes into the room while it takes turns speaks in that order.
    came = dict(noted.order_by("pk").values_list("student_id", "is_present"))
    words = words_of(mine.group, mine.student, [seat.student_id for seat in seats])
    return Place(session, mine.group, seats, mine, room, came, words)


SEEN = (
    "arrangement_id",
    "role",
    "group__live__revision",
    "arrangement__session__starts_at",
    "arrangement__session__minutes",
    "arrangement__session__guide__current",
    "arrangement__session__cancelled_at",
    "arrangement__session__rooms_line",
)


def signature(session_pk: int, user: User, now: datetime) -> str | None:
    """Changes whenever this person's live page would, and once a minute while a room is late. One query.

    None where the person has no seat in what is published.
    """
    seats = Membership.objects.filter(
        student__user=user, arrangement__session=session_pk, arrangement=F("arrangement__session__published")
    )
    times = ("group__live__section_ends_at", "group__live__paused_at", "group__live__finished_at")
    found = seats.values(*SEEN, *times).first()
    if found is None:
        return None
    ends_at, paused_at, finished_at = (found.pop(name) for name in times)
    due = ends_at or found["arrangement__session__starts_at"]
    late = 0 if paused_at or finished_at else max(0, (now - due) // MINUTE + 1)
    said = "-".join(_plain(value) for value in (*found.values(), late))
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def _plain(value: object) -> str:
    return f"{value.timestamp():.0f}" if isinstance(value, datetime) else str(value)
