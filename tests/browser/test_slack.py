"""Slack's pages: the school's channel is set and tried, a session's post and texts are read and copied."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mixitup import publishing
from mixitup.models import Notice, School, SlackChannel
from tests.browser.test_handing_out import SIZES
from tests.factories import SessionFactory, UserFactory, drafted_session
from tests.mixitup.slack import conftest as of_slack

pytestmark = pytest.mark.django_db(transaction=True)
slack = of_slack.slack
SETTINGS = "/staff/settings/slack/"
LOOKS = [(SIZES["phone"], "dark"), (SIZES["desk"], "light")]
WITHOUT_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


@pytest.fixture
def session():
    """Two rooms of three on the board; of the first room two have a name in Slack."""
    School(name="Larch School").save()
    starts_at = timezone.now().replace(microsecond=0) + datetime.timedelta(days=3)
    session = drafted_session(rooms=2, people=3, session=SessionFactory(starts_at=starts_at))
    for seat in session.draft.memberships.filter(group__number=1)[:2]:
        seat.student.slack_name = f"@one{seat.pk}"
        seat.student.save()
    return session


@pytest.fixture
def copying(visit, staff, session):
    """The session's Slack page in a browser that lets it write to the clipboard."""
    return visit(
        f"/staff/sessions/{session.pk}/slack/", staff, permissions=["clipboard-read", "clipboard-write"]
    )


def clipboard(page):
    return page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_a_channel_is_set_tried_and_removed(visit, staff, slack, axe, size, scheme):
    page = visit(SETTINGS, staff, viewport=size, color_scheme=scheme)
    axe(page)
    page.get_by_label("Webhook’s address").fill("https://example.org/services/T0/B0/x")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Webhook’s address")).to_have_value("https://example.org/services/T0/B0/x")
    axe(page)
    page.get_by_label("Webhook’s address").fill(slack.webhook)
    page.get_by_label("What the channel is called").fill("#mix-it-up")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="#mix-it-up")).to_be_visible()
    page.get_by_text("Where the address comes from").click()
    axe(page)
    page.get_by_role("button", name="Send a test line").click()
    expect(page.get_by_text("Slack took the test line.")).to_be_visible()
    assert len(slack.texts) == 1
    slack.answers.append((404, "no_service", {}))
    page.get_by_role("button", name="Send a test line").click()
    expect(page.get_by_text("The test line didn’t get there.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("heading", name="#mix-it-up")).to_have_count(0)
    assert not SlackChannel.objects.exists()


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_a_sessions_post_reads_well_before_and_after_publishing(
    visit, staff, slack, session, axe, size, scheme
):
    path = f"/staff/sessions/{session.pk}/slack/"
    page = visit(path, staff, viewport=size, color_scheme=scheme)
    axe(page)
    SlackChannel.objects.create(webhook=slack.webhook, name="#mix-it-up")
    page.reload()
    expect(page.get_by_label("Publishing now would post this")).to_be_visible()
    page.get_by_text("Room 1", exact=True).click()
    expect(page.get_by_label("The text for room 1")).to_be_visible()
    axe(page)
    publishing.publish(session, None, None, timezone.now())
    page.reload()
    axe(page)
    page.get_by_role("button", name="Post all rooms").click()
    expect(page.get_by_role("status").get_by_text("The post is on its way.")).to_be_visible()
    assert Notice.objects.filter(user=None).count() == 1
    axe(page)


def test_each_text_is_copied_as_it_stands(copying):
    for name, place in [
        ("Copy", "#post-text"),
        ("Copy text for room 1", "#room-1"),
        ("Copy text for room 2", "#room-2"),
    ]:
        copying.get_by_role("button", name=name, exact=True).click()
        expect(copying.get_by_role("button", name="Copied")).to_have_count(1)
        assert clipboard(copying) == copying.locator(place).input_value()
        expect(copying.get_by_role("button", name="Copied")).to_have_count(0)
    copying.get_by_role("button", name="Copy names to write to in room 1").click()
    expect(copying.get_by_role("button", name="Copied")).to_have_count(1)
    assert clipboard(copying) == copying.locator("#to-1").text_content()


def test_a_button_is_itself_again_after_copying_twice(copying):
    button = copying.locator("[data-copy='#room-1']")
    was = button.inner_html()
    button.click()
    expect(button).to_have_text("Copied")
    button.click()
    expect(button).not_to_have_text("Copied")
    assert button.inner_html() == was


def test_where_the_clipboard_is_closed_the_text_is_selected(visit, staff, session):
    page = visit("/about/", staff)
    page.add_init_script(WITHOUT_CLIPBOARD)
    page.goto(f"/staff/sessions/{session.pk}/slack/")
    page.locator("[data-copy='#room-2']").click()
    expect(page.get_by_role("button", name="Selected: press Ctrl+C")).to_be_visible()
    selected = (
        "(place => place.value.slice(place.selectionStart, place.selectionEnd))(document.activeElement)"
    )
    assert page.evaluate(selected) == page.locator("#room-2").input_value()
