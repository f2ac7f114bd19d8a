from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.demo import school, slack


class Command(BaseCommand):
    help = "Fill an empty database with an invented school. A filled one is left as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--students", type=int, default=240, help="active in the running inning (240)")
        parser.add_argument("--seed", type=int, default=2411, help="same seed and day, same school (2411)")

    def handle(self, *args: Any, students: int, seed: int, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("Only with DEMO or DEBUG: these are invented people, and anyone can be them.")
        if students < 20:
            raise CommandError("A school of fewer than 20 students shows nothing. Try --students 20 or more.")
        if school.is_filled():
            self._left_alone()
            if settings.DEMO:
                slack.connect(is_new=False)
            return
        started = timezone.now()
        school.fill(students, seed, started)
        if settings.DEMO:
            slack.connect(is_new=True)
        seconds = (timezone.now() - started).total_seconds()
        self.stdout.write(f"Filled an invented school of {students} students in {seconds:.1f} s.")

    def _left_alone(self) -> None:
        self.stdout.write("There is a school here already; it stays as it is.")
        if school.is_over():
            self.stdout.write("Its running inning has ended since. `make demo-reset` makes a fresh one.")
