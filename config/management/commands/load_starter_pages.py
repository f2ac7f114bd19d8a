from typing import Any

from django.core.management.base import BaseCommand

from lessons import starter
from mixitup import library
from mixitup.models import Page


class Command(BaseCommand):
    help = (
        "Load the pages that come with the product. Twice is harmless; pages that staff edited stay theirs."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        written = [version for kind in Page.Kind.values for version in library.load_starters(kind)]
        for version in written:
            if version.page.kind == Page.Kind.LESSON:
                starter.add_ticket(version.page)
            self.stdout.write(f"{version}")
        self.stdout.write(
            f"{len(written)} pages loaded." if written else "All starter pages are there already."
        )
