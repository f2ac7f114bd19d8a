"""How good an arrangement is: each figure beside its floor, and the same in sentences for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mixitup.assignment.floors import Floors, by_counting
from mixitup.assignment.problem import Problem
from mixitup.assignment.state import Figures, State

LEAD_NAMES = {1: "Mod 4", 2: "Mod 3"}


class Figure(NamedTuple):
    """A figure and the least it could be. `value` is never below `floor`."""

    value: int
    floor: int

    @property
    def is_proved(self) -> bool:
        return self.value == self.floor


class Choices(NamedTuple):
    """How many of those who named topics got their first, their second, a later one, or none of them."""

    first: int
    second: int
    later: int
    none: int


class Alone(NamedTuple):
    """Repeats, and same-value pairs above their floors, that a session would have if no other came after it."""

    repeats: int
    uneven: int


class Report(NamedTuple):
    """- `without_lead`: groups in which nobody can lead; `without_best_lead`: groups without the best rank.
    - `repeats`: pairs inside groups who have met before; `repeat_weight`: their weights by how often and
      when.
    - `spread`: by attribute, same-value pairs inside groups.
    - `proved_best`: every figure is at its floor, everyone is placed and sizes are as planned.
    - `best_in_order`: proved best, or proved that the goals get in each other's way so that nothing is
      better.
    - `alone`: what this session alone would have, where something was given up for the next one.
    - `reasons`: sentences, in the order of the goals, that say what is good and why the rest isn't better.
    """

    without_lead: Figure
    without_best_lead: Figure
    repeats: Figure
    repeat_weight: Figure
    spread: dict[str, Figure]
    proved_best: bool
    reasons: tuple[str, ...]
    choices: Choices | None = None
    best_in_order: bool = False
    alone: Alone | None = None


def judge(problem: Problem, state: State, floors: Floors) -> Report:
    """The report of a complete arrangement. O(people * group size)."""
    choices = chosen(state) if problem.topics else None
    is_fitting = all(problem.fits(person, group) for person, group in enumerate(state.group_of))
    report = compose(problem, state.figures(), floors, is_whole=is_fitting)
    if choices is None:
        return report
    named = sum(choices)
    chose = f"the {named} people" if named > 1 else "the one person"
    said = f"{choices.first} of {chose} who chose got their first topic"
    rest = [f"{choices.second} their second"] if choices.second else []
    rest += [f"{choices.later} a later one"] if choices.later else []
    rest += [f"{choices.none} none of theirs"] if choices.none else []
    sentence = ", ".join([said, *rest]) + "."
    leads = len(report.reasons) - 1 - len(problem.spread)
    reasons = (*report.reasons[:leads], sentence, *report.reasons[leads:])
    proved = report.proved_best and choices.first == named
    return report._replace(choices=choices, reasons=reasons, proved_best=proved)


def chosen(state: State) -> Choices:
    """Count who got which of their topics. O(people)."""
    problem = state.problem
    got = [0, 0, 0, 0]
    for wishes, group in zip(problem.wishes, state.group_of, strict=True):
        if wishes:
            topic = problem.topic_of_group[group]
            got[min(2, wishes.index(topic)) if topic in wishes else 3] += 1
    return Choices(*got)


def compose(problem: Problem, figures: Figures, floors: Floors, *, is_whole: bool) -> Report:
    """A report from figures that are already counted. `is_whole`: everyone placed, sizes as planned."""
    rooms = sum(not problem.is_private_group(group) for group in range(problem.groups))
    none = Figure(rooms, rooms)
    leads = [Figure(*pair) for pair in zip(figures.leads, floors.leads, strict=True)] or [none]
    repeats = Figure(figures.repeats, floors.repeats)
    weight = Figure(figures.repeat_weight, floors.repeat_weight)
    spread = {
        name: Figure(*pair) for name, *pair in zip(problem.spread, figures.spread, floors.spread, strict=True)
    }
    every = [*leads, repeats, weight, *spread.values()]
    reasons = [*_about_leads(problem, leads), _about_repeats(problem, repeats, weight)]
    about_spread = [_about_spread(name, figure) for name, figure in spread.items()]
    reasons = (
        [*reasons[:-1], *about_spread, reasons[-1]] if problem.prefer == "spread" else reasons + about_spread
    )
    return Report(
        leads[-1],
        leads[0],
        repeats,
        weight,
        spread,
        is_whole and all(figure.is_proved for figure in every),
        tuple(reasons),
    )


def count(number: int, one: str, many: str = "") -> str:
    """ "1 room", "3 rooms"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _about_leads(problem: Problem, leads: Sequence[Figure]) -> list[str]:
    """One sentence per rank until every room has a lead."""
    if not problem.ranks:
        return ["Nobody on this roster can lead a room."]
    sentences = []
    free = [level for person, level in enumerate(problem.level) if not problem.has_private(person)]
    rooms = problem.groups - sum(problem.spared[0])
    private = "" if rooms == problem.groups else " that isn't private"
    left = rooms
    for place, (rank, figure) in enumerate(zip(problem.ranks, leads, strict=True)):
        name = LEAD_NAMES.get(rank, f"rank {rank}")
        if figure.value == 0:
            start = f"Every room{private}" if left == rooms else "Every other room"
            sentences.append(f"{start} has a {name} lead.")
            break
        left = figure.value
        able, reach = free.count(place), sum(level <= place for level in free)
        why = (
            f"there {'is' if able == 1 else 'are'} {count(able, name)} for {count(rooms, 'room')}"
            if place == 0
            else f"there {'is' if reach == 1 else 'are'} {count(reach, 'person', 'people')} who can lead"
            f" for {count(rooms, 'room')}"
        )
        if figure.floor > max(0, rooms - reach):
            why += ", and rules keep several of them together"
        proof = "proved" if figure.is_proved else f"it could be {figure.floor} if the rules allow"
        sentences.append(f"{count(figure.value, 'room')} without a {name}: {why} ({proof}).")
    if leads[-1].value:
        sentences.append(f"{count(leads[-1].value, 'room has', 'rooms have')} nobody who can lead.")
    return sentences


def _about_repeats(problem: Problem, repeats: Figure, weight: Figure) -> str:
    if repeats.value == 0:
        return "Nobody meets anyone again."
    start = f"{count(repeats.value, 'pair meets', 'pairs meet')} again"
    if repeats.is_proved:
        proved = ", each as seldom and as long ago as can be" if weight.is_proved else ""
        return f"{start}, and it can't be fewer{proved}: proved."
    if repeats.floor == 0:
        return f"{start}. No proof says that it must be so many."
    return f"{start}. {_who_must(problem, repeats.floor)}: at least {count(repeats.floor, 'repeat')}."


def _who_must(problem: Problem, floor: int) -> str:
    """Why there must be repeats, in words."""
    smallest = min(problem.sizes) - 1
    if floor > by_counting(problem)[0]:
        return f"Rules keep {count(floor, 'pair')} together who have met"
    full = [
        person.called
        for person, met in zip(problem.people, problem.met, strict=True)
        if problem.count - 1 - len(met) < smallest
    ]
    if len(full) > 3:
        return f"{len(full)} people have met nearly everyone"
    return f"{' and '.join(full)} {'has' if len(full) == 1 else 'have'} met nearly everyone"


def _about_spread(name: str, figure: Figure) -> str:
    label = plural(name)
    if figure.is_proved:
        return f"{label} are spread as evenly as possible: proved."
    more = count(figure.value - figure.floor, f"same-{name} pair")
    return f"{label} are spread nearly evenly: {more} above the floor of {figure.floor}."


def plural(name: str) -> str:
    """ "cohort" -> "Cohorts", "city" -> "Cities"."""
    word = name.replace("_", " ")
    word = word[:-1] + "ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else word + "s"
    return word[:1].upper() + word[1:]
