"""Who goes where at least cost: a transport problem by classes of people, kept optimal while places move."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

# For each slot: (what it would cost more there, the class that would go), or nothing.
Edges = list[tuple[int, int] | None]


class Flow:
    """Classes of people over slots. `at[s][c]`: how many of class c are in slot s.

    Everyone starts in their cheapest slot; `fit` moves people along shortest chains until no slot holds more than
    its places, which keeps the whole as cheap as it can be for the numbers the slots then hold (Ahuja, Magnanti,
    Orlin, Network Flows, 1993, section 9.7). Also from one such state to the next, so that trying other places
    costs a few chains.
    """

    def __init__(self, costs: Sequence[Sequence[int]], many: Sequence[int]) -> None:
        """`costs[c][s]`: what one person of class c costs in slot s; `many[c]`: how many people they are."""
        self.costs = costs
        self.at: list[dict[int, int]] = [{} for _ in costs[0]]
        for kind, row in enumerate(costs):
            self.at[row.index(min(row))][kind] = many[kind]
        self.edges: list[Edges | None] = [None] * len(self.at)
        # What the cheapest chains from a slot cost, as long as nobody moves.
        self.reach: list[list[int | None] | None] = [None] * len(self.at)

    def copy(self) -> Flow:
        other = Flow.__new__(Flow)
        other.costs = self.costs
        other.at = [dict(slot) for slot in self.at]
        other.edges = list(self.edges)
        other.reach = list(self.reach)
        return other

    def cost(self) -> int:
        return sum(
            self.costs[kind][s] * many for s, slot in enumerate(self.at) for kind, many in slot.items()
        )

    def fit(self, places: Sequence[int]) -> None:
        """Move people until every slot holds at most its places, which add up to all people."""
        for slot, most in enumerate(places):
            while (over := sum(self.at[slot].values()) - most) > 0:
                free = [place - sum(held.values()) for place, held in zip(places, self.at, strict=True)]
                self._send(self._chain(slot, free), over, free)

    def _send(self, chain: list[int], over: int, free: list[int]) -> None:
        """Move as many as can go along the chain of slots at this cost."""
        steps = [(a, b, self._out_of(a)[b]) for a, b in pairwise(chain)]
        movers = [(a, b, edge[1]) for a, b, edge in steps if edge]
        many = min(over, free[chain[-1]], *(self.at[a][kind] for a, _, kind in movers))
        for a, b, kind in movers:
            self.at[a][kind] -= many
            if not self.at[a][kind]:
                del self.at[a][kind]
            self.at[b][kind] = self.at[b].get(kind, 0) + many
            self.edges[a] = self.edges[b] = None
        self.reach = [None] * len(self.at)

    def _out_of(self, slot: int) -> Edges:
        """The cheapest move from a slot to each other."""
        known = self.edges[slot]
        if known is None:
            known = [None] * len(self.at)
            for kind in self.at[slot]:
                row = self.costs[kind]
                for to, price in enumerate(row):
                    edge = known[to]
                    if to != slot and (edge is None or price - row[slot] < edge[0]):
                        known[to] = (price - row[slot], kind)
            self.edges[slot] = known
        return known

    def least_for(self, change: Sequence[int]) -> int:
        """At least so much more it costs if slots have so many more places, or fewer: each person who must go goes
        by the cheapest chain there is now, and later ones are no cheaper."""
        more = [slot for slot, many in enumerate(change) if many > 0]
        total = 0
        for slot, many in enumerate(change):
            if many < 0:
                if self.reach[slot] is None:
                    self.reach[slot] = self._reached(slot)[0]
                known = self.reach[slot] or []
                total -= many * min(price for price in (known[to] for to in more) if price is not None)
        return total

    def _chain(self, start: int, free: list[int]) -> list[int]:
        """The cheapest chain of slots from `start` to one with a free place."""
        reached, came = self._reached(start)
        ends = [(cost, slot) for slot, cost in enumerate(reached) if cost is not None and free[slot] > 0]
        chain = [min(ends)[1]]
        while chain[-1] != start:
            chain.append(came[chain[-1]])
        return chain[::-1]

    def _reached(self, start: int) -> tuple[list[int | None], list[int]]:
        """What the cheapest chain from `start` to each slot costs, and the slot before it (Bellman-Ford)."""
        reached: list[int | None] = [None] * len(self.at)
        reached[start] = 0
        came = [start] * len(self.at)
        waiting = [start]
        while waiting:
            slot = waiting.pop(0)
            so_far = reached[slot]
            for to, edge in enumerate(self._out_of(slot)):
                best = reached[to]
                if edge and so_far is not None and (best is None or so_far + edge[0] < best):
                    reached[to], came[to] = so_far + edge[0], slot
                    if to not in waiting:
                        waiting.append(to)
        return reached, came

    def slots_of_classes(self) -> list[list[int]]:
        """For each class the slots of its people, lowest first."""
        found: list[list[int]] = [[] for _ in self.costs]
        for slot, held in enumerate(self.at):
            for kind, many in held.items():
                found[kind] += [slot] * many
        return found
