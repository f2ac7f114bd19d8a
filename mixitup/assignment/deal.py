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
    waiting: dict[tuple[int, int], list[int]] = {}
    for person, group in enumerate(state.group_of):
        if group < 0:
            waiting.setdefault((problem.kind[person], problem.topic_of_person[person]), []).append(person)
    for kind, topic in sorted(waiting, key=lambda pair: _turn(problem, *pair)):
        people = waiting[kind, topic]
        shuffle(people, draw)
        while people:
            people = _deal_once(state, left, kind, people, draw)
    return state


def _turn(problem: Problem, kind: int, topic: int) -> tuple[bool, int, list[int], int, int]:
    """When a kind's turn comes: people with a topic, then by rank, then by how common their values are."""
    codes, level = problem.kinds[kind]
    return topic < 0, level, [-problem.totals[code] for code in codes], kind, topic


def _deal_once(
    state: State, left: list[int], kind: int, people: list[int], draw: Callable[[], float]
) -> list[int]:
    """Give at most one person of the kind to each group; return those who are still waiting."""
    problem = state.problem
    codes, level = problem.kinds[kind]
    counts = state.counts
    follows = level == len(state.reach)
    led = state.reach[level] if not follows else [0] * problem.groups
    some = state.reach[-1] if state.reach else [1] * problem.groups
    fits = [problem.fits(people[0], group) for group in range(problem.groups)] if problem.topics else None
    keys = []
    for group in range(problem.groups):
        if left[group] > 0 and (fits is None or fits[group]):
            row = counts[group]
            cost = sum([row[code] for code in codes])
            # The last place of a group without a lead is kept for one.
            last = follows and left[group] == 1 and not some[group]
            keys.append((led[group] > 0 or last, 2 * cost - left[group], draw(), group))
    if not keys:
        return _anywhere(state, left, people)
    keys.sort()
    groups = [key[3] for key in keys[: len(people)]][::-1]
    dealt = len(groups)
    for person in people[:dealt]:
        at = _where(state, person, groups)
        group = groups.pop(at)
        state.put(person, group)
        left[group] -= 1
    return people[dealt:]


def _anywhere(state: State, left: list[int], people: list[int]) -> list[int]:
    """Nowhere fits: any open place will do that isn't in a private room, and the report will say so."""
    is_private_group = state.problem.is_private_group
    for person in people:
        group = max(
            range(len(left)),
            key=lambda group: (left[group] > 0 and not is_private_group(group), left[group], -group),
        )
        state.put(person, group)
        left[group] -= 1
    return []


def _where(state: State, person: int, groups: list[int]) -> int:
    """The place in `groups`, from the end, of the first group where the person has met nobody."""
    met = state.problem.met[person]
    if met:
        for back in range(1, min(TRIES, len(groups)) + 1):
            if not any(other in met for other in state.members[groups[-back]]):
                return len(groups) - back
    return len(groups) - 1
