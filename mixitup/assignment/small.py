"""The search for small schools: coolings from the start again and again, and a look at the sessions to
come."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from mixitup.assignment.anneal import Annealer, Goals, Tables
from mixitup.assignment.budget import Budget
from mixitup.assignment.floors import Floors
from mixitup.assignment.problem import Problem
from mixitup.assignment.state import State
from mixitup.assignment.stuck import least_costly

# Up to this number of people, equally good arrangements are told apart by what they leave for later sessions.
LOOK_AHEAD = 40
# Coolings of this session and the next together, and the swaps looked at in each.
LOOKS = 3
LOOK_STEPS = 250_000
# Swaps looked at before and after that for this session alone, so that it is as good as can be.
ALONE_STEPS = 150_000
# Coolings that find nothing better before a larger school's search ends.
STALE = 2


def rank(problem: Problem, state: State) -> tuple[int, ...]:
    """The goals in order, exactly: smaller is better."""
    figures = state.figures()
    spread = sum(figures.spread)
    repeats = (figures.repeats, figures.repeat_weight)
    order = (*repeats, spread) if problem.prefer == "repeats" else (spread, *repeats)
    moves = sum(now not in (-1, group) for now, group in zip(problem.kept, state.group_of, strict=True))
    return (*figures.leads, moves, *order)


def _tie(problem: Problem, goals: tuple[int, ...]) -> tuple[int, ...]:
    """The goals without the weight of repeats, which decides only after the outlook."""
    at = len(goals) - (2 if problem.prefer == "repeats" else 1)
    return goals[:at] + goals[at + 1 :]


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


# Above this number of people a cooling starts almost cold, from the mended arrangement, where little is wrong.
WARM = 100


def cooling_steps(people: int) -> int:
    return 150_000 if people <= WARM else min(300_000, 1000 * people)


def default_steps(people: int) -> int:
    """Swaps to look at when nobody says how many: all the candidates and glances of a small school, some
    coolings of a larger one."""
    if people <= LOOK_AHEAD:
        return LOOKS * LOOK_STEPS + 2 * ALONE_STEPS
    return (8 if people <= WARM else 3) * cooling_steps(people)


def looks(problem: Problem) -> bool:
    """Whether later sessions have a say: in small schools, unless people are to stay where they are."""
    return problem.count <= LOOK_AHEAD and not problem.is_repair


def search(
    tables: Tables, start: State, floors: Floors, draw: Callable[[], float], budget: Budget
) -> list[int]:
    """The best arrangement found, as a group for each person; never worse than `start`."""
    if looks(tables.problem):
        return _look_ahead(tables, start, floors, draw, budget)
    problem = tables.problem
    best, kept = rank(problem, start), list(start.group_of)
    stale, enough = 0, None
    steps = cooling_steps(problem.count)
    if problem.is_repair:
        steps = min(steps, 1000 * len(tables.free))
    hot = 1.5 if problem.count <= WARM else 0.3
    while len(tables.free) > 1 and stale < STALE and budget.fraction() < 1.0:
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


def _look_ahead(
    tables: Tables, start: State, floors: Floors, draw: Callable[[], float], budget: Budget
) -> list[int]:
    """The same, and of equally good arrangements the one after which these people can best be mixed once more:
    each cooling arranges that later session too, and its goals decide between equals."""
    problem = tables.problem
    kept = _alone(tables, start.group_of, floors, draw, budget, hot=1.5)
    best: tuple[Goals, float] = (_tie(problem, rank(problem, State(problem, kept))), inf)
    for _ in range(LOOKS):
        if len(tables.free) < 2 or budget.fraction() >= 1.0:
            break
        annealer = Annealer(tables, [kept, kept], draw, budget, floors, ahead=1)
        found = annealer.cool(LOOK_STEPS, cold=0.2)
        reached = rank(problem, State(problem, found.layers[0]))
        outlook = (_tie(problem, reached), found.goals[-1])
        if outlook < best:
            best, kept = outlook, found.layers[0]
        if annealer.cost <= annealer.target:
            return kept
    return _alone(tables, kept, floors, draw, budget, hot=0.5)


def _alone(
    tables: Tables,
    kept: list[int],
    floors: Floors,
    draw: Callable[[], float],
    budget: Budget,
    *,
    hot: float,
) -> list[int]:
    """What a cooling from `kept` without a thought for later finds, if it is better now."""
    problem = tables.problem
    if len(tables.free) < 2 or budget.fraction() >= 1.0:
        return kept
    now = Tables(problem, tables.apart, tables.frozen, tables.own)
    found = Annealer(now, [kept], draw, budget, floors).cool(ALONE_STEPS, hot=hot).layers[0]
    is_better = _tie(problem, rank(problem, State(problem, found))) < _tie(
        problem, rank(problem, State(problem, kept))
    )
    return found if is_better else kept
