"""Annealing over all swaps with every swap's cost in a table: for small schools and for what mending
leaves."""

from __future__ import annotations

from collections.abc import Callable
from math import log

from mixitup.assignment.budget import Budget
from mixitup.assignment.floors import Floors
from mixitup.assignment.state import State
from mixitup.assignment.weights import SEARCH

# A pair's meeting weight counts for this share of a repeat, so that it decides between equal numbers only.
UNIT = 32
APART = 1_000_000
STRIDE = 2000


class Annealer:
    """`price[p][q]` is what p and q cost in one group (shared values, meetings, kept apart: all are pairs);
    `load[p][g]` the sum over g's members. A swap's cost is then four look-ups, and a swap that is made costs
    O(people). Memory O(people^2)."""

    def __init__(
        self,
        state: State,
        apart: list[list[int]],
        frozen: list[bool],
        draw: Callable[[], float],
        budget: Budget,
        floors: Floors,
    ) -> None:
        self.state, self.draw, self.budget, self.floors = state, draw, budget, floors
        problem = state.problem
        self.free = [person for person in range(problem.count) if not frozen[person]]
        scale = SEARCH[problem.prefer]
        self.spread_price = scale["spread"] * UNIT
        self.repeat_price = scale["repeat"] * UNIT
        alike = [
            [
                sum(x == y for x, y in zip(mine[0], yours[0], strict=True)) * self.spread_price
                for yours in problem.kinds
            ]
            for mine in problem.kinds
        ]
        self.price = []
        for person in range(problem.count):
            shared = alike[problem.kind[person]]
            row = [shared[kind] for kind in problem.kind]
            for other, weight in problem.met[person].items():
                row[other] += self.repeat_price + min(weight, UNIT - 1)
            for other in apart[person]:
                row[other] += APART
            row[person] = 0
            self.price.append(row)
        self.load = [
            [sum([row[other] for other in members]) for members in state.members] for row in self.price
        ]

    def rank(self) -> tuple[tuple[int, ...], bool]:
        """The goals in order, and whether all are at their floors."""
        figures = self.state.figures()
        floors = self.floors
        spread = sum(figures.spread)
        repeats = (figures.repeats, figures.repeat_weight)
        order = (*repeats, spread) if self.state.problem.prefer == "repeats" else (spread, *repeats)
        met = figures.leads == floors.leads and figures.spread == floors.spread
        return (*figures.leads, *order), (
            met and figures.repeats == floors.repeats and figures.repeat_weight == floors.repeat_weight
        )

    def run(self) -> list[int]:
        """The best arrangement found, as a group for each person."""
        best, proved = self.rank()
        kept = list(self.state.group_of)
        hot, cold = 2.0 * self.repeat_price, 0.12 * self.repeat_price
        if proved or len(self.free) < 2:
            return kept
        lucks = [-log((step + 0.5) / 4096) for step in range(4096)]
        rounds, turn = 60, 0
        while not proved:
            heat = hot * (cold / hot) ** (turn % rounds / (rounds - 1))
            limits = [luck * heat for luck in lucks]
            turn += 1
            if self._walk(limits) or turn % rounds == 0:
                found, proved = self.rank()
                if found < best:
                    best, kept = found, list(self.state.group_of)
            if self.budget.spend(STRIDE):
                break
        return kept

    def _walk(self, limits: list[float]) -> bool:
        """One stretch at one heat; true when it ends lower than any time before in the stretch."""
        state, draw, free, load, price = self.state, self.draw, self.free, self.load, self.price
        group_of, level = state.group_of, state.problem.level
        many = len(free)
        cost = lowest = 0
        for _ in range(STRIDE):
            one = free[int(draw() * many)]
            other = free[int(draw() * many)]
            g, h = group_of[one], group_of[other]
            if g == h:
                continue
            mine, yours = load[one], load[other]
            change = mine[h] - mine[g] + yours[g] - yours[h] - 2 * price[one][other]
            if change > 0 and change > limits[int(draw() * 4096)]:
                continue
            if level[one] != level[other] and state.lead_change(one, other) > 0:
                continue
            state.swap(one, other)
            cost += change
            for row, less, more in zip(load, price[one], price[other], strict=True):
                if less != more:
                    row[g] += more - less
                    row[h] += less - more
            if cost < lowest:
                lowest = cost
        return cost <= lowest
