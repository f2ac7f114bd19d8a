"""`make bench-mixing`: eight sessions in a row, on the given rosters and on the project's own, as a table.

Schools of 30, where something must give, have a table of their own: bench.small.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
from math import log
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

from bench import rivals
from bench.rosters import Session, generated, given
from mixitup.assignment import mix
from mixitup.assignment.floors import find
from mixitup.assignment.state import State

SEEDS = (1, 2, 3, 4, 5)


class Run(NamedTuple):
    """Eight sessions: groups above the lead floor, spread excess, repeats, sessions proved best, seconds of
    each."""

    leads: int
    excess: int
    repeats: int
    proved: int
    seconds: list[float]


def engine(sessions: list[Session]) -> tuple[Run, list[dict[str, int]]]:
    """Mix session after session, each with the earlier ones as history. Seconds are of this process's CPU and
    include building the problem from people and history."""
    history: list[dict[str, int]] = []
    leads = excess = repeats = proved = 0
    seconds = []
    for number, session in enumerate(sessions):
        started = process_time()
        result = mix(session.problem(history), seed=number)
        seconds.append(process_time() - started)
        report = result.report
        leads += report.without_best_lead.value - report.without_best_lead.floor
        excess += sum(figure.value - figure.floor for figure in report.spread.values())
        repeats += report.repeats.value
        proved += report.best_in_order
        history.append(result.placement())
    return Run(leads, excess, repeats, proved, seconds), history


def rival(sessions: list[Session], how: str) -> Run:
    """The same for a rival."""
    history: list[dict[str, int]] = []
    leads = excess = repeats = proved = 0
    seconds = []
    for number, session in enumerate(sessions):
        started = process_time()
        problem = session.problem(history)
        if how == "annealing":
            group_of = rivals.anneal(problem, number)
        elif how == "chance":
            group_of = rivals.chance(problem, number)
        else:
            group_of = rivals.spreadsheet(problem)
        seconds.append(process_time() - started)
        floors, figures = find(problem), State(problem, group_of).figures()
        leads += figures.leads[0] - floors.leads[0]
        above = sum(figures.spread) - sum(floors.spread)
        excess += above
        repeats += figures.repeats
        proved += figures[:1] == floors[:1] and figures.repeats == floors.repeats and not above
        history.append({p.key: g for p, g in zip(problem.people, group_of, strict=True)})
    return Run(leads, excess, repeats, proved, seconds)


def line(people: int, roster: str, how: str, run: Run) -> None:
    print(
        f"| {people:>6,} | {roster:<8} | {how:<22} | {run.leads:>5} | {run.excess:>6} | {run.repeats:>7} |"
        f" {run.proved:>4}/8 | {median(run.seconds):>8.3f} | {max(run.seconds):>7.3f} |",
        flush=True,
    )


COLUMNS = ("people", "roster", "method", "leads", "excess", "repeats", "best", "median s", "worst s")


def head() -> None:
    print("| " + " | ".join(COLUMNS) + " |")
    print("|---:|---|---|---:|---:|---:|---:|---:|---:|", flush=True)


def table(sizes: list[int], seeds: tuple[int, ...]) -> dict[int, list[float]]:
    """Print the table; the seconds of every engine session by size, for the fit."""
    cost: dict[int, list[float]] = {}
    for people in sizes:
        rosters = [("given", given(people))] if given(people) else []
        rosters += [(f"seed {seed}", generated(people, seed)) for seed in seeds]
        for name, sessions in rosters:
            run, _ = engine(sessions)
            line(people, name, "engine, repeats first", run)
            cost.setdefault(people, []).extend(run.seconds)
        name, sessions = rosters[0]
        if people <= 400:
            line(people, name, "plain annealing", rival(sessions, "annealing"))
        line(people, name, "spreadsheet habit", rival(sessions, "spreadsheet"))
        line(people, name, "chance", rival(sessions, "chance"))
    return cost


def exponent(cost: dict[int, list[float]]) -> float:
    """The slope of log seconds (mean of a size's sessions) over log people, by least squares, from 200 people up."""
    points = [(log(n), log(sum(s) / len(s))) for n, s in cost.items() if n >= 200]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)


def ratio(rounds: int = 5) -> tuple[float, float]:
    """(seconds of the whole command, seconds of plain annealing) for the eighth session of 400.

    Medians of CPU time, taken in turns so that a busy machine hurts both.
    """
    sessions = given(400) or generated(400, 1)
    _, history = engine(sessions)
    session, history = sessions[7], history[:7]
    command, plain = [], []
    with tempfile.TemporaryDirectory() as folder:
        roster, earlier = write_files(Path(folder), session, history)
        arguments = [sys.executable, "-m", "mixitup.assignment", roster, "--history", earlier]
        arguments += ["--groups", str(session.groups), "--json"]
        for seed in range(rounds):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = subprocess.run(
                [*arguments, "--seed", str(seed)], capture_output=True, text=True, check=True
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            assert json.loads(done.stdout)["report"]["proved_best"]
            command.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
            started = process_time()
            problem = session.problem(history)
            found = rivals.anneal(problem, seed)
            plain.append(process_time() - started)
            assert rivals.price(State(problem, found), find(problem)) == 0
    return median(command), median(plain)


def write_files(folder: Path, session: Session, history: list[dict[str, int]]) -> tuple[str, str]:
    roster, earlier = folder / "roster.csv", folder / "history.csv"
    with roster.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["email", "name", "module", "program", "cohort"])
        for person in session.people:
            values = person.attributes
            out.writerow([person.key, person.name, values["module"], values["program"], values["cohort"]])
    with earlier.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["session", "email", "group"])
        for number, groups in enumerate(history, 1):
            out.writerows([number, key, group] for key, group in groups.items())
    return str(roster), str(earlier)


def peak() -> float:
    """The most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="60,200,400,2000,10000")
    parser.add_argument("--seeds", type=int, default=len(SEEDS))
    parser.add_argument("--huge", action="store_true", help="100,000 people as well (one roster)")
    options = parser.parse_args()
    started = perf_counter()
    sizes = [int(size) for size in options.sizes.split(",")]
    head()
    cost = table(sizes, tuple(range(1, options.seeds + 1)))
    memory = peak()
    if options.huge:
        run, _ = engine(generated(100_000, 1))
        line(100_000, "seed 1", "engine, repeats first", run)
        cost[100_000] = run.seconds
    print()
    if len([n for n in cost if n >= 200]) > 1:
        print(f"Cost grows with people to the power {exponent(cost):.2f} (200 people and up).")
    if 400 in cost:
        command, plain = ratio()
        print(
            f"400 people, eighth session: whole command {command:.3f} s, plain annealing {plain:.3f} s:"
            f" ratio {command / plain:.2f}."
        )
    print(f"Memory at most {memory:.0f} MB up to {max(sizes):,} people", end="")
    if options.huge:
        print(f", {peak():.0f} MB with 100,000", end="")
    print(f". All of it took {perf_counter() - started:.0f} s.")


if __name__ == "__main__":
    main()
