"""The mixing itself: check rules, deal, mend, search, report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mixitup.assignment import floors as bounds
from mixitup.assignment.anneal import Tables
from mixitup.assignment.budget import Budget
from mixitup.assignment.chance import source
from mixitup.assignment.deal import deal
from mixitup.assignment.floors import Floors
from mixitup.assignment.keep import go_home, settle, sized_for_leads
from mixitup.assignment.mend import Mender
from mixitup.assignment.problem import Problem
from mixitup.assignment.report import Alone, Report, count, judge
from mixitup.assignment.rules import Rules, gather, names, place
from mixitup.assignment.sets import webs
from mixitup.assignment.small import default_steps, is_proved, is_settled, is_small, search
from mixitup.assignment.state import Figures, State
from mixitup.assignment.stuck import least_costly
from mixitup.assignment.weights import SEARCH, SMALL

# Above this number of people, the table of all pairs would be too large.
TABLE = 700
# Above this number, mending comes first, and is mostly enough.
MENDED = 50
# What leaving one's room costs in a repair: no repeat or spread is worth it, keeping a rule is.
MOVING = 400_000
# What another topic than one's own costs: less than breaking a rule, more than anything else.
ASTRAY = 20_000_000


class Group(NamedTuple):
    """A room: its number, the keys of its members (the lead first, then roster order) and of its lead, if
    any,
    and its topic where people chose topics."""

    number: int
    members: tuple[str, ...]
    leads: tuple[str, ...]
    topic: str = ""


class Move(NamedTuple):
    """In a repair: who comes into which room, from which (None: newly there), and why, as a sentence."""

    person: str
    source: int | None
    target: int
    reason: str


class Mix(NamedTuple):
    """Groups in the order of the problem's numbers, what can be said of them, and a repair's moves."""

    groups: tuple[Group, ...]
    report: Report
    moves: tuple[Move, ...] = ()

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
    return mix_within(problem, source(seed), budget)


def mix_within(problem: Problem, draw: Callable[[], float], budget: Budget) -> Mix:
    """The same with chance and budget handed in."""
    budget.allow(default_steps(problem.count))
    state, floors, given_up = arrange(problem, draw, budget)
    return finish(state.problem, state, floors, given_up)


def arrange(
    problem: Problem, draw: Callable[[], float], budget: Budget
) -> tuple[State, Floors, Figures | None]:
    """Place, deal, mend and search: the best arrangement found (its problem has the sizes that rules ask for),
    the floors, and what was found for this session alone where something was given up for the next."""
    rules = gather(problem)
    placed = place(problem, rules, draw)
    problem = problem.sized(placed)
    if problem.is_repair:
        problem = sized_for_leads(problem, placed)
    floors = bounds.find(problem)
    state = settle(problem, placed, draw) if problem.is_repair else deal(problem, placed, draw)
    frozen = bound(problem, rules)
    if problem.is_repair:
        go_home(state, rules.apart, frozen)
    if problem.count > MENDED or state.figures().leads != floors.leads:
        still = [frozen[p] or problem.kept[p] == state.group_of[p] for p in range(problem.count)]
        mender = Mender(state, rules.apart, still, draw, budget)
        mender.run()
        if problem.topics:
            mender.lead_first()
        if problem.is_repair:
            # Whoever stays stays: the search is for the others.
            frozen = still
    if problem.count <= TABLE and (is_small(problem) or not is_proved(state, floors)):
        tables = tables_of(problem, rules, frozen)
        found = search(tables, state, floors, draw, budget)
        return State(problem, found.group_of), floors, found.alone
    return state, floors, None


def tables_of(problem: Problem, rules: Rules, frozen: list[bool]) -> Tables:
    """What the annealing needs, with the weights for a school of this size."""
    scale = (SMALL if is_small(problem) else SEARCH)[problem.prefer]
    return Tables(problem, rules.apart, frozen, scale, own_costs(problem))


def bound(problem: Problem, rules: Rules) -> list[bool]:
    """Who never moves once placed: pinned people and people kept together."""
    frozen = [person in rules.pinned for person in range(problem.count)]
    for block in rules.blocks:
        for person in block:
            frozen[person] = True
    return frozen


def own_costs(problem: Problem) -> list[list[int]] | None:
    """What each group costs a person whoever is in it: leaving one's room in a repair, another topic."""
    if not problem.topics and not problem.is_repair:
        return None
    return [
        [
            (0 if problem.fits(person, group) else ASTRAY) + (0 if now in (-1, group) else MOVING)
            for group in range(problem.groups)
        ]
        for person, now in enumerate(problem.kept)
    ]


def finish(problem: Problem, state: State, floors: Floors, given_up: Figures | None = None) -> Mix:
    """The answer: groups, report and, in a repair, moves. `given_up`: what this session alone would
    come to. Where floors aren't reached, people who can't be in any ideal room are named (not in a repair, which
    gives more up): they prove how much must be given up."""
    report = judge(problem, state, floors)
    moves = moves_of(state) if problem.is_repair else ()
    if report.proved_best:
        report = report._replace(best_in_order=True)
    elif problem.count <= TABLE and not problem.is_repair:
        people, least = least_costly(problem, state, floors)
        if people:
            settled = is_settled(state, floors, least)
            reason = _must_give(problem, people, least, settled=settled)
            report = report._replace(reasons=(*report.reasons, reason), best_in_order=settled)
    if given_up:
        alone = Alone(given_up.repeats, sum(given_up.spread) - sum(floors.spread))
        report = report._replace(reasons=(*report.reasons, _for_later(alone)), alone=alone)
    return Mix(groups_of(state), report, moves)


def _must_give(problem: Problem, people: list[int], least: int, *, settled: bool) -> str:
    pairs = "one such pair" if least == 1 else f"{least} such pairs"
    end = f"so there must be at least {pairs}" + (": it can't be less." if settled else ".")
    return f"{names(problem, people)} can't be in any room without a repeat or an uneven value, {end}"


def _for_later(alone: Alone) -> str:
    rest = f" and {count(alone.uneven, 'same-value pair')} above the floor" if alone.uneven else ""
    return (
        f"Mixed for itself alone, this session would have {count(alone.repeats, 'repeat')}{rest};"
        " these groups leave more new faces for the next session of the same people."
    )


def moves_of(state: State) -> tuple[Move, ...]:
    """Who comes into another room in a repair, in roster order, with the reason."""
    problem = state.problem
    was: list[list[int]] = [[] for _ in problem.sizes]
    for person, group in enumerate(problem.kept):
        if group >= 0:
            was[group].append(person)
    foes = webs(problem.apart)
    moves = []
    for person, (now, group) in enumerate(zip(problem.kept, state.group_of, strict=True)):
        if now == group:
            continue
        who, reason = problem.people[person], _why(state, was, foes.get(person, ()), person, now, group)
        target = problem.numbers[group]
        moves.append(Move(who.key, problem.room_now[person], target, f"{who.called} {reason}"))
    return tuple(moves)


def _why(state: State, was: list[list[int]], foes: Sequence[int], person: int, now: int, group: int) -> str:
    problem = state.problem
    target = problem.numbers[group]
    room = problem.room_now[person]
    if room is None:
        return f"is new and comes into room {target}."
    start = f"moves from room {room} to room {target}:"
    if now < 0:
        return f"{start} room {room} is no more."
    if rule := _rule_for(problem, was[now], foes, person, now):
        return f"{start} {rule}."
    able = len(problem.ranks)
    if problem.level[person] < able:
        leads = [other for other in was[group] if problem.level[other] < able]
        if not leads:
            return f"{start} room {target} had nobody who can lead."
        if not any(state.group_of[other] == group for other in leads):
            return f"{start} nobody who led room {target} stays there."
    if len(was[now]) > problem.sizes[now]:
        return f"{start} room {problem.numbers[now]} had {len(was[now])} people and can have {problem.sizes[now]}."
    return f"{start} a rule or a lead needed the place."


def _rule_for(problem: Problem, room: list[int], foes: Sequence[int], person: int, now: int) -> str:
    """The rule that moved a person out of their room, as half a sentence, if there is one. `foes`: who is kept apart
    from them."""
    if problem.pins.get(person, now) != now:
        return "pinned there"
    block = next((block for block in problem.blocks if person in block), [])
    for other in block:
        if problem.kept[other] != now and other != person:
            return f"kept together with {problem.people[other].called}"
    for other in room:
        if other in foes:
            return f"kept apart from {problem.people[other].called}"
    return ""


def groups_of(state: State) -> tuple[Group, ...]:
    problem = state.problem
    groups = []
    rooms = zip(problem.numbers, state.members, problem.topic_of_group, strict=True)
    for number, members, topic in rooms:
        order = sorted(members, key=lambda person: (problem.level[person], person))
        lead = order[:1] if order and problem.level[order[0]] < len(problem.ranks) else []
        rest = sorted(person for person in members if person not in lead)
        groups.append(
            Group(
                number,
                tuple(problem.people[person].key for person in lead + rest),
                tuple(problem.people[person].key for person in lead),
                problem.topics[topic] if topic >= 0 else "",
            )
        )
    return tuple(groups)
