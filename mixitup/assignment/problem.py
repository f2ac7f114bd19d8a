"""People, rules and history in; a checked and indexed problem out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from math import inf
from typing import NamedTuple

from mixitup.assignment import topics
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
        """Sizes as even as can be; groups with more pins, then more people now, then with the lesser lead now,
        come first."""
        if self.groups < 1:
            raise Contradiction("There must be at least one group.")
        if self.count < self.groups:
            raise Contradiction(
                f"{_counted(self.count, 'person', 'people')} can't fill {_counted(self.groups, 'group', 'groups')}."
            )
        pinned = [0] * self.groups
        for group in self.pins.values():
            pinned[group] += 1
        kept = [0] * self.groups
        lead = [inf] * self.groups
        for person, group in zip(self.people, self.kept, strict=True):
            if group >= 0:
                kept[group] += 1
                lead[group] = min(lead[group], person.lead_rank or inf)
        order = sorted(range(self.groups), key=lambda group: (-pinned[group], -kept[group], -lead[group]))
        most = self.capacities if self.capacities is not None else [self.count] * self.groups
        if sum(most) < self.count:
            raise Contradiction(
                f"There are {_counted(self.count, 'person', 'people')} and only {sum(most)} places."
            )
        sizes = [0] * self.groups
        left = self.count
        while left:
            room = [group for group in order if sizes[group] < most[group]]
            step = min(most[group] - sizes[group] for group in room)
            even = min(step, left // len(room))
            if even:
                for group in room:
                    sizes[group] += even
                left -= even * len(room)
            else:
                for group in room[:left]:
                    sizes[group] += 1
                left -= min(left, len(room))
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
        if sum(self.is_private) >= self.groups and self.count:
            few = "1 group is" if self.groups == 1 else f"{self.groups} groups are"
            raise Contradiction(f"{few} too few for the private topics and the others.")
        foes, pinned = webs(self.apart), self.pinned()
        left = topics.under_rules(self.groups, self.wishes, self.is_private, self.blocks, foes, pinned)
        plan = topics.plan(self.groups, left, self.level, len(self.ranks), self.is_private)
        self.topic_of_person = plan.topic_of_person
        self.topic_of_group, self.sizes = topics.for_pinned(plan, pinned, self.is_private)
        for group in range(self.groups):
            if self.is_apart(group):
                for row in self.spared:
                    row[group] = 1

    def is_apart(self, group: int) -> bool:
        """Whether the group's topic is private."""
        topic = self.topic_of_group[group]
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
        return wanted == self.topic_of_group[group] or (wanted < 0 and not self.is_apart(group))

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
