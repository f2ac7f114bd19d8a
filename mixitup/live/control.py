"""All rooms of a session at one moment, for the staff who look after them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from mixitup import library
from mixitup.live.clock import LEAD_LATE
from mixitup.models import Attendance, Change, Group, LiveRoom, Membership, PageVersion, Session, User
from mixitup.wording import listed

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class ControlRoom:
    """One room: where it is, who leads, who is noted as here (`came`, None where nobody noted)."""

    group: Group
    where: str
    tone: str
    leads: str
    lead_trouble: str
    people: int
    came: int | None
    help_asked_at: datetime | None

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        """Who needs somebody first stands first."""
        return not self.help_asked_at, not self.lead_trouble, self.tone != "warn", self.group.number


def control_rooms(session: Session, now: datetime) -> list[ControlRoom]:
    """The published rooms, those that need somebody first. Four queries, however many rooms."""
    seats: dict[Group, list[Membership]] = defaultdict(list)
    here = Membership.objects.filter(arrangement=session.published_id).select_related("group", "student")
    for seat in here:
        seats[seat.group].append(seat)
    running = LiveRoom.objects.filter(group__in=seats).select_related("stand_in")
    live = {room.group_id: room for room in running}
    titles = _titles(live.values())
    noted: dict[int, dict[int, bool]] = defaultdict(dict)
    attendance = Attendance.objects.filter(session=session)
    for pk, student, came in attendance.values_list("group", "student", "is_present"):
        noted[pk][student] = came
    found = []
    for group, people in seats.items():
        room = live.get(group.pk)
        where, tone = _where(session, room, titles, now)
        leads, came_here = [seat.student.shown_name for seat in people if seat.leads], noted[group.pk]
        found.append(
            ControlRoom(
                group=group,
                where=where,
                tone=tone,
                leads=listed(leads),
                lead_trouble=_lead_trouble(session, room, people, came_here, now),
                people=len(people),
                came=sum(came_here.values()) if came_here else None,
                help_asked_at=room.help_asked_at if room else None,
            )
        )
    return sorted(found, key=lambda one: one.rank)


def _titles(rooms: Iterable[LiveRoom]) -> dict[tuple[int | None, str], str]:
    """By version and anchor, the titles of the sections of the guides in use."""
    versions = PageVersion.objects.in_bulk({room.version_id for room in rooms if room.version_id})
    return {
        (pk, section.anchor): section.title
        for pk, version in versions.items()
        for section in library.read(version).sections
    }


def _where(
    session: Session, room: LiveRoom | None, titles: Mapping[tuple[int | None, str], str], now: datetime
) -> tuple[str, str]:
    """Where a room is, in words, and whether that is "good", "warn" or nothing to speak of."""
    if room is None or room.started_at is None:
        is_late = now >= session.starts_at + LEAD_LATE
        return "Not started", "warn" if is_late and now < session.ends_at else ""
    assert room.section_ends_at is not None
    if room.finished_at:
        return "Finished", ""
    title = titles.get((room.version_id, room.anchor), "")
    if room.paused_at:
        return f"{title}, paused", "warn"
    left = room.section_ends_at - now
    if left < timedelta(0):
        over = -left // MINUTE
        return f"{title}, {f'{over} min over' if over else 'time is up'}", "warn" if over >= 2 else "good"
    return f"{title}, {-(-left // MINUTE)} min left", "good"


def _lead_trouble(
    session: Session, room: LiveRoom | None, seats: list[Membership], noted: dict[int, bool], now: datetime
) -> str:
    """Why a room may be without its lead, '' where nothing says so."""
    leads = [seat for seat in seats if seat.leads]
    if room and room.stand_in:
        return f"{room.stand_in.shown_name} leads instead"
    if not leads:
        return "Nobody is set to lead"
    if all(noted.get(seat.student_id) is False for seat in leads):
        return "Lead isn't here"
    is_late = not (room and room.started_at) and session.starts_at + LEAD_LATE <= now < session.ends_at
    return "Lead hasn't started" if is_late else ""


@transaction.atomic
def say_to_rooms(session: Session, words: str, actor: User) -> None:
    """One line on every room's live page; '' takes it away."""
    session = Session.objects.locked(session.pk)
    before, session.rooms_line = session.rooms_line, words
    session.save(update_fields=["rooms_line"])
    Change.objects.create(
        actor=actor,
        verb="session.line",
        subject=str(session),
        before={"line": before},
        after={"line": words},
    )
