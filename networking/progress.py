"""What staff see: states and dates of goals, never words (unless their author shares them)."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from mixitup.models import Enrolment, Inning, Module
from networking.models import Goal


@dataclass(frozen=True, slots=True)
class Row:
    enrolment: Enrolment
    goal: Goal | None

    @property
    def state_label(self) -> str:
        return str(self.goal.state.label) if self.goal else "Not chosen yet"


@dataclass(frozen=True, slots=True)
class ModuleCount:
    module: Module
    people: int
    chosen: int
    done: int


def progress(inning: Inning, module: str = "", state: str = "") -> tuple[list[Row], list[ModuleCount]]:
    """Everyone active with their goal, and the counts by module; two queries, private words left in the database."""
    goals = {goal.owner_id: goal for goal in Goal.objects.current().filter(inning=inning).defer("private")}
    enrolments = (
        Enrolment.objects.active().with_details().filter(inning=inning).order_by("student__name", "pk")
    )
    rows = [Row(enrolment, goals.get(enrolment.student_id)) for enrolment in enrolments]
    counts: dict[Module, list[int]] = {}
    for row in rows:
        found = counts.setdefault(row.enrolment.module, [0, 0, 0])
        found[0] += 1
        found[1] += row.goal is not None
        found[2] += bool(row.goal and row.goal.done_at)
    totals = [ModuleCount(m, *counts[m]) for m in sorted(counts, key=lambda m: m.number)]
    shown = [row for row in rows if _matches(row, module, state)]
    return shown, totals


def _matches(row: Row, module: str, state: str) -> bool:
    here = row.goal.state.value if row.goal else "none"
    return (not module or str(row.enrolment.module.number) == module) and (not state or here == state)


def progress_table(rows: Sequence[Row], today: datetime.date) -> Iterator[list[object]]:
    """A header and a row for each person, for a download: kind, state and dates, never words."""
    yield ["Name", "E-mail", "Module", "Program", "Cohort", "Kind", "State", "By", "Late", "Begun", "Done"]
    for row in rows:
        who, goal = row.enrolment, row.goal
        yield [
            who.student.shown_name,
            who.student.email,
            who.module.number,
            who.program.name,
            who.cohort.name,
            goal.get_kind_display() if goal else "",
            row.state_label,
            goal.due_on.isoformat() if goal else "",
            "yes" if goal and goal.is_late(today) else "",
            _day(goal.started_at) if goal else "",
            _day(goal.done_at) if goal else "",
        ]


def _day(at: datetime.datetime | None) -> str:
    """In the school's time."""
    return f"{timezone.localtime(at):%Y-%m-%d}" if at else ""


def shared_goal(pk: int) -> Goal | None:
    """A goal whose author shares its words with staff."""
    return Goal.objects.current().select_related("owner", "inning").filter(Q(pk=pk), is_shared=True).first()
