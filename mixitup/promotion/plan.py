"""The plan of a promotion: what the turn from one inning to the next would do, before anything is done.

Made from plain values; the same people, choices and modules give the same plan and the same digest.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from functools import cached_property


class Choice(StrEnum):
    """What becomes of somebody. From the highest module, moving up is graduating."""

    UP = "up"
    REPEATS = "repeats"
    PAUSES = "pauses"
    LEAVES = "leaves"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the inning that ends, active or paused; `module` is its number."""

    enrolment_id: int
    student_id: int
    name: str
    email: str
    module: int
    module_id: int
    program_id: int
    cohort_id: int
    cohort: str
    is_paused: bool
    is_there: bool  # in the next inning already


@dataclass(frozen=True, slots=True)
class Move:
    """One person's way: `module` in the next inning, or None for who isn't in it."""

    who: Someone
    choice: Choice
    module: int | None

    @property
    def graduates(self) -> bool:
        return self.choice == Choice.UP and self.module is None


def usual(who: Someone) -> Choice:
    """People move up; whoever is paused stays paused, in the module they stopped in."""
    return Choice.PAUSES if who.is_paused else Choice.UP


@dataclass(frozen=True)
class ModuleLine:
    """A module's people: in the inning that ends, and in the next one once this is done."""

    module: int
    before: int
    after: int


@dataclass(frozen=True)
class Plan:
    """`moves` in the order of people; `modules` are the school's numbers, lowest first; `there` by module is who the
    next inning has already."""

    target_id: int | None
    moves: tuple[Move, ...]
    there_already: tuple[Someone, ...]
    modules: tuple[int, ...]
    there: Mapping[int, int]

    @cached_property
    def counts(self) -> dict[str, int]:
        kinds = Counter("graduates" if move.graduates else move.choice.value for move in self.moves)
        keys = (*[choice.value for choice in Choice], "graduates")
        return {**{key: kinds[key] for key in keys}, "there": len(self.there_already)}

    @cached_property
    def lines(self) -> list[ModuleLine]:
        """Active people by module, every module of the school."""
        people = [*[move.who for move in self.moves], *self.there_already]
        before = Counter(who.module for who in people if not who.is_paused)
        after = Counter(self.there)
        after.update(
            move.module for move in self.moves if move.module is not None and move.choice != Choice.PAUSES
        )
        return [ModuleLine(number, before[number], after[number]) for number in self.modules]

    @cached_property
    def digest(self) -> str:
        """Changes whenever anything that the plan would do changes."""
        told = [
            self.target_id,
            [[astuple(move.who), move.choice, move.module] for move in self.moves],
            sorted(who.student_id for who in self.there_already),
            self.modules,
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def make_plan(
    target_id: int | None,
    people: Sequence[Someone],
    choices: Mapping[int, Choice],
    modules: Sequence[int],
    there: Mapping[int, int],
) -> Plan:
    """O(people). `choices` by enrolment id; whoever isn't in it goes the usual way."""
    above = dict(zip(modules, [*modules[1:], None], strict=True))
    moves = []
    for who in people:
        if who.is_there:
            continue
        choice = choices.get(who.enrolment_id, usual(who))
        if choice == Choice.LEAVES:
            module = None
        else:
            module = above[who.module] if choice == Choice.UP else who.module
        moves.append(Move(who, choice, module))
    already = tuple(who for who in people if who.is_there)
    return Plan(target_id, tuple(moves), already, tuple(modules), there)
