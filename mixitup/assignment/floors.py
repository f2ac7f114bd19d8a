"""Lower bounds: figures that no arrangement of these people in these groups can go below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mixitup.assignment.problem import Problem
from mixitup.assignment.transport import least_pairs


class Floors(NamedTuple):
    """`leads[r]`: groups without anyone of the r-th best rank or better. `spread`: by attribute, in order."""

    leads: list[int]
    repeats: int
    repeat_weight: int
    spread: list[int]


def pairs(count: int) -> int:
    """How many pairs `count` people make."""
    return count * (count - 1) // 2


def even_pairs(count: int, groups: int) -> int:
    """Fewest same-value pairs when `count` people are dealt over `groups` groups of any size.

    C(k, 2) is convex, so the counts must be as equal as possible: r groups get q + 1 and the others q.
    """
    each, more = divmod(count, groups)
    return more * pairs(each + 1) + (groups - more) * pairs(each)


def find(problem: Problem) -> Floors:
    """All floors. O(people + meetings) with equal sizes; unequal capacities add a small transport problem."""
    repeats, weight = _repeats(problem)
    return Floors(_leads(problem), repeats, weight, _spread(problem))


def _leads(problem: Problem) -> list[int]:
    """With L people of a rank or better, at most L groups have one of them."""
    reach = [0] * len(problem.ranks)
    for level in problem.level:
        for rank in range(level, len(reach)):
            reach[rank] += 1
    spared = [sum(row) for row in problem.spared]
    return [max(0, problem.groups - alone - count) for alone, count in zip(spared, reach, strict=True)]


def _spread(problem: Problem) -> list[int]:
    """When sizes are within one of each other, each value's own floor can be reached by all values together
    (deal them one after another), so the sum is exact; otherwise sizes bind and the transport problem
    decides."""
    uneven = max(problem.sizes) - min(problem.sizes) > 1
    floors = []
    for codes in problem.codes_of_attribute:
        totals = [problem.totals[code] for code in codes]
        if uneven:
            floors.append(least_pairs(totals, problem.sizes))
        else:
            floors.append(sum(even_pairs(total, problem.groups) for total in totals))
    return floors


def _repeats(problem: Problem) -> tuple[int, int]:
    """Each person has at least (group size - 1 - people they haven't met) repeats; a repeat serves two
    people."""
    smallest = min(problem.sizes)
    short = weight = 0
    for person, met in enumerate(problem.met):
        group = problem.pins.get(person)
        others = (problem.sizes[group] if group is not None else smallest) - 1
        missing = others - (problem.count - 1 - len(met))
        if missing > 0:
            short += missing
            weight += sum(sorted(met.values())[:missing])
    return (short + 1) // 2, (weight + 1) // 2


def find_loose(problem: Problem, group_of: Sequence[int]) -> Floors:
    """Floors for a board as it stands: for the people who have a place, and for any sizes. O(people)."""
    reach = [0] * len(problem.ranks)
    totals = [0] * len(problem.value_names)
    sizes = [0] * problem.groups
    for person, group in enumerate(group_of):
        if group >= 0:
            sizes[group] += 1
            for rank in range(problem.level[person], len(reach)):
                reach[rank] += 1
            for code in problem.codes[person]:
                totals[code] += 1
    if sorted(sizes) == sorted(problem.sizes):
        return find(problem)
    leads = [max(0, problem.groups - count) for count in reach]
    spread = [
        sum(even_pairs(totals[code], problem.groups) for code in codes)
        for codes in problem.codes_of_attribute
    ]
    return Floors(leads, 0, 0, spread)
