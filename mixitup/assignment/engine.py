"""The mixing itself: check rules, deal, mend, search, report."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from mixitup.assignment import floors as bounds
from mixitup.assignment.anneal import Tables
from mixitup.assignment.budget import Budget
from mixitup.assignment.chance import source
from mixitup.assignment.deal import deal
from mixitup.assignment.mend import Mender
from mixitup.assignment.problem import Problem
from mixitup.assignment.report import Report, judge
from mixitup.assignment.rules import gather, place
from mixitup.assignment.small import LOOK_AHEAD, default_steps, is_proved, search
from mixitup.assignment.state import State

# Above this number of people, the table of all pairs would be too large.
TABLE = 700
# Above this number, mending comes first, and is mostly enough.
MENDED = 50


class Group(NamedTuple):
    """A room: its number, the keys of its members (the lead first, then roster order) and of its lead, if
    any."""

    number: int
    members: tuple[str, ...]
    leads: tuple[str, ...]


class Mix(NamedTuple):
    """Groups in the order of the problem's numbers, and what can be said of them."""

    groups: tuple[Group, ...]
    report: Report

    def placement(self) -> dict[str, int]:
        """Person key -> room number."""
        return {key: group.number for group in self.groups for key in group.members}


def mix(
    problem: Problem,
    *,
    seed: int,
    seconds: float | None = None,
    iterations: int | None = None,
    clock: Callable[[], float] | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Mix:
    """The best groups found for the problem, with a report of how good they are.

    Stops as soon as every figure is proved best; else after `iterations` swaps looked at (a number that fits
    the
    size when none is given), or after `seconds` by `clock` (monotonic seconds), with the best so far.
    `progress` is called with the used share of the budget, 0 to 1; `cancelled` is asked as often.

    Raises `Contradiction` when the rules can't all be kept, `Cancelled` when `cancelled()` says so.
    Same problem, seed and iterations: same result; not so with `seconds`.
    """
    budget = Budget(
        iterations=iterations, seconds=seconds, clock=clock, progress=progress, cancelled=cancelled
    )
    draw = source(seed)
    rules = gather(problem)
    floors = bounds.find(problem)
    state = deal(problem, place(problem, rules, draw), draw)
    frozen = [person in rules.pinned for person in range(problem.count)]
    for block in rules.blocks:
        for person in block:
            frozen[person] = True
    budget.allow(default_steps(problem.count))
    if problem.count > MENDED:
        Mender(state, rules.apart, frozen, draw, budget).run()
    if problem.count <= TABLE and not (problem.count > LOOK_AHEAD and is_proved(state, floors)):
        tables = Tables(problem, rules.apart, frozen)
        state = State(problem, search(tables, state, floors, draw, budget))
    return Mix(groups_of(state), judge(problem, state, floors))


def groups_of(state: State) -> tuple[Group, ...]:
    problem = state.problem
    groups = []
    for number, members in zip(problem.numbers, state.members, strict=True):
        order = sorted(members, key=lambda person: (problem.level[person], person))
        lead = order[:1] if order and problem.level[order[0]] < len(problem.ranks) else []
        rest = sorted(person for person in members if person not in lead)
        groups.append(
            Group(
                number,
                tuple(problem.people[person].key for person in lead + rest),
                tuple(problem.people[person].key for person in lead),
            )
        )
    return tuple(groups)
