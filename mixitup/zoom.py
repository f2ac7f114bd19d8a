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
    """`rows` go into the file, in the order of rooms; `missed` are all the others.

    `by_sign_in` are those of `rows` whose sign-in address stands in; `unsaid` counts who gave no Zoom e-mail.
    """

    rows: list[tuple[str, str]]
    missed: list[Missed]
    by_sign_in: list[Membership]
    unsaid: int


def room_name(number: int, highest: int) -> str:
    """ "Room 07": padded, because Zoom sorts rooms by letters."""
    return f"Room {number:0{max(2, len(str(highest)))}}"


def assignment(seats: list[Membership], school: School, with_sign_in: bool = False) -> Assignment:
    """Who goes into the file and who can't. `seats` come from `with_people`, in the order of rooms.

    `with_sign_in`: whoever gave no Zoom e-mail goes in with the address they sign in with here. That never takes a
    place or an address from somebody who did give one.
    """
    seats = sorted(seats, key=attrgetter("group.number"))
    holders: dict[str, list[Membership]] = defaultdict(list)
    for seat in seats:
        if email := seat.student.zoom_email.strip().lower():
            holders[email].append(seat)
    said = [seat for seat in seats if seat.student.zoom_email.strip()]
    unsaid = [seat for seat in seats if not seat.student.zoom_email.strip()]
    allowed = set(sorted({seat.group.number for seat in seats})[: school.zoom_rooms])
    emails: dict[Membership, str] = {}
    reasons: dict[Membership, str] = {}
    for seat in said + unsaid:
        email, why = _address(seat, holders, with_sign_in)
        if not why and seat.group.number not in allowed:
            why = f"The account allows {school.zoom_rooms} rooms, and this one is beyond them."
        if not why and len(emails) >= school.zoom_people:
            why = f"The account allows {school.zoom_people} people, and the file is full."
        if why:
            reasons[seat] = why
        else:
            emails[seat] = email
    highest = max((seat.group.number for seat in seats), default=1)
    return Assignment(
        rows=[(room_name(seat.group.number, highest), emails[seat]) for seat in seats if seat in emails],
        missed=[Missed(seat, reasons[seat]) for seat in seats if seat in reasons],
        by_sign_in=[seat for seat in unsaid if seat in emails],
        unsaid=len(unsaid),
    )


def _address(seat: Membership, holders: dict[str, list[Membership]], with_sign_in: bool) -> tuple[str, str]:
    """The address for the file, and why it can't go in, empty where it can. `holders`: who gave which Zoom e-mail."""
    email = seat.student.zoom_email.strip()
    others = [one for one in holders.get(email.lower(), []) if one != seat]
    if email and others:
        names = listed([one.student.shown_name for one in others])
        return email, f"{names} {'has' if len(others) == 1 else 'have'} the same Zoom e-mail, {email}."
    if not email and not with_sign_in:
        return "", "No Zoom e-mail."
    if not email:
        email = seat.student.email
        if others := holders.get(email.lower(), []):
            names = listed([one.student.shown_name for one in others])
            return email, f"No Zoom e-mail, and {names} gave this sign-in address, {email}, as theirs."
    if not email:
        return "", "No Zoom e-mail, and no sign-in address."
    if email.startswith(FORMULA_STARTS):
        why = "begins with a sign that spreadsheets take for a formula, so it stays out of the file."
        return email, f"{email} {why}"
    return email, ""


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
