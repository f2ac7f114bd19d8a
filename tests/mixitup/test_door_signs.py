import re

import pytest

from mixitup.models import Student
from tests.factories import published_session

pytestmark = pytest.mark.django_db


def test_each_room_has_its_sign_with_its_people_and_the_code(staff_client):
    session = published_session(rooms=3, people=2)
    page = staff_client.get(f"/staff/sessions/{session.pk}/print/a4/doors/").content.decode()
    signs = re.findall(r'<section class="sign".*?</section>', page, re.DOTALL)
    assert len(signs) == 3
    for seat in session.published.memberships.select_related("group", "student"):
        assert seat.student.name in signs[seat.group.number - 1]
    assert all(f"http://127.0.0.1:8000/sessions/{session.pk}/" in sign for sign in signs)
    assert all('src="data:image/svg+xml' in sign for sign in signs)


def test_who_is_off_the_list_is_on_no_door(staff_client):
    session = published_session(rooms=1, people=2)
    hidden = session.published.memberships.last().student
    Student.objects.filter(pk=hidden.pk).update(is_listed=False)
    assert (
        hidden.name not in staff_client.get(f"/staff/sessions/{session.pk}/print/a4/doors/").content.decode()
    )
    assert hidden.name in staff_client.get(f"/staff/sessions/{session.pk}/print/a4/").content.decode()


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_each_paper_brings_its_size(paper, staff_client):
    session = published_session(rooms=1)
    for path in (f"print/{paper}/", f"print/{paper}/doors/"):
        page = staff_client.get(f"/staff/sessions/{session.pk}/{path}").content.decode()
        assert re.findall(r"css/paper-(\w+)", page) == [paper]
    assert staff_client.get(f"/staff/sessions/{session.pk}/print/a3/").status_code == 404


@pytest.mark.parametrize("rooms", [1, 3])
def test_paper_asks_no_more_for_more_rooms(rooms, staff_client, django_assert_num_queries):
    session = published_session(rooms=rooms)
    staff_client.get("/about/")
    for path in ("print/a4/", "print/letter/doors/"):
        with django_assert_num_queries(6):
            staff_client.get(f"/staff/sessions/{session.pk}/{path}")
