"""What a home page is made of; every app offers cards in this shape."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Card:
    """One block of a home page: a template of the offering app and what it needs; low ranks come first."""

    rank: int
    template: str
    context: dict[str, Any] = field(default_factory=dict)
