"""The "meet everyone" table: people in fours without attributes, sessions in a row until somebody meets again.

The proven maxima are those of the social golfer problem for groups of four.
"""

from __future__ import annotations

import argparse
from time import process_time

from mixitup.assignment import Person, Problem, mix, mix_sessions

PROVEN = {16: 5, 20: 5, 24: 7, 28: 9, 32: 10}


def school(people: int, history: list[dict[str, int]] | None = None) -> Problem:
    everyone = [Person(f"s{number}@example.org", {}) for number in range(people)]
    return Problem(everyone, group_count=people // 4, history=history or [], again=True)


def one_by_one(people: int, seed: int) -> int:
    """Sessions until the first repeat, each mixed with the earlier ones as history."""
    history: list[dict[str, int]] = []
    while True:
        result = mix(school(people, history), seed=seed)
        if result.report.repeats.value:
            return len(history)
        history.append(result.placement())


def planned(people: int, seed: int, least: int) -> int:
    """The most sessions planned together without a repeat, looked for upwards from `least` + 1."""
    sessions = least
    while sessions < PROVEN[people]:
        results = mix_sessions(school(people), sessions + 1, seed=seed)
        if any(result.report.repeats.value for result in results):
            break
        sessions += 1
    return sessions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="16,20,24,28,32")
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    print("| people | one by one | planned ahead | proven maximum | s |")
    print("|---:|---:|---:|---:|---:|")
    for people in [int(size) for size in options.sizes.split(",")]:
        started = process_time()
        alone = max(one_by_one(people, seed) for seed in range(options.seeds))
        ahead = max(planned(people, seed, alone) for seed in range(options.seeds))
        spent = process_time() - started
        print(f"| {people} | {alone} | {ahead} | {PROVEN[people]} | {spent:.0f} |", flush=True)


if __name__ == "__main__":
    main()
