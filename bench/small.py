"""Thirty people over eight sessions, where something must give: one by one and an inning at a time, by both orders.

Every line is several runs with different mix seeds on one roster; means and worst of them.
"""

from __future__ import annotations

import argparse
from statistics import mean
from time import process_time
from typing import NamedTuple

from bench.rosters import Session, generated, given
from mixitup.assignment import mix_sessions


class Run(NamedTuple):
    """Repeats and same-value pairs above the floors over eight sessions; seconds of the slowest call."""

    repeats: int
    excess: int
    seconds: float


def run(sessions: list[Session], prefer: str, seed: int, planned: int) -> Run:
    """Eight sessions, `planned` (1 or 2) at a time. Seconds are of this process's CPU."""
    history: list[dict[str, int]] = []
    repeats = excess = 0
    seconds = []
    for number in range(0, len(sessions), planned):
        problem = sessions[number].problem(history, prefer)
        started = process_time()
        found = mix_sessions(problem, planned, seed=100 * seed + number)
        seconds.append(process_time() - started)
        for result in found:
            repeats += result.report.repeats.value
            excess += sum(figure.value - figure.floor for figure in result.report.spread.values())
            history.append(result.placement())
    return Run(repeats, excess, max(seconds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--rosters", type=int, default=5, help="how many of the project's own")
    parser.add_argument("--mixes", type=int, default=10, help="mix seeds on the given roster")
    parser.add_argument("--own-mixes", type=int, default=2, help="mix seeds on each of the project's own")
    options = parser.parse_args()
    rosters = [("given", given(options.people))] if given(options.people) else []
    rosters += [(f"seed {s}", generated(options.people, s)) for s in range(1, options.rosters + 1)]
    print("| roster | order | planned | repeats: mean | worst | excess: mean | worst | worst s |")
    print("|---|---|---|---:|---:|---:|---:|---:|")
    for prefer in ("spread", "repeats"):
        for planned, how in ((1, "one by one"), (2, "in twos")):
            for name, sessions in rosters:
                mixes = options.mixes if name == "given" else options.own_mixes
                runs = [run(sessions, prefer, seed, planned) for seed in range(mixes)]
                repeats, excess = [r.repeats for r in runs], [r.excess for r in runs]
                print(
                    f"| {name} | {prefer} first | {how} | {mean(repeats):.1f} | {max(repeats)} |"
                    f" {mean(excess):.1f} | {max(excess)} | {max(r.seconds for r in runs):.1f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
