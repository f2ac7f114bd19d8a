"""The search for small schools: coolings from the start again and again, and a look at the sessions to
come."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mixitup.assignment import floors as bounds
from mixitup.assignment.anneal import Annealer, Tables
from mixitup.assignment.budget import Budget
from mixitup.assignment.deal import deal
from mixitup.assignment.floors import Floors
from mixitup.assignment.problem import Problem
from mixitup.assignment.state import State
from mixitup.assignment.stuck import least_costly

# Up to this number of people, equally good arrangements are told apart by what they leave for later sessions.
LOOK_AHEAD = 40
# Arrangements that are compared so, and the swaps looked at to judge one later session.
CANDIDATES = 8
GLANCE = 60_000
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
        return CANDIDATES * (cooling_steps(people) + 2 * GLANCE)
    return (8 if people <= WARM else 3) * cooling_steps(people)


def search(
    tables: Tables, start: State, floors: Floors, draw: Callable[[], float], budget: Budget
) -> list[int]:
    """The best arrangement found, as a group for each person; never worse than `start`."""
    problem = tables.problem
    best, kept = rank(problem, start), list(start.group_of)
    equals: list[list[int]] = []
    stale, enough = 0, None
    looks = problem.count <= LOOK_AHEAD
    hot = 1.5 if problem.count <= WARM else 0.3
    while len(tables.free) > 1 and budget.fraction() < 1.0:
        annealer = Annealer(tables, [kept], draw, budget, floors)
        found = annealer.cool(cooling_steps(problem.count), hot=hot).layers[0]
        state = State(problem, found)
        reached = rank(problem, state)
        stale = 0 if reached < best else stale + 1
        if _tie(problem, reached) < _tie(problem, best):
            equals = []
        if _tie(problem, reached) <= _tie(problem, best):
            equals.append(found)
        if reached < best:
            best, kept = reached, found
        if enough is None and not looks and not is_proved(state, floors):
            enough = least_costly(problem, state, floors)[1]
        done = is_proved(state, floors) or is_settled(state, floors, enough or 0)
        if (done and not looks) or stale >= STALE + CANDIDATES * looks or len(equals) >= CANDIDATES:
            break
    if looks and len(equals) > 1:
        return _promising(problem, equals, draw, budget)
    return kept


def _promising(
    problem: Problem, equals: list[list[int]], draw: Callable[[], float], budget: Budget
) -> list[int]:
    """Of equally good arrangements the one after which later sessions go best. The later sessions are
    guessed:
    the same people once more, and without those of the best rank, who are the next to leave."""
    best: tuple[float, int] | None = None
    for place, found in enumerate(equals):
        outlook = sum(_outlook(later, draw, budget) for later in _later(problem, found))
        if best is None or outlook < best[0]:
            best = (outlook, place)
        if budget.fraction() >= 1.0:
            break
    return equals[best[1] if best is not None else 0]


def _later(problem: Problem, found: Sequence[int]) -> list[Problem]:
    now = {person.key: group for person, group in zip(problem.people, found, strict=True)}
    history = [*problem.history, now]
    stay = [person for person, level in zip(problem.people, problem.level, strict=True) if level > 0]
    casts = [problem.people, stay] if problem.groups < len(stay) else [problem.people]
    return [
        Problem(
            cast, group_count=problem.groups, history=history, spread=problem.spread, prefer=problem.prefer
        )
        for cast in casts
    ]


def _outlook(problem: Problem, draw: Callable[[], float], budget: Budget) -> float:
    """What a later session would cost: repeats, and a little for uneven spread."""
    nobody = [False] * problem.count
    floors = bounds.find(problem)
    start = deal(problem, [-1] * problem.count, draw)
    tables = Tables(problem, [()] * problem.count, nobody)
    found = Annealer(tables, [start.group_of], draw, budget, floors).cool(GLANCE).layers[0]
    figures = State(problem, found).figures()
    return figures.repeats + 0.3 * (sum(figures.spread) - sum(floors.spread))
