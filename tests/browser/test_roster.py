"""Staff bring a roster in, mend it in place, take it back; a student says who they are."""

import pytest

from mixitup.models import Student
from tests.factories import CohortFactory, EnrolmentFactory, InningFactory, ModuleFactory, ProgramFactory

TABLE = """Name\tE-mail\tMod\tProgram\tCohort\tShirt
Amara Park\tamara@example.org\tx\tBE\t2608-BE\tM
Teo Aziz\tteo-at-example.org\t4\tFE\t2608-BE\tL
Bo Holm\tbo.new@example.org\t2\tBE\t2611-BE\tS
"""


@pytest.fixture
def school(db):
    for number in (1, 2, 3, 4):
        ModuleFactory(number=number)
    CohortFactory(name="2608-BE")
    CohortFactory(name="2608-FE", program=ProgramFactory(code="FE"))
    inning = InningFactory()
    EnrolmentFactory(student__name="Bo Holm", student__user__email="bo@example.org", inning=inning)
    EnrolmentFactory(student__name="Cy Lund", student__user__email="cy@example.org", inning=inning)
    return inning


@pytest.mark.parametrize("width", [320, 1440])
def test_a_roster_is_mended_brought_in_and_taken_back(school, staff, visit, axe, width):
    page = visit("/staff/roster/import/", staff, viewport={"width": width, "height": 900})
    axe(page)
    page.get_by_label("Or cells pasted from a spreadsheet").fill(TABLE)
    page.get_by_role("button", name="Show what would change").click()
    assert page.get_by_role("heading", level=1).inner_text() == "3 rows need you."
    axe(page)

    page.get_by_role("group", name="Row 2").get_by_label("Module").fill("Mod 1")
    page.get_by_role("group", name="Row 3").get_by_label("E-mail").fill("teo@example.org")
    page.get_by_role("group", name="Row 3").get_by_label("Cohort").fill("2608-FE")
    page.get_by_label("Yes: Bo Holm, bo@example.org").check()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="2 new people, 1 change, 1 new cohort to confirm.").wait_for()
    axe(page)

    page.get_by_label("2611-BE in Back End, 1 person").check()
    page.get_by_label("Cy Lund").select_option("graduated")
    page.get_by_role("button", name="Check again").last.click()
    page.get_by_role("heading", name="2 new people, 1 change, 1 set aside.").wait_for()
    page.get_by_role("button", name="Bring it in").click()
    page.get_by_role(
        "heading", name="Brought in: 2 people joined, 1 person changed and 1 person was set aside."
    ).wait_for()
    axe(page)
    assert Student.objects.get(name="Bo Holm").email == "bo.new@example.org"

    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("Taken back: everything is as it was before.").wait_for()
    assert sorted(Student.objects.values_list("name", "user__email")) == [
        ("Bo Holm", "bo@example.org"),
        ("Cy Lund", "cy@example.org"),
    ]


def test_a_correct_row_is_opened_and_left_out_without_scripts(school, staff, visit):
    page = visit("/staff/roster/import/", staff, java_script_enabled=False)
    page.get_by_label("Or cells pasted").fill(
        "Name\tE-mail\tMod\tCohort\nAmara Park\ta@example.org\t1\t2608-BE"
    )
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("button", name="Correct row 2, Amara Park").click()
    page.get_by_label("Leave this row out").check()
    page.get_by_role("button", name="Check again").last.click()
    assert "1 row is left out" in page.locator("main").inner_text()


def test_the_list_of_students_one_student_and_erasing(school, staff, visit, axe):
    page = visit("/staff/students/", staff, viewport={"width": 320, "height": 800})
    axe(page)
    page.get_by_label("Name or e-mail").fill("lund")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Cy Lund").click()
    axe(page)
    page.get_by_role("link", name="Erase this person").click()
    axe(page)
    page.get_by_label("To erase, type cy@example.org").fill("cy@example.org")
    page.get_by_role("button", name="Erase Cy").click()
    page.get_by_text("Erased. Counts now say").wait_for()
    assert not Student.objects.filter(name="Cy Lund").exists()


def test_a_student_says_who_they_are(school, visit, axe):
    bo = Student.objects.get(name="Bo Holm")
    page = visit("/profile/", bo.user, color_scheme="dark", viewport={"width": 390, "height": 800})
    axe(page)
    page.get_by_label("Preferred name").fill("Bobby")
    page.get_by_label("Show me on the whole session’s list").uncheck()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    bo.refresh_from_db()
    assert (bo.shown_name, bo.is_listed) == ("Bobby Holm", False)


def test_earlier_groups_are_brought_in(school, staff, visit, axe):
    InningFactory(name="2609", starts_on="2026-09-28")
    page = visit(
        "/staff/roster/import/groups/", staff, color_scheme="dark", viewport={"width": 390, "height": 800}
    )
    axe(page)
    page.get_by_label("Or cells pasted").fill("Session\tPerson\tRoom\nAutumn\tBo Holm\t1\nAutumn\tNobody\t1")
    page.get_by_role("button", name="Show what would change").click()
    axe(page)
    page.get_by_label("Autumn is the session").select_option(label="2609, week 2 (new)")
    page.get_by_role("button", name="Leave this row out").click()
    page.get_by_role("heading", name="1 person in 1 room of 1 session.").wait_for()
    axe(page)
    page.get_by_role("button", name="Bring it in").click()
    page.get_by_role("heading", name="Brought in: 1 person in 1 room came in.").wait_for()
