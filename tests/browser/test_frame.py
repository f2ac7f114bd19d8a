"""The frame around every page, in a real browser."""

import pytest

from tests.factories import StudentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_home_is_accessible_to_a_stranger(visit, axe, width, scheme):
    page = visit("/", viewport={"width": width, "height": 800}, color_scheme=scheme)

    axe(page)


def test_home_greets_the_student_who_is_signed_in(visit):
    student = StudentFactory(name="Ada Lovelace")

    page = visit("/", student.user)

    assert page.get_by_text("Ada Lovelace").is_visible()


def test_home_reads_without_javascript(visit):
    page = visit("/", java_script_enabled=False)

    assert page.get_by_role("heading", level=1).is_visible()


def test_a_script_that_the_policy_forbids_is_a_fault(visit, faults):
    page = visit("/")

    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.x = 1'}))"
    )

    assert page.evaluate("window.x") is None
    assert [fault for fault in faults if "Content Security Policy" in fault]
    faults.clear()
