"""Repair: people left or came; everyone else stays where they are as far as rules, leads and sizes allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mixitup.assignment.deal import deal
from mixitup.assignment.problem import Problem
from mixitup.assignment.state import State


def settle(problem: Problem, placed: Sequence[int], draw: Callable[[], float]) -> State:
    """Keep people where they were, release those for whom there is no place, see to leads, deal out the rest.

    `placed`: groups of people bound by rules, -1 for the others. A group gives up, first, people who can lead
    when it has several of that rank and another has none, then those who meet most people again. Newcomers go
    where a lead of their rank is lacking; nobody who could stay moves only so that a Mod 4 leads instead of a
    Mod 3.
    """
    state = State(problem, placed)
    home = [group if placed[person] < 0 else -1 for person, group in enumerate(problem.kept)]
    for person, group in enumerate(home):
        if group >= 0:
            state.put(person, group)
    for group, size in enumerate(problem.sizes):
        while len(state.members[group]) > size:
            state.take(_spare(state, group, home))
    _see_to_leads(state, home)
    return deal(problem, state.group_of, draw)


def sized_for_leads(problem: Problem, placed: Sequence[int]) -> Problem:
    """The repair with sizes changed such that a full room without a lead has a place for one from a larger room
    that has two: one person moves then, not two."""
    if not problem.ranks:
        return problem
    many, held, led, free = ([0] * problem.groups for _ in range(4))
    new = 0
    for person, (now, bound) in enumerate(zip(problem.kept, placed, strict=True)):
        leads = problem.level[person] < len(problem.ranks)
        group = now if bound < 0 else bound
        if group < 0:
            new += leads
            continue
        many[group] += 1
        held[group] += bound >= 0
        led[group] += leads
        free[group] += leads and bound < 0
    sizes = list(problem.sizes)
    donors = [g for g in range(problem.groups) if led[g] > 1 and free[g] and many[g] >= sizes[g] > held[g]]
    for group in [group for group in range(problem.groups) if not led[group]][new:]:
        fits = (d for d in donors if sizes[d] == sizes[group] + 1 <= problem.limits[group])
        donor = next(fits, None) if many[group] >= sizes[group] else None
        if donor is not None:
            sizes[group], sizes[donor] = sizes[donor], sizes[group]
            donors.remove(donor)
    return problem.with_sizes(sizes)


def _spare(state: State, group: int, home: Sequence[int]) -> int:
    """Whom an overfull group gives up."""
    problem = state.problem

    def worth(person: int) -> tuple[bool, bool, int, int]:
        level = problem.level[person]
        leads = level < len(problem.ranks)
        # The room keeps as good a lead, and another lacks one.
        spare = leads and state.reach[level][group] > 1 and 0 in state.reach[level]
        met = problem.met[person]
        again = sum(other in met for other in state.members[group])
        return (not spare, leads, -again, -person)

    return min((p for p in state.members[group] if home[p] == group), key=worth)


def _see_to_leads(state: State, home: Sequence[int]) -> None:
    """Bring a lead to each group without one: someone without a place, else from a group that has two."""
    problem = state.problem
    if not state.reach:
        return
    led = state.reach[-1]
    best = sorted(
        (p for p in range(problem.count) if problem.level[p] < len(problem.ranks)),
        key=lambda person: (problem.level[person], person),
    )
    for group in range(problem.groups):
        if led[group]:
            continue
        free = [p for p in best if state.group_of[p] < 0]
        donors = [
            p for p in best if state.group_of[p] >= 0 and home[p] == state.group_of[p] and led[home[p]] > 1
        ]
        if not free and not donors:
            continue
        if len(state.members[group]) >= problem.sizes[group]:
            movable = [p for p in state.members[group] if home[p] == group]
            if not movable:
                continue
            state.take(_spare(state, group, home))
        lead = free[0] if free else donors[-1]
        if state.group_of[lead] >= 0:
            state.take(lead)
        state.put(lead, group)


def go_home(state: State, apart: Sequence[Sequence[int]], frozen: Sequence[bool]) -> None:
    """Swap back whoever was moved for nothing: with someone who isn't at home in their room either, where rules and
    leads allow it. O(people moved * group size)."""
    problem = state.problem
    for person, home in enumerate(problem.kept):
        if home in (-1, state.group_of[person]) or frozen[person]:
            continue
        for other in list(state.members[home]):
            if problem.kept[other] == home or frozen[other] or state.brings_foes(apart, person, other):
                continue
            before = sum(row.count(0) for row in state.reach[-1:])
            state.swap(person, other)
            if sum(row.count(0) for row in state.reach[-1:]) <= before:
                break
            state.swap(person, other)
