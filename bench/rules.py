"""Mixing under rules, by topics, and as a repair: what is above the floors, and the time beside a mix without any.

Everyone has three sessions behind them. Rules are drawn at random: pairs apart (as many as 40 % of the people), pairs
together (10 %), pins (15 %). For topics, four in five choose three of five in order, one in twenty a private one.
For the repair 3 % are away from groups that are published, and half as many come.
"""

from __future__ import annotations

import argparse
from random import Random
from time import process_time
from typing import Any

from bench.rosters import SPREAD, Session, generated
from mixitup.assignment import Mix, Person, Problem, mix

TOPICS = ("A", "B", "C", "D", "E")
PRIVATE = "Q"


def rules(session: Session, rng: Random) -> dict[str, Any]:
    keys = [person.key for person in session.people]
    many = len(keys)
    pairs = rng.sample(keys, 2 * (many // 10))
    bound = set(pairs)
    rest = [key for key in keys if key not in bound]
    return {
        "apart": [rng.sample(keys, 2) for _ in range(many * 2 // 5)],
        "together": [pairs[at : at + 2] for at in range(0, len(pairs), 2)],
        "pins": {key: at % session.groups + 1 for at, key in enumerate(rng.sample(rest, many * 3 // 20))},
    }


def choices(session: Session, rng: Random) -> dict[str, Any]:
    wishes = {}
    for person in session.people:
        if rng.random() < 0.8:
            wishes[person.key] = [PRIVATE] * (rng.random() < 0.05) + rng.sample(TOPICS, 3)
    return {"choices": wishes, "private": [PRIVATE]}


def asked(session: Session, people: list[Person], history: list[dict[str, int]], **options: Any) -> Problem:
    return Problem(people, group_count=session.groups, history=history, spread=SPREAD, **options)


def timed(session: Session, history: list[dict[str, int]], options: dict[str, Any]) -> tuple[Mix, float]:
    people = options.pop("people", session.people)
    started = process_time()
    result = mix(asked(session, people, history, **options), seed=0)
    return result, process_time() - started


def line(count: int, seed: int, what: str, result: Mix, seconds: float, plain: float) -> None:
    report = result.report
    leads = report.without_best_lead.value - report.without_best_lead.floor
    excess = sum(figure.value - figure.floor for figure in report.spread.values())
    repeats = report.repeats.value - report.repeats.floor
    told = ""
    if report.choices:
        told = (
            f"{report.choices.first} first, {report.choices.second} second, {sum(report.choices[2:])} other"
        )
    elif what == "repair":
        told = f"{sum(move.source is not None for move in result.moves)} moved"
    print(
        f"| {count:,} | {seed} | {what} | {leads} | {excess} | {repeats} | {told} | {seconds:.2f} |"
        f" {seconds / plain:.1f} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="60,240,400,2000,10000")
    parser.add_argument("--seeds", type=int, default=2)
    options = parser.parse_args()
    print("| people | seed | what | leads | excess | repeats | | s | × plain |")
    print("|---:|---:|---|---:|---:|---:|---|---:|---:|")
    for count in map(int, options.sizes.split(",")):
        for seed in range(1, options.seeds + 1):
            sessions, rng = generated(count, seed), Random(seed)
            history: list[dict[str, int]] = []
            for number in range(3):
                history.append(mix(sessions[number].problem(history), seed=number).placement())
            session = sessions[3]
            now, plain = timed(session, history, {})
            line(count, seed, "plain", now, plain, plain)
            few = max(1, count * 3 // 100)
            new = [person._replace(key=f"new-{person.key}") for person in session.people[-(few // 2) :]]
            repair = {"people": session.people[few:] + new, "keep": now.placement()}
            cases = {"rules": rules(session, rng), "topics": choices(session, rng), "repair": repair}
            for what, given in cases.items():
                result, seconds = timed(session, history, given)
                line(count, seed, what, result, seconds, plain)


if __name__ == "__main__":
    main()
