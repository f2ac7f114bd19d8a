from dataclasses import asdict
from typing import Any

from mixitup.management.page_import import PageImportCommand, problem_entries
from mixitup.models import Page
from mixitup.pages import Page as ReadPage
from networking.activities import Level, read_activity


class Command(PageImportCommand):
    help = "Bring networking activities in from Markdown files: levels, steps, questions, deadlines."
    kind = Page.Kind.ACTIVITY

    def describe(self, path: str, page: ReadPage) -> dict[str, Any]:
        activity = read_activity(page)
        return {
            "path": path,
            "title": activity.title,
            "week": activity.week,
            "levels": [_level_entry(level) for level in activity.levels],
            "faq": activity.faq,
            "problems": problem_entries(page),
        }


def _level_entry(level: Level) -> dict[str, Any]:
    return {
        "level": level.level,
        "title": level.title,
        "steps": list(level.steps),
        "questions": [{"text": question.text, "for": question.audience} for question in level.questions],
        "due": asdict(level.due) if level.due else None,
    }
