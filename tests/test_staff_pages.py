"""Every page of staff's takes the same number of queries in a small school and in one three times as large.

The pages come from the access tables, so that a new one is here by itself. `make bench-pages SCHOOL=10000` measures the
same pages in a school of that size.
"""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.access import ROWS
from tests.access.worlds import fill_world

NOW = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)
COUNTS = {
    "home": 18,
    "healthz": 2,
    "readyz": 5,
    "calendar_feed": 16,
    "student_erase": 4,
    "about_detail": 3,
    "staff_list": 4,
    "reminder_off": 4,
    "student_list": 12,
    "student_create": 7,
    "student_edit": 11,
    "import_create": 8,
    "import_groups_create": 8,
    "import_detail": 15,
    "record_list": 7,
    "school_detail": 8,
    "school_update": 3,
    "slack_update": 5,
    "setting_list": 6,
    "setting_create": 4,
    "setting_update": 4,
    "setting_delete": 11,
    "inning_detail": 11,
    "promotion_detail": 11,
    "session_list": 6,
    "session_create": 12,
    "session_overview": 11,
    "session_update": 7,
    "session_cancel": 5,
    "board_detail": 16,
    "board_mix": 15,
    "rule_list": 6,
    "board_news": 4,
    "board_person": 16,
    "board_effects": 15,
    "session_detail": 5,
    "guide_detail": 4,
    "group_list": 5,
    "rescue_detail": 24,
    "publication_create": 23,
    "publication_withdraw": 6,
    "group_export": 5,
    "student_export": 4,
    "attendance_export": 7,
    "record_export": 4,
    "pulse_result": 5,
    "guide_print": 6,
    "control_detail": 7,
    "attendance_edit": 9,
    "page_list": 4,
    "page_import_create": 4,
    "page_import_detail": 8,
    "site_link_list": 4,
    "page_read": 4,
    "page_detail": 5,
    "page_edit": 4,
    "page_notes": 4,
    "page_versions": 5,
    "notice_preview": 9,
    "zoom_detail": 6,
    "zoom_file": 5,
    "slack_detail": 16,
    "sheet_print": 6,
    "sign_print": 6,
    "lesson_overview": 10,
    "lesson_progress": 14,
    "lesson_export": 9,
    "lesson_extend": 6,
    "ticket_edit": 5,
    "ticket_question_edit": 7,
    "ticket_export": 6,
    "digest_off": 4,
    "goal_progress": 7,
    "goal_export": 5,
    "goal_plan_edit": 8,
}


@pytest.fixture(autouse=True)
def _sunday(monkeypatch):
    """What is due depends on the day."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def queries(client, row, world):
    """Of a page that has been looked at before: what is kept is in the cache."""
    path = reverse(row.name, args=row.args(world))
    client.get(path)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(path).status_code == 200
    return len(taken)


@pytest.mark.parametrize("students", [70, 210])
def test_every_staff_page_takes_as_many_queries_however_large_the_school(students, db, settings, sign_in):
    settings.ROOT_URLCONF = "tests.urls"
    world = fill_world(students)
    client = sign_in(world.staff)
    pages = [row for row in ROWS if row.expected("GET")[-1] == "200" and row.name != "demo"]

    found = {row.name: queries(client, row, world) for row in pages}
    assert found == COUNTS
