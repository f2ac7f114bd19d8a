"""What combines the apps: each offers plain functions, listed here once."""

from collections.abc import Callable
from datetime import datetime

from mixitup import home
from mixitup.cards import Card
from mixitup.models import User

CARDS: list[Callable[[User, datetime], list[Card]]] = [home.cards]


def cards(user: User, now: datetime) -> list[Card]:
    """Everything that the apps put on this person's home page, the most pressing first."""
    found = [card for offer in CARDS for card in offer(user, now)]
    return sorted(found, key=lambda card: card.rank)
