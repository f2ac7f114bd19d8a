"""Rooms on paper."""

from collections import defaultdict

import segno

from mixitup.models import Membership

PAPERS = {"a4": "A4", "letter": "Letter"}


def by_room(seats: list[Membership]) -> dict[int, list[Membership]]:
    """The people of each room, rooms in order."""
    rooms: dict[int, list[Membership]] = defaultdict(list)
    for seat in seats:
        rooms[seat.group.number].append(seat)
    return dict(sorted(rooms.items()))


def code(address: str) -> str:
    """A QR code of the address as a data: URI of an SVG, black on white, with the quiet border that readers need."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(border=4, light="#fff"))
