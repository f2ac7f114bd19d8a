from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from mixitup.management.importing import AnyPlan, ImportCommand
from mixitup.models import Enrolment, Inning, RosterImport
from mixitup.roster.decisions import STAYS, Decisions
from mixitup.roster.plan import Kind, Plan, PlanRow
from mixitup.wording import count


class Command(ImportCommand):
    help = "Bring a roster (CSV or Excel) into an inning, as one step that can be undone in the browser."
    kind = RosterImport.Kind.PEOPLE

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--inning", required=True, help="the inning's name, such as 2611")
        parser.add_argument(
            "--new-cohorts", action="store_true", help="make the cohorts that aren't known yet"
        )
        parser.add_argument(
            "--missing",
            default=STAYS,
            choices=[STAYS, Enrolment.Status.PAUSED, Enrolment.Status.GRADUATED, Enrolment.Status.LEFT],
            help="what becomes of people whom the file doesn't name (stays)",
        )
        parser.add_argument(
            "--known-names",
            choices=["same", "new"],
            help="a new address with a known name is the same person, or somebody new; without it, that's a fault",
        )

    def inning(self, options: dict[str, Any]) -> Inning:
        return self.inning_named(options["inning"])

    def decisions(self, plan: AnyPlan, options: dict[str, Any]) -> Decisions:
        assert isinstance(plan, Plan)
        same: dict[int, int] = {}
        for row in plan.rows:
            if row.candidates and options["known_names"] == "new":
                same[row.number] = 0
            elif len(row.candidates) == 1 and options["known_names"] == "same":
                same[row.number] = row.candidates[0].student_id
        new = {row.values["cohort"] for row in plan.rows if row.values["cohort"]}
        return Decisions(
            same=same,
            missing_all=options["missing"],
            cohorts=frozenset(new) if options["new_cohorts"] else frozenset(),
        )

    def faults(self, plan: AnyPlan) -> list[str]:
        assert isinstance(plan, Plan)
        asked = [
            f"row {row.number}: {row.values['email']} is new, but {row.name} is known with "
            f"{', '.join(person.email for person in row.candidates)}. Say --known-names same or new."
            for row in plan.of(Kind.NEEDS)
            if row.candidates and not row.faults
        ]
        cohorts = [
            f"{cohort.name} ({count(cohort.people, 'person', 'people')}) isn't a cohort yet. Say --new-cohorts to make it."
            for cohort in plan.cohorts
            if not cohort.is_ticked
        ]
        return super().faults(plan) + asked + cohorts

    def lines(self, plan: AnyPlan) -> list[str]:
        assert isinstance(plan, Plan)
        said = [f"row {row.number}: {row.shown_name}: {_changes(row)}" for row in plan.of(Kind.CHANGES)]
        kept = [
            f"row {row.number}: {row.shown_name}: {change.label} stays {change.old or 'blank'}, as set by themself"
            for row in plan.rows
            for change in row.kept
        ]
        return said + kept

    def told(self, plan: AnyPlan) -> dict[str, Any]:
        assert isinstance(plan, Plan)
        return {
            **super().told(plan),
            "rows": [_told(row) for row in plan.rows if row.kind != Kind.SAME],
            "missing": [asdict(person) for person in plan.missing],
            "new_cohorts": [asdict(cohort) for cohort in plan.cohorts],
        }


def _changes(row: PlanRow) -> str:
    return ", ".join(f"{change.label} {change.old or 'blank'} -> {change.new}" for change in row.changes)


def _told(row: PlanRow) -> dict[str, Any]:
    return {
        "row": row.number,
        "kind": row.kind,
        "name": row.shown_name,
        "email": row.values["email"] or row.raw["email"],
        "changes": [asdict(change) for change in row.changes],
        "kept": [asdict(change) for change in row.kept],
        "faults": dict(row.faults),
        "may_be": [person.email for person in row.candidates],
    }
