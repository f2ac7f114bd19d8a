"""`python -m mixitup.assignment`: groups from CSV files, without settings or database."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from time import perf_counter
from typing import Any

from mixitup.assignment import reading
from mixitup.assignment.engine import Mix, mix
from mixitup.assignment.problem import Contradiction, Problem
from mixitup.assignment.report import Figure, Report
from mixitup.assignment.sizing import suggested_rooms


def parser() -> argparse.ArgumentParser:
    it = argparse.ArgumentParser(prog="python -m mixitup.assignment", description="Mix people into groups.")
    it.add_argument("roster", metavar="ROSTER.csv", help="columns email, name, module, program, cohort")
    it.add_argument("--history", metavar="FILE", help="columns session, email, group: who met before")
    many = it.add_mutually_exclusive_group()
    many.add_argument("--size", type=_positive, help="most people in a group")
    many.add_argument("--groups", type=_positive, help="number of groups")
    it.add_argument("--seed", type=int, default=0, help="same seed, same groups (default 0)")
    it.add_argument(
        "--spread", metavar="COLUMN", action="append", default=[], help="another column to spread"
    )
    it.add_argument("--json", action="store_true", help="print one JSON object with the report")
    return it


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above zero")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when groups were printed, 2 when the input was wrong."""
    started = perf_counter()
    options = parser().parse_args(arguments)
    try:
        problem = load(options)
        result = mix(problem, seed=options.seed)
    except (reading.BadInput, Contradiction) as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(as_json(result, perf_counter() - started), ensure_ascii=False))
    else:
        write_csv(problem, result)
    return 0


def load(options: argparse.Namespace) -> Problem:
    """The problem that the files and options describe. Raises `BadInput` or `Contradiction`."""
    extra = [
        column.strip().lower() for name in options.spread for column in name.split(",") if column.strip()
    ]
    spread = list(dict.fromkeys([*reading.SPREAD, *extra]))
    people = reading.roster(options.roster, spread)
    leads = sum(person.lead_rank == 1 for person in people)
    if options.groups:
        groups = options.groups
    elif options.size:
        groups = -(-len(people) // options.size)
    else:
        groups = suggested_rooms(len(people), leads)
    return Problem(
        people,
        group_count=groups,
        history=reading.history(options.history) if options.history else (),
        spread=spread,
    )


def as_json(result: Mix, seconds: float) -> dict[str, Any]:
    groups = [
        {"number": group.number, "lead": list(group.leads), "members": list(group.members)}
        for group in result.groups
    ]
    return {"groups": groups, "report": report_json(result.report, seconds)}


def report_json(report: Report, seconds: float) -> dict[str, Any]:
    return {
        "proved_best": report.proved_best,
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


def write_csv(problem: Problem, result: Mix) -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["group", "email", "name", "lead"])
    for group in result.groups:
        for key in group.members:
            person = problem.people[problem.index[key]]
            out.writerow([group.number, key, person.name, "yes" if key in group.leads else ""])


if __name__ == "__main__":
    sys.exit(main())
