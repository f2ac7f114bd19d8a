"""What the import commands share: a file to a plan, the plan in words or as JSON, and bringing it in."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from mixitup.models import Inning, RosterImport
from mixitup.roster import wording
from mixitup.roster.applying import commit, plan_of
from mixitup.roster.decisions import Decisions
from mixitup.roster.fields import LABELS
from mixitup.roster.groups_plan import GroupsPlan
from mixitup.roster.imports import choose_sheet, new_import, read_upload
from mixitup.roster.plan import Plan
from mixitup.tables import TableError

BAD_INPUT = 2
AnyPlan = Plan | GroupsPlan


class ImportCommand(BaseCommand):
    """Reads, plans, tells, and brings in unless something needs a person: then it exits with 2, nothing changed."""

    kind: RosterImport.Kind

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or .xlsx")
        parser.add_argument("--sheet", default="", help="the workbook's sheet, where it has several")
        parser.add_argument("--dry-run", action="store_true", help="tell what would happen, and do nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--leave-out-faulty",
            action="store_true",
            help="bring in the rest, without the rows that have faults",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        importing = self._read(options, self.inning(options))
        with transaction.atomic():
            plan, importing.decisions = self._plan(importing, options)
            is_done = plan.is_ready and plan.does_anything and not options["dry_run"]
            if is_done:
                importing.save()
                commit(importing, plan.digest, None, timezone.now())
        if options["json"]:
            told = {"committed": is_done, **self.told(plan)}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self._say(plan, is_done)
        if not plan.is_ready:
            faults = "\n".join(f"{options['file'].name}: {fault}" for fault in self.faults(plan))
            raise CommandError(f"{faults}\nNothing was brought in.", returncode=BAD_INPUT)

    def inning(self, options: dict[str, Any]) -> Inning:
        raise NotImplementedError

    def inning_named(self, name: str) -> Inning:
        """The inning of that name, with or without the word before it that pages write."""
        inning = Inning.objects.filter(name__in=[name, name.removeprefix("Inning ")]).first()
        if inning is None:
            there = ", ".join(Inning.objects.values_list("name", flat=True)) or "none yet"
            raise CommandError(f"There is no inning named {name}. There is: {there}.", returncode=BAD_INPUT)
        return inning

    def decisions(self, plan: AnyPlan, options: dict[str, Any]) -> Decisions:
        raise NotImplementedError

    def told(self, plan: AnyPlan) -> dict[str, Any]:
        return {
            "headline": wording.headline(plan),
            "ready": plan.is_ready,
            "counts": plan.counts,
            "ignored_columns": [column.header for column in plan.columns.ignored],
            "column_faults": list(plan.column_faults),
            "faults": self.faults(plan),
        }

    def faults(self, plan: AnyPlan) -> list[str]:
        """Every fault with its row and column."""
        found = list(plan.column_faults)
        for row in plan.rows:
            for key, fault in row.faults.items():
                column = plan.columns.find(key)
                where = f", column {column.letter} ({LABELS[key]})" if column else f" ({LABELS[key]})"
                found.append(f"row {row.number}{where}: {fault}")
        return found

    def _read(self, options: dict[str, Any], inning: Inning) -> RosterImport:
        file: Path = options["file"]
        try:
            sheets, content_hash = read_upload(file.read_bytes())
            importing = new_import(self.kind, inning, file.name, sheets, content_hash, None)
            if options["sheet"]:
                choose_sheet(importing, options["sheet"])
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.", returncode=BAD_INPUT) from error
        except (TableError, ValueError) as fault:
            raise CommandError(f"{file}: {fault}", returncode=BAD_INPUT) from fault
        if importing.sheet is None:
            names = ", ".join(sheet["name"] for sheet in importing.readable)
            faults = " ".join(sheet.fault for sheet in sheets)
            say = f"choose a sheet with --sheet: {names}" if names else faults
            raise CommandError(f"{file}: {say}", returncode=BAD_INPUT)
        return importing

    def _plan(self, importing: RosterImport, options: dict[str, Any]) -> tuple[AnyPlan, dict[str, Any]]:
        """The plan with what the options answer; what they answer depends on what the table asks."""
        now = timezone.now()
        decisions = self.decisions(plan_of(importing, now), options)
        importing.decisions = decisions.to_json()
        plan = plan_of(importing, now)
        if options["leave_out_faulty"] and any(row.faults for row in plan.rows):
            faulty = frozenset(row.number for row in plan.rows if row.faults)
            importing.decisions["left_out"] = sorted(decisions.left_out | faulty)
            plan = plan_of(importing, now)
        return plan, importing.decisions

    def _say(self, plan: AnyPlan, is_done: bool) -> None:
        self.stdout.write(wording.headline(plan))
        if aside := wording.aside(plan):
            self.stdout.write(aside)
        if plan.columns.ignored:
            names = ", ".join(f"{column.header} ({column.letter})" for column in plan.columns.ignored)
            self.stdout.write(f"Columns left alone: {names}.")
        for line in self.lines(plan):
            self.stdout.write(line)
        if plan.is_ready:
            self.stdout.write("Brought in." if is_done else "Nothing was written.")

    def lines(self, plan: AnyPlan) -> list[str]:
        return []
