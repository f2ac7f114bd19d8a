"""An agenda fitted to the time there is: before the hour, when it starts late, and while it runs over.

Times are whole numbers of one unit that the caller chooses: `minute` says how many make a minute (1 for plans in
minutes, 60 for a clock in seconds). Integer arithmetic only; same input, same result; O(parts) but for sorting.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

CLOSE_MINUTES = 3
LONGEST_MINUTES = 5
OPENING_MINUTES = 2

_OPENING = re.compile(
    r"\b(?:introduc|intros?\b|welcome|hello|ice ?breaker|check[- ]?in|warm[- ]?up)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A timed part of the hour: at least `least`, at most `most`, both in the caller's unit."""

    title: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Fit:
    """How long each part takes, in the parts' order, and one line that says which get less than the page asks."""

    lengths: tuple[int, ...]
    line: str = ""


def fit(slots: Sequence[Slot], available: int, minute: int = 1) -> Fit:
    """Lengths that add up to exactly `available` (0 where that is negative), sections in their order.

    Within the ranges the spare time is shared in proportion, a minute at a time, so that a clock in seconds shows the
    times of a plan in minutes; time beyond every range goes to the longest part.
    Where the least of all is too much, the longest part gives first, then the introductions, then the others
    from the longest down; the last part (the close) gives nothing below three minutes while any other has time.
    """
    available = max(available, 0)
    if not slots:
        return Fit(())
    lengths = [max(slot.least, 0) for slot in slots]
    spare = available - sum(lengths)
    if spare < 0:
        _take(lengths, slots, -spare, minute)
        return Fit(tuple(lengths), _line(slots, lengths, minute))
    room = [max(slot.most - length, 0) for slot, length in zip(slots, lengths, strict=True)]
    given = _share(room, min(spare, sum(room)), minute)
    lengths = [length + extra for length, extra in zip(lengths, given, strict=True)]
    lengths[lengths.index(max(lengths))] += available - sum(lengths)
    return Fit(tuple(lengths))


def refit(slots: Sequence[Slot], at: int, spent: int, remaining: int, minute: int = 1) -> Fit:
    """Lengths still to come for the parts from index `at` on, of which the first has had `spent` already.

    They add up to exactly `remaining`. Raises: IndexError where there is no part `at`.
    """
    current = slots[at]
    begun = Slot(current.title, max(current.least - spent, 0), max(current.most - spent, 0))
    return fit([begun, *slots[at + 1 :]], remaining, minute)


def _share(room: Sequence[int], spare: int, minute: int) -> list[int]:
    """`spare` units in proportion to the room each part has: whole minutes, but for one part that lacks what is odd."""
    minutes, whole = -(-spare // minute), [one // minute for one in room]
    if minutes > sum(whole):
        return _proportion(room, spare)
    given = [one * minute for one in _proportion(whole, minutes)]
    if odd := minutes * minute - spare:
        given[next(i for i, one in enumerate(given) if one)] -= odd
    return given


def _proportion(room: Sequence[int], spare: int) -> list[int]:
    """`spare` units in proportion to the room each part has; the largest remainders first, then in order."""
    whole = sum(room)
    if not whole:
        return [0] * len(room)
    given = [spare * one // whole for one in room]
    rest = sorted(range(len(room)), key=lambda i: (-(spare * room[i] % whole), i))
    for i in rest[: spare - sum(given)]:
        given[i] += 1
    return given


def _take(lengths: list[int], slots: Sequence[Slot], missing: int, minute: int) -> None:
    """Takes `missing` units off, in place: first down to floors worth having, then down to nothing, the close last."""
    last = len(lengths) - 1
    order = sorted(range(last), key=lambda i: (-lengths[i], i))
    opening = [i for i in order[1:] if _OPENING.search(slots[i].title)]
    order = [*order[:1], *opening, *(i for i in order[1:] if i not in opening)]
    floors = dict.fromkeys(order, minute)
    floors |= dict.fromkeys(opening, OPENING_MINUTES * minute)
    floors |= dict.fromkeys(order[:1], LONGEST_MINUTES * minute)
    steps = [(i, floors[i]) for i in order]
    steps += [(last, CLOSE_MINUTES * minute), *((i, 0) for i in order), (last, 0)]
    for i, floor in steps:
        taken = min(missing, max(lengths[i] - floor, 0))
        lengths[i] -= taken
        missing -= taken


def _line(slots: Sequence[Slot], lengths: Sequence[int], minute: int) -> str:
    """Says who gives, in whole minutes (rounded up, so that nothing that gives is said to give none)."""
    gives = [
        (slot.title, -(-(slot.least - length) // minute))
        for slot, length in zip(slots, lengths, strict=True)
        if length < slot.least
    ]
    if not gives:
        return ""
    (first, less), *others = gives
    listed = [f"{first} gets {less} minute{'' if less == 1 else 's'} less", *(f"{t} {n}" for t, n in others)]
    listed = [", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed
    return f"There is less time than the guide asks for: {' and '.join(listed)}."
