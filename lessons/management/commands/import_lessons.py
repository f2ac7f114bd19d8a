from typing import Any

from lessons.reading import read_lesson
from mixitup.management.page_import import PageImportCommand, problem_entries, section_entry
from mixitup.models import Page
from mixitup.pages import Page as ReadPage


class Command(PageImportCommand):
    help = "Bring lessons in from Markdown files: goals, videos, checks, exit ticket, due dates."
    kind = Page.Kind.LESSON

    def describe(self, path: str, page: ReadPage) -> dict[str, Any]:
        lesson = read_lesson(page)
        return {
            "path": path,
            "title": lesson.title,
            "module": lesson.module,
            "week": lesson.week,
            "minutes_from": lesson.minutes_from,
            "minutes_to": lesson.minutes_to,
            "goals": len(lesson.goals),
            "videos": len(page.videos),
            "checks": len(lesson.checks),
            "exit_ticket": lesson.exit_ticket,
            "due": [{"what": due.what, "weekday": due.weekday, "week": due.week} for due in lesson.due],
            "sections": [section_entry(section) for section in page.sections],
            "problems": problem_entries(page),
        }
