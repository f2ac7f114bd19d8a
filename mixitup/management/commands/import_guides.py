from typing import Any

from mixitup.management.page_import import PageImportCommand, problem_entries, section_entry
from mixitup.models import Page
from mixitup.pages import Page as ReadPage


class Command(PageImportCommand):
    help = "Bring guides in from Markdown files: sections, minutes, and what is wrong with them."
    kind = Page.Kind.GUIDE

    def describe(self, path: str, page: ReadPage) -> dict[str, Any]:
        total = page.minutes
        return {
            "path": path,
            "title": page.title,
            "subheading": page.subheading,
            "minutes": {
                "stated": page.stated_minutes,
                "from": total.least if total else None,
                "to": total.most if total else None,
            },
            "sections": [section_entry(section) for section in page.sections],
            "problems": problem_entries(page),
        }
