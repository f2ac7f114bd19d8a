"""The search for small schools: coolings from the start again and again, and this session planned together with
the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mixitup.assignment.anneal import Annealer, Tables
from mixitup.assignment.budget import Budget
from mixitup.assignment.floors import Floors, find
from mixitup.assignment.problem import Problem
from mixitup.assignment.state import Figures, State
from mixitup.assignment.stuck import least_costly

# Up to this number of people, what is best today uses up new faces: the next session of the same people is planned too.
LOOK_AHEAD = 40
# Coolings of this session alone, by heat, and the swaps looked at in each; when no session follows, so many more.
ALONE = (1.5, 0.5)
ALONE_STEPS = 100_000
LAST = 5
# Coolings of two sessions together, and the swaps looked at in each.
TOGETHER = 2
TOGETHER_STEPS = 1_000_000
# From and to which heat: they start from good arrangements, and end where a repeat here may still save one there.
TOGETHER_HEAT = (0.6, 0.15)
SMALL_STEPS = (len(ALONE) + 1) * ALONE_STEPS + TOGETHER * TOGETHER_STEPS
# Coolings that find nothing better before a larger school's search ends.
STALE = 2


class Found(NamedTuple):
    """A group for each person; `alone`: what this session alone would come to, where something was given up for the
    next."""

    group_of: list[int]
    alone: Figures | None = None


def rank(problem: Problem, state: State) -> tuple[int, ...]:
    """The goals in order, exactly: smaller is better."""
    figures = state.figures()
    spread = sum(figures.spread)
    repeats = (figures.repeats, figures.repeat_weight)
    order = (*repeats, spread) if problem.prefer == "repeats" else (spread, *repeats)
    moves = sum(now not in (-1, group) for now, group in zip(problem.kept, state.group_of, strict=True))
    return (*figures.leads, moves, *order)


def after(problem: Problem, found: Sequence[Sequence[int]]) -> Problem:
    """The problem with the sessions found so far at the end of its history."""
    if not found:
        return problem
    earlier = [
        {person.key: group for person, group in zip(problem.people, groups, strict=True)} for groups in found
    ]
    return problem.after(earlier)


def total(problem: Problem, found: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """The goals of sessions in a row added up, the weight of repeats last: nothing is given up for it."""
    each = [
        rank(later, State(later, groups))
        for later, groups in ((after(problem, found[:n]), groups) for n, groups in enumerate(found))
    ]
    goals = [sum(column) for column in zip(*each, strict=True)]
    weight = goals.pop(-2 if problem.prefer == "repeats" else -1)
    return (*goals, weight)


def is_proved(state: State, floors: Floors) -> bool:
    figures = state.figures()
    return (figures.leads, figures.repeats, figures.repeat_weight, figures.spread) == tuple(floors)


def is_settled(state: State, floors: Floors, least: int) -> bool:
    """Whether all that is above the floors is the one thing that stuck people force, and in the later goal."""
    figures = state.figures()
    spread = sum(figures.spread) - sum(floors.spread)
    first = figures.repeats - floors.repeats if state.problem.prefer == "repeats" else spread
    return least == 1 and first == 0 and above(state, floors) == 1


def above(state: State, floors: Floors) -> int:
    """Repeats and same-value pairs above their floors; very many when a group has no lead that could have
    one."""
    figures = state.figures()
    if figures.leads != floors.leads:
        return state.problem.count**2
    return figures.repeats - floors.repeats + sum(figures.spread) - sum(floors.spread)


# Swaps looked at for each person of a very large school, where mending is all there is.
MENDING = 90
# Above this number of people a cooling starts almost cold, from the mended arrangement, where little is wrong.
WARM = 100


def cooling_steps(people: int) -> int:
    return 150_000 if people <= WARM else min(300_000, 1000 * people)


def default_steps(people: int) -> int:
    """Swaps to look at when nobody says how many: all the coolings of a small school, some of a larger one."""
    if people <= LOOK_AHEAD:
        return SMALL_STEPS
    return max((8 if people <= WARM else 3) * cooling_steps(people), MENDING * people)


def is_small(problem: Problem) -> bool:
    """Whether the next session has a say: in small schools, unless people are to stay where they are."""
    return problem.count <= LOOK_AHEAD and not problem.is_repair


def search(tables: Tables, start: State, floors: Floors, draw: Callable[[], float], budget: Budget) -> Found:
    """The best arrangement found; never worse than `start` but for what is spared for the next session."""
    if len(tables.free) < 2:
        return Found(list(start.group_of))
    if not is_small(tables.problem):
        return Found(_again_and_again(tables, start, floors, draw, budget))
    alone = _alone(tables, start, floors, draw, budget)
    return _with_next(tables, alone, floors, draw, budget) if tables.problem.comes_again else Found(alone)


def _again_and_again(
    tables: Tables, start: State, floors: Floors, draw: Callable[[], float], budget: Budget
) -> list[int]:
    problem = tables.problem
    best, kept = rank(problem, start), list(start.group_of)
    stale, enough = 0, None
    steps = cooling_steps(problem.count)
    if problem.is_repair:
        steps = min(steps, 1000 * len(tables.free))
    hot = 1.5 if problem.count <= WARM else 0.3
    while stale < STALE and budget.fraction() < 1.0:
        annealer = Annealer(tables, [kept], draw, budget, floors)
        found = annealer.cool(steps, hot=hot).layers[0]
        state = State(problem, found)
        reached = rank(problem, state)
        stale = 0 if reached < best else stale + 1
        if reached < best:
            best, kept = reached, found
        if enough is None and not problem.is_repair and not is_proved(state, floors):
            enough = least_costly(problem, state, floors)[1]
        if is_proved(state, floors) or is_settled(state, floors, enough or 0):
            break
    return kept


def share(budget: Budget, steps: int) -> int:
    """A small school's cooling of so many swaps, shorter when the whole search is to be shorter."""
    if budget.iterations is None:
        return steps
    return min(steps, steps * budget.iterations // SMALL_STEPS)


def _alone(
    tables: Tables, start: State, floors: Floors, draw: Callable[[], float], budget: Budget
) -> list[int]:
    """The best for this session, without a thought for later."""
    problem = tables.problem
    best, kept = rank(problem, start), list(start.group_of)
    steps = share(budget, ALONE_STEPS if problem.comes_again else LAST * ALONE_STEPS)
    for hot in ALONE:
        if is_proved(State(problem, kept), floors) or budget.fraction() >= 1.0:
            break
        annealer = Annealer(tables, [kept], draw, budget, floors)
        found = annealer.cool(steps, hot=hot).layers[0]
        reached = rank(problem, State(problem, found))
        if reached < best:
            best, kept = reached, found
    return kept


def _with_next(
    tables: Tables, alone: list[int], floors: Floors, draw: Callable[[], float], budget: Budget
) -> Found:
    """The better half of two sessions planned together, if both together come out better than today's best and the
    best after it. What is proved best alone stays so."""
    problem = tables.problem
    best, layers = None, [alone, alone]
    for _ in range(TOGETHER):
        if budget.fraction() >= 1.0:
            break
        annealer = Annealer(tables, [alone, alone], draw, budget, floors)
        goals, found = annealer.cool(share(budget, TOGETHER_STEPS), *TOGETHER_HEAT)
        if best is None or goals < best:
            best, layers = goals, found
        if annealer.is_done:
            break
    was = State(problem, alone)
    layers = sorted(layers, key=lambda layer: rank(problem, State(problem, layer)))
    now = State(problem, layers[0])
    if is_proved(was, floors) and not is_proved(now, floors):
        return Found(alone)
    later = after(problem, [alone])
    second = Tables(later, tables.apart, tables.frozen, tables.scale, tables.own)
    rest = Annealer(second, [layers[-1]], draw, budget, find(later))
    plain = rest.cool(share(budget, ALONE_STEPS), hot=TOGETHER_HEAT[0]).layers
    if total(problem, [alone, *plain])[:-1] <= total(problem, layers)[:-1]:
        return Found(alone)
    figures, least = now.figures(), was.figures()
    is_same = (figures.repeats, sum(figures.spread)) == (least.repeats, sum(least.spread))
    return Found(now.group_of, None if is_same else least)
