"""Sets of people that rules name: who is with whom in one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def webs(sets: Iterable[Sequence[int]]) -> dict[int, list[int]]:
    """For each person in one of the sets, the others in it, in a fixed order."""
    found: dict[int, dict[int, None]] = {}
    for members in sets:
        for one in members:
            for other in members:
                if one != other:
                    found.setdefault(one, {})[other] = None
    return {person: list(web) for person, web in found.items()}


def joined(sets: Iterable[Sequence[int]]) -> list[list[int]]:
    """Everyone who is in a set with someone, by sets of sets too; two or more in a block, in order."""
    leader: dict[int, int] = {}

    def root(person: int) -> int:
        while leader.setdefault(person, person) != person:
            leader[person] = leader[leader[person]]
            person = leader[person]
        return person

    for members in sets:
        for person in members:
            leader[root(person)] = root(members[0])
    by_root: dict[int, list[int]] = {}
    for person in sorted(leader):
        by_root.setdefault(root(person), []).append(person)
    return [block for block in by_root.values() if len(block) > 1]
