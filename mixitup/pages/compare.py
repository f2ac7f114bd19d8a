"""Two texts side by side, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison: `kind` is "same", "gone", "new" or "skipped".

    `old` and `new` are its numbers (from 1) in the two texts, None where it isn't in one. A skipped line stands
    for `count` equal ones.
    """

    kind: str
    text: str = ""
    old: int | None = None
    new: int | None = None
    count: int = 0


def compare(old: str, new: str) -> list[Line]:
    """What changed between two texts, in order, with three equal lines around each change; [] when equal.

    Deterministic; quadratic in the number of lines at worst.
    """
    before, after = old.split("\n"), new.split("\n")
    lines: list[Line] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [
                Line("same", before[i], i + 1, j + 1)
                for i, j in zip(range(i1, i2), range(j1, j2), strict=True)
            ]
        else:
            lines += [Line("gone", before[i], i + 1, None) for i in range(i1, i2)]
            lines += [Line("new", after[j], None, j + 1) for j in range(j1, j2)]
    return _folded(lines)


def _folded(lines: Sequence[Line]) -> list[Line]:
    near = {
        place
        for at, line in enumerate(lines)
        if line.kind != "same"
        for place in range(at - AROUND, at + AROUND + 1)
    }
    folded: list[Line] = []
    for at, line in enumerate(lines):
        if at in near:
            folded.append(line)
        elif folded and folded[-1].kind == "skipped":
            folded[-1] = Line("skipped", count=folded[-1].count + 1)
        elif near:
            folded.append(Line("skipped", count=1))
    return folded
