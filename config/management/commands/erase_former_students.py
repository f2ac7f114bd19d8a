import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from config.composition import erase_person
from mixitup.roster.erasing import clear_old_uploads, former_students


class Command(BaseCommand):
    help = (
        "Retention: erase students whose last inning began more than --months ago, and forget uploaded tables "
        "that are older than 30 days. Meant for a nightly run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--months", type=int, default=24, help="how long former students are kept (24)")
        parser.add_argument("--dry-run", action="store_true", help="only say who would be erased")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        before = now.date() - datetime.timedelta(days=round(options["months"] * 30.44))
        for student in former_students(before):
            if options["dry_run"]:
                self.stdout.write(f"would erase {student.email}")
            else:
                erase_person(student, None, now)
                self.stdout.write(f"erased student {student.pk}")
        if not options["dry_run"]:
            self.stdout.write(f"forgot {clear_old_uploads(now)} uploaded tables")
