"""A lead tries the hour's clock alone: the room's own buttons and agenda, as fast as they like.

A rehearsal is no row: the caller keeps `as_data` where only that lead's browser can reach it. Its clock shows the
session's own times, counted on from the moment of the start at `speed` times the real pace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mixitup.live.clock import Action, carry_out
from mixitup.live.page import Live, Place, live_page
from mixitup.models import LiveRoom, PageVersion

SPEEDS = (1, 10, 60)
_MOMENTS = ("started_at", "ends_at", "section_started_at", "section_ends_at", "paused_at", "finished_at")


@dataclass(frozen=True)
class Rehearsal:
    """`room` is never saved. At the real moment `since` the rehearsal's clock showed `shown`."""

    place: Place
    room: LiveRoom
    speed: int
    since: datetime
    shown: datetime

    def now(self, real: datetime) -> datetime:
        """What the rehearsal's clock shows; it stands still until the start."""
        return self.shown + (real - self.since) * self.speed if self.room.started_at else self.shown

    def page(self, real: datetime) -> Live:
        return live_page(replace(self.place, room=self.room), self.now(real))

    def press(self, action: Action, real: datetime, to: str = "") -> "Rehearsal":
        """Raises: NotAllowed."""
        shown = self.now(real)
        carry_out(self.room, self.place.session, action, shown, to)
        return replace(self, since=real, shown=shown)

    def at_speed(self, speed: int, real: datetime) -> "Rehearsal":
        return replace(self, speed=speed, since=real, shown=self.now(real))

    def as_data(self) -> dict[str, Any]:
        """As JSON-able data; `resumed` is the way back."""
        moments = {name: getattr(self.room, name) for name in _MOMENTS}
        return {
            "session": self.place.session.pk,
            "version": self.room.version_id,
            "anchor": self.room.anchor,
            "step": self.room.step,
            "speed": self.speed,
            "since": self.since.isoformat(),
            "shown": self.shown.isoformat(),
            **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
        }


def begun(place: Place, real: datetime, speed: int = 1) -> Rehearsal:
    """Before the start, at the session's own time, with the questions that the lead has chosen."""
    pins = place.room.pins if place.room else {}
    room = LiveRoom(group=place.group, stand_in=place.mine.student, pins=pins)
    return Rehearsal(place, room, speed, real, place.session.starts_at)


def resumed(data: Mapping[str, Any] | None, place: Place, real: datetime) -> Rehearsal:
    """Where the lead left off; a new one after another session's, or once its guide is gone."""
    fresh = begun(place, real)
    if not data or data["session"] != place.session.pk:
        return fresh
    version = PageVersion.objects.filter(pk=data["version"]).first()
    if version is None:
        return replace(fresh, speed=data["speed"])
    room = fresh.room
    room.version, room.anchor, room.step = version, data["anchor"], data["step"]
    for name in _MOMENTS:
        setattr(room, name, _moment(data[name]))
    return Rehearsal(
        place,
        room,
        data["speed"],
        datetime.fromisoformat(data["since"]),
        datetime.fromisoformat(data["shown"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
