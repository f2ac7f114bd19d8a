"""Publishing, as staff and students live it: seen before, told after, taken back."""

import datetime
import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from mixitup import notices, publishing
from mixitup.models import Page, PageVersion, School
from mixitup.pages import PARSER_VERSION, read_page
from tests.factories import EnrolmentFactory, SessionFactory, UserFactory, drafted_session

GUIDE = """---
title: An hour of names
---
## Hello (10 min)
Say your name.

> For the lead
>
> Open: Go first, and keep it short.

## Talk (40–50 min)
1. Goals
2. Ideas
"""

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def session():
    School(name="Larch School").save()
    page = read_page(GUIDE.encode())
    guide = Page.objects.create(kind=Page.Kind.GUIDE, slug="names")
    guide.current = PageVersion.objects.create(
        page=guide,
        number=1,
        title=page.title,
        source=GUIDE,
        parsed=page.as_dict(),
        parser_version=PARSER_VERSION,
    )
    guide.save()
    starts_at = timezone.now().replace(microsecond=0) + datetime.timedelta(hours=30)
    return drafted_session(rooms=3, people=4, session=SessionFactory(starts_at=starts_at, guide=guide))


@pytest.fixture
def robin():
    return UserFactory(is_staff=True, name="Robin Staff")


def seat(session, room, place):
    return session.arrangements.first().memberships.filter(group__number=room).order_by("role", "pk")[place]


def test_staff_publish_and_the_room_gets_it(session, robin, visit, axe):
    lead, member = seat(session, 3, 0), seat(session, 3, 1)
    phone = visit(f"/sessions/{session.pk}/", member.student.user, **PHONE)
    expect(phone.get_by_text("You'll know your room by")).to_be_visible()
    axe(phone)

    desk = visit(f"/staff/sessions/{session.pk}/publish/", robin)
    expect(desk.get_by_role("heading", name="12 people get a mail with their room")).to_be_visible()
    axe(desk)
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.get_by_text("Published. 12 mails are on the way.")).to_be_visible()
    expect(desk.locator("#progress")).to_contain_text("12 waiting")
    notices.send_due()
    expect(desk.locator("#progress")).to_contain_text("All 12 sent")
    axe(desk)
    assert len(mail.outbox) == 12

    phone.reload()
    expect(phone.locator(".room-number")).to_have_text(re.compile("Room\\s*3"))
    axe(phone)
    phone.goto(f"/sessions/{session.pk}/guide/")
    expect(phone.get_by_role("heading", name="An hour of names")).to_be_visible()
    expect(phone.get_by_text("Go first, and keep it short.")).to_have_count(0)
    theirs = visit(f"/sessions/{session.pk}/", lead.student.user, **PHONE)
    expect(theirs.get_by_text("You lead this room.")).to_be_visible()
    axe(theirs)
    theirs.get_by_role("link", name="Open your guide").click()
    expect(theirs.get_by_role("heading", name="An hour of names")).to_be_visible()
    expect(theirs.get_by_text("Go first, and keep it short.")).to_be_visible()
    axe(theirs)


def test_everybody_finds_their_name_as_they_type(session, visit, axe):
    publishing.publish(session, None, None, timezone.now())
    me, other = seat(session, 1, 1).student, seat(session, 2, 2).student
    page = visit(f"/sessions/{session.pk}/groups/", me.user)
    expect(page.locator(".rooms > li")).to_have_count(3)
    axe(page)
    page.get_by_label("Find your name").press_sequentially(other.name.lower()[-3:])
    page.get_by_label("Find your name").fill(other.name)
    expect(page.locator(".rooms > li")).to_have_count(1)
    expect(page.locator(".rooms")).to_contain_text(other.name)


def test_somebody_without_a_room_asks_and_staff_find_one(session, robin, visit, axe):
    publishing.publish(session, None, None, timezone.now())
    late = EnrolmentFactory(inning=session.inning, student__name="Late Joiner").student
    phone = visit(f"/sessions/{session.pk}/", late.user, **PHONE)
    axe(phone)
    phone.get_by_label("Anything we should know?").fill("I joined today")
    phone.get_by_role("button", name="Ask for a room").click()
    expect(phone.locator(".note", has_text="You've asked for a room.")).to_be_visible()
    axe(phone)

    desk = visit(f"/staff/sessions/{session.pk}/publish/", robin)
    expect(desk.get_by_text("I joined today")).to_be_visible()
    desk.get_by_label("Room for Late Joiner").select_option("2")
    desk.get_by_role("button", name="Put them there").click()
    expect(desk.get_by_text("Room 2 on the board", exact=True)).to_be_visible()
    axe(desk)
    desk.get_by_role("button", name="Publish again now").click()
    expect(desk.get_by_text("Published.")).to_be_visible()
    phone.reload()
    expect(phone.locator(".room-number")).to_have_text(re.compile("Room\\s*2"))


def test_without_javascript_groups_go_out_later_and_are_taken_back(session, robin, visit, axe):
    desk = visit(f"/staff/sessions/{session.pk}/publish/", robin, java_script_enabled=False)
    local = timezone.localtime(timezone.now() + datetime.timedelta(hours=3), School.load().zone)
    desk.get_by_label("Publish at").fill(f"{local:%Y-%m-%dT%H:%M}")
    desk.get_by_role("button", name="Publish at this time").click()
    expect(desk.get_by_role("heading", name="Will be published by itself")).to_be_visible()
    desk.get_by_role("button", name="Don't publish by itself").click()
    desk.get_by_role("button", name="Publish now").click()
    notices.send_due()
    desk.get_by_role("link", name="Take the groups back").click()
    desk.get_by_role("button", name="Take the groups back").click()
    expect(desk.get_by_text("Taken back. 12 people hear of it by mail.")).to_be_visible()
