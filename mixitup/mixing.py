"""A session's people, rules and history as the engine wants them, and the mix that comes of it.

Nothing here runs inside a transaction: `board.apply` writes what was mixed, under the session's lock.
"""

import hashlib
import json
import secrets
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from mixitup import assignment, keep_rules, meetings
from mixitup.assignment import Mix, Person, Problem, Report
from mixitup.models import Enrolment, Session

SPREAD = ("cohort", "module", "program")
# Up to this many people, spread and repeats are at odds so often that staff see both results first.
SMALL_SCHOOL = 60
# How many swaps to look at there: a small school seldom has a proof to stop at, and staff wait for two results.
SMALL_SCHOOL_STEPS = 1_000_000
# For so long the very mix that was shown is kept, so that choosing it takes no second search.
KEPT_SECONDS = 60 * 60


def lead_rank(rule: str, rank: int | None) -> int | None:
    """A module's rank to lead under a session's lead rule, or None."""
    if rule == Session.LeadRule.NONE or (rule == Session.LeadRule.FIRST_RANK and rank != 1):
        return None
    return rank


def person(enrolment: Enrolment, rule: str) -> Person:
    """An enrolment (with details) as the engine's person; the key is the student's id."""
    return Person(
        key=str(enrolment.student_id),
        attributes={
            "cohort": enrolment.cohort.name,
            "module": enrolment.module.short,
            "program": enrolment.program.code,
        },
        lead_rank=lead_rank(rule, enrolment.module.lead_rank),
        name=enrolment.student.shown_name,
    )


def problem(
    session: Session,
    enrolments: Iterable[Enrolment],
    past: Iterable[meetings.Past],
    *,
    numbers: Collection[int],
    pins: Mapping[int, int] | None = None,
    rules: Mapping[str, list[list[int]]] | None = None,
    prefer: str | None = None,
    again: bool | None = None,
) -> Problem:
    """What is to be mixed; the people's order is by student id, so that a seed means the same every time."""
    people = [person(enrolment, session.lead_rule) for enrolment in enrolments]
    return Problem(
        sorted(people, key=lambda one: int(one.key)),
        group_count=len(numbers),
        numbers=sorted(numbers),
        history=[{str(student): room for student, room in one.rooms.items()} for one in past],
        pins={str(student): number for student, number in (pins or {}).items()},
        apart=_keys((rules or {}).get("apart", [])),
        together=_keys((rules or {}).get("together", [])),
        again=again,
        spread=SPREAD,
        prefer=prefer or session.prefer,
    )


def _keys(sets: Iterable[Iterable[int]]) -> list[list[str]]:
    return [[str(student) for student in one] for one in sets]


@dataclass(frozen=True)
class Proposal:
    """A mix that nothing has been done with yet. `rooms`: number -> student ids, the lead first if there is one."""

    prefer: str
    seed: int
    rooms: dict[int, list[int]]
    leads: dict[int, int]
    report: Report
    seconds: float

    @property
    def record(self) -> dict[str, Any]:
        """What the log keeps of a mix: enough to have it again, and to know that it is the same."""
        return {"seed": self.seed, "digest": self.digest, "prefer": self.prefer, "seconds": self.seconds}

    @property
    def title(self) -> str:
        return Session.Prefer(self.prefer).label

    @property
    def digest(self) -> str:
        """Names the result, so that what was previewed is what is written."""
        told = [
            [number, sorted(people), self.leads.get(number)] for number, people in sorted(self.rooms.items())
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def present(session: Session) -> list[Enrolment]:
    """Who is to be mixed: active in the inning and not known to be away."""
    return list(
        Enrolment.objects.active()
        .filter(inning=session.inning_id)
        .exclude(student__absences__session=session)
        .with_details()
        .order_by("student_id")
    )


def propose(
    session: Session,
    *,
    prefer: str | None = None,
    seed: int | None = None,
    pins: Mapping[int, int] | None = None,
    alone: bool = False,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Proposal:
    """Mix the session's people; `alone`: without leaving new faces for the inning's next session.

    Raises `assignment.Contradiction`, in a sentence for staff, when it can't be done.
    """
    enrolments = present(session)
    if not enrolments:
        raise assignment.Contradiction("Nobody is active in this inning yet, so there is nobody to mix.")
    asked = problem(
        session,
        enrolments,
        meetings.before(session),
        numbers=range(1, session.rooms_for(len(enrolments)) + 1),
        pins=pins,
        rules=keep_rules.sets(),
        prefer=prefer,
        again=not alone and _comes_again(session) if len(enrolments) <= assignment.LOOK_AHEAD else None,
    )
    seed = secrets.randbelow(2**31) if seed is None else seed
    key = f"mix:{fingerprint(asked, seed)}"
    found: Proposal | None = cache.get(key)
    if found is None:
        steps = SMALL_SCHOOL_STEPS if asked.count <= SMALL_SCHOOL else None
        started = time.perf_counter()
        mixed = assignment.mix(asked, seed=seed, iterations=steps, progress=progress, cancelled=cancelled)
        found = _proposal(mixed, asked.prefer, seed, round(time.perf_counter() - started, 2))
        cache.set(key, found, KEPT_SECONDS)
    return found


def _comes_again(session: Session) -> bool:
    """Whether the inning has a later session, for which some new faces should be left."""
    return session.inning.sessions.filter(starts_at__gt=session.starts_at, cancelled_at=None).exists()


def next_to_plan(session: Session) -> Session | None:
    """The inning's next session, if nobody has mixed it yet."""
    coming = session.inning.sessions.filter(starts_at__gt=session.starts_at, cancelled_at=None)
    later = coming.select_related("inning").in_order().first()
    return later if later and later.published_id is None and not later.arrangements.exists() else None


def propose_together(session: Session, later: Session, prefer: str) -> list[Proposal]:
    """This session and `next_to_plan` mixed together, so that the first doesn't use up the second's new faces.

    With the same people and rooms both are improved at once. Otherwise the first is mixed as if they were the same,
    and the second after it as it is. Raises `assignment.Contradiction`. Two to four times the time of one mix.
    """
    past, rules = meetings.before(session), keep_rules.sets()
    here, there = present(session), present(later)
    if not here or not there:
        raise assignment.Contradiction(
            "Nobody is there in one of these weeks, so they can't be mixed together."
        )
    seed, started = secrets.randbelow(2**31), time.perf_counter()
    steps = SMALL_SCHOOL_STEPS if len(here) <= SMALL_SCHOOL else None

    def asked(people: list[Enrolment], past: Iterable[meetings.Past], at: Session) -> Problem:
        numbers, again = range(1, at.rooms_for(len(people)) + 1), _comes_again(later)
        return problem(at, people, past, numbers=numbers, rules=rules, prefer=prefer, again=again)

    first = asked(here, past, session)
    mixes = list(assignment.mix_sessions(first, 2, seed=seed, iterations=2 * steps if steps else None))
    rooms = {int(key): group.number for group in mixes[0].groups for key in group.members}
    second = asked(there, [*past, meetings.Past("", rooms)], later)
    if (second.people, second.numbers) != (first.people, first.numbers):
        mixes[1] = assignment.mix(second, seed=seed, iterations=steps)
    seconds = round(time.perf_counter() - started, 2)
    return [_proposal(mixed, prefer, seed, seconds) for mixed in mixes]


def fingerprint(asked: Problem, seed: int) -> str:
    """The same for the same people, rooms, history, pins and seed, which give the same groups."""
    people = [(one.key, sorted(one.attributes.items()), one.lead_rank) for one in asked.people]
    past = [sorted(rooms.items()) for rooms in asked.history]
    rules = [sorted(asked.pins.items()), asked.apart, asked.together]
    told = [seed, asked.prefer, asked.comes_again, asked.numbers, people, past, rules]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _proposal(mixed: Mix, prefer: str, seed: int, seconds: float) -> Proposal:
    rooms = {group.number: [int(key) for key in group.members] for group in mixed.groups}
    leads = {group.number: int(group.leads[0]) for group in mixed.groups if group.leads}
    return Proposal(prefer, seed, rooms, leads, mixed.report, seconds)


def previews(
    session: Session, pins: Mapping[int, int], version: str, *, alone: bool = False
) -> list[Proposal]:
    """The best mix with new people first, and with even spread first; one when they come out the same.

    The same for the same `version` of the board. A second or two at `SMALL_SCHOOL` people, the first time. Raises
    `assignment.Contradiction`.
    """
    seed = zlib.crc32(f"{session.pk} {version}".encode())
    both = [
        propose(session, prefer=prefer.value, seed=seed, pins=pins, alone=alone) for prefer in Session.Prefer
    ]
    same = figures(both[0].report) == figures(both[1].report)
    return [one for one in both if one.prefer == session.prefer] if same else both


def figures(report: Report) -> list[int]:
    return [
        report.without_best_lead.value,
        report.without_lead.value,
        report.repeats.value,
        *(one.value for one in report.spread.values()),
    ]
