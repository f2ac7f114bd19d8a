"""Topic choices: which group talks about what, and who gets which topic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# What a person's n-th choice costs, and what a topic costs that they didn't name.
CHOICE_COSTS = (0, 1, 4, 9, 16, 25)
NOT_NAMED = 100


class Plan(NamedTuple):
    """`topic_of_group[g]` and `topic_of_person[p]` are topic numbers, -1 for none or any; `sizes` per
    group."""

    topic_of_group: list[int]
    topic_of_person: list[int]
    sizes: list[int]


def cost(wishes: Sequence[int], topic: int) -> int:
    """What `topic` costs a person with these wishes, in order."""
    if topic not in wishes:
        return NOT_NAMED
    return CHOICE_COSTS[min(wishes.index(topic), len(CHOICE_COSTS) - 1)]


def plan(
    groups: int, wishes: Sequence[Sequence[int]], leads: Sequence[bool], private: Sequence[bool]
) -> Plan:
    """Give every group one topic and every person who chose a topic to go to.

    `wishes[p]`: p's topics in order, empty for people without a wish, who fill the open places. A private
    topic
    gets groups of its own for those who name it first, and nobody else. The numbers of groups of the other
    topics
    start in proportion to first wishes and are improved one group at a time; people are assigned by shortest
    augmenting chains, which is optimal for given numbers of groups. Deterministic.
    """
    own = [[p for p, w in enumerate(wishes) if w and w[0] == topic] for topic in range(len(private))]
    topic_of_group: list[int] = []
    sizes: list[int] = []
    topic_of_person = [-1] * len(wishes)
    left = groups
    for topic, people in enumerate(own):
        if private[topic] and people:
            rooms = max(1, min(left - 1, round(len(people) * groups / len(wishes))))
            left -= rooms
            topic_of_group += [topic] * rooms
            sizes += _even(len(people), rooms)
            for person in people:
                topic_of_person[person] = topic
    rest = [person for person in range(len(wishes)) if topic_of_person[person] < 0]
    open_topics = [topic for topic in range(len(private)) if not private[topic]]
    if rest and left > 0:
        room_sizes = _even(len(rest), left)
        counts, chosen = _share(left, room_sizes, rest, open_topics, wishes, leads)
        for person, topic in chosen.items():
            topic_of_person[person] = topic
        order = _deal_sizes(counts, room_sizes, chosen)
        for topic, size in order:
            topic_of_group.append(topic)
            sizes.append(size)
    return Plan(topic_of_group, topic_of_person, sizes)


def _even(people: int, rooms: int) -> list[int]:
    each, more = divmod(people, rooms)
    return [each + 1] * more + [each] * (rooms - more)


def _share(
    rooms: int,
    sizes: Sequence[int],
    people: Sequence[int],
    topics: Sequence[int],
    wishes: Sequence[Sequence[int]],
    leads: Sequence[bool],
) -> tuple[dict[int, int], dict[int, int]]:
    """(groups by topic, topic by person who chose), the cheapest found."""
    choosers = [person for person in people if any(topic in topics for topic in wishes[person])]
    if not choosers:
        return {-1: rooms}, {}
    demand = {topic: sum(_first(wishes[person], topics) == topic for person in choosers) for topic in topics}
    counts = {topic: rooms * demand[topic] // len(choosers) for topic in topics}
    by_rest = sorted(topics, key=lambda topic: (-(rooms * demand[topic] % len(choosers)), topic))
    for topic in by_rest[: rooms - sum(counts.values())]:
        counts[topic] += 1
    best = _assign(counts, sizes, choosers, wishes, leads)
    for _ in range(2 * rooms):
        better = None
        for give in topics:
            for take in topics:
                if give != take and counts[give]:
                    trial = {**counts, give: counts[give] - 1, take: counts[take] + 1}
                    found = _assign(trial, sizes, choosers, wishes, leads)
                    if found[0] < (better[1][0] if better else best[0]):
                        better = (trial, found)
        if better is None:
            break
        counts, best = better
    return counts, best[1]


def _first(wishes: Sequence[int], topics: Sequence[int]) -> int:
    return next(topic for topic in wishes if topic in topics)


def _seats(counts: dict[int, int], sizes: Sequence[int], demand: dict[int, int]) -> dict[int, int]:
    """Places per topic: larger groups go where the demand is highest for the groups there are."""
    small = min(sizes)
    seats = {topic: small * count for topic, count in counts.items()}
    larger = sum(size > small for size in sizes)
    room = dict(counts)
    while larger:
        topic = max((t for t in counts if room[t]), key=lambda t: (demand.get(t, 0) - seats[t], -t))
        seats[topic] += 1
        room[topic] -= 1
        larger -= 1
    return seats


def _assign(
    counts: dict[int, int],
    sizes: Sequence[int],
    choosers: Sequence[int],
    wishes: Sequence[Sequence[int]],
    leads: Sequence[bool],
) -> tuple[int, dict[int, int]]:
    """Everyone starts at their first wish; while a topic is overfull, the cheapest chain of changes from it
    to a
    topic with an open place is made. Places are held back for leads where those who chose the topic can't
    lead."""
    topics = list(counts)
    chosen = {person: _first(wishes[person], topics) for person in choosers}
    demand = dict.fromkeys(topics, 0)
    for topic in chosen.values():
        demand[topic] += 1
    seats = _seats(counts, sizes, demand)
    able = {topic: sum(leads[person] for person in choosers if chosen[person] == topic) for topic in topics}
    for topic in topics:
        seats[topic] -= max(0, counts[topic] - able[topic])
    for topic in topics:
        while demand[topic] > max(0, seats[topic]):
            chain = _chain(topic, topics, chosen, demand, seats, wishes)
            if chain is None:
                person = next(p for p in reversed(choosers) if chosen.get(p) == topic)
                del chosen[person]
                demand[topic] -= 1
                continue
            for person, to in chain:
                demand[chosen[person]] -= 1
                chosen[person] = to
                demand[to] += 1
    total = sum(
        cost(wishes[person], chosen[person]) if person in chosen else NOT_NAMED for person in choosers
    )
    return total, chosen


def _chain(
    start: int,
    topics: Sequence[int],
    chosen: dict[int, int],
    demand: dict[int, int],
    seats: dict[int, int],
    wishes: Sequence[Sequence[int]],
) -> list[tuple[int, int]] | None:
    """The cheapest chain of (person, new topic) from `start` to a topic with an open place (Bellman-Ford)."""
    edge: dict[tuple[int, int], tuple[int, int]] = {}
    for person, now in chosen.items():
        for topic in topics:
            if topic != now and topic in wishes[person]:
                change = cost(wishes[person], topic) - cost(wishes[person], now)
                if (now, topic) not in edge or change < edge[now, topic][0]:
                    edge[now, topic] = (change, person)
    reached = {start: 0}
    came: dict[int, tuple[int, int]] = {}
    for _ in topics:
        for (source, target), (change, person) in edge.items():
            if source in reached and target != start:
                total = reached[source] + change
                if total < reached.get(target, total + 1):
                    reached[target] = total
                    came[target] = (source, person)
    ends = [topic for topic in topics if topic in reached and topic != start and demand[topic] < seats[topic]]
    if not ends:
        return None
    at = min(ends, key=lambda topic: reached[topic])
    chain: list[tuple[int, int]] = []
    while at != start and len(chain) <= len(topics):
        source, person = came[at]
        chain.append((person, at))
        at = source
    return chain


def _deal_sizes(
    counts: dict[int, int], sizes: Sequence[int], chosen: dict[int, int]
) -> list[tuple[int, int]]:
    """(topic, size) for every group; the seats per topic are those the assignment reckoned with."""
    demand = dict.fromkeys(counts, 0)
    for topic in chosen.values():
        demand[topic] += 1
    seats = _seats(counts, sizes, demand)
    dealt = []
    for topic, count in counts.items():
        if count:
            dealt += [(topic, size) for size in _even(seats[topic], count)]
    return dealt
