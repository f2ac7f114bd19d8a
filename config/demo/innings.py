"""Who is enrolled when: a school that people join, move through, repeat a module in, and leave. No database here."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

WEDNESDAY = 2
PAST_INNINGS = 3
# Six weeks and a week between innings.
PACE = datetime.timedelta(weeks=7)
# Fewer people in Mod 4 than rooms of five, so that a few rooms are led by someone in Mod 3.
SHARES = {4: 0.18, 3: 0.25, 2: 0.27, 1: 0.30}
REPEATING = 0.07
PROGRAMS = ("BE", "FE")


@dataclass
class Place:
    """Where one person stands: `person` counts from 0; `cohort` is the number of the inning that they joined in."""

    person: int
    program: str
    cohort: int
    module: int


@dataclass
class Roster:
    """One inning's people, those who paused it, and what became of people at its end."""

    places: list[Place]
    paused: list[Place] = field(default_factory=list)
    graduated: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)


def starts(today: datetime.date) -> list[datetime.date]:
    """The Mondays of the past innings and of the running one, oldest first.

    The running one has its Week 2 Wednesday within the next seven days, whatever day it is: so it is Week 1 or 2
    now, Week 2's rooms are out, and Week 4 is still to be mixed.
    """
    ahead = (WEDNESDAY - today.weekday() - 1) % 7 + 1
    monday = today + datetime.timedelta(days=ahead - 7 - WEDNESDAY)
    return [monday - PACE * back for back in range(PAST_INNINGS, -1, -1)]


def quotas(size: int) -> dict[int, int]:
    """How many people are in each module; they add up to the size."""
    wanted = {module: int(size * share) for module, share in SHARES.items()}
    wanted[1] += size - sum(wanted.values())
    return wanted


def rosters(size: int, chance: Random) -> list[Roster]:
    """The enrolments of every inning, oldest first; each has `size` active people."""
    newcomers = _newcomers(chance)
    found: list[Roster] = []
    for inning in range(PAST_INNINGS + 1):
        before = found[-1] if found else None
        found.append(_roster(inning, size, before, newcomers, chance))
    return found


def _newcomers(chance: Random) -> Iterator[tuple[int, str]]:
    person = 0
    while True:
        yield person, chance.choice(PROGRAMS)
        person += 1


def _roster(
    inning: int, size: int, before: Roster | None, newcomers: Iterator[tuple[int, str]], chance: Random
) -> Roster:
    roster = Roster([])
    stood: dict[int, list[Place]] = {module: [] for module in SHARES}
    for place in before.places if before else []:
        stood[place.module].append(place)
    for people in stood.values():
        chance.shuffle(people)
    for module, wanted in quotas(size).items():
        roster.places += _fill(inning, module, wanted, stood, newcomers)
    if before:
        _part(before, roster, stood)
    roster.places.sort(key=lambda place: place.person)
    return roster


def _fill(
    inning: int,
    module: int,
    wanted: int,
    stood: dict[int, list[Place]],
    newcomers: Iterator[tuple[int, str]],
) -> list[Place]:
    """A module's people: who repeats it, who moves up into it, and for the rest somebody new to the school."""
    repeating = _take(stood[module], round(wanted * REPEATING))
    moving = _take(stood.get(module - 1, []), wanted - len(repeating))
    places = [Place(one.person, one.program, one.cohort, module) for one in repeating + moving]
    for person, program in (next(newcomers) for _ in range(wanted - len(places))):
        places.append(Place(person, program, inning - module + 1, module))
    return places


def _take(people: list[Place], count: int) -> list[Place]:
    taken = people[:count]
    del people[:count]
    return taken


def _part(before: Roster, now: Roster, rest: Mapping[int, Sequence[Place]]) -> None:
    """Those who are in no module now: Mod 4s have graduated; of the others every third pauses, the rest left."""
    for module, people in rest.items():
        for number, place in enumerate(people):
            if module == 4:
                before.graduated.add(place.person)
            elif number % 3 == 0:
                now.paused.append(place)
            else:
                before.left.add(place.person)
