"""The day itself, on phones: a student can't come, staff mend the rooms and publish before the kettle boils."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mixitup import absences, notices, publishing
from mixitup.models import Membership
from tests.factories import EnrolmentFactory, InningFactory, SessionFactory, UserFactory, drafted_session

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def robin():
    return UserFactory(is_staff=True, name="Robin Staff")


@pytest.fixture
def session():
    """Four rooms of six, published and told, five hours before they meet."""
    starts_at = timezone.now().replace(microsecond=0) + datetime.timedelta(hours=5)
    monday = timezone.localdate() - datetime.timedelta(days=timezone.localdate().weekday())
    inning = InningFactory(name="Now", starts_on=monday)
    session = drafted_session(rooms=4, people=6, session=SessionFactory(inning=inning, starts_at=starts_at))
    publishing.publish(session, None, None, timezone.now())
    notices.send_due()
    session.refresh_from_db()
    return session


def seats(session, room):
    found = session.published.memberships.filter(group__number=room).select_related("student__user")
    return list(found.order_by("role", "pk"))


def test_a_rescue_from_a_phone_takes_a_few_taps(session, robin, visit, axe):
    lead, *others = seats(session, 3)
    phone = visit(f"/sessions/{session.pk}/", lead.student.user, **PHONE)
    phone.get_by_text("I can’t come", exact=True).click()
    axe(phone)
    phone.get_by_role("button", name="Yes, I can’t come").click()
    expect(phone.get_by_text("You’re down as not coming.")).to_be_visible()
    axe(phone)
    for seat in others[:2]:
        absences.note(session, seat.student, robin, timezone.now())
    late = EnrolmentFactory(inning=session.inning, student__name="Late Joiner").student

    desk = visit("/", robin, **PHONE)
    expect(desk.get_by_role("heading", name="3 people can’t come; room 3 has no lead")).to_be_visible()
    desk.get_by_role("link", name="Rescue the day").click()
    expect(desk.get_by_role("heading", name="3 people can’t come")).to_be_visible()
    expect(desk.get_by_text("Late Joiner: room 3")).to_be_visible()
    expect(desk.get_by_role("heading", name="Who steps in to lead")).to_be_visible()
    axe(desk)
    told = int(desk.locator("#outcome [role=status] b").inner_text())
    desk.get_by_role("button", name="Apply and publish").click()
    expect(desk.get_by_text(re.compile(f"Applied and published. {told} people are told"))).to_be_visible()
    expect(desk.get_by_role("heading", name="Nobody is missing")).to_be_visible()
    axe(desk)

    session.refresh_from_db()
    assert len(seats(session, 3)) == 4
    assert seats(session, 3)[0].role == Membership.Role.LEAD
    theirs = visit(f"/sessions/{session.pk}/", late.user, **PHONE)
    expect(theirs.locator(".room-number")).to_have_text(re.compile("Room\\s*3"))
    # Room 3's people, those missing among them, and the newcomer: nobody of another room.
    assert told == 7


def test_unticking_says_at_once_who_would_be_told(session, robin, visit, axe):
    for seat in seats(session, 2)[1:4]:
        absences.note(session, seat.student, robin, timezone.now())
    desk = visit(f"/staff/sessions/{session.pk}/rescue/", robin)
    expect(desk.get_by_role("heading", name="1 person changes rooms")).to_be_visible()
    status = desk.locator("#outcome [role=status]")
    expect(status).to_contain_text("Publishing tells 12 people")
    desk.get_by_role("checkbox").uncheck()
    expect(status).to_contain_text("Publishing tells 6 people")
    axe(desk)


def test_it_works_without_scripts_and_on_a_narrow_screen(session, robin, visit):
    absences.note(session, seats(session, 1)[2].student, robin, timezone.now())
    narrow = {"viewport": {"width": 320, "height": 640}}
    desk = visit(f"/staff/sessions/{session.pk}/rescue/", robin, java_script_enabled=False, **narrow)
    expect(desk.get_by_role("heading", name="No one has to move")).to_be_visible()
    desk.get_by_role("button", name="Apply to the board only").click()
    desk.get_by_role("button", name="Publish again now").click()
    expect(desk.get_by_text("Published. 6 mails are on the way.")).to_be_visible()
