"""A board's position: any arrangement, finished or not, and what a step on it would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mixitup.assignment import floors as bounds
from mixitup.assignment.floors import Floors
from mixitup.assignment.problem import Problem
from mixitup.assignment.report import Report, compose
from mixitup.assignment.sets import webs
from mixitup.assignment.state import Figures, State
from mixitup.assignment.weights import ORDER


class Repeat(NamedTuple):
    """Two people of one group who have met, and in which sessions of the history (0 = oldest)."""

    people: tuple[str, str]
    sessions: tuple[int, ...]


class Effect(NamedTuple):
    """What a step adds to each figure (negative is better). `breaks`: sentences about rules it would
    break."""

    without_lead: int
    without_best_lead: int
    repeats: int
    repeat_weight: int
    spread: Mapping[str, int]
    breaks: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """ "One repeat fewer, cohorts less even.", or "Changes nothing." """
        parts = list(self.breaks)
        parts += _change(self.without_best_lead, "room without a best lead", "rooms without a best lead")
        if self.without_lead != self.without_best_lead:
            parts += _change(self.without_lead, "room without a lead", "rooms without a lead")
        parts += _change(self.repeats, "repeat", "repeats")
        for name, change in self.spread.items():
            if change:
                parts.append(f"{name} {'less' if change > 0 else 'more'} even")
        text = ", ".join(parts) or "changes nothing"
        return text[:1].upper() + text[1:] + "."

    def goals(self, prefer: str) -> tuple[int, ...]:
        """The figures in the order of the goals: smaller is better."""
        repeats = (self.repeats, self.repeat_weight)
        spread = sum(self.spread.values())
        rest = (
            (*repeats, spread)
            if ORDER[prefer].index("repeats") < ORDER[prefer].index("spread")
            else (
                spread,
                *repeats,
            )
        )
        return (len(self.breaks), self.without_lead, self.without_best_lead, *rest)


def _change(number: int, one: str, many: str) -> list[str]:
    if not number:
        return []
    amount = abs(number)
    word = "one" if amount == 1 else str(amount)
    return [f"{word} {one if amount == 1 else many} {'more' if number > 0 else 'fewer'}"]


class Position:
    """People in groups as they stand, even half placed or uneven, with all figures kept up to date.

    `placement` maps person keys to room numbers; people left out or mapped to None have no place. Rules are
    looked at, not enforced: a board may break them, and `broken_rules` and `Effect.breaks` say so. Raises
    `KeyError` for an unknown person or room. Building costs O(people * group size).
    """

    def __init__(self, problem: Problem, placement: Mapping[str, int | None]) -> None:
        self.problem = problem
        group_of = [-1] * problem.count
        for key, number in placement.items():
            if number is not None:
                group_of[problem.index[key]] = problem.group_of_number[number]
        self._state = State(problem, group_of)
        self._apart = webs(problem.apart)
        self._together = webs(problem.together)
        # By whether the rules are kept.
        self._floors: dict[bool, Floors] = {}
        self._figures: Figures | None = None

    # Steps.

    def swap(self, one: str, other: str) -> None:
        """Exchange the places of two placed people. O(group size)."""
        a, b = self.problem.index[one], self.problem.index[other]
        g, h = self._state.group_of[a], self._state.group_of[b]
        if g < 0 or h < 0:
            raise ValueError("both people must have a place to be swapped")
        self._state.swap(a, b)
        self._figures = None

    def move(self, person: str, group: int | None) -> None:
        """Put a person into room number `group`, or take their place away with None. O(group size)."""
        at = self.problem.index[person]
        target = None if group is None else self.problem.group_of_number[group]
        if (self._state.group_of[at] < 0) != (target is None):
            self._floors = {}
        if self._state.group_of[at] >= 0:
            self._state.take(at)
        if target is not None:
            self._state.put(at, target)
        self._figures = None

    # What is so.

    def placement(self) -> dict[str, int | None]:
        """Person key -> room number, or None."""
        numbers = self.problem.numbers
        groups = self._state.group_of
        return {
            person.key: numbers[group] if group >= 0 else None
            for person, group in zip(self.problem.people, groups, strict=True)
        }

    def unplaced(self) -> list[str]:
        """Keys of people without a place, in roster order."""
        return [
            p.key for p, group in zip(self.problem.people, self._state.group_of, strict=True) if group < 0
        ]

    def members(self, group: int) -> list[str]:
        """Keys of a room's people, in roster order."""
        people = sorted(self._state.members[self.problem.group_of_number[group]])
        return [self.problem.people[person].key for person in people]

    def lead(self, group: int) -> str | None:
        """The person of the best rank in a room (the first in roster order), or None."""
        levels = self.problem.level
        people = self._state.members[self.problem.group_of_number[group]]
        best = min(people, key=lambda person: (levels[person], person), default=None)
        if best is None or levels[best] == len(self.problem.ranks):
            return None
        return self.problem.people[best].key

    def report(self) -> Report:
        """Figures beside floors for the people who have a place. O(people * group size) after a change."""
        if self._figures is None:
            self._figures = self._state.figures()
        broken = self.broken_rules()
        floors = self._find_floors(keeps_rules=not broken)
        lengths = [len(members) for members in self._state.members]
        sizes = self.problem.sizes
        placed = sum(lengths) == self.problem.count
        is_whole = placed and sorted(lengths) == sorted(sizes) and not broken
        limits, groups = self.problem.limits, self._state.group_of
        is_whole = is_whole and all(many <= most for many, most in zip(lengths, limits, strict=True))
        is_whole = is_whole and all(self.problem.fits(person, group) for person, group in enumerate(groups))
        report = compose(self.problem, self._figures, floors, is_whole=is_whole)
        more = list(broken)
        if not placed:
            waiting = self.problem.count - sum(lengths)
            more.append(f"{waiting} {'person has' if waiting == 1 else 'people have'} no room yet.")
        elif sorted(lengths) != sorted(sizes):
            more.append(
                f"Rooms have {min(lengths)} to {max(lengths)} people; {min(sizes)} to {max(sizes)} is even."
            )
        return report._replace(reasons=(*more, *report.reasons))

    def _find_floors(self, *, keeps_rules: bool) -> Floors:
        """Floors that hold for whatever sizes the board has: by the placed people alone."""
        if keeps_rules not in self._floors:
            groups = self._state.group_of
            self._floors[keeps_rules] = bounds.find_loose(self.problem, groups, keeps_rules=keeps_rules)
        return self._floors[keeps_rules]

    def repeats(self, group: int | None = None) -> list[Repeat]:
        """Pairs who have met, in one room or in all, in roster order inside a room."""
        rooms = range(self.problem.groups) if group is None else [self.problem.group_of_number[group]]
        found = []
        met, people = self.problem.met, self.problem.people
        for room in rooms:
            members = sorted(self._state.members[room])
            for place, one in enumerate(members):
                for other in members[place + 1 :]:
                    if other in met[one]:
                        sessions = tuple(self.problem.meetings(one, other))
                        found.append(Repeat((people[one].key, people[other].key), sessions))
        return found

    def would_meet_anew(self, person: str) -> list[str]:
        """Keys of the people in this person's room whom they haven't met, in roster order."""
        at = self.problem.index[person]
        group = self._state.group_of[at]
        if group < 0:
            return []
        met = self.problem.met[at]
        people = sorted(self._state.members[group])
        return [self.problem.people[other].key for other in people if other != at and other not in met]

    def explain(self, group: int) -> list[str]:
        """What makes a room good and what it costs, as sentences. O(group size^2 + attributes)."""
        problem = self.problem
        room = problem.group_of_number[group]
        lead = self.lead(group)
        if any(row[room] for row in problem.spared):
            said = ["This topic needs no lead."]
        else:
            said = [f"{self._called(lead)} leads." if lead is not None else "Nobody here can lead."]
        repeats = self.repeats(group)
        for repeat in repeats:
            one, other = (self._called(key) for key in repeat.people)
            often = "once" if len(repeat.sessions) == 1 else f"{len(repeat.sessions)} times"
            ago = len(problem.history) - repeat.sessions[-1]
            when = "in the last session" if ago == 1 else f"last {ago} sessions ago"
            said.append(f"{one} and {other} have met {often}, {when}.")
        if not repeats:
            said.append("Nobody here has met before.")
        row = self._state.counts[room]
        for name, codes in zip(problem.spread, problem.codes_of_attribute, strict=True):
            for code in codes:
                if row[code] > -(-problem.totals[code] // problem.groups):
                    value = problem.value_names[code][1]
                    said.append(f"{row[code]} people share the {name} {value}, more than is needed.")
        return said

    def broken_rules(self) -> list[str]:
        """A sentence for each rule that the board breaks now."""
        problem, groups = self.problem, self._state.group_of
        called = [person.called for person in problem.people]
        found = []
        for person, group in problem.pins.items():
            if groups[person] not in (-1, group):
                found.append(f"{called[person]} is pinned to group {problem.numbers[group]}.")
        for members in problem.apart:
            for place, one in enumerate(members):
                for other in members[:place]:
                    if groups[one] == groups[other] >= 0:
                        found.append(f"{called[other]} and {called[one]} are to be kept apart.")
        for members in problem.together:
            for other in members[1:]:
                if min(groups[other], groups[members[0]]) >= 0 and groups[other] != groups[members[0]]:
                    found.append(f"{called[members[0]]} and {called[other]} are to be kept together.")
        return found

    # What a step would change.

    def swap_effect(self, one: str, other: str) -> Effect:
        """What swapping two people would change. O(group size + attributes), whatever the number of people.
        One of the two may be without a place: the other then gives theirs up."""
        return self._effect(
            [(self.problem.index[one], self._at(other)), (self.problem.index[other], self._at(one))]
        )

    def move_effect(self, person: str, group: int | None) -> Effect:
        """What moving a person to a room (or out, None) would change. O(group size + attributes)."""
        target = -1 if group is None else self.problem.group_of_number[group]
        return self._effect([(self.problem.index[person], target)])

    def _called(self, key: str) -> str:
        return self.problem.people[self.problem.index[key]].called

    def _at(self, key: str) -> int:
        return self._state.group_of[self.problem.index[key]]

    def _effect(self, steps: list[tuple[int, int]]) -> Effect:
        """Carry the steps out, count the touched groups before and after, and take them back."""
        groups = sorted({g for person, to in steps for g in (self._state.group_of[person], to) if g >= 0})
        before = [self._part(group) for group in groups]
        back = [(person, self._state.group_of[person]) for person, _ in steps]
        order = [list(self._state.members[group]) for group in groups]
        self._place(steps)
        after = [self._part(group) for group in groups]
        breaks = self._breaks(steps)
        self._place(back)
        for group, members in zip(groups, order, strict=True):
            self._state.members[group][:] = members
        change = [sum(column) for column in zip(*after, strict=True)]
        was = [sum(column) for column in zip(*before, strict=True)]
        plus = [new - old for new, old in zip(change, was, strict=True)] or [0] * (
            4 + len(self.problem.spread)
        )
        spread = dict(zip(self.problem.spread, plus[4:], strict=True))
        return Effect(plus[0], plus[1], plus[2], plus[3], spread, breaks)

    def _place(self, steps: Iterable[tuple[int, int]]) -> None:
        for person, _ in steps:
            if self._state.group_of[person] >= 0:
                self._state.take(person)
        for person, to in steps:
            if to >= 0:
                self._state.put(person, to)

    def _part(self, group: int) -> list[int]:
        """One group's share of the figures: without lead, without best, repeats, weight, spread by
        attribute."""
        state, problem = self._state, self.problem
        reach = [row[group] for row in state.reach]
        repeats = weight = 0
        members = state.members[group]
        for place, one in enumerate(members):
            known = problem.met[one]
            for other in members[:place]:
                if other in known:
                    repeats += 1
                    weight += known[other]
        row = state.counts[group]
        spread = [
            sum(row[code] * (row[code] - 1) for code in codes) // 2 for codes in problem.codes_of_attribute
        ]
        none = not reach or not reach[-1]
        return [int(none), int(not reach or not reach[0]), repeats, weight, *spread]

    def _breaks(self, steps: Iterable[tuple[int, int]]) -> tuple[str, ...]:
        """Rules that the people who moved break where they are now."""
        problem, groups, people = self.problem, self._state.group_of, self.problem.people
        found: dict[str, None] = {}
        for person, _ in steps:
            here, called = groups[person], people[person].called
            if here < 0:
                continue
            if problem.pins.get(person, here) != here:
                found[f"{called} is pinned to group {problem.numbers[problem.pins[person]]}"] = None
            for other in self._apart.get(person, ()):
                if groups[other] == here:
                    found[f"{called} and {people[other].called} are to be kept apart"] = None
            for other in self._together.get(person, ()):
                if groups[other] not in (-1, here):
                    found[f"{called} and {people[other].called} are to be kept together"] = None
        return tuple(found)
