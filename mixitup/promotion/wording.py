"""What a promotion comes to, as sentences."""

from collections.abc import Mapping

from mixitup.models import Inning
from mixitup.promotion.plan import Choice, ModuleLine, Move, Plan
from mixitup.wording import count, listed


def headline(counts: Mapping[str, int]) -> str:
    """ "338 people move up, 112 graduate." """
    parts = []
    if counts["up"]:
        parts.append(count(counts["up"], "person moves up", "people move up"))
    if counts["graduates"]:
        verb = "graduates" if counts["graduates"] == 1 else "graduate"
        parts.append(
            f"{counts['graduates']:,} {verb}"
            if parts
            else count(counts["graduates"], f"person {verb}", f"people {verb}")
        )
    return ", ".join(parts) + "." if parts else "Nobody moves up."


def aside(counts: Mapping[str, int], target: Inning | None) -> str:
    """Who goes another way, said second."""
    parts = []
    for key, one, many in (
        ("repeats", "repeats their module", "repeat their module"),
        ("leaves", "leaves", "leave"),
        ("pauses", "stays paused", "stay paused"),
        ("there", f"is in {target} already and stays as they are", f"are in {target} already and stay"),
    ):
        if counts[key]:
            parts.append(f"{counts[key]:,} {one if counts[key] == 1 else many}")
    return listed(parts) + "." if parts else ""


def done(counts: Mapping[str, int]) -> str:
    """What an applied promotion did."""
    parts: list[str] = []
    for key, words in (
        ("up", "moved up"),
        ("graduates", "graduated"),
        ("repeats", "repeat"),
        ("leaves", "left"),
    ):
        if counts[key]:
            parts.append(
                f"{count(counts[key], 'person', 'people') if not parts else f'{counts[key]:,}'} {words}"
            )
    if counts["pauses"]:
        parts.append(f"{counts['pauses']:,} stayed paused")
    return listed(parts) + "." if parts else "Nobody was moved."


def sentence(line: ModuleLine) -> str:
    """One module, before and after."""
    here = count(line.before, "person", "people")
    return f"Module {line.module} has {here} now and {line.after:,} afterwards."


def options(move: Move, plan: Plan) -> list[tuple[str, str]]:
    """The choices for one person, in words that name the module."""
    number = move.who.module
    higher = [module for module in plan.modules if module > number]
    up = f"Moves up to Mod {higher[0]}" if higher else "Graduates"
    return [
        (Choice.UP.value, up),
        (Choice.REPEATS.value, f"Repeats Mod {number}"),
        (Choice.PAUSES.value, f"Paused, in Mod {number}"),
        (Choice.LEAVES.value, "Leaves"),
    ]


BULK = [
    (Choice.UP.value, "move up, or graduate"),
    (Choice.REPEATS.value, "repeat their module"),
    (Choice.PAUSES.value, "are paused"),
    (Choice.LEAVES.value, "leave"),
]
