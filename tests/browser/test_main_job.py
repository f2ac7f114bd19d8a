"""The main job, from an empty school to the hour: roster in, groups mixed, adjusted, published, seen, led."""

import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from config import composition
from mixitup.models import Membership, Session, User
from tests.browser.steps import ZOOM, bring_the_roster_in, mix, plan_the_sessions, publish, set_up_the_school

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff_page(visit, transactional_db):
    call_command("create_staff", "robin@example.org", name="Robin Staff", stdout=StringIO())
    call_command("load_starter_pages", stdout=StringIO())
    return visit("/", User.objects.get())


def test_from_an_empty_school_to_the_hour(visit, axe, staff_page):
    set_up_the_school(staff_page, axe)
    bring_the_roster_in(staff_page, axe)
    plan_the_sessions(staff_page, axe)
    mix(staff_page, axe)
    moved = adjust(staff_page)
    publish(staff_page, axe)
    composition.every_minute(timezone.now())

    seats = Session.objects.get(week=2).published.memberships.select_related("student__user", "group")
    told = {message.to[0]: message.body for message in mail.outbox}
    assert told.keys() == {seat.student.email for seat in seats}
    for seat in seats:
        assert re.search(rf"\b{seat.group.number}\b", told[seat.student.email])
    student = seats.get(student=moved)
    see_the_room(visit("/", student.student.user, viewport={"width": 390, "height": 844}), student, axe)
    lead = seats.filter(group=student.group, role=Membership.Role.LEAD).get()
    lead_the_hour(visit("/", lead.student.user, viewport={"width": 390, "height": 844}), lead, axe)


def adjust(page):
    """Moves somebody who doesn't lead, by choosing; gives the student's id."""
    seats = Membership.objects.filter(arrangement__session__week=2, role=Membership.Role.MEMBER)
    moved = seats.order_by("group__number", "student").first()
    page.locator(f"#p{moved.student_id}").click()
    page.get_by_label("Any room").select_option("5")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("#said")).to_contain_text("moved to room 5. Saved.")
    return moved.student_id


def see_the_room(page, seat, axe):
    expect(page.locator(".room-number b")).to_have_text(str(seat.group.number))
    expect(page.get_by_role("link", name="Join on Zoom")).to_have_attribute("href", ZOOM)
    axe(page)
    page.get_by_role("link", name="See your group").click()
    others = seat.arrangement.memberships.filter(group=seat.group).exclude(pk=seat.pk)
    for other in others:
        expect(page.locator("main")).to_contain_text(other.student.name)
    expect(page.locator("main")).to_contain_text("Leads the hour")
    axe(page)
    page.get_by_role("link", name="See everybody's rooms").click()
    axe(page)


def lead_the_hour(page, seat, axe):
    expect(page.get_by_text("You lead this room.")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Open your guide").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(seat.arrangement.session.guide.current.title)
    for part in ("Introductions", "Group norms", "notes are for leads"):
        expect(page.locator("main")).to_contain_text(part)
    axe(page)
