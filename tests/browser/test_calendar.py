"""A new school's first steps and planning a session, in a real browser."""

import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from mixitup.models import Inning, Session
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(staff):
    inning = factories.InningFactory(name="5001", starts_on=datetime.date(2050, 1, 3))
    for module, people in ((4, 4), (1, 19)):
        for _ in range(people):
            factories.EnrolmentFactory(inning=inning, module=factories.ModuleFactory(number=module))
    starts_at = datetime.datetime(2050, 1, 12, 18, 0, tzinfo=datetime.UTC)
    return factories.SessionFactory(inning=inning, starts_at=starts_at)


def test_a_new_school_is_led_to_its_first_sessions(visit, axe, staff):
    page = visit("/", staff)
    axe(page)
    page.get_by_role("link", name="Name the school").click()
    page.get_by_label("School’s name").fill("Northlight School")
    axe(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Add them").click()
    page.get_by_role("link", name="Plan the inning").click()
    page.get_by_role("button", name="Save").click()
    axe(page)
    page.get_by_role("button", name="Plan both").click()
    assert page.get_by_role("heading", name="Week 2 waits for its people").is_visible()
    assert [one.week for one in Inning.objects.get().sessions.all()] == [2, 4]
    page.goto("/")
    assert page.get_by_role("link", name="Bring the roster in").is_visible()
    axe(page)


def test_a_form_with_faults_comes_back_with_the_first_under_the_cursor(visit, staff, session):
    page = visit(f"/staff/sessions/{session.pk}/edit/", staff)
    page.locator("[name=minutes]").fill("5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("A session lasts 15 minutes at least.")).to_be_visible()
    expect(page.locator("[name=minutes]")).to_be_focused()
    expect(page.locator("[name=minutes]")).to_have_value("5")


def test_sizings_follow_what_is_typed_and_keep_the_focus(visit, axe, staff, session):
    page = visit(reverse("session_update", args=[session.pk]), staff)
    page.get_by_label("People in a room, at most").fill("6")
    page.keyboard.press("Tab")
    page.get_by_text("Now 4 rooms: 3 of 6 and 1 of 5.").wait_for()
    page.get_by_label("This many rooms").fill("8")
    page.keyboard.press("Tab")
    page.get_by_text("7 of 3 and 1 of 2. 4 without a Mod 4, 4 without any lead.").wait_for()
    assert page.evaluate("document.activeElement.name") == "lead_rule"
    axe(page)
    assert Session.objects.get().people_per_room == 5


@pytest.mark.parametrize("name", ["session_overview", "session_update", "session_cancel"])
@pytest.mark.parametrize("width", [320, 1440])
def test_a_sessions_pages_are_accessible(visit, axe, staff, session, name, width):
    factories.published_session(session=session)
    page = visit(
        reverse(name, args=[session.pk]), staff, viewport={"width": width, "height": 800}, color_scheme="dark"
    )
    axe(page)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/about/",
        "/staff/sessions/",
        "/staff/settings/",
        "/staff/settings/school/zoom/",
        "/staff/settings/modules/",
        "/staff/settings/cohorts/new/",
    ],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_calendar_and_settings_pages_are_accessible(visit, axe, staff, session, path, scheme):
    axe(visit(path, staff, viewport={"width": 390, "height": 800}, color_scheme=scheme))
