"""Rules that must hold: kept apart, kept together, pinned. Contradictions are found and named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from mixitup.assignment.chance import shuffle
from mixitup.assignment.problem import Contradiction, Problem
from mixitup.assignment.sets import webs

# Nodes that the search for a first placement may visit before it gives up.
PLACEMENT_NODES = 50_000
# Groups looked at for someone before all are.
SOME = 64


class Rules(NamedTuple):
    """`blocks`: people who stay together, in order; `pinned`: person -> group, for whole blocks;
    `apart[p]`: the people p must not share a group with, in a fixed order."""

    blocks: list[list[int]]
    pinned: dict[int, int]
    apart: list[list[int]]


def names(problem: Problem, people: Sequence[int]) -> str:
    """ "A, B and C", at most six by name."""
    called = [problem.people[person].called for person in people]
    if len(called) > 6:
        called = [*called[:5], f"{len(called) - 5} more"]
    return called[0] if len(called) == 1 else ", ".join(called[:-1]) + " and " + called[-1]


def clash(problem: Problem, message: str, people: Sequence[int]) -> Contradiction:
    return Contradiction(message, [problem.people[person].key for person in people])


def gather(problem: Problem) -> Rules:
    """Join the rules and check what can be seen without searching. Raises `Contradiction`."""
    known = webs(problem.apart)
    apart = [known.get(person, []) for person in range(problem.count)]
    for block in problem.blocks:
        _check_block(problem, block, apart)
    pinned = problem.pinned()
    _check_pins(problem, pinned, apart)
    _check_web(problem, apart)
    return Rules(problem.blocks, pinned, apart)


def _check_block(problem: Problem, block: list[int], apart: list[list[int]]) -> None:
    for place, one in enumerate(block):
        for other in block[:place]:
            if other in apart[one]:
                pair = [other, one]
                raise clash(problem, f"{names(problem, pair)} are to be kept together and apart.", pair)
    if len(block) > max(problem.limits):
        raise clash(
            problem,
            f"{len(block)} people are to be kept together ({names(problem, block)}),"
            f" and the largest group has {max(problem.limits)}.",
            block,
        )
    held = [person for person in block if person in problem.pins]
    for person in held[1:]:
        if problem.pins[person] != problem.pins[held[0]]:
            pair = [held[0], person]
            rooms = [problem.numbers[problem.pins[who]] for who in pair]
            raise clash(
                problem,
                f"{names(problem, pair)} are to be kept together and are pinned"
                f" to groups {rooms[0]} and {rooms[1]}.",
                pair,
            )


def _check_pins(problem: Problem, pinned: dict[int, int], apart: list[list[int]]) -> None:
    rooms: list[list[int]] = [[] for _ in range(problem.groups)]
    for person, group in pinned.items():
        rooms[group].append(person)
    for group, people in enumerate(rooms):
        if len(people) > problem.limits[group]:
            raise clash(
                problem,
                f"{len(people)} people pinned to a group of {problem.limits[group]}:"
                f" group {problem.numbers[group]} ({names(problem, people)}).",
                people,
            )
        for place, one in enumerate(people):
            for other in people[:place]:
                if other in apart[one]:
                    pair = [other, one]
                    raise clash(
                        problem,
                        f"{names(problem, pair)} are to be kept apart and are both pinned to"
                        f" group {problem.numbers[group]}.",
                        pair,
                    )
    _check_larger(problem, rooms)


def _check_larger(problem: Problem, rooms: Sequence[Sequence[int]]) -> None:
    """No more groups than can be larger have so many people pinned to them."""
    grown = [group for group, people in enumerate(rooms) if len(people) > problem.bases[group]]
    if len(grown) > problem.larger:
        which = ", ".join(str(problem.numbers[group]) for group in grown)
        raise clash(
            problem,
            f"{len(rooms[grown[0]])} people are pinned to each of the groups {which}, and only {problem.larger} can have"
            " so many.",
            [person for group in grown for person in rooms[group]],
        )


def _check_web(problem: Problem, apart: list[list[int]]) -> None:
    """More people all kept apart from each other than there are groups (found greedily)."""
    known = [set(web) for web in apart]
    order = sorted((p for p in range(problem.count) if apart[p]), key=lambda p: -len(apart[p]))
    for first in order[:50]:
        clique = [first]
        for person in sorted(apart[first], key=lambda p: -len(apart[p])):
            if all(person in known[other] for other in clique):
                clique.append(person)
        if len(clique) > problem.groups:
            raise clash(
                problem,
                f"{len(clique)} people are all to be kept apart from each other ({names(problem, clique)}),"
                f" and there are only {problem.groups} groups.",
                clique,
            )


def place(problem: Problem, rules: Rules, draw: Callable[[], float]) -> list[int]:
    """A group for every person bound by a rule, -1 for the others. Keeps every rule, or raises
    `Contradiction`.

    Backtracking over blocks and kept-apart people, most bound first, emptiest groups first.
    """
    group_of = [-1] * problem.count
    left = list(problem.limits)
    for person, group in rules.pinned.items():
        group_of[person] = group
        left[group] -= 1
    in_block = {person for block in rules.blocks for person in block}
    units = [block for block in rules.blocks if block[0] not in rules.pinned]
    units += [
        [p] for p in range(problem.count) if rules.apart[p] and p not in in_block and p not in rules.pinned
    ]
    units.sort(key=lambda unit: (-len(unit), -sum(len(rules.apart[person]) for person in unit)))
    search = _Placing(problem, rules, group_of, left, draw)
    search.run(units)
    return group_of


class _Placing:
    """Depth-first over units, without recursion, since a web can be longer than Python's stack."""

    def __init__(
        self, problem: Problem, rules: Rules, group_of: list[int], left: list[int], draw: Callable[[], float]
    ) -> None:
        self.problem, self.rules, self.group_of, self.left, self.draw = problem, rules, group_of, left, draw
        self.inside: list[list[int]] = [[] for _ in left]
        for person, group in enumerate(group_of):
            if group >= 0:
                self.inside[group].append(person)
        self.grown = sum(self._is_grown(group) for group in range(problem.groups))

    def _room_for(self, unit: list[int], group: int) -> tuple[bool, int, int]:
        """How well the group suits the unit, by those whom rules have put there: larger is better."""
        problem, inside = self.problem, self.inside[group]
        if not inside:
            return True, self.left[group], 0
        best = min(problem.level[person] for person in unit)
        led = best < len(problem.ranks) and any(problem.level[other] <= best for other in inside)
        costs = sum(
            (other in problem.met[person])
            + sum(a == b for a, b in zip(problem.codes[person], problem.codes[other], strict=True))
            for person in unit
            for other in inside
        )
        return not led, self.left[group], -costs

    def _holds(self, group: int, more: int) -> bool:
        """Whether so many more have a place in the group: only some groups can be larger."""
        inside = len(self.inside[group])
        is_growing = inside <= self.problem.bases[group] < inside + more
        return self.left[group] >= more and not (is_growing and self.grown >= self.problem.larger)

    def _is_grown(self, group: int) -> bool:
        return len(self.inside[group]) > self.problem.bases[group]

    def _some(self, unit: list[int]) -> list[int]:
        """A few groups to try before all: those where the unit is now, and others by chance."""
        many = self.problem.groups
        if many <= SOME:
            return []
        now = [self.problem.kept[person] for person in unit if self.problem.kept[person] >= 0]
        return list(dict.fromkeys([*now, *(int(self.draw() * many) for _ in range(SOME))]))

    def _choices(self, unit: list[int], groups: Iterable[int]) -> list[int]:
        """Which of the groups the unit may go to, best last: a rule may take someone from their topic, but nobody
        into a private one. Untouched groups of one size are alike: one is enough."""
        barred = {self.group_of[other] for person in unit for other in self.rules.apart[person]}
        groups = [g for g in groups if g not in barred and self._holds(g, len(unit))]
        strangers = dict.fromkeys(groups, 0)
        if self.problem.topics:
            strangers = {g: sum(not self.problem.fits(person, g) for person in unit) for g in groups}
            groups = [g for g in groups if not (strangers[g] and self.problem.is_private_group(g))]
        shuffle(groups, self.draw)
        kept = [self.problem.kept[person] for person in unit]
        groups.sort(key=lambda g: (-strangers[g], kept.count(g), *self._room_for(unit, g)))
        seen: set[int] = set()
        found = []
        for group in reversed(groups):
            size = self.problem.limits[group]
            if self.left[group] == size and not self.problem.topics:
                if size in seen:
                    continue
                seen.add(size)
            found.append(group)
        return found[::-1]

    def run(self, units: list[list[int]]) -> None:
        choices: list[list[int]] = []
        # Whether all groups have been looked at, and not only some.
        is_whole: list[bool] = []
        depth = deepest = nodes = 0
        while depth < len(units):
            if len(choices) == depth:
                choices.append(self._choices(units[depth], self._some(units[depth])))
                is_whole.append(False)
                nodes += 1
                deepest = max(deepest, depth)
            if not choices[depth] and not is_whole[depth]:
                choices[depth] = self._choices(units[depth], range(self.problem.groups))
                is_whole[depth] = True
            if choices[depth]:
                self._set(units[depth], choices[depth].pop())
                depth += 1
            elif depth and nodes < PLACEMENT_NODES:
                choices.pop()
                is_whole.pop()
                depth -= 1
                self._clear(units[depth])
            else:
                raise self._failure(units[deepest], proved=not depth)

    def _failure(self, unit: list[int], *, proved: bool) -> Contradiction:
        people = list(
            dict.fromkeys([*unit, *(other for person in unit for other in self.rules.apart[person])])
        )
        start = "No arrangement keeps" if proved else "No arrangement was found that keeps"
        topics = ", private topics" if any(self.problem.is_private) else ""
        rules = f"all rules (apart, together, pinned, sizes{topics})"
        return clash(self.problem, f"{start} {rules}; it fails at {names(self.problem, people)}.", people)

    def _set(self, unit: list[int], group: int) -> None:
        for person in unit:
            self.group_of[person] = group
        self.left[group] -= len(unit)
        self.grown -= self._is_grown(group)
        self.inside[group] += unit
        self.grown += self._is_grown(group)

    def _clear(self, unit: list[int]) -> None:
        group = self.group_of[unit[0]]
        self.left[group] += len(unit)
        self.grown -= self._is_grown(group)
        del self.inside[group][-len(unit) :]
        self.grown += self._is_grown(group)
        for person in unit:
            self.group_of[person] = -1
