"""Why not every figure can be at its floor at once: people for whom there is no ideal room."""

from __future__ import annotations

from collections.abc import Sequence

from mixitup.assignment import floors as bounds
from mixitup.assignment.floors import Floors
from mixitup.assignment.problem import Problem
from mixitup.assignment.state import State

# Rooms looked at, half built, before nothing is said about a person.
NODES = 4000


def least_costly(problem: Problem, state: State, floors: Floors) -> tuple[list[int], int]:
    """(people stuck, least sum of repeats and same-value pairs above the floors that they force on everyone).

    A stuck person's room costs at least one, and a room holds at most the largest size of them. Only people
    in
    rooms of `state` that aren't ideal can be stuck, so only they are looked at.
    """
    found = stuck(problem, floors, _costly(problem, state))
    return found, -(-len(found) // max(problem.sizes))


def _costly(problem: Problem, state: State) -> list[int]:
    most = [-(-total // problem.groups) for total in problem.totals]
    least = [total // problem.groups for total in problem.totals]
    people: list[int] = []
    for members, row in zip(state.members, state.counts, strict=True):
        even = all(low <= count <= high for low, count, high in zip(least, row, most, strict=True))
        if not even or any(other in problem.met[one] for one in members for other in members):
            people += members
    return sorted(people)


def stuck(problem: Problem, floors: Floors, people: Sequence[int]) -> list[int]:
    """Those of `people` who can't be in any room in which nobody meets again and no value is too common or
    rare.

    When all figures are at their floors and the floor of repeats is 0, every room is ideal: of some planned
    size,
    nobody has met, each value is held by q or q + 1 of them (q = people with the value // groups), and someone of
    the best rank is there if the floor says so. A person without any such room proves that not everything can
    be
    at its floor. Exhaustive for each person up to NODES half-built rooms, so a person who is returned is a
    proof.
    Nothing is said (an empty list) where sizes differ by more than one, topics bind or rules force an uneven
    value. O(people * NODES).
    """
    if max(problem.sizes) - min(problem.sizes) > 1 or problem.topics or floors.repeats:
        return []
    if floors.spread != bounds.find(problem, with_rules=False).spread:
        return []
    sizes = sorted(set(problem.sizes))
    return [p for p in people if not any(_Search(problem, floors, p, size).finds_room() for size in sizes)]


class _Search:
    """Whether an ideal room of some size with one person is thinkable."""

    def __init__(self, problem: Problem, floors: Floors, person: int, size: int) -> None:
        self.problem, self.person, self.size = problem, person, size
        self.most = [-(-total // problem.groups) for total in problem.totals]
        self.least = [total // problem.groups for total in problem.totals]
        self.is_led = bool(problem.ranks) and floors.leads[0] == 0
        self.counts = [0] * len(self.most)
        self._count(person, 1)
        self.nodes = 0

    def _count(self, person: int, by: int) -> None:
        for code in self.problem.codes[person]:
            self.counts[code] += by

    def finds_room(self) -> bool:
        """True also when the search is too long."""
        problem, person = self.problem, self.person
        met = problem.met[person]
        able = [other for other in range(problem.count) if other != person and other not in met]
        # Leads first: the tightest requirement.
        able.sort(key=lambda other: problem.level[other])
        return self._extends(able, 1, problem.level[person] == 0)

    def _extends(self, candidates: list[int], people: int, has_lead: bool) -> bool:
        """Whether the room, now of so many people, can be filled up with some of the candidates."""
        self.nodes += 1
        if self.nodes > NODES:
            return True
        if people == self.size:
            enough = all(count >= low for count, low in zip(self.counts, self.least, strict=True))
            return enough and (has_lead or not self.is_led)
        level, met = self.problem.level, self.problem.met
        for place, other in enumerate(candidates):
            too_few = len(candidates) - place < self.size - people
            if too_few or (self.is_led and not has_lead and level[other] > 0):
                return False
            if any(self.counts[code] >= self.most[code] for code in self.problem.codes[other]):
                continue
            self._count(other, 1)
            rest = [person for person in candidates[place + 1 :] if person not in met[other]]
            is_found = self._extends(rest, people + 1, has_lead or level[other] == 0)
            self._count(other, -1)
            if is_found:
                return True
        return False
