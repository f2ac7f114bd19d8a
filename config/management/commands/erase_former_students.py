from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.composition import erase_person
from mixitup import retention
from mixitup.models import School
from mixitup.roster.erasing import clear_old_uploads


class Command(BaseCommand):
    help = (
        "Retention: erase students whose last inning ended longer ago than the school keeps data (Settings, How long data "
        "is kept), and forget uploaded tables older than 30 days. The worker does it daily; this is for a look before, "
        "or for a school without a worker that stays."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--months", type=int, help="instead of what the school chose; at least 1")
        parser.add_argument("--dry-run", action="store_true", help="only say who would be erased")

    def handle(self, *args: Any, **options: Any) -> None:
        now, school = timezone.now(), School.load()
        months = options["months"] if options["months"] is not None else school.keep_months
        if months is None:
            raise CommandError(
                "The school chose no time after which data is erased. Choose one under Settings, or say --months."
            )
        if months < 1:
            raise CommandError("--months must be at least 1.")
        for student in retention.to_erase(now.astimezone(school.zone).date(), months):
            if options["dry_run"]:
                self.stdout.write(f"would erase {student.email}")
            else:
                erase_person(student, None, now)
                self.stdout.write(f"erased student {student.pk}")
        if not options["dry_run"]:
            self.stdout.write(f"forgot {clear_old_uploads(now)} uploaded tables")
