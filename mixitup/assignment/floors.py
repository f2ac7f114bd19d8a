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


def find(problem: Problem, *, with_rules: bool = True) -> Floors:
    """All floors; `with_rules` for arrangements that keep the rules, else for any.

    O(people + meetings) with equal sizes; unequal capacities add a small transport problem.
    """
    bound = _bound(problem) if with_rules else []
    repeats, weight = by_counting(problem, with_rules=with_rules)
    again, often = _repeats_of(problem, bound)
    return Floors(_leads(problem, bound), max(repeats, again), max(weight, often), _spread(problem, bound))


def _bound(problem: Problem) -> list[list[int]]:
    """People whom rules put into one group: kept together, or pinned there. Everyone is in one list at most."""
    pinned: dict[int, list[int]] = {}
    free = []
    held: set[int] = set()
    for block in problem.blocks:
        held.update(block)
        groups = [problem.pins[person] for person in block if person in problem.pins]
        if groups:
            pinned.setdefault(groups[0], []).extend(block)
        else:
            free.append(block)
    for person, group in problem.pins.items():
        if person not in held:
            pinned.setdefault(group, []).append(person)
    return [people for people in (*pinned.values(), *free) if len(people) > 1]


def _repeats_of(problem: Problem, bound: Sequence[Sequence[int]]) -> tuple[int, int]:
    """(pairs, weight) of those who have met and must be together again."""
    again = [
        problem.met[one][other]
        for people in bound
        for place, one in enumerate(people)
        for other in people[:place]
        if other in problem.met[one]
    ]
    return len(again), sum(again)


def _leads(problem: Problem, bound: Sequence[Sequence[int]]) -> list[int]:
    """With L people of a rank or better, at most L groups have one of them; fewer where rules put several
    into one group. Who has a private topic leads nobody else."""
    reach = [0] * len(problem.ranks)
    for person, level in enumerate(problem.level):
        if not problem.has_private(person):
            for rank in range(level, len(reach)):
                reach[rank] += 1
    for people in bound:
        able = [problem.level[person] for person in people if not problem.has_private(person)]
        for rank in range(len(reach)):
            leads = sum(level <= rank for level in able)
            reach[rank] -= max(0, leads - 1)
    spared = [sum(row) for row in problem.spared]
    return [max(0, problem.groups - alone - count) for alone, count in zip(spared, reach, strict=True)]


def _spread(problem: Problem, bound: Sequence[Sequence[int]]) -> list[int]:
    """When sizes are within one of each other, each value's own floor can be reached by all values together
    (deal them one after another), so the sum is exact; otherwise sizes bind and the transport problem
    decides. Rules can raise the floor of a value."""
    uneven = max(problem.sizes) - min(problem.sizes) > 1
    held: dict[int, list[int]] = {}
    for people in bound:
        counts: dict[int, int] = {}
        for person in people:
            for code in problem.codes[person]:
                counts[code] = counts.get(code, 0) + 1
        for code, count in counts.items():
            if count > 1:
                held.setdefault(code, []).append(count)
    floors = []
    for codes in problem.codes_of_attribute:
        floor = sum(held_pairs(problem.totals[code], problem.groups, held.get(code, ())) for code in codes)
        if uneven:
            floor = max(floor, least_pairs([problem.totals[code] for code in codes], problem.sizes))
        floors.append(floor)
    return floors


def held_pairs(count: int, groups: int, held: Sequence[int]) -> int:
    """`even_pairs` when some groups hold at least so many of the value already, by rules.

    No two of `held` share a group in the best case (convexity again). Groups that hold more than an even share
    of the others keep what they hold; the rest is dealt evenly over the other groups.
    """
    largest = sorted(held, reverse=True)[: groups - 1]
    fixed = 0
    for more in largest:
        if more <= count // groups:
            break
        fixed += pairs(more)
        count, groups = count - more, groups - 1
    return fixed + even_pairs(count, groups)


def by_counting(problem: Problem, *, with_rules: bool = True) -> tuple[int, int]:
    """Floors of repeats and of their weight: each person has at least (group size - 1 - people they haven't
    met) repeats, and a repeat serves two people."""
    smallest = min(problem.sizes)
    even = max(problem.sizes) - smallest <= 1 and not problem.topics
    short = weight = 0
    for person, met in enumerate(problem.met):
        group = problem.pins.get(person) if with_rules else None
        # Where sizes are even, another choice of the larger groups would do as well.
        others = (smallest if group is None or even else problem.sizes[group]) - 1
        missing = others - (problem.count - 1 - len(met))
        if missing > 0:
            short += missing
            weight += sum(sorted(met.values())[:missing])
    return (short + 1) // 2, (weight + 1) // 2


def find_loose(problem: Problem, group_of: Sequence[int], *, keeps_rules: bool) -> Floors:
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
        return find(problem, with_rules=keeps_rules)
    spared = [sum(row) for row in problem.spared]
    leads = [max(0, problem.groups - alone - count) for alone, count in zip(spared, reach, strict=True)]
    spread = [
        sum(even_pairs(totals[code], problem.groups) for code in codes)
        for codes in problem.codes_of_attribute
    ]
    return Floors(leads, 0, 0, spread)
