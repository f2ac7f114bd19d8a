from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.composition import erase_person
from mixitup.models import Student


class Command(BaseCommand):
    help = "Remove one student everywhere, the change log too; counts keep a “Former student”."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        student = Student.objects.filter(user__email=email).first()
        if student is None:
            raise CommandError(f"No student has the address {email}. Nothing was changed.", returncode=2)
        erase_person(student, None, timezone.now())
        self.stdout.write("Erased. Counts now say “Former student”.")
