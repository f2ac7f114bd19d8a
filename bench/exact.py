"""`make bench-mixing-exact`: the exact solver CP-SAT beside the engine, on the same rosters in the same run.

Needs ortools, which nothing else here does: the target installs it into an environment of its own.
"""

from __future__ import annotations

import argparse
from time import perf_counter

from ortools.sat.python import cp_model  # type: ignore[import-not-found]

from bench.rosters import generated, given
from mixitup.assignment import Problem, mix
from mixitup.assignment.floors import find
from mixitup.assignment.state import State


def solve(problem: Problem, seconds: float, prefer: str) -> tuple[list[int] | None, bool]:
    """(a group per person or nothing, whether it is proved best), leads as a rule, goals as weights in
    order."""
    model = cp_model.CpModel()
    groups = range(problem.groups)
    at = [[model.new_bool_var(f"{p}-{g}") for g in groups] for p in range(problem.count)]
    for row in at:
        model.add_exactly_one(row)
    for g in groups:
        model.add(sum(row[g] for row in at) == problem.sizes[g])
        able = [row[g] for row, level in zip(at, problem.level, strict=True) if level == 0]
        if len(problem.ranks) and find(problem).leads[0] == 0:
            model.add(sum(able) >= 1)
    repeats = []
    for one, known in enumerate(problem.met):
        for other in known:
            if other < one:
                again = model.new_bool_var("")
                for g in groups:
                    model.add_bool_or([again, at[one][g].negated(), at[other][g].negated()])
                repeats.append(again)
    spread = []
    for code, total in enumerate(problem.totals):
        people = [p for p in range(problem.count) if code in problem.codes[p]]
        for g in groups:
            # A convex cost by its steps: the k-th person of a value adds k - 1 pairs.
            steps = [model.new_bool_var("") for _ in range(min(total, problem.sizes[g]))]
            model.add(sum(at[p][g] for p in people) == sum(steps))
            spread += [number * step for number, step in enumerate(steps)]
    heavy = 1000
    first, second = (repeats, spread) if prefer == "repeats" else (spread, repeats)
    model.minimize(heavy * sum(first) + sum(second))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, False
    found = [next(g for g in groups if solver.value(row[g])) for row in at]
    return found, status == cp_model.OPTIMAL


def compare(people: int, seconds: float, prefer: str) -> None:
    """Each session is given the engine's own history, so that both solve the same eight problems, each for
    itself alone."""
    sessions = given(people) or generated(people, 1)
    history: list[dict[str, int]] = []
    for number, session in enumerate(sessions, 1):
        problem = session.problem(history, prefer, again=False)
        floors = find(problem)
        started = perf_counter()
        result = mix(problem, seed=number)
        ours = perf_counter() - started
        started = perf_counter()
        found, proved = solve(problem, seconds, prefer)
        theirs = perf_counter() - started
        report = result.report
        excess = sum(figure.value - figure.floor for figure in report.spread.values())
        exact = "nothing found"
        if found is not None:
            figures = State(problem, found).figures()
            above = sum(figures.spread) - sum(floors.spread)
            exact = f"{figures.repeats} repeats, {above} excess{', optimal' if proved else ''}"
        print(
            f"| {people} | {prefer} first | {number} | {report.repeats.value} repeats, {excess} excess"
            f"{', proved' if report.proved_best else ''} | {ours:.2f} | {exact} | {theirs:.1f} |",
            flush=True,
        )
        history.append(result.placement())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="30,60")
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    print("| people | order | session | engine | s | CP-SAT, one worker | s |")
    print("|---:|---|---:|---|---:|---|---:|")
    for size in options.sizes.split(","):
        for prefer in ("spread", "repeats") if int(size) < 60 else ("repeats",):
            compare(int(size), options.seconds, prefer)


if __name__ == "__main__":
    main()
