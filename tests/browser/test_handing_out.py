"""What staff hand out and what is sent by the clock, on a phone, on a desk and on paper."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mixitup import publishing
from mixitup.models import School
from tests.factories import SessionFactory, UserFactory, drafted_session

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}


@pytest.fixture
def session():
    School(name="Larch School").save()
    starts_at = timezone.now().replace(microsecond=0) + datetime.timedelta(days=3)
    session = drafted_session(rooms=3, people=4, session=SessionFactory(starts_at=starts_at))
    for seat in session.draft.memberships.all()[:5]:
        seat.student.zoom_email = f"zoom{seat.pk}@example.org"
        seat.student.save()
    publishing.publish(session, None, None, timezone.now())
    return session


@pytest.mark.parametrize("size", SIZES)
def test_staff_pages_read_well(session, visit, axe, size):
    staff = UserFactory(is_staff=True)
    page = visit("/staff/settings/school/mail/", staff, viewport=SIZES[size])
    axe(page)
    for path in ["zoom/", "print/letter/", "print/a4/doors/", "publish/", "publish/preview/packet/"]:
        page.goto(f"/staff/sessions/{session.pk}/{path}")
        axe(page)


@pytest.mark.parametrize("size", SIZES)
def test_sign_in_addresses_join_zooms_file_with_a_tick(session, visit, axe, size):
    page = visit(
        f"/staff/sessions/{session.pk}/zoom/",
        UserFactory(is_staff=True),
        viewport=SIZES[size],
        color_scheme="dark",
    )
    tick = page.get_by_role("checkbox", name=re.compile("For the 7 people who gave no Zoom e-mail"))
    expect(page.get_by_role("status")).to_contain_text("5 people go to their room")
    tick.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_contain_text("12 people go to their room")
    expect(tick).to_be_focused()
    page.get_by_text("Who goes by their sign-in address").click()
    axe(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download Zoom's CSV").click()
    assert len(taken.value.path().read_text().splitlines()) == 1 + 12


def test_the_tick_works_without_javascript(session, visit):
    path = f"/staff/sessions/{session.pk}/zoom/"
    page = visit(path, UserFactory(is_staff=True), java_script_enabled=False)
    page.get_by_role("checkbox", name=re.compile("For the 7 people")).check()
    page.get_by_role("button", name="Show who goes with it").click()
    expect(page.get_by_role("status")).to_contain_text("12 people go to their room")
    expect(page.get_by_role("checkbox", name=re.compile("For the 7 people"))).to_be_checked()


@pytest.mark.parametrize("size", SIZES)
def test_the_profile_reads_well(session, visit, axe, size):
    student = session.arrangements.get().memberships.first().student
    page = visit("/profile/", student.user, viewport=SIZES[size], color_scheme="dark")
    axe(page)


@pytest.mark.parametrize(("paper", "box"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_door_signs_print_one_room_a_page(session, visit, paper, box):
    page = visit(f"/staff/sessions/{session.pk}/print/{paper}/doors/", UserFactory(is_staff=True))
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == 3
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {box}
