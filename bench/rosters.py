"""Rosters to measure on: eight sessions in a row, with promotion after every second."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from mixitup.assignment import Person, Problem, suggested_rooms

SPREAD = ("cohort", "module", "program")
# Beside the project, or further up.
ABOVE = [folder / "shared" / "rosters" for folder in Path(__file__).resolve().parents[2:]]
SHARED = next((folder for folder in ABOVE if folder.is_dir()), ABOVE[0])
SHARES = (0.30, 0.27, 0.23, 0.20)


class Session(NamedTuple):
    people: list[Person]
    groups: int

    def problem(
        self, history: list[dict[str, int]], prefer: str = "repeats", again: bool | None = None
    ) -> Problem:
        return Problem(
            self.people, group_count=self.groups, history=history, again=again, spread=SPREAD, prefer=prefer
        )


def person(number: int, module: int, program: str, cohort: str) -> Person:
    attributes = {"module": str(module), "program": program, "cohort": cohort}
    return Person(f"s{number}@example.org", attributes, {4: 1, 3: 2}.get(module), f"Student {number}")


def given(count: int) -> list[Session]:
    """The shared roster of that size, or nothing where it isn't there."""
    path = SHARED / f"roster-{count}.json"
    if not path.exists():
        return []
    return [
        Session(
            [person(s["id"], s["module"], s["program"], s["cohort"]) for s in session["students"]],
            session["groups"],
        )
        for session in json.loads(path.read_text())["sessions"]
    ]


def generated(count: int, seed: int) -> list[Session]:
    """A school of `count` over four innings with two sessions each. Deterministic by seed."""
    rng = Random(seed)
    school: list[list[Any]] = []
    number = 0

    def enrol(module: int, term: int) -> None:
        nonlocal number
        number += 1
        program = "BE" if rng.random() < 0.55 else "FE"
        late = rng.random() < 0.05 and module > 1
        start = term - module + 1 - late
        school.append([number, module, program, f"T{start}-{program}"])

    counts = [round(count * share) for share in SHARES[:3]]
    for module, many in enumerate([*counts, count - sum(counts)], 1):
        for _ in range(many):
            enrol(module, 1)
    sessions = []
    for term in range(1, 5):
        leads = sum(row[1] == 4 for row in school)
        for _ in range(2):
            rng.shuffle(school)
            people = [person(*row) for row in school]
            sessions.append(Session(people, suggested_rooms(count, leads)))
        stay = []
        for row in school:
            if rng.random() < 0.08:
                continue
            row[1] += rng.random() >= 0.05
            if row[1] <= 4:
                stay.append(row)
        school[:] = stay
        while len(school) < count:
            enrol(1, term + 1)
    return sessions
