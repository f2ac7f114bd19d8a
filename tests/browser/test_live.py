"""The hour of one room: a lead and two students at 390 px, on-screen buttons only."""

import datetime
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from mixitup.live.clock import ask_for_help
from mixitup.models import LiveRoom, Membership
from tests.factories import SessionFactory, guide, published_session
from tests.mixitup.live.conftest import GUIDE, START

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 780}}


@pytest.fixture
def at(monkeypatch):
    def at(minutes):
        moment = START + datetime.timedelta(minutes=minutes)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    at(0)
    return at


@pytest.fixture
def session(at):
    return published_session(rooms=1, people=3, session=SessionFactory(guide=guide(GUIDE)))


@pytest.fixture
def room(session, visit):
    """The pages of the lead and of the two others, each with a clock of its own."""
    seats = session.published.memberships.order_by("role", "pk")
    assert [seat.role for seat in seats][:2] == [Membership.Role.LEAD, Membership.Role.MEMBER]
    path = reverse("room_live", args=[session.pk])
    return [visit(path, seat.student.user, clock=True, **PHONE) for seat in seats]


def press(page, name):
    page.get_by_role("button", name=name).click()
    expect(page.locator("#live")).not_to_have_attribute("aria-busy", "true")


def look(page):
    """The next poll, now."""
    page.clock.fast_forward(7000)


def clock(page):
    return page.locator("[data-clock]")


def step_ends(page):
    box = page.locator("[aria-current=step]").bounding_box()
    return box["y"] + box["height"]


def foot_begins(page):
    return page.locator(".foot").bounding_box()["y"]


def near(clock_text):
    """The clock's text, a few seconds either way: time goes on while browsers work."""
    minutes, seconds = map(int, clock_text.split(":"))
    total = minutes * 60 + seconds
    around = [divmod(total + off, 60) for off in range(-9, 10) if total + off >= 0]
    return re.compile("^(" + "|".join(f"{m}:{s:02}" for m, s in around) + ")$")


def part(page):
    return page.locator("#part-title")


def test_a_room_keeps_one_clock_from_a_late_start_to_the_close(room, at, axe):
    lead, first, second = room
    expect(first.get_by_text("starts the clock")).to_be_visible()
    axe(lead)

    at(3)  # start late
    press(lead, "Start the hour")
    expect(lead.get_by_text("You started three minutes late.")).to_be_visible()
    for page in (first, second):
        look(page)
        expect(part(page)).to_contain_text("Introductions")
        expect(clock(page)).to_have_text(near("10:00"))
        expect(page.get_by_role("button", name="Pause the clock")).to_have_count(0)

    press(lead, "Two more minutes for this part")
    expect(clock(lead)).to_have_text(near("12:00"))
    look(first)
    expect(clock(first)).to_have_text(near("12:00"))
    axe(lead)
    axe(first)

    at(13)
    press(lead, "Next: Group norms")
    look(first)
    expect(part(first)).to_contain_text("Group norms until 11:21")

    at(15)  # reload
    second.reload()
    expect(part(second)).to_contain_text("Group norms")
    expect(clock(second)).to_have_text(near("6:00"))

    at(20)  # asleep for five minutes
    first.clock.fast_forward("05:00")
    expect(clock(first)).to_have_text(near("1:00"))
    second.clock.set_system_time(datetime.datetime(2031, 5, 1, tzinfo=datetime.UTC))  # its clock was moved
    expect(clock(second)).to_have_text(near("1:00"), timeout=10_000)

    press(lead, "Next: Group discussion")
    press(lead, "Next: Ideas, together")
    look(second)
    expect(second.locator("[aria-current=step]")).to_contain_text("What is your list?")
    press(lead, "Pause the clock")
    look(second)
    expect(second.get_by_text("Paused", exact=True)).to_be_visible()
    press(lead, "Go on with the clock")
    axe(lead)

    at(55)
    press(lead, "Next: Close")
    look(first)
    expect(part(first)).to_contain_text("Close until 12:00")
    expect(clock(first)).to_have_text(near("5:00"))
    at(59)
    press(lead, "Finish")
    look(first)
    expect(first.get_by_role("heading", name="That was your hour")).to_be_visible()
    axe(first)


def test_screen_readers_hear_a_sections_end_and_no_seconds(room, at):
    lead, first, _ = room
    press(lead, "Start the hour")
    look(first)
    expect(part(first)).to_contain_text("Introductions")
    expect(first.locator("#announce")).to_have_text("Now: Introductions.")
    at(10.1)
    first.clock.fast_forward("10:06")
    expect(first.locator("#announce")).to_have_text("Time is up for Introductions.")
    expect(clock(first)).to_have_attribute("aria-live", "off")


def test_it_works_without_javascript(session, visit, at):
    lead = session.published.memberships.get(role=Membership.Role.LEAD).student
    page = visit(reverse("room_live", args=[session.pk]), lead.user, java_script_enabled=False, **PHONE)
    page.get_by_role("button", name="Start the hour").click()
    expect(clock(page)).to_have_text("10:00")
    at(1)
    page.get_by_role("button", name="Two more minutes for this part").click()
    expect(clock(page)).to_have_text("11:00")


def test_if_the_lead_never_comes_anyone_starts_and_gets_the_leads_view(room, at):
    _, first, second = room
    at(2)
    look(first)
    press(first, "Start the hour")
    expect(first.get_by_text("Go first, and keep it short.")).to_be_visible()
    look(second)
    expect(part(second)).to_contain_text("Introductions")
    expect(second.get_by_text("Go first, and keep it short.")).to_have_count(0)


def test_comforts_are_off_until_one_switches_them_on_for_oneself(room, at):
    lead, first, _ = room
    press(lead, "Start the hour")
    big = first.get_by_role("button", name="Big type")
    expect(big).to_have_attribute("aria-pressed", "false")
    big.click()
    expect(first.locator("html.big-type")).to_have_count(1)
    first.reload()
    expect(first.get_by_role("button", name="Big type")).to_have_attribute("aria-pressed", "true")
    expect(lead.get_by_role("button", name="Big type")).to_have_attribute("aria-pressed", "false")
    width, window = first.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= window


def test_what_one_is_typing_stays_while_the_room_moves_on(room, at):
    lead, first, second = room
    press(lead, "Start the hour")
    look(first)
    first.get_by_label("Add an idea").fill("Ask at a meet")
    press(lead, "Two more minutes for this part")
    look(first)
    expect(clock(first)).to_have_text(near("12:00"))
    expect(first.get_by_label("Add an idea")).to_have_value("Ask at a meet")
    expect(first.get_by_label("Add an idea")).to_be_focused()
    first.keyboard.type("up")
    first.keyboard.press("Enter")
    expect(first.get_by_role("button", name="Take out: Ask at a meetup")).to_be_visible()
    expect(first.get_by_label("Add an idea")).to_have_value("")
    look(second)
    expect(second.get_by_text("Ask at a meetup", exact=True)).to_be_visible()


def test_what_failed_once_is_not_said_after_it_went_well(room, at, faults):
    lead = room[0]
    lead.context.set_offline(True)
    lead.get_by_role("button", name="Start the hour").click()
    expect(lead.get_by_text("That didn't reach us")).to_be_visible()
    lead.context.set_offline(False)
    press(lead, "Start the hour")
    expect(part(lead)).to_contain_text("Introductions")
    expect(lead.get_by_text("That didn't reach us")).to_be_hidden()


def test_the_step_that_the_lead_goes_on_to_comes_into_view(room, at):
    lead, first, _ = room
    press(lead, "Start the hour")
    for name in ("Next: Group norms", "Next: Group discussion"):
        press(lead, name)
    lead.set_viewport_size({"width": 390, "height": 480})
    assert step_ends(lead) > foot_begins(lead)
    press(lead, "Next: Ideas, together")
    assert step_ends(lead) <= foot_begins(lead)
    look(first)
    expect(first.locator("[aria-current=step]")).to_contain_text("What is your list?")
    assert first.evaluate("scrollY") == 0


def test_the_clock_stays_in_sight_while_one_reads_further_down(room, at, axe):
    lead, first, _ = room
    press(lead, "Start the hour")
    look(first)
    for page in (lead, first):
        small = page.locator("[data-clock-again]")
        expect(part(page)).to_contain_text("Introductions")
        expect(small).to_be_hidden()
        page.set_viewport_size({"width": 390, "height": 400})
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(small).to_be_in_viewport()
        expect(small).to_have_text(re.compile(r"^(10:00|9:\d\d) · Introductions$"))
        axe(page)
        page.evaluate("scrollTo(0, 0)")
        expect(small).to_be_hidden()


def test_turns_are_off_until_the_lead_turns_them_on_and_then_everybody_sees_whose_it_is(
    room, session, at, axe
):
    lead, first, second = room
    press(lead, "Start the hour")
    look(first)
    expect(first.get_by_role("heading", name="turn")).to_have_count(0)
    press(lead, "Take turns")
    expect(lead.get_by_role("heading", name="Your turn")).to_be_visible()
    for page in (first, second):
        look(page)
        expect(page.get_by_role("heading", name="'s turn")).to_be_visible()
        expect(page.locator("#announce")).to_contain_text("'s turn.")
        expect(page.get_by_role("button", name="End turns")).to_have_count(0)
    axe(lead)
    axe(first)

    press(lead, "On to Student")
    first.clock.fast_forward(2000)
    second.clock.fast_forward(2000)
    look(first)
    look(second)
    line = LiveRoom.objects.get().turns["order"]
    seats = session.published.memberships.filter(role=Membership.Role.MEMBER).order_by("pk")
    speaker, other = (first, second) if seats[0].student_id == line[1] else (second, first)
    expect(speaker.locator("#announce")).to_contain_text("It's your turn.")
    expect(speaker.locator("[data-turn-clock]")).to_have_text(near("5:00"))
    axe(speaker)
    press(speaker, "Pass, come back later")
    look(other)
    expect(other.get_by_role("heading", name="Your turn")).to_be_visible()
    at(5.5)
    other.clock.fast_forward("05:20")
    expect(other.locator("[data-turn-over]")).to_be_visible()
    expect(other.locator("#announce")).to_contain_text("Hand over when you're ready.")
    press(other, "On to Student")
    look(speaker)
    expect(speaker.get_by_role("heading", name="Your turn")).to_be_visible()
    look(lead)
    press(lead, "That was everyone")
    expect(lead.get_by_role("heading", name="Everyone has had a turn")).to_be_visible()
    press(lead, "End turns")
    expect(lead.get_by_role("button", name="Take turns")).to_be_visible()


def test_staffs_line_and_a_call_for_help_are_heard_once(room, session, at):
    lead, first, _ = room
    press(lead, "Start the hour")
    look(first)
    expect(first.locator("#announce")).to_have_text("Now: Introductions.")
    press(lead, "We need help")
    look(first)
    expect(first.locator("#announce")).to_contain_text("Help is called.")
    expect(first.get_by_role("button", name="We're fine again")).to_be_visible()
    session.rooms_line = "Ten minutes to go."
    session.save()
    first.clock.fast_forward(2000)
    look(first)
    expect(first.locator("#announce")).to_contain_text("Ten minutes to go.")
    press(lead, "We're fine again")
    first.clock.fast_forward(2000)
    look(first)
    expect(first.locator("#announce")).to_contain_text("The call for help is answered.")


def test_what_one_may_need_at_once_is_within_a_thumbs_reach(room, at):
    lead, first, _ = room
    press(lead, "Start the hour")
    press(lead, "Next: Group norms")
    look(first)
    expect(part(first)).to_contain_text("Group norms")
    window = lead.evaluate("window.innerHeight")
    for name in (
        "Back to Introductions",
        "Pause the clock",
        "+2 min",
        "We need help",
        "Next: Group discussion",
    ):
        box = lead.get_by_role("button", name=name).bounding_box()
        assert box["height"] >= 44, name
        assert window - 140 < box["y"] <= window - box["height"], name
    box = first.get_by_role("button", name="We need help").bounding_box()
    assert box["y"] + box["height"] <= window
    press(lead, "Back to Introductions")
    expect(part(lead)).to_contain_text("Introductions")


def test_a_lead_rehearses_alone_an_hour_in_a_minute(room, session, at, axe):
    lead, first, _ = room
    lead.get_by_role("link", name="rehearse the clock").click()
    press(lead, "Start rehearsing")
    expect(clock(lead)).to_have_text(near("10:00"))
    press(lead, "60 ×")
    lead.clock.fast_forward(5000)
    expect(clock(lead)).to_have_text(re.compile("^[34]:"))
    lead.clock.fast_forward(6000)
    expect(lead.get_by_text("Time's up for this part.")).to_be_visible()
    expect(lead.locator("#announce")).to_contain_text("Time is up for Introductions.")
    axe(lead)
    press(lead, "Next: Group norms")
    expect(part(lead)).to_contain_text("Group norms")
    look(first)
    expect(first.get_by_text("starts the clock")).to_be_visible()
    assert not LiveRoom.objects.exists()


def test_the_rooms_own_norms_open_with_their_part_and_what_one_closes_stays_closed(room, at):
    lead, first, second = room
    press(lead, "Start the hour")
    look(first)
    look(second)
    second.locator("details[data-keep=ideas] summary").click()
    press(lead, "+2 min")
    look(second)
    expect(clock(second)).to_have_text(near("12:00"))
    expect(second.get_by_label("Add an idea")).to_be_hidden()
    press(lead, "Next: Group norms")
    look(first)
    first.get_by_label("What else does this room need?").fill("Cameras are optional")
    expect(first.get_by_label("Add an idea")).to_be_hidden()
    first.keyboard.press("Enter")
    expect(first.get_by_role("button", name="Take out: Cameras are optional")).to_be_visible()
    look(second)
    expect(second.get_by_text("Cameras are optional", exact=True)).to_be_visible()


def test_staff_hear_a_room_that_calls_once(session, visit, staff, at):
    page = visit(reverse("control_detail", args=[session.pk]), staff, clock=True, **PHONE)
    ask_for_help(session.groups.get(), START)
    page.clock.fast_forward(6000)
    expect(page.locator("#announce")).to_have_text("Calling for help: room 1.")
    page.get_by_role("button", name="Seen to").click()
    expect(page.get_by_text("Room 1 is no longer calling.")).to_be_visible()
