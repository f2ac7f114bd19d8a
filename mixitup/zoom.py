"""Zoom's breakout rooms: the file that assigns people beforehand, whom it will miss, and words for the host.

Zoom takes a CSV of rooms and e-mail addresses, and puts people into their room when they join with that Zoom account.
"""

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from operator import attrgetter

from mixitup.models import Membership, School, Session
from mixitup.wording import listed

HEADER = ("Pre-assign Room Name", "Email Address")
FORMULA_STARTS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Missed:
    """Somebody whom Zoom will not put into their room by itself, and why."""

    seat: Membership
    why: str


@dataclass(frozen=True)
class Assignment:
    """`rows` go into the file, in the order of rooms; `missed` are all the others."""

    rows: list[tuple[str, str]]
    missed: list[Missed]


def room_name(number: int, highest: int) -> str:
    """ "Room 07": padded, because Zoom sorts rooms by letters."""
    return f"Room {number:0{max(2, len(str(highest)))}}"


def assignment(seats: list[Membership], school: School) -> Assignment:
    """Who goes into the file and who can't. `seats` come from `with_people`, in the order of rooms."""
    highest = max((seat.group.number for seat in seats), default=1)
    holders: dict[str, list[Membership]] = defaultdict(list)
    for seat in seats:
        holders[seat.student.zoom_email.strip().lower()].append(seat)
    allowed = sorted({seat.group.number for seat in seats})[: school.zoom_rooms]
    rows: list[tuple[str, str]] = []
    missed: list[Missed] = []
    for seat in sorted(seats, key=attrgetter("group.number")):
        email = seat.student.zoom_email.strip()
        why = _why_not(email, [one for one in holders[email.lower()] if one != seat])
        if not why and seat.group.number not in allowed:
            why = f"The account allows {school.zoom_rooms} rooms, and this one is beyond them."
        if not why and len(rows) >= school.zoom_people:
            why = f"The account allows {school.zoom_people} people, and the file is full."
        if why:
            missed.append(Missed(seat, why))
        else:
            rows.append((room_name(seat.group.number, highest), email))
    return Assignment(rows, missed)


def _why_not(email: str, others: list[Membership]) -> str:
    if not email:
        return "No Zoom e-mail."
    if others:
        names = listed([one.student.shown_name for one in others])
        return f"{names} {'has' if len(others) == 1 else 'have'} the same Zoom e-mail, {email}."
    if email.startswith(FORMULA_STARTS):
        return (
            f"{email} begins with a sign that spreadsheets take for a formula, so it stays out of the file."
        )
    return ""


def file_bytes(rows: list[tuple[str, str]]) -> bytes:
    """As Zoom's own template: the two columns, no byte-order mark, lines ended by CRLF."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([HEADER, *rows])
    return out.getvalue().encode()


def chat_text(session: Session, site: str) -> str:
    """For the meeting's chat, as people come in."""
    return (
        "Welcome to Mix It Up! Click “Breakout Rooms”, find your number, and join that room.\n"
        f"Don't know your number? It's in your mail, and here: {site}\n"
        f"Everybody comes back here at {session.ends_at:%H:%M}."
    )


def rooms_text(seats: list[Membership]) -> str:
    """Everybody's room, a line each room, leads first: what the host looks up when somebody asks."""
    rooms: dict[int, list[str]] = defaultdict(list)
    for seat in seats:
        rooms[seat.group.number].append(f"{seat.student.shown_name}{' (leads)' if seat.leads else ''}")
    return "\n".join(f"Room {number}: {', '.join(names)}" for number, names in sorted(rooms.items()))
