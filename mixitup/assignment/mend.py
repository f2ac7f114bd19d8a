"""Repair of an arrangement by swaps that start from the people who cost something."""

from __future__ import annotations

from collections.abc import Callable

from mixitup.assignment.budget import Budget
from mixitup.assignment.state import State

# Partners tried for one person before going on to the next; half of them of the person's own kind.
PARTNERS = 40
# How often the list of costly people is gone through before the search by annealing takes over.
ROUNDS = 40


class Mender:
    """Repairs in two steps: spread and leads first (any swap that saves something or costs nothing), then
    repeats, by swaps that leave spread and leads as they are. Each step goes through the costly people only,
    so
    that its cost grows with what is wrong, not with the number of people."""

    def __init__(
        self,
        state: State,
        apart: list[list[int]],
        frozen: list[bool],
        draw: Callable[[], float],
        budget: Budget,
    ) -> None:
        self.state, self.apart, self.frozen, self.draw, self.budget = state, apart, frozen, draw, budget
        problem = state.problem
        self.free = [person for person in range(problem.count) if not frozen[person]]
        self.alike: list[list[int]] = [[] for _ in problem.kinds]
        for person in self.free:
            self.alike[problem.kind[person]].append(person)
        self.looked = 0

    def run(self) -> None:
        """Mend as far as it goes. Deterministic by the chance that is drawn."""
        for step, costly in ((self._even_out, self._uneven), (self._part, self._repeating)):
            for _ in range(ROUNDS):
                people = costly()
                if not people or self._spent():
                    break
                for person in people:
                    step(person)

    def _spent(self) -> bool:
        looked, self.looked = self.looked, 0
        return self.budget.spend(looked)

    def _parts(self, one: int, other: int) -> bool:
        """Whether a swap keeps people apart who must be, and everyone with their topic."""
        group_of, problem = self.state.group_of, self.state.problem
        g, h = group_of[one], group_of[other]
        if problem.topics and not (problem.fits(one, h) and problem.fits(other, g)):
            return False
        return not self.state.brings_foes(self.apart, one, other)

    # Spread and leads.

    def _uneven(self) -> list[int]:
        """People whose value is too common in their group, who stand where a value too rare in their group
        could, or where a lead could while another group has more than one."""
        problem, state = self.state.problem, self.state
        low = [total // problem.groups for total in problem.totals]
        high = [-(-total // problem.groups) for total in problem.totals]
        is_spare = [max(row) > 1 for row in state.reach]
        found = []
        for group, row in enumerate(state.counts):
            common = {code for code, count in enumerate(row) if count > high[code]}
            rare = {code for code, count in enumerate(row) if count < low[code]}
            led = [level for level, reach in enumerate(state.reach) if is_spare[level] and not reach[group]]
            if not (common or rare or led):
                continue
            for person in state.members[group]:
                codes = problem.codes[person]
                if not self.frozen[person] and (led or common.intersection(codes) or rare.difference(codes)):
                    found.append(person)
        return found

    def _even_out(self, one: int) -> None:
        state, free, draw = self.state, self.free, self.draw
        group_of = state.group_of
        here = group_of[one]
        best, partner = 0.5, -1
        for _ in range(PARTNERS):
            other = free[int(draw() * len(free))]
            if group_of[other] == here:
                continue
            self.looked += 1
            change = 1000 * state.lead_change(one, other) + state.spread_change(one, other)
            if change < best and self._parts(one, other):
                best, partner = change, other
                if change < 0:
                    break
        if partner >= 0:
            state.swap(one, partner)

    # Repeats.

    def _repeating(self) -> list[int]:
        met, frozen = self.state.problem.met, self.frozen
        found = []
        for members in self.state.members:
            for one in members:
                if not frozen[one]:
                    known = met[one]
                    if known and any(other in known for other in members):
                        found.append(one)
        return found

    def _part(self, one: int) -> None:
        """Swap someone who meets people again with someone of the same kind, or else anyone, where both meet
        fewer again; spread and leads must not suffer."""
        state, draw = self.state, self.draw
        group_of = state.group_of
        here = group_of[one]
        known = state.problem.met[one]
        if not any(other in known for other in state.members[here]):
            return
        alike = self.alike[state.problem.kind[one]]
        best, partner = (0, 1), -1
        for turn in range(PARTNERS):
            pool = alike if turn < PARTNERS // 2 else self.free
            other = pool[int(draw() * len(pool))]
            if group_of[other] == here:
                continue
            self.looked += 1
            if pool is not alike and (
                state.lead_change(one, other) > 0 or state.spread_change(one, other) > 0
            ):
                continue
            change = state.repeat_change(one, other)
            if change < best and self._parts(one, other):
                best, partner = change, other
                if change[0] < 0:
                    break
        if partner >= 0:
            state.swap(one, partner)

    # Leads before topics.

    def lead_first(self) -> None:
        """Bring leads to groups without one from groups that have more, though they or those they change with lose
        their topic. Private rooms stay as they are."""
        state, problem = self.state, self.state.problem
        free = [person for person in self.free if not problem.has_private(person)]
        for row in state.reach:
            for group in range(problem.groups):
                spare = [] if row[group] else [person for person in free if row[state.group_of[person]] > 1]
                if not spare or problem.is_private_group(group):
                    continue
                room = [person for person in free if state.group_of[person] == group]
                swaps = [
                    (self._astray(lead, other), lead, other)
                    for lead in spare
                    for other in room
                    if state.lead_change(lead, other) < 0 and not state.brings_foes(self.apart, lead, other)
                ]
                if swaps:
                    _, lead, other = min(swaps)
                    state.swap(lead, other)

    def _astray(self, one: int, other: int) -> int:
        """How many of the two have another topic than their own after a swap."""
        fits, group_of = self.state.problem.fits, self.state.group_of
        return (not fits(one, group_of[other])) + (not fits(other, group_of[one]))
