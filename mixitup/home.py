"""What Mix It Up itself puts on a home page: staff see the inning, students their next session."""

from datetime import datetime

from mixitup.cards import Card
from mixitup.models import User


def cards(user: User, now: datetime) -> list[Card]:
    return []
