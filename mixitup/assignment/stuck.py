"""Why not every figure can be at its floor at once: people for whom there is no ideal room."""

from __future__ import annotations

from collections.abc import Sequence

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
    Nothing is said (an empty list) where sizes differ by more than one or topics bind. O(people * NODES).
    """
    if max(problem.sizes) - min(problem.sizes) > 1 or problem.topics or floors.repeats:
        return []
    sizes = sorted(set(problem.sizes))
    return [person for person in people if not any(_has_room(problem, floors, person, s) for s in sizes)]


def _has_room(problem: Problem, floors: Floors, person: int, size: int) -> bool:
    """Whether an ideal room of that size with the person is thinkable; true also when the search is too
    long."""
    most = [-(-total // problem.groups) for total in problem.totals]
    least = [total // problem.groups for total in problem.totals]
    led = bool(problem.ranks) and floors.leads[0] == 0
    met = problem.met
    counts = [0] * len(most)
    for code in problem.codes[person]:
        counts[code] += 1
    able = [other for other in range(problem.count) if other != person and other not in met[person]]
    # Leads first: the tightest requirement.
    able.sort(key=lambda other: problem.level[other])
    needs = [code for code, count in enumerate(least) if count]
    nodes = 0

    def extend(candidates: list[int], room: int, has_lead: bool) -> bool:
        nonlocal nodes
        nodes += 1
        if nodes > NODES:
            return True
        if room == size:
            return (has_lead or not led) and all(counts[code] >= least[code] for code in needs)
        left = size - room
        for place, other in enumerate(candidates):
            if len(candidates) - place < left:
                return False
            if led and not has_lead and problem.level[other] > 0:
                return False
            codes = problem.codes[other]
            if any(counts[code] >= most[code] for code in codes):
                continue
            for code in codes:
                counts[code] += 1
            known = met[other]
            rest = [q for q in candidates[place + 1 :] if q not in known]
            found = extend(rest, room + 1, has_lead or problem.level[other] == 0)
            for code in codes:
                counts[code] -= 1
            if found:
                return True
        return False

    return extend(able, 1, problem.level[person] == 0)
