import csv
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from mixitup import lists
from mixitup.models import Attendance, Change, Student
from mixitup.roster.applying import plan_of
from mixitup.roster.imports import read_upload, start_import
from mixitup.roster.plan import Kind
from tests.factories import CohortFactory, EnrolmentFactory, InningFactory, ModuleFactory, published_session

pytestmark = pytest.mark.django_db
EVIL = '=HYPERLINK("https://example.org","x")'


def rows(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def sheet(response):
    return load_workbook(io.BytesIO(response.content)).active


@pytest.fixture
def inning():
    inning = InningFactory()
    EnrolmentFactory(
        inning=inning,
        module=ModuleFactory(number=4),
        cohort=CohortFactory(name="2608-BE"),
        student__name="Zoë Müller",
        student__preferred_name="Zo",
        student__user__email="zoe@example.org",
        student__slack_name="@zo",
    )
    EnrolmentFactory(
        inning=inning, student__name=EVIL, student__user__email="evil@example.org", status="paused"
    )
    return inning


def test_students_come_out_as_the_list_is_narrowed(staff_client, inning):
    found = rows(staff_client.get(f"/staff/students.csv?inning={inning.pk}&words=zoe@"))
    assert found == [
        [
            "E-mail",
            "Name",
            "Preferred name",
            "Module",
            "Program",
            "Cohort",
            "Pronouns",
            "Zoom e-mail",
            "Slack name",
            "LinkedIn",
            "Status",
        ],
        ["zoe@example.org", "Zoë Müller", "Zo", "4", "BE", "2608-BE", "", "", "'@zo", "", "Active"],
    ]


@pytest.mark.parametrize("address", ["/staff/students.{}?inning={}", "/staff/record.{}"])
def test_no_cell_acts_as_a_formula(staff_client, inning, address):
    Change.objects.create(verb="roster.added", subject=EVIL, student=Student.objects.get(name=EVIL))
    for row in rows(staff_client.get(address.format("csv", inning.pk))):
        assert not [cell for cell in row if cell.startswith(("=", "+", "@"))]
    cells = [cell for row in sheet(staff_client.get(address.format("xlsx", inning.pk))) for cell in row]
    assert EVIL in str([cell.value for cell in cells])
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}


def test_who_came_comes_out_room_by_room(staff_client):
    session = published_session(rooms=2, people=2)
    first, second, *_ = session.published.memberships.order_by("group__number", "role")
    for seat, came in ((first, True), (second, False)):
        Attendance.objects.create(session=session, student=seat.student, group=seat.group, is_present=came)
    found = rows(staff_client.get(f"/staff/sessions/{session.pk}/attendance.csv"))
    assert [(row[0], row[1], row[2], row[-1]) for row in found[:4]] == [
        ("Room", "Name", "Leads", "Came"),
        ("1", first.student.name, "Leads the hour", "Came"),
        ("1", second.student.name, "", "Missed"),
        ("2", found[3][1], "Leads the hour", ""),
    ]


def test_the_record_comes_out_as_it_is_sought(staff_client, staff, inning):
    student = Student.objects.get(name="Zoë Müller")
    Change.objects.create(
        actor=staff,
        verb="roster.changed",
        subject="x",
        student=student,
        before={"name": "Zoe"},
        after={"name": "Zoë"},
    )
    Change.objects.create(verb="page.edited", subject="A guide")
    found = rows(staff_client.get("/staff/record.csv?kind=roster"))
    assert [row[1:3] for row in found] == [["Who", "What"], ["Robin Staff", "Zo Müller was changed"]]
    assert "Zoe → Zoë" in found[1][4]


def test_a_long_record_is_told_piece_by_piece(staff_client, monkeypatch):
    monkeypatch.setattr(lists, "_AT_ONCE", 2)
    monkeypatch.setattr(lists, "RECORD_ROWS", 4)
    for number in range(5):
        Change.objects.create(verb="page.edited", subject=f"Guide {number}")
    assert len(rows(staff_client.get("/staff/record.csv"))) == 5


@pytest.mark.parametrize(
    "address", ["/staff/students.pdf", "/staff/record.pdf", "/staff/sessions/1/attendance.pdf"]
)
def test_there_is_no_other_format(staff_client, inning, address):
    published_session(rooms=1, people=2)
    assert staff_client.get(address).status_code == 404


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_a_list_of_students_brought_in_again_changes_nothing(staff, staff_client, inning, extension):
    Student.objects.filter(name=EVIL).update(name="Bo Nair", pronouns="they/them")
    table = staff_client.get(f"/staff/students.{extension}?inning={inning.pk}").content
    plan = plan_of(
        start_import("people", inning, f"students.{extension}", *read_upload(table), staff), timezone.now()
    )
    assert [row.kind for row in plan.rows] == [Kind.SAME, Kind.SAME]
    assert plan.is_ready
