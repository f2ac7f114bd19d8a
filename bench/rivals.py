"""What the engine is measured against: plain annealing, the spreadsheet habit, chance."""

from __future__ import annotations

from math import exp
from random import Random

from mixitup.assignment import Problem
from mixitup.assignment.floors import Floors, find
from mixitup.assignment.state import State


def spreadsheet(problem: Problem) -> list[int]:
    """Sort by module, highest first, and deal round."""
    order = sorted(range(problem.count), key=lambda p: problem.people[p].attributes["module"], reverse=True)
    group_of = [0] * problem.count
    for place, person in enumerate(order):
        group_of[person] = place % problem.groups
    return group_of


def chance(problem: Problem, seed: int) -> list[int]:
    """Shuffle and deal round."""
    order = list(range(problem.count))
    Random(seed).shuffle(order)
    group_of = [0] * problem.count
    for place, person in enumerate(order):
        group_of[person] = place % problem.groups
    return group_of


class Table:
    """Who is in which group, and per group the people, how often each value, and how many leads."""

    def __init__(self, problem: Problem, group_of: list[int]) -> None:
        self.codes, self.is_lead = problem.codes, [level == 0 for level in problem.level]
        self.group_of = group_of
        self.members: list[set[int]] = [set() for _ in range(problem.groups)]
        self.counts = [[0] * len(problem.value_names) for _ in range(problem.groups)]
        self.leads = [0] * problem.groups
        for person, group in enumerate(group_of):
            self.put(person, group)

    def put(self, person: int, group: int) -> None:
        self.group_of[person] = group
        self.members[group].add(person)
        self.leads[group] += self.is_lead[person]
        for code in self.codes[person]:
            self.counts[group][code] += 1

    def take(self, person: int, group: int) -> None:
        self.members[group].remove(person)
        self.leads[group] -= self.is_lead[person]
        for code in self.codes[person]:
            self.counts[group][code] -= 1


def anneal(problem: Problem, seed: int, sweeps: int = 4000) -> list[int]:
    """Plain annealing: random start, random swaps, counts per group and value, sets of people met, geometric
    cooling over `sweeps * people` swaps; stops when every figure is at its floor."""
    rng = Random(seed)
    random = rng.random
    table = Table(problem, chance(problem, seed))
    group_of, members, counts, leads = table.group_of, table.members, table.counts, table.leads
    codes, is_lead = table.codes, table.is_lead
    met = [set(known) for known in problem.met]
    cost = price(State(problem, group_of), find(problem))
    heat, cold, people = 1.0, 0.05, problem.count
    cooling = (cold / heat) ** (1 / (sweeps * people))
    for _ in range(sweeps * people):
        if cost <= 0:
            break
        heat *= cooling
        one, other = int(random() * people), int(random() * people)
        g, h = group_of[one], group_of[other]
        if g == h:
            continue
        change = 0
        for mine, yours in zip(codes[one], codes[other], strict=True):
            if mine != yours:
                change += counts[h][mine] - counts[g][mine] + 1 + counts[g][yours] - counts[h][yours] + 1
        if is_lead[one] != is_lead[other]:
            lost, gained = (g, h) if is_lead[one] else (h, g)
            change += 10 * ((leads[lost] == 1) - (leads[gained] == 0))
        mine_met, yours_met = met[one], met[other]
        together = other in mine_met
        change += len(mine_met & members[h]) - together - len(mine_met & members[g])
        change += len(yours_met & members[g]) - together - len(yours_met & members[h])
        if change > 0 and random() >= exp(-change / heat):
            continue
        cost += change
        table.take(one, g)
        table.take(other, h)
        table.put(one, h)
        table.put(other, g)
    return group_of


def price(state: State, floors: Floors) -> int:
    """What is above the floors: spread, repeats, and ten for a group without its lead."""
    figures = state.figures()
    leads = figures.leads[0] - floors.leads[0] if figures.leads else 0
    return 10 * leads + figures.repeats - floors.repeats + sum(figures.spread) - sum(floors.spread)
