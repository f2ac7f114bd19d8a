"""A rescue as staff see and accept it: who is missing, what is proposed, what comes of the ticked part of it."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import transaction

from mixitup import publishing, telling
from mixitup.board import applying, steps
from mixitup.board.page import Board, Seat
from mixitup.board.seating import Places, Role, Seating
from mixitup.board.steps import Step
from mixitup.models import Session, User
from mixitup.rescue.planning import Item, Planner
from mixitup.telling import Telling


@dataclass(frozen=True)
class StandIn:
    """Who leads a room in the place of somebody missing, and why they."""

    room: int
    name: str
    module: int
    why: str


@dataclass(frozen=True)
class Outcome:
    """What applying would come to: who leads where instead, whom publishing would tell, what stays amiss."""

    stand_ins: list[StandIn]
    tellings: list[Telling]
    unled: list[int]

    @property
    def told(self) -> int:
        return len(self.tellings)


class Plan:
    """The plan for a board as it stands now; nothing is written, so it needs no transaction."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.board = Board(session)
        found = Planner(self.board).run()
        self.missing: list[Seat] = found.out
        self.items: list[Item] = found.items
        self.troubles: list[str] = found.troubles
        self.is_fewest = found.is_fewest
        self.least = found.least

    @property
    def version(self) -> str:
        return self.board.version

    @cached_property
    def digest(self) -> str:
        """Names the plan, so that what somebody saw is what is applied."""
        moves = [[one.key, [[m.student, m.source, m.target] for m in one.moves]] for one in self.items]
        told = [self.version, sorted(seat.pk for seat in self.missing), moves]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    @property
    def moved(self) -> int:
        """How many people who have a room get another one."""
        return sum(move.source is not None for item in self.items for move in item.moves)

    @property
    def is_empty(self) -> bool:
        return not self.missing and not self.items

    @property
    def keys(self) -> list[str]:
        return [item.key for item in self.items]

    def step(self, taken: Collection[str]) -> Step:
        """Missing people out, and the moves of the ticked items."""
        moves = [move for item in self.items if item.key in taken for move in item.moves]
        return Step(
            "rescue",
            out=tuple(seat.pk for seat in self.missing),
            into={move.student: move.target for move in moves},
        )

    def outcome(self, taken: Collection[str]) -> Outcome:
        """What the step would come to, by the very function that carries it out."""
        seating = Seating.read(self.session)
        before = dict(seating.places)
        after = {**before, **steps.changed(self.step(taken), seating)}
        was, now = _leads(before), _leads(after)
        rooms = {place.room for place in after.values() if place.room}
        needs_lead = self.session.lead_rule != Session.LeadRule.NONE
        return Outcome(
            [
                self._stand_in(room, now[room], before)
                for room in sorted(rooms)
                if room in now and now[room] != was.get(room)
            ],
            telling.tellings_of(self.session, _seats(after)),
            [room for room in sorted(rooms - set(now)) if needs_lead],
        )

    def _stand_in(self, room: int, student: int, before: Places) -> StandIn:
        seat = self.board.seats[student]
        if student in before and before[student].room == room:
            why = "the first choice of those in the room, by module"
        else:
            why = "comes into the room to lead it"
        return StandIn(room, seat.name, seat.module, why)


def _leads(places: Places) -> dict[int, int]:
    return {place.room: pk for pk, place in places.items() if place.room and place.role == Role.LEAD}


def _seats(places: Places) -> telling.Seats:
    """What the places mean to each student, as publishing compares it."""
    rooms: dict[int, list[int]] = defaultdict(list)
    for pk, place in places.items():
        if place.room:
            rooms[place.room].append(pk)
    found: telling.Seats = {}
    for number, people in rooms.items():
        leads = frozenset(pk for pk in people if places[pk].role != Role.MEMBER)
        found.update(dict.fromkeys(people, telling.Seat(number, leads, frozenset(people))))
    return found


@dataclass(frozen=True)
class Rescued:
    """What was done; `told` is None where nothing was published."""

    moved: int
    told: int | None


@transaction.atomic
def apply(
    plan: Plan,
    taken: Collection[str],
    actor: User,
    now: datetime,
    *,
    publish: bool,
    to_slack: bool = False,
) -> Rescued:
    """Write the ticked part of the plan to the draft and, if asked, publish it: both or neither.

    Raises `applying.BoardChanged` or `steps.StepError` when the board or what people said changed since the plan was
    made, `publishing.Refused` when it can't be published.
    """
    step = plan.step(taken)
    done = applying.apply(plan.session.pk, step, seen=plan.version, actor=actor, now=now)
    if not publish:
        return Rescued(len(step.into), None)
    told = publishing.publish(plan.session, actor, done.arrangement.version, now, to_slack=to_slack)
    return Rescued(len(step.into), len(told.tellings))
