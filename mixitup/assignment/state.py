"""One complete arrangement, with the counts from which every figure follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mixitup.assignment.problem import Problem


class Figures(NamedTuple):
    """What an arrangement costs. `leads[r]`: groups without the r-th best rank or better; `spread` by
    attribute."""

    leads: list[int]
    repeats: int
    repeat_weight: int
    spread: list[int]


class State:
    """Groups as lists of person indexes, and per group: how many of each value, and of each lead level.

    `counts[g][code]` is the number of people with that value; `reach[r][g]` the number who lead at level <= r.
    """

    __slots__ = ("counts", "group_of", "members", "problem", "reach")

    def __init__(self, problem: Problem, group_of: Sequence[int]) -> None:
        """`group_of[p]` is a group index, or -1 for a person without a place. O(people * attributes)."""
        self.problem = problem
        self.group_of = [-1] * problem.count
        self.members: list[list[int]] = [[] for _ in range(problem.groups)]
        self.counts = [[0] * len(problem.value_names) for _ in range(problem.groups)]
        self.reach = [list(row) for row in problem.spared]
        for person, group in enumerate(group_of):
            if group >= 0:
                self.put(person, group)

    def put(self, person: int, group: int) -> None:
        self.group_of[person] = group
        self.members[group].append(person)
        self._count(person, group, 1)

    def take(self, person: int) -> None:
        group = self.group_of[person]
        self.group_of[person] = -1
        self.members[group].remove(person)
        self._count(person, group, -1)

    def _count(self, person: int, group: int, by: int) -> None:
        row = self.counts[group]
        for code in self.problem.codes[person]:
            row[code] += by
        for level in range(self.problem.level[person], len(self.reach)):
            self.reach[level][group] += by

    def swap(self, one: int, other: int) -> None:
        """Exchange the groups of two people. O(group size + attributes)."""
        g, h = self.group_of[one], self.group_of[other]
        self.take(one)
        self.take(other)
        self.put(one, h)
        self.put(other, g)

    def lead_change(self, one: int, other: int) -> int:
        """What a swap would add to the groups without a lead, better ranks weighing more. O(ranks)."""
        problem = self.problem
        low, high = problem.level[one], problem.level[other]
        if low == high:
            return 0
        g, h = self.group_of[one], self.group_of[other]
        if low > high:
            low, high, g, h = high, low, h, g
        # Between the two levels, g loses one who leads at that level and h gains one.
        change = 0
        for level in range(low, high):
            row = self.reach[level]
            weight = 1 << (2 * (len(self.reach) - level))
            change += weight * ((row[g] == 1) - (row[h] == 0))
        return change

    def spread_change(self, one: int, other: int) -> int:
        """What a swap would add to the same-value pairs of all attributes. O(attributes)."""
        codes = self.problem.codes
        here, there = self.counts[self.group_of[one]], self.counts[self.group_of[other]]
        change = 0
        for mine, yours in zip(codes[one], codes[other], strict=True):
            if mine != yours:
                change += there[mine] - here[mine] + here[yours] - there[yours] + 2
        return change

    def repeat_change(self, one: int, other: int) -> tuple[int, int]:
        """What a swap would add to (pairs who meet again, their weight). O(group size)."""
        g, h = self.group_of[one], self.group_of[other]
        mine, yours = self.problem.met[one], self.problem.met[other]
        pairs = weight = 0
        for person in self.members[g]:
            if person != one:
                if person in mine:
                    pairs -= 1
                    weight -= mine[person]
                if person in yours:
                    pairs += 1
                    weight += yours[person]
        for person in self.members[h]:
            if person != other:
                if person in mine:
                    pairs += 1
                    weight += mine[person]
                if person in yours:
                    pairs -= 1
                    weight -= yours[person]
        return pairs, weight

    def brings_foes(self, apart: Sequence[Sequence[int]], one: int, other: int) -> bool:
        """Whether a swap would bring people together who are kept apart. O(people kept apart from the two)."""
        g, h = self.group_of[one], self.group_of[other]
        return any(self.group_of[foe] == h and foe != other for foe in apart[one]) or any(
            self.group_of[foe] == g and foe != one for foe in apart[other]
        )

    def figures(self) -> Figures:
        """All figures, counted from scratch."""
        repeats = weight = 0
        met = self.problem.met
        for members in self.members:
            for place, one in enumerate(members):
                known = met[one]
                for other in members[:place]:
                    if other in known:
                        repeats += 1
                        weight += known[other]
        spread = [
            sum(row[code] * (row[code] - 1) for row in self.counts for code in codes) // 2
            for codes in self.problem.codes_of_attribute
        ]
        leads = [sum(1 for count in row if count == 0) for row in self.reach]
        return Figures(leads, repeats, weight, spread)
