"""What staff hand out and what is sent by the clock, on a phone, on a desk and on paper."""

import datetime
import re

import pytest
from django.utils import timezone

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
    for path in ["zoom/", "print/letter/", "print/a4/doors/", "publish/", "publish/preview/packet/"]:
        page = visit(f"/staff/sessions/{session.pk}/{path}", staff, viewport=SIZES[size])
        axe(page)
    page = visit("/staff/settings/school/mail/", staff, viewport=SIZES[size])
    axe(page)


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
