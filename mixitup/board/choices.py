"""What could be done with one person on the board, best first, each with what it changes in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from mixitup.assignment import Effect, Position
from mixitup.board.page import Board, Seat
from mixitup.board.words import GOOD, SAME, WARN, best_title
from mixitup.wording import listed

Goals = tuple[int, ...]


@dataclass(frozen=True)
class Choice:
    """A step that somebody could take: what it changes, and whether that is better or worse."""

    words: str
    tone: str
    seat: Seat | None = None
    room: int | None = None


class Choices:
    """The swaps and moves of one person, who may be without a room; none for somebody who isn't to be placed."""

    def __init__(self, board: Board, seat: Seat) -> None:
        self.board, self.seat = board, seat
        self.prefer = board.session.prefer
        self.title = best_title(board.enrolments.values())
        self.sizes = [len(room.seats) for room in board.rooms]
        is_placeable = seat.is_active and not seat.place.is_absent
        self.position: Position | None = board.position if is_placeable else None

    @cached_property
    def swaps(self) -> list[Choice]:
        """With everybody of another room, best first: pinned people after all others."""
        here = self.seat.place.room
        others = [one for one in self.board.seats.values() if one.place.room and one.place.room != here]
        return _best(self._swap(self.position, one) for one in others) if self.position else []

    @cached_property
    def moves(self) -> list[Choice]:
        """Into every other room, best first: rooms that stay even before all others, then the smaller ones."""
        rooms = [room.number for room in self.board.rooms if room.number != self.seat.place.room]
        return _best(self._move(self.position, number) for number in rooms) if self.position else []

    def _swap(self, position: Position, other: Seat) -> tuple[Goals, Choice]:
        effect = position.swap_effect(str(self.seat.pk), str(other.pk))
        words = [
            *self._met(position, self.seat, other.place.room, other),
            *self._met(position, other, self.seat.place.room, self.seat),
            *self._figures(effect),
        ]
        goals = effect.goals(self.prefer)
        choice = Choice(_joined(words), _tone(goals), seat=other, room=other.place.room)
        return (int(other.place.is_pinned), *goals), choice

    def _move(self, position: Position, room: int) -> tuple[Goals, Choice]:
        effect = position.move_effect(str(self.seat.pk), room)
        left = self.seat.place.room
        grown = self.sizes[room - 1] + 1
        kept = self.sizes[left - 1] if left else min(self.sizes) + 1
        words = [*self._met(position, self.seat, room, None), *self._figures(effect)]
        is_less_even = kept < grown
        if is_less_even:
            words.append(f"rooms of {kept - 1} and {grown}" if left else f"a room of {grown}")
        goals = effect.goals(self.prefer)
        tone = WARN if is_less_even else _tone(goals)
        return (int(is_less_even), grown, *goals), Choice(_joined(words), tone, room=room)

    def _met(self, position: Position, seat: Seat, room: int | None, leaving: Seat | None) -> Iterable[str]:
        """ "Rafa meets Noor again", "Rafa no longer meets Ola again": for one person who changes rooms."""
        problem = position.problem
        met = problem.met[problem.index[str(seat.pk)]]
        away = (seat.pk, leaving.pk if leaving else 0)

        def known(number: int | None) -> list[str]:
            people = self.board.rooms[number - 1].seats if number and met else []
            return [
                one.student.first_name
                for one in people
                if one.pk not in away and problem.index.get(str(one.pk)) in met
            ]

        if room and (names := known(room)):
            yield f"{seat.student.first_name} meets {listed(names)} again"
        if names := known(seat.place.room):
            yield f"{seat.student.first_name} no longer meets {listed(names)} again"

    def _figures(self, effect: Effect) -> Iterable[str]:
        yield from effect.breaks
        if effect.without_best_lead:
            yield f"a room {'loses its' if effect.without_best_lead > 0 else 'gets a'} {self.title}"
        elif effect.without_lead:
            yield "a room loses its lead" if effect.without_lead > 0 else "a room gets a lead"
        for name, change in effect.spread.items():
            if change:
                yield f"{name}s {'less' if change > 0 else 'more'} even"


def _best(ranked: Iterable[tuple[Goals, Choice]]) -> list[Choice]:
    return [choice for _, choice in sorted(ranked, key=lambda pair: pair[0])]


def _tone(goals: Sequence[int]) -> str:
    first = next((one for one in goals if one), 0)
    return WARN if first > 0 else GOOD if first < 0 else SAME


def _joined(words: Sequence[str]) -> str:
    return ", ".join(words) or "as good as now"
