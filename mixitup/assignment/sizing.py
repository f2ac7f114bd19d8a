"""How many rooms: the choices that a form shows side by side."""

from __future__ import annotations

from typing import NamedTuple

# Groups smaller or larger than this are offered only when nothing else is possible.
SMALLEST, USUAL, LARGEST = 4, 5, 7


class Sizing(NamedTuple):
    """`sizes`: (people in a room, rooms of that size), larger first; the rest in rooms."""

    rooms: int
    sizes: tuple[tuple[int, int], ...]
    without_best_lead: int
    without_lead: int

    @property
    def sentence(self) -> str:
        """ "12 rooms: 8 of 5 and 4 of 4. Every room can have a Mod 4."."""
        parts = [f"{rooms} of {people}" for people, rooms in self.sizes]
        start = f"{self.rooms} {'room' if self.rooms == 1 else 'rooms'}: {' and '.join(parts)}."
        if not self.without_best_lead:
            return f"{start} Every room can have a Mod 4."
        end = f" {self.without_best_lead} without a Mod 4"
        return (
            f"{start}{end}, {self.without_lead} without any lead." if self.without_lead else f"{start}{end}."
        )


def sizing(people: int, rooms: int, lead_counts: tuple[int, ...] = ()) -> Sizing:
    """What `rooms` rooms mean for `people` people. `lead_counts`: people of each lead rank, best first."""
    each, more = divmod(people, rooms)
    sizes = tuple(pair for pair in ((each + 1, more), (each, rooms - more)) if pair[1] and pair[0])
    best = lead_counts[0] if lead_counts else 0
    return Sizing(rooms, sizes, max(0, rooms - best), max(0, rooms - sum(lead_counts)))


def suggested_rooms(people: int, best_leads: int) -> int:
    """Rooms of five or a little more, as many as there are best leads, but no room above seven people."""
    rooms = people // USUAL
    if best_leads:
        rooms = min(rooms, best_leads)
    return max(1, rooms, -(-people // LARGEST))


def sizings(people: int, lead_counts: tuple[int, ...] = (), usual: int = USUAL) -> list[Sizing]:
    """Two or three different sizings, fewest rooms first: about `usual` people, one more, and one room per
    best
    lead where that is another number. One sizing when there are too few people to choose.

    `lead_counts`: how many people there are of each lead rank, best first. O(1).
    """
    if people < 1:
        return []
    best = lead_counts[0] if lead_counts else 0
    wanted = [suggested_rooms(people, best), max(1, -(-people // usual)), max(1, -(-people // (usual + 1)))]
    if best and -(-people // LARGEST) <= best <= people // SMALLEST:
        wanted.insert(1, best)
    different = list(dict.fromkeys(wanted))[:3]
    if len(different) == 1 and people > usual:
        different.append(different[0] + 1)
    return [sizing(people, rooms, lead_counts) for rooms in sorted(different)]
