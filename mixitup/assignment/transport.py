"""Exact fewest same-value pairs when group sizes differ by more than one: a convex transport problem."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush


def least_pairs(totals: Sequence[int], sizes: Sequence[int]) -> int:
    """Minimum of sum C(k[g][v], 2) over whole k with row sums `sizes` and column sums `totals` (equal sums).

    Values are dealt one by one to the group where they cost least; then chains of exchanges that save
    something
    (negative cycles among the values) are carried out until there are none, which for a convex separable cost
    proves the minimum (Ahuja, Magnanti, Orlin, Network Flows, 1993, section 14.3). O(people log G) to deal,
    O(V^2 G + V^3) a chain.
    """
    counts = [[0] * len(totals) for _ in sizes]
    left = list(sizes)
    for value in sorted(range(len(totals)), key=lambda value: -totals[value]):
        rarest = [(0, -places, group) for group, places in enumerate(left) if places]
        heapify(rarest)
        for _ in range(totals[value]):
            count, places, group = heappop(rarest)
            counts[group][value] += 1
            left[group] -= 1
            if left[group]:
                heappush(rarest, (count + 1, places + 1, group))
    while _exchange(counts, len(totals)):
        pass
    return sum(k * (k - 1) // 2 for row in counts for k in row)


def _exchange(counts: list[list[int]], values: int) -> bool:
    """Carry out one chain of exchanges that saves something, if there is one.

    An edge u -> v means: some group gives up one u for one v, at the cost counts[v] - (counts[u] - 1).
    """
    cost = [[0] * values for _ in range(values)]
    where = [[-1] * values for _ in range(values)]
    for group, row in enumerate(counts):
        for u in range(values):
            if not row[u]:
                continue
            for v in range(values):
                change = row[v] - row[u] + 1
                if u != v and (where[u][v] < 0 or change < cost[u][v]):
                    cost[u][v], where[u][v] = change, group
    cycle = _negative_cycle(cost, where, values)
    for u, v in cycle:
        counts[where[u][v]][u] -= 1
        counts[where[u][v]][v] += 1
    return bool(cycle)


def _negative_cycle(cost: list[list[int]], where: list[list[int]], values: int) -> list[tuple[int, int]]:
    """The negative cycle with the fewest edges: with the fewest, no group gives twice, so the costs add
    up."""
    best: list[list[int | None]] = [[None] * values for _ in range(values)]
    for start in range(values):
        best[start][start] = 0
    history: list[list[list[int]]] = []
    for _ in range(values):
        came = [[-1] * values for _ in range(values)]
        best = [_longer(best[start], cost, where, came[start]) for start in range(values)]
        history.append(came)
        for start in range(values):
            back = best[start][start]
            if back is not None and back < 0:
                return _walk([step[start] for step in history], start)
    return []


def _longer(
    best: list[int | None], cost: list[list[int]], where: list[list[int]], came: list[int]
) -> list[int | None]:
    """The cheapest walks with one edge more; `came[v]` becomes the value before v."""
    reached: list[int | None] = [None] * len(best)
    for u, so_far in enumerate(best):
        if so_far is None:
            continue
        for v, edge in enumerate(cost[u]):
            known = reached[v]
            if where[u][v] >= 0 and (known is None or so_far + edge < known):
                reached[v], came[v] = so_far + edge, u
    return reached


def _walk(steps: list[list[int]], end: int) -> list[tuple[int, int]]:
    """The edges of the walk that ends at `end`, in order."""
    edges = []
    at = end
    for came in reversed(steps):
        edges.append((came[at], at))
        at = came[at]
    return edges[::-1]
