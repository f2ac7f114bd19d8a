"""The fewest moves that keep every room led and none too small once the missing people are out.

The engine's own repair makes sizes even, which moves people whom nobody has to move on the day. Here a room only gets
somebody when it needs them; who that is, the engine's `Position` says by its figures.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from statistics import median_low

from mixitup import mixing
from mixitup.assignment import Effect, Position
from mixitup.assignment.sizing import LARGEST, SMALLEST
from mixitup.board.page import Board, Seat
from mixitup.models import Session

# Above this many rooms in need, not every choice of rooms to close is looked at, and nothing is said of fewest.
LOOKED_AT = 10


@dataclass(frozen=True)
class Move:
    student: int
    source: int | None
    target: int


@dataclass(frozen=True)
class Item:
    """What is accepted or left with one tick: moves that only make sense together, and why, as a sentence."""

    key: str
    moves: tuple[Move, ...]
    names: tuple[str, ...]
    why: str

    @property
    def lines(self) -> list[tuple[str, Move]]:
        return list(zip(self.names, self.moves, strict=True))


class Planner:
    """Plans on a board as it stands; nothing is written. Deterministic: ties go to the lower room, then the lower id."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.seats = board.seats
        self.out = sorted(
            (s for s in self.seats.values() if s.place.room and (s.place.is_absent or not s.is_active)),
            key=lambda seat: (seat.place.role, seat.place.room, seat.name.casefold()),
        )
        gone = {seat.pk for seat in self.out}
        self.rooms = {
            room.number: {seat.pk for seat in room.seats} - gone
            for room in board.rooms
            if any(seat.pk not in gone for seat in room.seats)
        }
        self.waiting = [seat.pk for seat in board.unplaced]
        self.items: list[Item] = []
        self.troubles: list[str] = []
        self.is_fewest = False
        usual = median_low([len(room.seats) for room in board.rooms if room.seats] or [SMALLEST])
        self.least = max(2, min(SMALLEST, usual - 1))
        self.most = max([LARGEST, usual + 1, *(len(room.seats) for room in board.rooms)])
        rule = board.session.lead_rule
        self.rank = {
            pk: mixing.lead_rank(rule, seat.enrolment.module.lead_rank if seat.enrolment else None)
            for pk, seat in self.seats.items()
        }
        self.position = self._stand()

    def run(self) -> "Planner":
        if not self.rooms:
            if self.out:
                self.troubles.append("Nobody is left in any room.")
            return self
        closed, bound = self._rooms_to_close()
        for room in closed:
            self._close(room)
        for room in [room for room in sorted(self.rooms) if self._is_unled(room)]:
            self._bring_lead(room)
        for room in sorted(self.rooms):
            self._fill(room)
        for student in list(self.waiting):
            self._seat(student)
        moved = sum(move.source is not None for item in self.items for move in item.moves)
        self.is_fewest = bound is not None and moved <= bound and not self.troubles
        return self

    # What is so.

    def _stand(self) -> Position | None:
        if not self.rooms:
            return None
        placed = {pk: number for number, people in self.rooms.items() for pk in people}
        people = [self.seats[pk].enrolment for pk in [*placed, *self.waiting]]
        problem = mixing.problem(
            self.board.session,
            [one for one in people if one],
            self.board.past,
            numbers=list(self.rooms),
            rules=self.board.rules,
        )
        return Position(problem, {key: placed.get(int(key)) for key in problem.index})

    def _able(self, room: int) -> list[int]:
        return sorted(pk for pk in self.rooms[room] if self.rank[pk] is not None)

    def _is_unled(self, room: int) -> bool:
        """Whether nobody in the room can lead, nor was made its lead although of no rank."""
        if self.board.session.lead_rule == Session.LeadRule.NONE:
            return False
        return not self._able(room) and not any(self.seats[pk].leads for pk in self.rooms[room])

    def _need(self, room: int) -> int:
        """How many people have to come into the room: at least a lead, at least enough."""
        return max(self.least - len(self.rooms[room]), int(self._is_unled(room)))

    def _seat_of(self, student: int) -> Seat:
        return self.seats[student]

    def _effect(self, student: int, room: int) -> Effect | None:
        """What the move changes; None where it would break a rule."""
        assert self.position
        found = self.position.move_effect(str(student), room)
        return None if found.breaks else found

    def _goals(self, effect: Effect) -> tuple[int, ...]:
        return effect.goals(self.board.session.prefer)

    # Closing rooms.

    def _rooms_to_close(self) -> tuple[list[int], int | None]:
        """Which rooms are better shared out than filled up, and the fewest moves that can do (None: not known)."""
        needy = sorted(
            (room for room in self.rooms if self._need(room) > 0), key=lambda r: len(self.rooms[r])
        )
        closable = [r for r in needy if not any(self._seat_of(pk).place.is_pinned for pk in self.rooms[r])]
        is_all = len(closable) <= LOOKED_AT
        ranked = sorted(
            (self._cost(needy, closed), len(closed), closed) for closed in _choices(closable, is_all=is_all)
        )
        (is_stuck, cost), _, closed = ranked[0]
        return list(closed), cost if is_all and not is_stuck else None

    def _cost(self, needy: list[int], closed: tuple[int, ...]) -> tuple[bool, int]:
        """Whether there'd be too few people to spare or places, and how many people would move."""
        supply = sum(len(self.rooms[room]) for room in closed)
        need = sum(self._need(room) for room in needy if room not in closed)
        kept = [len(people) for room, people in self.rooms.items() if room not in closed]
        short = max(0, need - supply - len(self.waiting))
        spare = sum(max(0, size - self.least) for size in kept)
        people = sum(kept) + supply + len(self.waiting)
        deficit = sum(max(0, self.least - size) for size in kept) - supply - len(self.waiting)
        return (not kept or deficit > spare or people > self.most * len(kept), supply + short)

    def _close(self, room: int) -> None:
        people = sorted(self.rooms[room], key=lambda pk: (self.rank[pk] is None, self.rank[pk] or 0, pk))
        count, moves = len(people), []
        for student in people:
            target = self._best_room(student, besides=room)
            if target is None:
                self.troubles.append(
                    f"{self._seat_of(student).name} can’t go into any other room without breaking a rule."
                )
                continue
            moves.append(self._go(student, target))
        if not self.rooms[room]:
            del self.rooms[room]
        if moves:
            left = "Only one person is" if count == 1 else f"Only {count} people are"
            self._add(
                f"close-{room}",
                moves,
                f"{left} left in room {room}; sharing them out takes fewer moves than filling it.",
            )

    def _best_room(self, student: int, besides: int | None = None) -> int | None:
        def key(room: int, effect: Effect) -> tuple[object, ...]:
            is_lead_wanted = self._is_unled(room) and self.rank[student] is not None
            size = len(self.rooms[room])
            return (not is_lead_wanted, size >= self.least, size, self._goals(effect), room)

        found = [
            (key(room, effect), room)
            for room in self.rooms
            if room != besides and (effect := self._effect(student, room))
        ]
        return min(found)[1] if found else None

    # Leads.

    def _bring_lead(self, room: int) -> None:
        if not self._is_unled(room):
            return
        found = min(self._lead_offers(room), default=None)
        if found:
            student = found[-1]
            source = self._seat_of(student).place.room if student not in self.waiting else None
            had = len(self._able(source)) if source in self.rooms else 0
            spare = f"; room {source} has {had} who can" if source else ", and they need a room"
            self._add(
                f"lead-{room}", [self._go(student, room)], f"Room {room} has nobody left who can lead{spare}."
            )
        elif not self._swap_lead(room):
            self.troubles.append(
                f"Room {room} has nobody who can lead, and no other room can spare somebody. Anyone in it can open the guide and start."
            )

    def _lead_offers(self, room: int) -> Iterator[tuple[bool, bool, int, int, tuple[int, ...], int]]:
        """Who could come and lead: people without a room first, then those whom a larger room with others can spare."""
        for student in self.waiting:
            rank = self.rank[student]
            if rank is not None and (effect := self._effect(student, room)):
                yield False, False, rank, 0, self._goals(effect), student
        for source in self.rooms:
            if len(self.rooms[source]) <= self.least:
                continue
            for student, rank in self._spare_leads(source):
                if effect := self._effect(student, room):
                    is_lead = self._seat_of(student).leads
                    yield True, is_lead, rank, -len(self.rooms[source]), self._goals(effect), student

    def _spare_leads(self, source: int) -> Iterable[tuple[int, int]]:
        """Those of a room with several who can lead, with their rank; pinned people stay."""
        able = self._able(source)
        for student in able if len(able) > 1 else []:
            rank = self.rank[student]
            if rank is not None and not self._seat_of(student).place.is_pinned:
                yield student, rank

    def _swap_lead(self, room: int) -> bool:
        """Nobody can be spared without making a room too small: somebody goes back in exchange."""
        assert self.position
        found = []
        for source in self.rooms:
            for student, rank in self._spare_leads(source):
                for other in sorted(self.rooms[room]):
                    effect = self.position.swap_effect(str(student), str(other))
                    if not effect.breaks and not self._seat_of(other).place.is_pinned:
                        is_lead = self._seat_of(student).leads
                        found.append((is_lead, rank, self._goals(effect), student, other, source))
        if not found:
            return False
        *_, student, other, source = min(found)
        moves = [self._go(student, room), self._go(other, source)]
        self._add(
            f"lead-{room}",
            moves,
            f"Room {room} has nobody left who can lead; they change places, so that no room gets too small.",
        )
        return True

    # Sizes.

    def _fill(self, room: int) -> None:
        """Bring people until the room is large enough: those without a room first, then from the largest rooms."""
        while len(self.rooms[room]) < self.least:
            count = len(self.rooms[room])
            best = self._best(self.waiting, room)
            if best is None:
                best = self._best_spare(room)
            if best is None:
                self.troubles.append(
                    f"Room {room} has only {count} {'person' if count == 1 else 'people'} left, and no other room can spare somebody."
                )
                return
            source = None if best in self.waiting else self._room_of(best)
            larger = f"; room {source} has {len(self.rooms[source])}" if source else ", and they need a room"
            self._add(
                f"to-{room}-{best}", [self._go(best, room)], f"Room {room} has only {count} left{larger}."
            )

    def _best(self, students: Iterable[int], room: int) -> int | None:
        found = [(self._goals(effect), pk) for pk in students if (effect := self._effect(pk, room))]
        return min(found)[1] if found else None

    def _best_spare(self, room: int) -> int | None:
        by_size: dict[int, list[int]] = {}
        for source, people in self.rooms.items():
            if len(people) > self.least and source != room:
                by_size.setdefault(len(people), []).extend(self._spare(source))
        for size in sorted(by_size, reverse=True):
            best = self._best(by_size[size], room)
            if best is not None:
                return best
        return None

    def _spare(self, source: int) -> Iterator[int]:
        """Who may leave a room: not its lead, nor somebody pinned, nor the only one who can lead."""
        able = self._able(source)
        for student in sorted(self.rooms[source]):
            seat = self._seat_of(student)
            if not (seat.leads or seat.co_leads or seat.place.is_pinned or able == [student]):
                yield student

    def _seat(self, student: int) -> None:
        room = self._best_room(student)
        if room is None:
            name = self._seat_of(student).name
            self.troubles.append(
                f"{name} can’t go into any room without breaking a rule. Place them on the board."
            )
            return
        count = len(self.rooms[room])
        self._add(
            f"in-{student}",
            [self._go(student, room)],
            f"Needs a room; room {room} is one of the smallest, with {count}.",
        )

    # Moving.

    def _room_of(self, student: int) -> int | None:
        return next((room for room, people in self.rooms.items() if student in people), None)

    def _go(self, student: int, room: int) -> Move:
        assert self.position
        source = self._room_of(student)
        if source is None:
            self.waiting.remove(student)
        else:
            self.rooms[source].discard(student)
        self.rooms[room].add(student)
        self.position.move(str(student), room)
        return Move(student, source, room)

    def _add(self, key: str, moves: list[Move], why: str) -> None:
        names = tuple(self._seat_of(move.student).name for move in moves)
        self.items.append(Item(key, tuple(moves), names, why))


def _choices(rooms: list[int], *, is_all: bool) -> Iterator[tuple[int, ...]]:
    """Sets of rooms that could be closed: all sets, or the smallest rooms first where there are too many."""
    for count in range(len(rooms) + 1):
        if is_all:
            yield from combinations(rooms, count)
        else:
            yield tuple(rooms[:count])
