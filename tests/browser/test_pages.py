"""Staff mend a page: from what is said about a line to that line."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import guide

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "A sentence that is long enough to be wrapped in a narrow field, and that ends as it should. " * 3
SOURCE = "---\ntitle: Ours\n---\n## Hello (10 mins)\n" + f"{LONG}\n\n" * 40 + "See [it](#gone).\n\nMore.\n"
SELECTED = "field => field.value.slice(field.selectionStart, field.selectionEnd)"


@pytest.mark.parametrize("width", [390, 1440])
def test_a_problem_selects_its_line_in_the_text(visit, staff, axe, width):
    page = guide(SOURCE)
    shown = visit(reverse("page_edit", args=[page.pk]), staff, viewport={"width": width, "height": 800})
    axe(shown)
    field = shown.locator("#id_source")
    shown.get_by_role("link", name="line 85").click()
    expect(field).to_be_focused()
    assert field.evaluate(SELECTED) == "See [it](#gone)."
    assert field.evaluate("field => field.scrollTop + field.clientHeight > field.scrollHeight - 300")
    expect(field).to_be_in_viewport()
    assert shown.locator(".measuring").count() == 0

    shown.goto(reverse("page_detail", args=[page.pk]))
    shown.get_by_role("link", name="line 85").click()
    expect(field).to_be_focused()
    assert field.evaluate(SELECTED) == "See [it](#gone)."
