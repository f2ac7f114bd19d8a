"""The first arrangement: people dealt kind by kind to where they fit best."""

from __future__ import annotations

from collections.abc import Callable

from mixitup.assignment.chance import shuffle
from mixitup.assignment.problem import Problem
from mixitup.assignment.state import State

# How many of the waiting groups are tried for one where a person meets nobody again.
TRIES = 8


def deal(problem: Problem, placed: list[int], draw: Callable[[], float]) -> State:
    """Fill the places that `placed` (group per person, -1 for free) leaves open. Sizes come out as planned.

    Kinds (people with equal values and lead rank) come in order of rank, then of size, so that leads and
    large
    cohorts find every group open. Each kind takes the groups where its values are rarest; inside a kind,
    people
    take a group where they have met nobody, if one is near. O(kinds * groups log groups + people * TRIES).
    """
    state = State(problem, placed)
    left = [size - len(members) for size, members in zip(problem.sizes, state.members, strict=True)]
    waiting: list[list[int]] = [[] for _ in problem.kinds]
    for person, group in enumerate(placed):
        if group < 0:
            waiting[problem.kind[person]].append(person)
    order = [kind for kind, people in enumerate(waiting) if people]
    order.sort(
        key=lambda kind: (problem.kinds[kind][1], [-problem.totals[c] for c in problem.kinds[kind][0]], kind)
    )
    for kind in order:
        people = waiting[kind]
        shuffle(people, draw)
        while people:
            people = _deal_once(state, left, kind, people, draw)
    return state


def _deal_once(
    state: State, left: list[int], kind: int, people: list[int], draw: Callable[[], float]
) -> list[int]:
    """Give at most one person of the kind to each group; return those who are still waiting."""
    problem = state.problem
    codes, level = problem.kinds[kind]
    counts = state.counts
    led = state.reach[level] if level < len(state.reach) else [0] * problem.groups
    keys = []
    for group in range(problem.groups):
        if left[group] > 0:
            row = counts[group]
            cost = sum(row[code] for code in codes)
            keys.append((led[group] > 0, 2 * cost - left[group], draw(), group))
    keys.sort()
    groups = [key[3] for key in keys[: len(people)]][::-1]
    for person in people[: len(groups)]:
        at = _where(state, person, groups)
        group = groups.pop(at)
        state.put(person, group)
        left[group] -= 1
    return people[len(keys[: len(people)]) :]


def _where(state: State, person: int, groups: list[int]) -> int:
    """The place in `groups`, from the end, of the first group where the person has met nobody."""
    met = state.problem.met[person]
    if met:
        for back in range(1, min(TRIES, len(groups)) + 1):
            if not any(other in met for other in state.members[groups[-back]]):
                return len(groups) - back
    return len(groups) - 1
