"""Sessions planned together, so that an earlier one doesn't spoil a later one."""

from __future__ import annotations

from collections.abc import Callable

from mixitup.assignment import floors as bounds
from mixitup.assignment.anneal import Annealer
from mixitup.assignment.budget import Budget
from mixitup.assignment.chance import shuffle, source
from mixitup.assignment.engine import TABLE, Mix, arrange, bound, finish, mix_within, tables_of
from mixitup.assignment.problem import Problem
from mixitup.assignment.rules import gather
from mixitup.assignment.small import TOGETHER_HEAT, after, cooling_steps, default_steps, is_small, total
from mixitup.assignment.state import State
from mixitup.assignment.turning import turned

# Coolings of all sessions together, after they were mixed one by one.
COOLINGS = 6


def mix_sessions(
    problem: Problem,
    sessions: int,
    *,
    seed: int,
    seconds: float | None = None,
    iterations: int | None = None,
    clock: Callable[[], float] | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Mix, ...]:
    """`sessions` mixes in a row for the same people and rules, each report counting the earlier ones as
    history.

    People who are all alike and have not met are turned in circles, if that gives so many sessions without a
    repeat. Otherwise the sessions are first mixed one by one; if they don't all reach their floors and the school is small
    enough
    for tables, all are improved together: two people together in two sessions cost one repeat. The sum of the
    goals decides. Budget, errors and determinism as for `mix`. Memory O(sessions * people^2).
    """
    budget = Budget(
        iterations=iterations, seconds=seconds, clock=clock, progress=progress, cancelled=cancelled
    )
    draw = source(seed)
    if problem.is_repair and sessions > 1:
        raise ValueError("a repair is of one session")
    if sessions == 1:
        return (mix_within(problem, draw, budget),)
    budget.allow(sessions * (default_steps(problem.count) + COOLINGS * cooling_steps(problem.count)))
    found = _turned(problem, sessions, draw) or _one_by_one(problem, sessions, draw, budget)
    mixes = _mixes(problem, found)
    if problem.count > TABLE or all(each.report.proved_best for each in mixes):
        return mixes
    return _mixes(problem, _together(problem, found, draw, budget))


# Above this number of people sessions are not turned: the search would take long, and others meet nobody again either.
MOST_TURNED = 100


def _turned(problem: Problem, sessions: int, draw: Callable[[], float]) -> list[list[int]] | None:
    """Sessions without a repeat for people who are all alike, have not met and are bound by no rules."""
    alike = len(problem.kinds) == 1 and len(set(problem.sizes)) == 1 and not problem.topics
    if problem.count > MOST_TURNED or problem.sizes[0] < 2:
        return None
    bound_by = problem.apart or problem.together or problem.pins or problem.is_repair
    if not alike or bound_by or any(problem.met):
        return None
    found = turned(problem.count, problem.sizes[0], sessions, draw)
    if found is None:
        return None
    order = list(range(problem.count))
    shuffle(order, draw)
    return [[groups[place] for place in order] for groups in found]


def _together(
    problem: Problem, found: list[list[int]], draw: Callable[[], float], budget: Budget
) -> list[list[int]]:
    """Sessions that were mixed one by one, improved all at once."""
    rules, floors = gather(problem), bounds.find(problem)
    tables = tables_of(problem, rules, bound(problem, rules))
    heat = TOGETHER_HEAT if is_small(problem) else ()
    best, kept = total(problem, found), found
    for _ in range(COOLINGS):
        if len(tables.free) < 2 or budget.fraction() >= 1.0:
            break
        annealer = Annealer(tables, kept, draw, budget, floors)
        layers = annealer.cool(len(found) * cooling_steps(problem.count), *heat).layers
        reached = total(problem, layers)
        if reached < best:
            best, kept = reached, layers
        if annealer.is_done:
            break
    return kept


def _one_by_one(
    problem: Problem, sessions: int, draw: Callable[[], float], budget: Budget
) -> list[list[int]]:
    found: list[list[int]] = []
    alone, together = default_steps(problem.count), COOLINGS * cooling_steps(problem.count)
    for _ in range(sessions):
        later = after(problem, found)
        share = Budget(iterations=alone, clock=budget.clock, cancelled=budget.cancelled)
        if budget.seconds is not None:
            share = Budget(
                seconds=budget.seconds / (2 * sessions), clock=budget.clock, cancelled=budget.cancelled
            )
        elif budget.iterations is not None:
            share.iterations = min(alone, budget.iterations * alone // (alone + together) // sessions)
        state, _, _ = arrange(later, draw, share)
        found.append(list(state.group_of))
        budget.spend(share.steps)
    return found


def _mixes(problem: Problem, found: list[list[int]]) -> tuple[Mix, ...]:
    mixes = []
    for number, groups in enumerate(found):
        later = after(problem, found[:number]).sized(groups)
        mixes.append(finish(later, State(later, groups), bounds.find(later)))
    return tuple(mixes)
