"""`python -m mixitup.assignment`: groups from CSV files, without settings or database."""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from math import inf
from time import perf_counter
from typing import Any

from mixitup.assignment import reading
from mixitup.assignment.ahead import mix_sessions
from mixitup.assignment.engine import Mix
from mixitup.assignment.position import Position
from mixitup.assignment.problem import Contradiction, Person, Problem
from mixitup.assignment.report import Figure, Report
from mixitup.assignment.sizing import suggested_rooms


def parser() -> argparse.ArgumentParser:
    it = argparse.ArgumentParser(prog="python -m mixitup.assignment", description="Mix people into groups.")
    it.add_argument("roster", metavar="ROSTER.csv", help="columns email, name, module, program, cohort")
    it.add_argument("--history", metavar="FILE", help="columns session, email, group: who met before")
    many = it.add_mutually_exclusive_group()
    many.add_argument("--size", type=_positive, help="most people in a group")
    many.add_argument("--groups", type=_positive, help="number of groups")
    many.add_argument("--capacities", metavar="N,N,…", type=_numbers, help="most people in each group")
    it.add_argument("--seed", type=int, default=0, help="same seed, same groups (default 0)")
    it.add_argument(
        "--spread", metavar="COLUMN", action="append", default=[], help="another column to spread"
    )
    it.add_argument("--prefer", choices=("repeats", "spread"), default="repeats", help="what comes first")
    it.add_argument("--apart", metavar="FILE", help="two e-mails a row: never in one group")
    it.add_argument("--together", metavar="FILE", help="two e-mails a row: always in one group")
    it.add_argument("--pin", metavar="FILE", help="columns email, group: who must be in which group")
    it.add_argument("--absent", metavar="FILE", help="column email: who isn't there")
    it.add_argument("--keep", metavar="CURRENT.csv", help="columns email, group: repair these groups")
    it.add_argument("--choices", metavar="FILE", help="column email, then topics, the favourite first")
    it.add_argument(
        "--private", metavar="TOPIC", action="append", default=[], help="a topic that isn't mixed"
    )
    it.add_argument("--sessions", type=_positive, default=1, help="sessions to plan together (default 1)")
    it.add_argument("--seconds", type=_seconds, help="stop after so long with the best so far")
    it.add_argument("--iterations", type=_positive, help="stop after so many swaps looked at")
    it.add_argument(
        "--explain", action="store_true", help="with --json: why, for each group, and who is new to whom"
    )
    it.add_argument("--progress", action="store_true", help="show on standard error how far it is")
    it.add_argument("--json", action="store_true", help="print one JSON object with the report")
    return it


def _positive(text: str) -> int:
    if not text.isdecimal() or len(text) > 9 or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above zero")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above zero")
    return seconds


def _numbers(text: str) -> list[int]:
    return [_positive(part.strip()) for part in text.split(",")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when groups were printed, 2 when the input was wrong."""
    started = perf_counter()
    options = parser().parse_args(arguments)
    try:
        problem = load(options)
        results = mix_sessions(
            problem,
            options.sessions,
            seed=options.seed,
            seconds=options.seconds,
            iterations=options.iterations,
            clock=perf_counter if options.seconds is not None else None,
            progress=_show if options.progress else None,
        )
        if options.progress:
            print("\r100%", file=sys.stderr, flush=True)
    except (reading.BadInput, Contradiction) as error:
        print(error, file=sys.stderr)
        return 2
    try:
        if options.json:
            write_json(problem, results, perf_counter() - started, explain=options.explain)
        else:
            write_csv(problem, results)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads, such as `head`, has had enough; nor must Python complain when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _show(share: float) -> None:
    print(f"\r{share:4.0%}", end="", file=sys.stderr, flush=True)


def load(options: argparse.Namespace) -> Problem:
    """The problem that the files and options describe. Raises `BadInput` or `Contradiction`."""
    extra = [
        column.strip().lower() for name in options.spread for column in name.split(",") if column.strip()
    ]
    for column in ("email", "name"):
        if column in extra:
            raise reading.BadInput(f"--spread {column}: everyone has their own, so it can't be spread.")
    spread = list(dict.fromkeys([*reading.SPREAD, *extra]))
    people = reading.roster(options.roster, spread)
    known = {person.key: person for person in people}
    absent = reading.people(options.absent, known) if options.absent else []
    keep = reading.rooms(options.keep, known, strict=False) if options.keep else None
    if options.keep and options.choices:
        raise reading.BadInput(f"{options.choices}: topic choices can't be combined with --keep.")
    if options.capacities and options.choices:
        raise reading.BadInput(f"{options.choices}: topic choices can't be combined with --capacities.")
    if options.keep and options.sessions > 1:
        raise reading.BadInput(f"{options.keep}: a repair is of one session; leave out --sessions.")
    choices = _choices(options, known)
    gone = set(absent)
    pins = reading.rooms(options.pin, known, strict=True) if options.pin else {}
    pinned = {number for key, number in pins.items() if key not in gone}
    groups, numbers = _rooms(options, [person for person in people if person.key not in gone], keep, pinned)
    return Problem(
        people,
        group_count=None if options.capacities else groups,
        capacities=options.capacities,
        numbers=numbers,
        history=reading.history(options.history) if options.history else (),
        pins=pins,
        apart=reading.pairs(options.apart, known) if options.apart else (),
        together=reading.pairs(options.together, known) if options.together else (),
        absent=absent,
        keep=keep,
        choices=choices,
        private=options.private,
        spread=spread,
        prefer=options.prefer,
    )


def _choices(options: argparse.Namespace, known: dict[str, Person]) -> dict[str, list[str]] | None:
    if options.private and not options.choices:
        raise reading.BadInput("--private goes with --choices: there are no topics without them.")
    if not options.choices:
        return None
    choices = reading.choices(options.choices, known)
    named = {topic for wishes in choices.values() for topic in wishes}
    for topic in options.private:
        if topic not in named:
            raise reading.BadInput(f"{options.choices}: nobody chose the private topic {topic!r}.")
    return choices


def _rooms(
    options: argparse.Namespace, people: Sequence[Person], keep: dict[str, int] | None, pinned: set[int]
) -> tuple[int, list[int] | None]:
    """How many groups, and their numbers: those that a repair has before new ones."""
    if options.capacities:
        many = len(options.capacities)
    elif options.groups:
        many = options.groups
    elif options.size:
        many = -(-len(people) // options.size)
    elif keep:
        many = len(set(keep.values()))
    else:
        many = suggested_rooms(len(people), sum(person.lead_rank == 1 for person in people))
    if not keep:
        return many, None
    there = {person.key for person in people}
    filled = Counter(number for key, number in keep.items() if key in there)
    # Where rooms close, the emptiest go; those to which somebody is pinned stay.
    rooms = sorted(set(keep.values()), key=lambda number: (number not in pinned, -filled[number], number))
    numbers = rooms[:many]
    free = (number for number in range(1, many + len(numbers) + 1) if number not in numbers)
    numbers += [next(free) for _ in range(many - len(numbers))]
    return many, sorted(numbers)


def write_json(problem: Problem, results: Sequence[Mix], seconds: float, *, explain: bool) -> None:
    found = []
    for place, result in enumerate(results):
        now = problem.after([earlier.placement() for earlier in results[:place]]) if place else problem
        found.append(as_json(now, result, seconds, explain=explain))
    whole = found[0] if len(found) == 1 else {"sessions": found}
    json.dump(whole, sys.stdout, ensure_ascii=False)
    print()


def as_json(problem: Problem, result: Mix, seconds: float, *, explain: bool = False) -> dict[str, Any]:
    groups: list[dict[str, Any]] = []
    position = Position(problem, result.placement()) if explain else None
    for group in result.groups:
        entry = {"number": group.number, "lead": list(group.leads), "members": list(group.members)}
        if group.topic:
            entry["topic"] = group.topic
        if position is not None:
            entry["why"] = position.explain(group.number)
            entry["meets_anew"] = {key: position.would_meet_anew(key) for key in group.members}
        groups.append(entry)
    report = report_json(result.report, seconds)
    if result.report.choices is not None:
        report["choices"] = result.report.choices._asdict()
    if problem.is_repair:
        report["moves"] = [
            {"email": move.person, "from": move.source, "to": move.target, "why": move.reason}
            for move in result.moves
        ]
    return {"groups": groups, "report": report}


def report_json(report: Report, seconds: float) -> dict[str, Any]:
    return {
        "proved_best": report.proved_best,
        "best_in_order": report.best_in_order,
        "seconds": round(seconds, 3),
        "without_lead": _figure(report.without_lead),
        "without_best_lead": _figure(report.without_best_lead),
        "repeats": _figure(report.repeats),
        "repeat_weight": _figure(report.repeat_weight),
        "spread": {name: _figure(figure) for name, figure in report.spread.items()},
        "reasons": list(report.reasons),
    }


def _figure(figure: Figure) -> dict[str, int]:
    return {"value": figure.value, "floor": figure.floor}


def write_csv(problem: Problem, results: Sequence[Mix]) -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    many = len(results) > 1
    has_topics = bool(problem.topics)
    out.writerow([*["session"] * many, "group", "email", "name", "lead", *["topic"] * has_topics])
    for session, result in enumerate(results, 1):
        for group in result.groups:
            for key in group.members:
                name = problem.people[problem.index[key]].name
                lead = "yes" if key in group.leads else ""
                out.writerow([*[session] * many, group.number, key, name, lead, *[group.topic] * has_topics])
    for move in results[0].moves:
        print(move.reason, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
