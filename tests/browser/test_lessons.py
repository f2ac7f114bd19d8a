import datetime
import re

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from lessons.models import PartDone, Reflection, Ticket
from mixitup.models import Page
from tests.factories import EnrolmentFactory, InningFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def student():
    call_command("load_starter_pages", verbosity=0)
    today = timezone.localdate()
    monday = today - datetime.timedelta(days=today.weekday() + 7)
    return EnrolmentFactory(inning=InningFactory(name="now", starts_on=monday)).student


def part(page, title):
    """The line that a part of the lesson opens and folds by."""
    return page.locator("summary").filter(has=page.get_by_role("heading", name=title))


def test_student_does_the_weeks_lesson_on_a_phone_and_loses_no_word(visit, axe, student):
    page = visit("/", user=student.user, viewport={"width": 390, "height": 844})
    page.get_by_role("link", name="Open the lesson").click()
    axe(page)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("Networking sounds like a room")).to_be_visible()
    part(page, "Section 2").click()
    page.get_by_role("group", name="Writing to people online").get_by_label("energises me").check()
    page.get_by_role("group", name="Meeting people face to face").get_by_label("drains me").check()
    expect(page.get_by_text("Saved at").first).to_be_visible()
    url, browser = page.url, page.context
    part(page, "Section 1").click()
    browser.set_offline(True)
    page.get_by_label("Your thoughts on “Section 1").press_sequentially("I need people in the same boat.")
    expect(page.get_by_text("Your words are kept in this browser").first).to_be_visible()
    page.close()
    browser.set_offline(False)
    page = browser.new_page()
    page.goto(url)
    part(page, "Section 1").click()
    expect(page.get_by_label("Your thoughts on “Section 1")).to_have_value("I need people in the same boat.")
    expect(page.get_by_text("Saved at").first).to_be_visible()
    expect(page.get_by_role("group", name="My energy")).to_contain_text("Writing to people online")
    part(page, "Overview").click()
    page.locator("#overview").get_by_role("button", name="This part is done").click()
    expect(page).to_have_url(re.compile("#learning-goals$"))
    page.get_by_label("What do you need most").press_sequentially("Company")
    browser.set_offline(True)
    page.get_by_label("What would help you").press_sequentially("Time")
    page.close()
    browser.set_offline(False)
    page = browser.new_page()
    page.goto(url)
    expect(page.get_by_text("Brought back what you typed before. Not handed in yet.")).to_be_visible()
    expect(page.get_by_label("What do you need most")).to_have_value("Company")
    expect(page.get_by_label("What would help you")).to_have_value("Time")
    page.get_by_label("My mentor").check()
    page.get_by_label("4", exact=True).check()
    boxes = [one.bounding_box() for one in page.locator(".form-check:has([data-scale])").all()]
    assert len(boxes) == 5
    assert len({box["y"] for box in boxes}) == 1
    assert min(box["height"] for box in boxes) >= 44
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_text("It's in")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('exit-ticket'))") == []
    axe(page)
    words = {row.kind: row.text for row in Reflection.objects.of(student)}
    assert words["text"] == "I need people in the same boat."
    assert (PartDone.objects.count(), Ticket.objects.count()) == (1, 1)


def test_a_button_pressed_without_a_connection_leaves_the_page_and_its_words_where_they_are(visit, student):
    lesson = Page.objects.get(kind=Page.Kind.LESSON)
    page = visit(f"/lessons/{lesson.pk}/", user=student.user, viewport={"width": 390, "height": 844})
    part(page, "Section 1").click()
    page.context.set_offline(True)
    page.get_by_label("Your thoughts on “Section 1").press_sequentially("Company")
    page.locator("#overview").get_by_role("button", name="This part is done").click()
    expect(page.get_by_text("There’s no connection just now.")).to_be_in_viewport()
    expect(page.get_by_label("Your thoughts on “Section 1")).to_have_value("Company")
    page.context.set_offline(False)
    expect(page.get_by_text("There’s no connection just now.")).to_be_hidden()
    page.locator("#overview").get_by_role("button", name="This part is done").click()
    expect(page).to_have_url(re.compile("#learning-goals$"))
    assert (PartDone.objects.count(), Reflection.objects.of(student).get().text) == (1, "Company")


def test_staff_look_at_a_lesson_without_its_private_words(visit, axe, staff, student):
    lesson = Page.objects.get(kind=Page.Kind.LESSON)
    for path in (
        "/staff/lessons/",
        f"/staff/lessons/{lesson.pk}/",
        f"/staff/lessons/{lesson.pk}/exit-ticket/",
    ):
        page = visit(path, user=staff, viewport={"width": 768, "height": 1024}, color_scheme="dark")
        axe(page)


def test_no_table_of_progress_scrolls_sideways_on_a_phone(visit, axe, staff, student):
    lesson = Page.objects.get(kind=Page.Kind.LESSON)
    for path in ("/staff/lessons/", f"/staff/lessons/{lesson.pk}/", "/staff/networking/"):
        page = visit(path, user=staff, viewport={"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        for table in page.locator(".table-scroll").all():
            assert table.evaluate("one => one.scrollWidth - one.clientWidth") == 0
        axe(page)
