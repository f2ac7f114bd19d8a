"""People, rules and history in; a checked and indexed problem out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from heapq import heapify, heappop, heappush
from math import inf
from typing import NamedTuple

from mixitup.assignment import topics
from mixitup.assignment.sets import joined, webs
from mixitup.assignment.weights import ORDER, meeting_weight

# With this share of them in the last session, people are taken for the same.
SAME_PEOPLE = 0.9


class Person(NamedTuple):
    """One person to place. `key` is unique (an e-mail); `lead_rank` 1 leads best (Mod 4), None can't lead."""

    key: str
    attributes: Mapping[str, str]
    lead_rank: int | None = None
    name: str = ""

    @property
    def called(self) -> str:
        """The words to use for this person in a sentence."""
        return self.name or self.key


class Contradiction(ValueError):
    """Rules that can't all be kept. `people` are the keys concerned; the message is a sentence for a
    person."""

    def __init__(self, message: str, people: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.people = tuple(people)


class Problem:
    """What is to be mixed. Immutable by convention; building it costs O(people + meetings in the history).

    - `people`: any order; the result doesn't depend on anything but this order, the rules and the seed.
    - One of `group_count`, `capacities` (most people per group, in group order). With `group_count`, sizes
      differ
      by at most one; with `capacities`, sizes are as even as the capacities allow.
    - `numbers`: the groups' room numbers, ascending by default 1..G.
    - `history`: sessions, oldest first, each mapping person key -> any group label. Unknown people are
      ignored.
    - `pins`: person key -> room number. `apart`, `together`: collections of two or more person keys.
    - `absent`: keys of people not to be placed. Rules that name unknown or absent people are ignored.
    - `keep`: person key -> room number now, for a repair: as few people as possible change rooms.
    - `choices`: person key -> topics, the favourite first; every group then has one topic. `private`: topics
      not
      mixed with others, which need no lead.
    - `again`: whether the same people are to be mixed once more after this; None: as the history suggests.
    - `spread`: names of the attributes to spread. `prefer`: "repeats" or "spread" comes first.

    Raises `Contradiction` when there are more people than places or fewer people than groups, and
    `ValueError`
    for arguments that make no sense. Contradictory rules are found by `mix`.
    """

    def __init__(
        self,
        people: Iterable[Person],
        *,
        group_count: int | None = None,
        capacities: Sequence[int] | None = None,
        numbers: Sequence[int] | None = None,
        history: Sequence[Mapping[str, object]] = (),
        pins: Mapping[str, int] | None = None,
        apart: Iterable[Sequence[str]] = (),
        together: Iterable[Sequence[str]] = (),
        absent: Iterable[str] = (),
        keep: Mapping[str, int] | None = None,
        choices: Mapping[str, Sequence[str]] | None = None,
        private: Iterable[str] = (),
        again: bool | None = None,
        spread: Sequence[str] = (),
        prefer: str = "repeats",
    ) -> None:
        if prefer not in ORDER:
            raise ValueError(f"prefer is {prefer!r}; it can be 'repeats' or 'spread'")
        self._gather(people, set(absent))
        self._number(group_count, capacities, numbers)
        self.spread = list(spread)
        self.prefer = prefer
        self.history = list(history)
        self.again = again
        self.pins = self._pins(pins or {})
        self.apart = self._sets(apart)
        self.together = self._sets(together)
        self.blocks = joined(self.together)
        self.is_repair = keep is not None
        # The room each person is in now, None for newcomers; and the group, -1 also for rooms that are no more.
        self.room_now = [(keep or {}).get(person.key) for person in self.people]
        self.kept = [-1 if room is None else self.group_of_number.get(room, -1) for room in self.room_now]
        self.sizes = self._sizes()
        self._encode()
        self._choose(choices or {}, private)
        self.met: list[dict[int, int]] = _meetings(self.history, self.index, self.count)

    def _gather(self, people: Iterable[Person], away: set[str]) -> None:
        self.people = [person for person in people if person.key not in away]
        self.index = {person.key: place for place, person in enumerate(self.people)}
        if len(self.index) != len(self.people):
            raise ValueError("two people have the same key")
        self.count = len(self.people)

    def _number(
        self, group_count: int | None, capacities: Sequence[int] | None, numbers: Sequence[int] | None
    ) -> None:
        if capacities is None and group_count is None:
            raise ValueError("say how many groups there are, or their capacities")
        self.groups = len(capacities) if capacities is not None else int(group_count or 0)
        if self.groups > self.count:
            raise Contradiction(
                f"{_counted(self.count, 'person', 'people')} can't fill {_counted(self.groups, 'group', 'groups')}."
            )
        self.capacities = list(capacities) if capacities is not None else None
        self.numbers = list(numbers) if numbers is not None else list(range(1, self.groups + 1))
        if len(self.numbers) != self.groups or len(set(self.numbers)) != self.groups:
            raise ValueError("room numbers must be different, one for each group")
        self.group_of_number = {number: group for group, number in enumerate(self.numbers)}

    def _pins(self, pins: Mapping[str, int]) -> dict[int, int]:
        """Person index -> group index."""
        placed = {}
        for key, number in pins.items():
            if key not in self.index:
                continue
            if number not in self.group_of_number:
                who = self.people[self.index[key]].called
                raise Contradiction(f"{who} is pinned to group {number}, and there is no such group.", [key])
            placed[self.index[key]] = self.group_of_number[number]
        return placed

    def pinned(self) -> dict[int, int]:
        """Person index -> group index, for who is pinned and for all who are kept together with them."""
        placed = dict(self.pins)
        for block in self.blocks:
            held = [self.pins[person] for person in block if person in self.pins]
            if held:
                placed.update(dict.fromkeys(block, held[0]))
        return placed

    def _sets(self, sets: Iterable[Sequence[str]]) -> list[list[int]]:
        """Rules as lists of person indexes, without absent people, in a fixed order."""
        known = ([self.index[key] for key in dict.fromkeys(keys) if key in self.index] for keys in sets)
        return [members for members in known if len(members) > 1]

    def _sizes(self) -> list[int]:
        """Sizes as even as can be; groups with more people now, then with the lesser lead now, come first."""
        if self.groups < 1:
            raise Contradiction("There must be at least one group.")
        kept = [0] * self.groups
        lead = [inf] * self.groups
        for person, group in zip(self.people, self.kept, strict=True):
            if group >= 0:
                kept[group] += 1
                lead[group] = min(lead[group], person.lead_rank or inf)
        self.order = sorted(range(self.groups), key=lambda group: (-kept[group], -lead[group]))
        least, larger = divmod(self.count, self.groups)
        # The most people each group can have; how many groups can have more than their base.
        self.limits, self.bases, self.larger = (
            [least + (larger > 0)] * self.groups,
            [least] * self.groups,
            larger,
        )
        if self.capacities is not None:
            self.limits = self.bases = self.capacities
        if sum(self.limits) < self.count:
            raise Contradiction(
                f"There are {_counted(self.count, 'person', 'people')} and only {sum(self.limits)} places."
            )
        return self._even([0] * self.groups)

    def _even(self, held: Sequence[int]) -> list[int]:
        """Sizes as even as can be where group g holds `held[g]` people at least, and its limit at most."""
        sizes = list(held)
        turn = {group: place for place, group in enumerate(self.order)}
        smallest = [
            (size, turn[group], group) for group, size in enumerate(sizes) if size < self.limits[group]
        ]
        heapify(smallest)
        for _ in range(self.count - sum(sizes)):
            _, place, group = heappop(smallest)
            sizes[group] += 1
            if sizes[group] < self.limits[group]:
                heappush(smallest, (sizes[group], place, group))
        return sizes

    def sized(self, placed: Sequence[int]) -> Problem:
        """The same problem with sizes that hold those whom rules have placed (a group for each person, -1 for the
        others). Which groups are larger follows from rules; and a private room that they leave too large shrinks."""
        held = [0] * self.groups
        for group in placed:
            if group >= 0:
                held[group] += 1
        sizes = self.sizes
        if self.topics:
            sizes = self._with_topics(placed, held)
        elif any(many > size for many, size in zip(held, sizes, strict=True)):
            sizes = self._even(held)
        return self.with_sizes(sizes)

    def with_sizes(self, sizes: list[int]) -> Problem:
        """The same problem with other sizes; itself when they are the same."""
        if sizes == self.sizes:
            return self
        other = copy(self)
        other.sizes = sizes
        return other

    def _with_topics(self, placed: Sequence[int], held: Sequence[int]) -> list[int]:
        """Sizes without places in private rooms that nobody with their topic is left for; a room that holds more
        than planned has its place from one of the same topic, if there is one."""
        sizes = list(self.sizes)
        waiting = [0] * len(self.topics)
        for topic, group in zip(self.topic_of_person, placed, strict=True):
            if group < 0 <= topic:
                waiting[topic] += 1
        others = [group for group in range(self.groups) if not self.is_private_group(group)]
        for topic in range(len(self.topics)):
            rooms = [group for group in range(self.groups) if self.topic_of_group[group] == topic]
            if not self.is_private[topic] or not others:
                continue
            for _ in range(sum(sizes[room] - held[room] for room in rooms) - waiting[topic]):
                largest = max(rooms, key=lambda room: (sizes[room] - held[room], -room))
                sizes[largest] -= 1
                sizes[min(others, key=lambda group: (sizes[group], group))] += 1
        for group in others:
            while held[group] > sizes[group]:
                donors = [one for one in others if sizes[one] > held[one]]
                topic = self.topic_of_group[group]
                donor = max(donors, key=lambda one: (sizes[one], self.topic_of_group[one] == topic, -one))
                sizes[donor] -= 1
                sizes[group] += 1
        return sizes

    def _encode(self) -> None:
        """Values as numbers: one code per (attribute, value); people with equal codes and rank share a
        kind."""
        self.value_names: list[tuple[str, str]] = []
        self.codes_of_attribute: list[range] = []
        columns: list[list[int]] = []
        for attribute in self.spread:
            start = len(self.value_names)
            code: dict[str, int] = {}
            column = [
                code.setdefault(person.attributes.get(attribute, ""), len(code)) + start
                for person in self.people
            ]
            columns.append(column)
            self.value_names.extend((attribute, value) for value in code)
            self.codes_of_attribute.append(range(start, start + len(code)))
        self.codes = list(zip(*columns, strict=True)) if columns else [()] * self.count
        self.totals = [0] * len(self.value_names)
        for column in columns:
            for value in column:
                self.totals[value] += 1
        present = {person.lead_rank for person in self.people if person.lead_rank is not None}
        ranks = sorted(present | {1}) if present else []
        place = {rank: index for index, rank in enumerate(ranks)}
        self.ranks = ranks
        # Leads that a group has without anyone in it: groups that need none count one at each level.
        self.spared = [[0] * self.groups for _ in ranks]
        # A person's level: 0 for rank 1, len(ranks) for people who can't lead.
        self.level = [
            len(ranks) if person.lead_rank is None else place[person.lead_rank] for person in self.people
        ]
        kinds: dict[tuple[tuple[int, ...], int], int] = {}
        pairs = zip(self.codes, self.level, strict=True)
        self.kind = [kinds.setdefault(pair, len(kinds)) for pair in pairs]
        self.kinds = list(kinds)

    def _choose(self, choices: Mapping[str, Sequence[str]], private: Iterable[str]) -> None:
        """Topics by group and person; without choices everyone fits everywhere."""
        wished = [list(dict.fromkeys(choices.get(person.key, ()))) for person in self.people]
        self.topics = list(dict.fromkeys(topic for wishes in wished for topic in wishes))
        self.wishes = [[self.topics.index(topic) for topic in wishes] for wishes in wished]
        self.topic_of_group = [-1] * self.groups
        self.topic_of_person = [-1] * self.count
        alone = set(private)
        self.is_private = [topic in alone for topic in self.topics]
        if not self.topics:
            return
        if self.capacities is not None or self.is_repair:
            raise ValueError("topic choices go with neither capacities nor a repair")
        first = [wishes[0] if wishes and self.is_private[wishes[0]] else -1 for wishes in self.wishes]
        needed = len(set(first))
        if needed > self.groups:
            some = f"{_counted(self.groups, 'group is', 'groups are')} too few"
            raise Contradiction(f"{some} for the private topics and the others: there must be {needed}.")
        foes, pinned = webs(self.apart), self.pinned()
        left = topics.under_rules(self.groups, self.wishes, self.is_private, self.blocks, foes, pinned)
        plan = topics.plan(self.groups, left, self.level, len(self.ranks), self.is_private)
        self.topic_of_person = plan.topic_of_person
        self.topic_of_group, self.sizes = topics.for_pinned(plan, pinned, self.is_private)
        self._limit_topics()
        for group in range(self.groups):
            if self.is_private_group(group):
                for row in self.spared:
                    row[group] = 1

    def _limit_topics(self) -> None:
        """Private rooms are as large as planned; which of the others are larger, rules may change."""
        others = [size for group, size in enumerate(self.sizes) if not self.is_private_group(group)]
        least, most = min(others, default=0), max(others, default=0)
        private = [self.is_private_group(group) for group in range(self.groups)]
        self.limits = [size if alone else most for size, alone in zip(self.sizes, private, strict=True)]
        self.bases = [size if alone else least for size, alone in zip(self.sizes, private, strict=True)]
        self.larger = sum(size > least for size in others) if most > least else 0

    def is_private_group(self, group: int) -> bool:
        """Whether the group's topic is private."""
        topic = self.topic_of_group[group]
        return topic >= 0 and self.is_private[topic]

    def has_private(self, person: int) -> bool:
        """Whether the person goes to a private topic, and so leads nobody else."""
        topic = self.topic_of_person[person]
        return topic >= 0 and self.is_private[topic]

    def after(self, sessions: Sequence[Mapping[str, object]]) -> Problem:
        """The same problem with more sessions at the end of its history. O(meetings)."""
        later = copy(self)
        later.history = [*self.history, *sessions]
        later.met = _meetings(later.history, self.index, self.count)
        return later

    @property
    def comes_again(self) -> bool:
        """Whether the next session will be of (nearly) the same people. Where nobody said: people are mixed twice
        before some leave and others come, so not if exactly the last session was theirs. O(people)."""
        if self.again is not None:
            return self.again
        in_a_row = 0
        for groups in self.history[:-3:-1]:
            if sum(person.key in groups for person in self.people) < SAME_PEOPLE * self.count:
                break
            in_a_row += 1
        return in_a_row != 1

    def fits(self, person: int, group: int) -> bool:
        """Whether a person's topic allows the group."""
        wanted = self.topic_of_person[person]
        return wanted == self.topic_of_group[group] or (wanted < 0 and not self.is_private_group(group))

    def meetings(self, first: int, second: int) -> list[int]:
        """In which sessions of the history (0 = oldest) these two, by index, were in one group. O(sessions)."""
        a, b = self.people[first].key, self.people[second].key
        return [
            number
            for number, groups in enumerate(self.history)
            if groups.get(a) is not None and groups.get(a) == groups.get(b)
        ]


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _meetings(
    history: Sequence[Mapping[str, object]], index: Mapping[str, int], count: int
) -> list[dict[int, int]]:
    """For each person the people they have met, with the pair's weight. Only real meetings are stored."""
    met: list[dict[int, int]] = [{} for _ in range(count)]
    for number, groups in enumerate(history):
        weight = meeting_weight(len(history) - number)
        rooms: dict[object, list[int]] = {}
        for key, label in groups.items():
            if label is not None and key in index:
                rooms.setdefault(label, []).append(index[key])
        for room in rooms.values():
            for place, one in enumerate(room):
                for other in room[:place]:
                    met[one][other] = met[other][one] = met[one].get(other, 0) + weight
    return met
