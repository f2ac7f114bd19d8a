"""What the people of a room bring to it: intentions, questions the lead chose, norms of their own, a list together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from mixitup.live.clock import Agenda, locked
from mixitup.models import Group, Intention, LiveRoom, Membership, RoomLine, School, Session, Student
from mixitup.pages import Section

MOST_LINES = 100
MOST_PINS = 2


class TooMany(Exception):
    """More than a room's page can hold, or more questions than a lead should choose."""


@dataclass(frozen=True)
class Words:
    """As one person sees them: their own intention, what others shared, the room's norms and list."""

    mine: Intention | None = None
    shared: list[Intention] = field(default_factory=list)
    norms: list[RoomLine] = field(default_factory=list)
    ideas: list[RoomLine] = field(default_factory=list)


def words_of(group: Group, student: Student, room: Iterable[int]) -> Words:
    """Two queries. Others' intentions only where they shared them, and only of this room's people (student ids)."""
    intentions = Intention.objects.filter(session=group.session_id, student__in=room).select_related(
        "student"
    )
    written = [one for one in intentions.order_by("student__name", "pk") if one.text]
    lines = list(group.lines.all())
    return Words(
        mine=next((one for one in written if one.student_id == student.pk), None),
        shared=[one for one in written if one.is_shared and one.student_id != student.pk],
        norms=[line for line in lines if line.kind == RoomLine.Kind.NORM],
        ideas=[line for line in lines if line.kind == RoomLine.Kind.IDEA],
    )


def own_intention(session: Session, student: Student) -> Intention:
    """The student's row for this session, empty if they have written nothing yet."""
    return Intention.objects.filter(session=session, student=student).first() or Intention(
        session=session, student=student
    )


def export(student: Student) -> dict[str, Any]:
    """The author's intentions, in the clear."""
    rows = Intention.objects.filter(student=student).select_related("session").order_by("session__starts_at")
    return {
        "intentions": [
            {"session": str(one.session), "on": one.session.starts_at, "text": one.text}
            for one in rows
            if one.text
        ]
    }


def share_intention(group: Group, student: Student, is_shared: bool) -> None:
    """By the author's own click alone; both ways."""
    with transaction.atomic():
        room = locked(group)
        Intention.objects.filter(session=group.session_id, student=student).update(is_shared=is_shared)
        _changed(room)


def add_line(group: Group, student: Student, kind: str, text: str) -> None:
    """Raises: TooMany."""
    with transaction.atomic():
        room = locked(group)
        if group.lines.count() >= MOST_LINES:
            raise TooMany(f"This room's lists are full with {MOST_LINES} lines. Take one out first.")
        if not group.lines.filter(kind=kind, text=text).exists():
            RoomLine.objects.create(group=group, kind=kind, text=text, student=student)
        _changed(room)


def take_out(group: Group, pk: int, student: Student, is_lead: bool) -> None:
    """One's own line, or anybody's for who leads. Twice is harmless."""
    with transaction.atomic():
        room = locked(group)
        lines = group.lines.filter(pk=pk)
        (lines if is_lead else lines.filter(student=student)).delete()
        _changed(room)


def touch(group: Group) -> None:
    """Something that the room sees has changed elsewhere."""
    with transaction.atomic():
        _changed(locked(group))


def _changed(room: LiveRoom) -> None:
    room.revision += 1
    room.save()


def choices(agenda: Agenda) -> list[tuple[Section, list[str]]]:
    """For each part with questions to choose from, their texts."""
    found = []
    for part in agenda.parts:
        texts = [
            item.text
            for section in (part, *agenda.page.inside(part))
            for item in section.items()
            if not item.items and not item.is_step and item.text
        ]
        if texts:
            found.append((part, list(dict.fromkeys(texts))))
    return found


def pin(group: Group, agenda: Agenda, chosen: Mapping[str, list[str]]) -> None:
    """Keeps the questions that the lead chose (section's anchor -> texts). Raises: TooMany."""
    known = {part.anchor: texts for part, texts in choices(agenda)}
    pins = {anchor: [t for t in texts if t in known.get(anchor, [])] for anchor, texts in chosen.items()}
    over = next(
        (part.title for part, _ in choices(agenda) if len(pins.get(part.anchor, [])) > MOST_PINS), None
    )
    if over:
        raise TooMany(f"Choose one or two questions for {over}: with more, none of them gets its time.")
    with transaction.atomic():
        room = locked(group)
        room.pins = {anchor: texts for anchor, texts in pins.items() if texts}
        _changed(room)


def hello(group: Group, seat: Membership) -> str:
    """A message from the lead to their room, for Slack."""
    session = group.session
    start = timezone.localtime(session.starts_at)
    join = (
        f"Join here, then pick breakout room {group.number}: {session.join_link}"
        if session.join_link
        else (f"In the Zoom meeting, pick breakout room {group.number}.")
    )
    return (
        f"Hi all! I'm {seat.student.first_name}, and I lead our Mix It Up room ({group.number}) on "
        f"{start:%A} at {start:%H:%M}, {School.load().city} time.\n{join}\n"
        "Nothing to prepare. If you like, think of one thing you'd want from the hour. See you there!"
    )
