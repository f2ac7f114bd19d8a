"""Chance that is the same everywhere: only `random()` is drawn, which Python promises to keep by seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TypeVar

T = TypeVar("T")


def source(seed: int) -> Callable[[], float]:
    """A function that draws floats in [0, 1), the same sequence for the same seed."""
    return Random(seed).random


def shuffle(items: list[T], draw: Callable[[], float]) -> None:
    """Put the list in random order, in place."""
    for place in range(len(items) - 1, 0, -1):
        other = int(draw() * (place + 1))
        items[place], items[other] = items[other], items[place]
