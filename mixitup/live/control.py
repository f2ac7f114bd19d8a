"""All rooms of a session at one moment, for the staff who look after them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

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
    seats: dict[int, list[Membership]] = defaultdict(list)
    groups: dict[int, Group] = {}
    for seat in Membership.objects.filter(arrangement=session.published_id).select_related(
        "group", "student"
    ):
        seats[seat.group_id].append(seat)
        groups[seat.group_id] = seat.group
    live = {
        room.group_id: room for room in LiveRoom.objects.filter(group__in=groups).select_related("stand_in")
    }
    versions = PageVersion.objects.in_bulk({room.version_id for room in live.values() if room.version_id})
    titles = {
        pk: {section.anchor: section.title for section in library.read(version).sections}
        for pk, version in versions.items()
    }
    noted: dict[int, dict[int, bool]] = defaultdict(dict)
    for group_id, student, came in Attendance.objects.filter(session=session).values_list(
        "group", "student", "is_present"
    ):
        noted[group_id][student] = came
    found = []
    for pk, group in groups.items():
        room = live.get(pk)
        leads = [seat.student.shown_name for seat in seats[pk] if seat.leads]
        title = titles.get(room.version_id, {}).get(room.anchor, "") if room and room.version_id else ""
        where, tone = _where(session, room, title, now)
        found.append(
            ControlRoom(
                group=group,
                where=where,
                tone=tone,
                leads=listed(leads) if leads else "",
                lead_trouble=_lead_trouble(session, room, seats[pk], noted[pk], now),
                people=len(seats[pk]),
                came=Counter(noted[pk].values())[True] if noted[pk] else None,
                help_asked_at=room.help_asked_at if room else None,
            )
        )
    return sorted(found, key=lambda one: one.rank)


def _where(session: Session, room: LiveRoom | None, title: str, now: datetime) -> tuple[str, str]:
    """Where a room is, in words, and whether that is "good", "warn" or nothing to speak of."""
    if room is None or room.started_at is None:
        is_late = now >= session.starts_at + LEAD_LATE
        return "Not started", "warn" if is_late and now < session.ends_at else ""
    assert room.section_ends_at is not None
    if room.finished_at:
        return "Finished", ""
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


def say_to_rooms(session: Session, words: str, actor: User) -> None:
    """One line on every room's live page; '' takes it away."""
    Session.objects.filter(pk=session.pk).update(rooms_line=words)
    Change.objects.create(
        actor=actor,
        verb="session.line",
        subject=str(session),
        before={"line": session.rooms_line},
        after={"line": words},
    )
