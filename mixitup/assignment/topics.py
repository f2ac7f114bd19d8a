"""Topic choices: which group talks about what, and who gets which topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from math import comb
from typing import NamedTuple

from mixitup.assignment.flow import Flow

# What a person's n-th choice costs, and what a topic costs that they didn't name.
CHOICE_COSTS = (0, 1, 4, 9, 16, 25)
NOT_NAMED = 100
# Ways to share groups out that are tried before the best so far is taken: all there are, up to six topics.
MOST_TRIALS = 120
# So few ways are tried all.
FEW = 300


class Plan(NamedTuple):
    """`topic_of_group[g]` and `topic_of_person[p]` are topic numbers, -1 for none or any; `sizes` per
    group."""

    topic_of_group: list[int]
    topic_of_person: list[int]
    sizes: list[int]


def cost(wishes: Sequence[int], topic: int) -> int:
    """What `topic` costs a person with these wishes, in order; nothing, whatever it is, without a wish."""
    if not wishes:
        return 0
    if topic not in wishes:
        return NOT_NAMED
    return CHOICE_COSTS[min(wishes.index(topic), len(CHOICE_COSTS) - 1)]


def plan(
    groups: int,
    wishes: Sequence[Sequence[int]],
    level: Sequence[int],
    ranks: int,
    private: Sequence[bool],
) -> Plan:
    """Give every group one topic and every person who chose a topic to go to.

    `wishes[p]`: p's topics in order, empty for people without a wish, who fill the open places. `level[p]`: 0 for
    who leads best, `ranks` for who can't lead. A private topic gets groups of its own for those who name it
    first, and nobody else. The numbers of groups of the other topics start in proportion to first wishes and are
    improved one group at a time; for given numbers people are assigned optimally: a lead for each group by rank,
    then the cheapest choices. Deterministic.
    """
    own = _private_people(wishes, private)
    topic_of_group: list[int] = []
    sizes: list[int] = []
    topic_of_person = [-1] * len(wishes)
    rooms = _private_rooms(own, groups, len(wishes))
    left = groups - sum(rooms)
    for topic, people in enumerate(own):
        if people:
            topic_of_group += [topic] * rooms[topic]
            sizes += _even(len(people), rooms[topic])
            for person in people:
                topic_of_person[person] = topic
    rest = [person for person, topic in enumerate(topic_of_person) if topic < 0]
    open_topics = [topic for topic, is_private in enumerate(private) if not is_private]
    wished = {person: [topic for topic in wishes[person] if topic in open_topics] for person in rest}
    if any(wished.values()):
        sharing = _Sharing(open_topics, left, wished, {person: level[person] for person in rest}, ranks)
        sharing.improve()
        for person, topic in sharing.chosen():
            topic_of_person[person] = topic
        for topic, count, seats in sharing.rooms():
            topic_of_group += [topic] * count
            sizes += _even(seats, count)
    elif left:
        topic_of_group += [-1] * left
        sizes += _even(len(rest), left)
    return Plan(topic_of_group, topic_of_person, sizes)


def _private_people(wishes: Sequence[Sequence[int]], private: Sequence[bool]) -> list[list[int]]:
    """By topic, who names it first; nobody for topics that aren't private."""
    return [
        [person for person, own in enumerate(wishes) if is_private and own[:1] == [topic]]
        for topic, is_private in enumerate(private)
    ]


def _private_rooms(own: Sequence[Sequence[int]], groups: int, people: int) -> list[int]:
    """Groups for each private topic, so that all groups come out as even as can be."""
    parts = [len(those) for those in own]
    parts.append(people - sum(parts))
    rooms = [min(1, part) for part in parts]
    for _ in range(groups - sum(rooms)):
        rooms[max(range(len(parts)), key=lambda at: (parts[at] / max(1, rooms[at]), at))] += 1
    return rooms[:-1]


def under_rules(
    groups: int,
    wishes: Sequence[Sequence[int]],
    private: Sequence[bool],
    blocks: Sequence[Sequence[int]],
    foes: Mapping[int, Sequence[int]],
    pins: Mapping[int, int],
) -> list[list[int]]:
    """The wishes that rules leave. A private topic is not for people whom a rule puts into a room with somebody
    else, or who are kept apart from too many there. All who are kept together get one list: the topics that
    any of them named, cheapest for all together first."""
    left = [list(own) for own in wishes]
    own = _private_people(wishes, private)
    for topic, rooms in enumerate(_private_rooms(own, groups, len(wishes))):
        strange = {group for person, group in pins.items() if person not in own[topic]}
        homes = {pins[person] for person in own[topic] if person in pins} - strange
        homes = set(sorted(homes)[:rooms])
        inside: set[int] = set()
        for person in own[topic]:
            astray = person in pins and pins[person] not in homes
            if astray or len(inside.intersection(foes.get(person, ()))) >= rooms:
                left[person].remove(topic)
            else:
                inside.add(person)
    for block in blocks:
        lists = [left[person] for person in block]
        named = sorted({topic for own in lists for topic in own})
        fit = [t for t in named if not private[t] or all(list(own[:1]) == [t] for own in lists)]
        order = sorted(fit, key=lambda topic: sum(cost(own, topic) for own in lists))
        for person in block:
            left[person] = order
    return left


def for_pinned(plan: Plan, pins: Mapping[int, int], private: Sequence[bool]) -> tuple[list[int], list[int]]:
    """(topic, size) by group, such that groups to which people are pinned have these people's topics where that can
    be, and no private topic that isn't theirs. `pins`: person -> group."""
    pinned: dict[int, list[int]] = {}
    for person, group in pins.items():
        pinned.setdefault(group, []).append(plan.topic_of_person[person])
    left = list(zip(plan.topic_of_group, plan.sizes, strict=True))
    topics = [-1] * len(left)
    sizes = [0] * len(left)
    for group in sorted(range(len(left)), key=lambda group: (-len(pinned.get(group, ())), group)):
        own = pinned.get(group, [])

        def worth(at: int, own: list[int] = own) -> tuple[bool, int, int]:
            topic, size = left[at]
            strange = bool(own) and topic >= 0 and private[topic] and own.count(topic) < len(own)
            return not strange and size >= len(own), own.count(topic), -at

        topics[group], sizes[group] = left.pop(max(range(len(left)), key=worth))
    return topics, sizes


def _even(people: int, rooms: int) -> list[int]:
    each, more = divmod(people, rooms)
    return [each + 1] * more + [each] * (rooms - more)


class _Sharing:
    """Groups shared out among topics, and people among their places: in each group one place for a lead, and the
    others. People with the same wishes and level are one class."""

    def __init__(
        self,
        topics: Sequence[int],
        groups: int,
        wished: dict[int, list[int]],
        level: dict[int, int],
        ranks: int,
    ) -> None:
        self.topics, self.ranks = topics, ranks
        self.classes: dict[tuple[tuple[int, ...], int], list[int]] = {}
        for person, wishes in wished.items():
            self.classes.setdefault((tuple(wishes), level[person]), []).append(person)
        self.least, larger = divmod(len(wished), groups)
        # Groups by topic, and how many of them have one place more.
        demand = [sum(wishes[:1] == [topic] for wishes in wished.values()) for topic in topics]
        self.groups = _in_proportion(demand, groups)
        self.larger = [0] * len(topics)
        for _ in range(larger):
            place = max(
                (t for t in range(len(topics)) if self.larger[t] < self.groups[t]),
                key=lambda t: demand[t] - self.least * self.groups[t] - self.larger[t],
            )
            self.larger[place] += 1
        # A lead of a better rank is worth more than all lesser ones, and any lead more than all choices.
        most = (NOT_NAMED + 1) * len(wished)
        worth = [sum(most ** (ranks - rank) for rank in range(at, ranks)) for at in range(ranks + 1)]
        costs = [
            [cost(wishes, topic) - bonus for bonus in (worth[at], 0) for topic in topics]
            for wishes, at in self.classes
        ]
        self.flow = Flow(costs, [len(people) for people in self.classes.values()])
        self.flow.fit(self._places(self.groups, self.larger))

    def _places(self, groups: Sequence[int], larger: Sequence[int]) -> list[int]:
        """Places for leads by topic, then the other places by topic."""
        rest = [(self.least - 1) * count + more for count, more in zip(groups, larger, strict=True)]
        return [*groups, *rest]

    def improve(self) -> None:
        """Try all ways to share out a few groups. Else move a group, or a place, from one topic to another as long as
        that saves something; the most promising first, and not more than MOST_TRIALS in a row for nothing."""
        topics, groups, larger = len(self.topics), sum(self.groups), sum(self.larger)
        if comb(groups + topics - 1, groups) * comb(larger + topics - 1, larger) > FEW:
            while self._is_better():
                pass
            return
        for shared in _shares(groups, [groups] * topics):
            for larger_ones in _shares(larger, shared):
                self._try(shared, larger_ones)

    def _try(self, groups: list[int], larger: list[int]) -> bool:
        """Whether it is cheaper so; then it is taken."""
        flow = self.flow.copy()
        flow.fit(self._places(groups, larger))
        if flow.cost() >= self.flow.cost():
            return False
        self.flow, self.groups, self.larger = flow, groups, larger
        return True

    def _is_better(self) -> bool:
        places = self._places(self.groups, self.larger)
        promising = []
        for groups, larger in self._moved():
            trial = self._places(groups, larger)
            change = [after - before for after, before in zip(trial, places, strict=True)]
            bound = self.flow.least_for(change)
            if bound < 0:
                promising.append((bound, groups, larger))
        promising.sort()
        return any(self._try(groups, larger) for _, groups, larger in promising[:MOST_TRIALS])

    def _moved(self) -> Iterator[tuple[list[int], list[int]]]:
        """(groups, larger ones) by topic after a group, a place, or both have gone from one topic to another."""
        for give, take in permutations(range(len(self.topics)), 2):
            for group, place in ((0, 1), (1, 0), (1, 1), (1, -1)):
                groups, larger = list(self.groups), list(self.larger)
                groups[give] -= group
                groups[take] += group
                larger[give] -= place
                larger[take] += place
                if all(0 <= larger[topic] <= groups[topic] for topic in (give, take)):
                    yield groups, larger

    def chosen(self) -> list[tuple[int, int]]:
        """(person, topic) for everyone who gets one of their topics or is needed to lead one. Others are free."""
        found = []
        slots = self.flow.slots_of_classes()
        for ((wishes, at), people), own in zip(self.classes.items(), slots, strict=True):
            for person, slot in zip(people, own, strict=True):
                topic = self.topics[slot % len(self.topics)]
                if topic in wishes or (at < self.ranks and slot < len(self.topics)):
                    found.append((person, topic))
        return found

    def rooms(self) -> list[tuple[int, int, int]]:
        """(topic, groups, places) for every topic that has a group."""
        return [
            (topic, count, self.least * count + more)
            for topic, count, more in zip(self.topics, self.groups, self.larger, strict=True)
            if count
        ]


def _shares(total: int, most: Sequence[int]) -> Iterator[list[int]]:
    """Every way to write `total` as a sum of len(most) numbers from 0 to most[at]."""
    if len(most) == 1:
        if total <= most[0]:
            yield [total]
        return
    for first in range(min(total, most[0]) + 1):
        for rest in _shares(total - first, most[1:]):
            yield [first, *rest]


def _in_proportion(demand: Sequence[int], groups: int) -> list[int]:
    """`groups` shared out in proportion to `demand`, the largest remainders rounded up."""
    total = sum(demand)
    shares = [groups * wanted // total for wanted in demand]
    by_rest = sorted(range(len(demand)), key=lambda t: (-(groups * demand[t] % total), t))
    for place in by_rest[: groups - sum(shares)]:
        shares[place] += 1
    return shares
