"""Annealing over all swaps with every swap's cost in a table: for small schools and for what mending leaves.

One or several sessions ("layers") of the same people at once: two people together in two layers cost a
repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import log
from typing import NamedTuple

from mixitup.assignment.budget import Budget
from mixitup.assignment.floors import Floors
from mixitup.assignment.problem import Problem

# A meeting weight is tiny beside a repeat, so that it decides between equal numbers only.
UNIT = 1024
HEAVIEST = 63
# Kept apart, or put where a rule forbids: never worth it.
FORBIDDEN = 100_000_000
STRIDE = 1000
# How many groups may be without a lead of one rank for one without a lead of a better rank: more than there are.
LEADS = 1 << 20
LUCKS = tuple(-log((step + 0.5) / 4096) for step in range(4096))

# A layer's arrangement (a group for each person) and the goals it reaches: smaller is better, in order.
Goals = tuple[int, ...]


class Found(NamedTuple):
    """The best of one cooling: `goals` in order (smaller is better) and a group per person, for each
    layer."""

    goals: Goals
    layers: list[list[int]]


class Tables:
    """What never changes during a search. `price[p][q]`: what p and q cost in one group (shared values,
    meetings,
    kept apart: all are pairs). `own[p]`: what each group costs p alone, or nothing. Memory O(people^2)."""

    def __init__(
        self,
        problem: Problem,
        apart: Sequence[Sequence[int]],
        frozen: Sequence[bool],
        scale: Mapping[str, int],
        own: Sequence[Sequence[int]] | None = None,
    ) -> None:
        self.problem, self.own, self.apart, self.frozen = problem, own, apart, frozen
        self.scale = scale
        self.free = [person for person in range(problem.count) if not frozen[person]]
        self.spread_price = scale["spread"] * UNIT
        self.repeat_price = scale["repeat"] * UNIT
        self.alike = [
            [sum(x == y for x, y in zip(mine[0], yours[0], strict=True)) for yours in problem.kinds]
            for mine in problem.kinds
        ]
        self.price = self._prices()
        # What it adds that a pair is together in two sessions: one repeat, and nothing for those who have met before.
        self.charge = [
            [0 if other in met else self.repeat_price for other in range(problem.count)]
            for met in problem.met
        ]

    def _prices(self) -> list[list[int]]:
        problem, found = self.problem, []
        priced = [[count * self.spread_price for count in row] for row in self.alike]
        for person in range(problem.count):
            shared = priced[problem.kind[person]]
            row = [shared[kind] for kind in problem.kind]
            for other, weight in problem.met[person].items():
                row[other] += self.repeat_price + min(weight, HEAVIEST)
            for other in self.apart[person]:
                row[other] += FORBIDDEN
            row[person] = 0
            found.append(row)
        return found


class Layer:
    """One session's arrangement with `load[p][g]`: what p would pay in group g. A swap's cost is four
    look-ups."""

    def __init__(self, tables: Tables, group_of: Sequence[int], *, shared: bool) -> None:
        problem = tables.problem
        self.group_of = list(group_of)
        self.members: list[list[int]] = [[] for _ in range(problem.groups)]
        self.reach = [list(row) for row in problem.spared]
        for person, group in enumerate(group_of):
            self.members[group].append(person)
            for level in range(problem.level[person], len(self.reach)):
                self.reach[level][group] += 1
        self.price = [list(row) for row in tables.price] if shared else tables.price
        # Same-value pairs by kind and group, to know the spread exactly at every step.
        kinds = [[problem.kind[person] for person in members] for members in self.members]
        self.common = [[sum([row[kind] for kind in room]) for room in kinds] for row in tables.alike]

    def weigh(self, tables: Tables) -> None:
        """Fill `load` from prices and members. O(people^2)."""
        self.load = [
            [sum([row[other] for other in members]) for members in self.members] for row in self.price
        ]
        if tables.own is not None:
            for row, own in zip(self.load, tables.own, strict=True):
                for group, cost in enumerate(own):
                    row[group] += cost


class Annealer:
    """Cools arrangements of one problem together, a layer for each session. Their goals are added up."""

    def __init__(
        self,
        tables: Tables,
        starts: Sequence[Sequence[int]],
        draw: Callable[[], float],
        budget: Budget,
        floors: Floors,
    ) -> None:
        self.tables, self.draw, self.budget = tables, draw, budget
        self.problem = problem = tables.problem
        many = len(starts) > 1
        self.layers = [Layer(tables, start, shared=many) for start in starts]
        for layer in self.layers:
            for other in self.layers:
                if other is not layer:
                    _charge_together(layer, other, tables.charge)
        for layer in self.layers:
            layer.weigh(tables)
        self.spread = sum(self._spread(layer) for layer in self.layers)
        self.cost = self._cost()
        # Reaching all floors is reaching this cost; with several layers only the spread and zero repeats
        # count.
        self.target = len(starts) * sum(floors.spread) * tables.spread_price
        if not many:
            self.target += floors.repeats * tables.repeat_price + floors.repeat_weight
        self.spread_first = problem.prefer == "spread"
        # Groups without a lead, those without one of a better rank weighing more.
        self.lack = sum(_lack([row.count(0) for row in layer.reach]) for layer in self.layers)
        self.least_lack = len(starts) * _lack(floors.leads)
        self.kept = [list(layer.group_of) for layer in self.layers]
        self.best = self._goals()

    def _spread(self, layer: Layer) -> int:
        kind = self.problem.kind
        alike = self.tables.alike
        pairs = 0
        for person, group in enumerate(layer.group_of):
            pairs += layer.common[kind[person]][group] - alike[kind[person]][kind[person]]
        return pairs // 2

    def _cost(self) -> int:
        """The absolute cost: every pair once, pairs together in two layers once, and what people pay
        alone."""
        paid = 0
        own = self.tables.own
        for layer in self.layers:
            for person, group in enumerate(layer.group_of):
                row = self.tables.price[person]
                paid += sum([row[other] for other in layer.members[group]])
                if own is not None:
                    paid += 2 * own[person][group]
        for place, layer in enumerate(self.layers):
            for other in self.layers[:place]:
                groups = other.group_of
                for members in layer.members:
                    for one in members:
                        charge = self.tables.charge[one]
                        paid += sum(
                            charge[two] for two in members if groups[one] == groups[two] and one != two
                        )
        return paid // 2

    def _goals(self) -> Goals:
        rest = self.cost - self.spread * self.tables.spread_price
        if self.spread_first:
            return self.lack, self.spread, rest
        # With several sessions, nothing is given up for the weight of repeats.
        first = rest // self.tables.repeat_price if len(self.layers) > 1 else rest
        return self.lack, first, self.spread, rest

    @property
    def is_done(self) -> bool:
        """Whether all floors are reached."""
        return self.cost <= self.target and self.lack <= self.least_lack

    def cool(self, steps: int, hot: float = 1.5, cold: float = 0.1) -> Found:
        """One cooling over about `steps` swaps looked at, from `hot` to `cold` repeats of heat; stops at the
        floors or when the budget is spent. The best by goals, not by cost, is kept."""
        turns = max(2, steps // STRIDE)
        for turn in range(turns):
            if self.is_done:
                break
            heat = hot * (cold / hot) ** (turn / (turns - 1)) * self.tables.repeat_price
            layer = self.layers[turn % len(self.layers)]
            self._walk(layer, [luck * heat for luck in LUCKS])
            if self.budget.spend(STRIDE):
                break
        return Found(self.best, self.kept)

    def _walk(self, layer: Layer, limits: list[float]) -> None:
        """One stretch of swaps at one heat."""
        draw, free, load, price = self.draw, self.tables.free, layer.load, layer.price
        group_of, level, kind = layer.group_of, self.problem.level, self.problem.kind
        many, single = len(free), len(self.layers) == 1
        best, lack = self.best, self.lack
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
            if level[one] != level[other] and not self._relead(layer, one, other):
                continue
            if not single:
                self._recharge(layer, one, other)
            if kind[one] != kind[other]:
                self._respread(layer, one, other)
            room = layer.members[g]
            room[room.index(one)] = other
            room = layer.members[h]
            room[room.index(other)] = one
            group_of[one], group_of[other] = h, g
            self.cost += change
            for row, less, more in zip(load, price[one], price[other], strict=True):
                if less != more:
                    row[g] += more - less
                    row[h] += less - more
            if change < 0 or self.lack < lack:
                lack, goals = self.lack, self._goals()
                if goals < best:
                    self.best = best = goals
                    self.kept = [list(each.group_of) for each in self.layers]
                    if self.is_done:
                        return

    def _relead(self, layer: Layer, one: int, other: int) -> bool:
        """Move the counts of leads for a swap, unless a group would lose its only lead of some rank."""
        low, high = self.problem.level[one], self.problem.level[other]
        g, h = layer.group_of[one], layer.group_of[other]
        if low > high:
            low, high, g, h = high, low, h, g
        lost = gained = 0
        for level in range(low, high):
            row = layer.reach[level]
            lost = LEADS * lost + (row[g] == 1)
            gained = LEADS * gained + (row[h] == 0)
        if lost > gained:
            return False
        self.lack += (lost - gained) * LEADS ** (len(layer.reach) - high)
        for level in range(low, high):
            layer.reach[level][g] -= 1
            layer.reach[level][h] += 1
        return True

    def _respread(self, layer: Layer, one: int, other: int) -> None:
        """Move the counts of common values for a swap of different kinds."""
        kind, alike, common = self.problem.kind, self.tables.alike, layer.common
        a, b = kind[one], kind[other]
        g, h = layer.group_of[one], layer.group_of[other]
        mine, yours = common[a], common[b]
        both = alike[a][a] + alike[b][b] - 2 * alike[a][b]
        self.spread += mine[h] - mine[g] + yours[g] - yours[h] + both
        for row, less, more in zip(common, alike[a], alike[b], strict=True):
            if less != more:
                row[g] += more - less
                row[h] += less - more

    def _recharge(self, layer: Layer, one: int, other: int) -> None:
        """Tell the other layers who is no longer together here, and who now is."""
        g, h = layer.group_of[one], layer.group_of[other]
        leaving = [person for person in layer.members[g] if person != one]
        joining = [person for person in layer.members[h] if person != other]
        mine, yours = self.tables.charge[one], self.tables.charge[other]
        for far in self.layers:
            if far is layer:
                continue
            for person in leaving:
                _charge(far, one, person, -mine[person])
                _charge(far, other, person, yours[person])
            for person in joining:
                _charge(far, other, person, -yours[person])
                _charge(far, one, person, mine[person])


def _lack(groups: Sequence[int]) -> int:
    """Groups without a lead by rank, best rank first, as one number."""
    found = 0
    for many in groups:
        found = LEADS * found + many
    return found


def _charge(layer: Layer, one: int, other: int, amount: int) -> None:
    if not amount:
        return
    layer.price[one][other] += amount
    layer.price[other][one] += amount
    layer.load[one][layer.group_of[other]] += amount
    layer.load[other][layer.group_of[one]] += amount


def _charge_together(layer: Layer, other: Layer, charge: Sequence[Sequence[int]]) -> None:
    """Everyone together in `other` pays for being together in `layer` too."""
    for members in other.members:
        for one in members:
            row = layer.price[one]
            for two in members:
                if one != two:
                    row[two] += charge[one][two]
