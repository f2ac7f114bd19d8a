"""Many sessions in which nobody meets again, for people who are all alike: one session, turned.

People sit in circles of as many places as there are turns; a few may sit in the middle, one in each group. A turn moves
every circle on by one place. If the pairs of one session have different distances (within a circle, or from one circle
to another), no two turns of it bring a pair together twice. Such a session is looked for by backtracking with random
orders (the method of starters and difference families: Anderson, Combinatorial Designs and Tournaments, 1997).
"""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt

# Half-built sessions looked at in one attempt, and in all of them.
ATTEMPT = 20_000
ATTEMPTS = 40

# A place: its circle (those in the middle come after the circles) and where in it.
Place = tuple[int, int]


def turned(people: int, size: int, sessions: int, draw: Callable[[], float]) -> list[list[int]] | None:
    """A group (0, 1, …) for each person in each session, so that no pair meets twice; None if none was found.

    `size` divides `people`. Where turns make a square number, a circle is a square sheet turned both ways. Deterministic by `draw`; at most ATTEMPTS * ATTEMPT nodes for each number of turns.
    """
    for turns in range(sessions, (people - 1) // (size - 1) + 1):
        root = isqrt(turns)
        row = root if root * root == turns else turns
        for _ in range(ATTEMPTS):
            search = _Search(people, size, turns, draw, row)
            if search.succeeds():
                return [search.session(turn) for turn in range(sessions)]
    return None


class _Search:
    def __init__(self, people: int, size: int, turns: int, draw: Callable[[], float], row: int) -> None:
        self.size, self.turns, self.draw = size, turns, draw
        places = range(turns)
        # Where a turn moves a place, and how far it is from one to another: whole circles, or rows of a sheet.
        self.moved = [[(a // row + b // row) * row % turns + (a + b) % row for b in places] for a in places]
        self.apart = [[self.moved[a].index(b) for b in places] for a in places]
        self.circles = people // turns
        self.places: list[Place] = [(at // turns, at % turns) for at in range(self.circles * turns)]
        self.places += [(self.circles + at, 0) for at in range(people - len(self.places))]
        self.used: set[tuple[int, ...]] = set()
        self.groups: list[list[Place]] = []
        self.nodes = 0

    def succeeds(self) -> bool:
        return self._opens(self.places)

    def session(self, turn: int) -> list[int]:
        """The session after so many turns, as a group for each person."""
        group_of = dict.fromkeys(self.places, 0)
        for number, group in enumerate(self.groups):
            for circle, at in group:
                moved = self.moved[at][turn] if circle < self.circles else 0
                group_of[circle, moved] = number
        return [group_of[place] for place in self.places]

    def _opens(self, free: list[Place]) -> bool:
        """Start a group with someone who has no group yet, those in the middle first."""
        if not free:
            return True
        order = sorted(free, key=lambda place: (place[0] < self.circles, self.draw()))
        return self._fills(order[:1], order[1:], order[1:])

    def _fills(self, group: list[Place], candidates: list[Place], free: list[Place]) -> bool:
        self.nodes += 1
        if self.nodes > ATTEMPT:
            return False
        if len(group) == self.size:
            self.groups.append(group)
            if self._opens(free):
                return True
            self.groups.pop()
            return False
        for at, place in enumerate(candidates):
            distances = self._distances(place, group)
            if distances is None:
                continue
            self.used.update(distances)
            rest = [other for other in free if other != place]
            if self._fills([*group, place], candidates[at + 1 :], rest):
                return True
            self.used.difference_update(distances)
        return False

    def _distances(self, place: Place, group: list[Place]) -> list[tuple[int, ...]] | None:
        """The distances from a place to a group's, if they are new and nobody would meet again."""
        found: list[tuple[int, ...]] = []
        for other in group:
            (circle, at), (far, there) = sorted((place, other))
            apart, back = self.apart[at][there], self.apart[there][at]
            if circle >= self.circles or (circle == far and apart == back):
                return None
            if far >= self.circles:
                apart = 0
            elif circle == far:
                apart = min(apart, back)
            distance = (circle, far, apart)
            if distance in self.used or distance in found:
                return None
            found.append(distance)
        return found
