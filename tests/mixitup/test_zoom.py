import datetime

import pytest

from mixitup import zoom
from mixitup.models import School
from mixitup.roster.erasing import erase
from tests.factories import drafted_session, published_session

pytestmark = pytest.mark.django_db
ADDRESSES = ["ada@example.org", "bo@example.org", "cy@example.org", "di@example.org"]


@pytest.fixture
def session():
    """Two rooms, 3 and 12, of two people each, all with a Zoom e-mail."""
    session = published_session(rooms=2, people=2)
    for group, number in zip(session.groups.all(), (3, 12), strict=True):
        group.number = number
        group.save()
    seats = session.published.memberships.order_by("group__number", "role")
    for seat, email in zip(seats, ADDRESSES, strict=True):
        seat.student.name, seat.student.zoom_email = email.split("@")[0].title(), email
        seat.student.save()
    return session


def change(session, name, **values):
    seat = session.published.memberships.get(student__name=name)
    type(seat.student).objects.filter(pk=seat.student_id).update(**values)


def found(session, with_sign_in=False, **account):
    seats = list(session.published.memberships.with_people(session.inning))
    return zoom.assignment(seats, School(**account), with_sign_in)


def missed(session, with_sign_in=False, **account):
    return {one.seat.student.name: one.why for one in found(session, with_sign_in, **account).missed}


def sign_in_address(session, name, email=None):
    """Of that person, after it is changed to `email`."""
    user = session.published.memberships.get(student__name=name).student.user
    if email:
        user.email = email
        user.save()
    return user.email


def test_the_file_is_byte_for_byte_what_zoom_takes(session, staff_client):
    response = staff_client.get(f"/staff/sessions/{session.pk}/zoom/rooms.csv")
    assert response.content == (
        b"Pre-assign Room Name,Email Address\r\n"
        b"Room 03,ada@example.org\r\n"
        b"Room 03,bo@example.org\r\n"
        b"Room 12,cy@example.org\r\n"
        b"Room 12,di@example.org\r\n"
    )
    assert response["Content-Disposition"] == 'attachment; filename="zoom-rooms-2611-week-2.csv"'


@pytest.mark.parametrize(
    ("number", "highest", "name"), [(3, 9, "Room 03"), (3, 100, "Room 003"), (100, 100, "Room 100")]
)
def test_rooms_sort_by_letters_as_by_numbers(number, highest, name):
    assert zoom.room_name(number, highest) == name


def test_when_everybody_can_be_matched_nobody_is_missed(session):
    assert missed(session) == {}


def test_who_has_no_zoom_email_is_named_and_left_out(session):
    change(session, "Bo", zoom_email="")
    assert missed(session) == {"Bo": "No Zoom e-mail."}
    assert [email for _, email in found(session).rows] == [
        "ada@example.org",
        "cy@example.org",
        "di@example.org",
    ]


def test_two_with_one_zoom_email_are_both_named_whatever_its_letters(session):
    change(session, "Di", zoom_email="ADA@example.org")
    assert missed(session) == {
        "Ada": "Di has the same Zoom e-mail, ada@example.org.",
        "Di": "Ada has the same Zoom e-mail, ADA@example.org.",
    }


def test_an_address_that_could_act_as_a_formula_stays_out(session):
    change(session, "Cy", zoom_email="=1+1@example.org")
    assert list(missed(session)) == ["Cy"]
    assert b"=1+1" not in zoom.file_bytes(found(session).rows)


def test_rooms_beyond_the_account_are_named(session):
    why = "The account allows 1 rooms, and this one is beyond them."
    assert missed(session, zoom_rooms=1) == {"Cy": why, "Di": why}


def test_people_beyond_the_account_are_named(session):
    assert missed(session, zoom_people=3) == {"Di": "The account allows 3 people, and the file is full."}


def test_the_page_names_who_is_missed_and_has_words_for_the_host(session, staff_client):
    change(session, "Bo", zoom_email="")
    page = staff_client.get(f"/staff/sessions/{session.pk}/zoom/").content.decode()
    assert "1 person Zoom won&#x27;t match" in page or "1 person Zoom won't match" in page
    assert "Room 3: Ada (leads), Bo\nRoom 12: Cy (leads), Di" in page
    assert "Everybody comes back here at 12:00." in page


def test_the_page_says_that_a_draft_is_a_draft(staff_client):
    session = drafted_session(rooms=1)
    assert "aren't published yet" in staff_client.get(f"/staff/sessions/{session.pk}/zoom/").content.decode()


def test_with_the_tick_the_sign_in_address_stands_in_and_the_file_follows(session, staff_client):
    change(session, "Bo", zoom_email="")
    sign_in_address(session, "Bo", "bo.signs.in@example.org")
    url = f"/staff/sessions/{session.pk}/zoom/rooms.csv"
    assert b"Room 03,bo.signs.in@example.org\r\nRoom 12" in staff_client.get(url, {"sign_in": "1"}).content
    assert b"signs.in" not in staff_client.get(url).content
    given = found(session, with_sign_in=True)
    assert [seat.student.name for seat in given.by_sign_in] == ["Bo"]
    assert (given.missed, given.unsaid) == ([], 1)


def test_the_tick_changes_no_zoom_email_that_somebody_gave(session):
    assert found(session, with_sign_in=True) == found(session)


def test_a_sign_in_address_that_is_somebodys_zoom_email_stays_theirs(session):
    change(session, "Bo", zoom_email="")
    sign_in_address(session, "Bo", "ada@example.org")
    why = "No Zoom e-mail, and Ada gave this sign-in address, ada@example.org, as theirs."
    assert missed(session, with_sign_in=True) == {"Bo": why}
    assert ("Room 03", "ada@example.org") in found(session, with_sign_in=True).rows


def test_sign_in_addresses_take_no_place_from_zoom_emails(session):
    change(session, "Ada", zoom_email="")
    why = "The account allows 3 people, and the file is full."
    assert missed(session, with_sign_in=True, zoom_people=3) == {"Ada": why}


def test_a_sign_in_address_that_could_act_as_a_formula_stays_out(session):
    change(session, "Cy", zoom_email="")
    sign_in_address(session, "Cy", "+cy@example.org")
    assert list(missed(session, with_sign_in=True)) == ["Cy"]


def test_who_was_erased_has_no_address_at_all(session):
    seat = session.published.memberships.get(student__name="Bo")
    erase(seat.student, datetime.datetime.now(datetime.UTC))
    assert missed(session, with_sign_in=True) == {"Former student": "No Zoom e-mail, and no sign-in address."}


def test_the_page_counts_and_names_with_the_tick(session, staff_client):
    change(session, "Bo", zoom_email="")
    url = f"/staff/sessions/{session.pk}/zoom/"
    tick = 'name="sign_in" value="1"'
    off, on = staff_client.get(url), staff_client.get(url, {"sign_in": "1"})
    assert tick in off.content.decode()
    assert "checked" not in off.content.decode()
    assert [len(page.context["assignment"].rows) for page in (off, on)] == [3, 4]
    assert sign_in_address(session, "Bo") not in off.content.decode()
    assert sign_in_address(session, "Bo") in on.content.decode()
    assert "Everybody is in the file." in on.content.decode()


def test_the_tick_fetches_its_own_part_of_the_page(session, staff_client):
    change(session, "Bo", zoom_email="")
    url = f"/staff/sessions/{session.pk}/zoom/"
    part = staff_client.get(url, {"sign_in": "1"}, headers={"HX-Target": "zoom-match"}).content.decode()
    assert part.strip().startswith('<div class="stack" id="zoom-match">')
    assert "For the host to paste" not in part


def test_without_anybody_who_gave_none_there_is_no_tick(session, staff_client):
    page = staff_client.get(f"/staff/sessions/{session.pk}/zoom/").content.decode()
    assert 'name="sign_in"' not in page


@pytest.mark.parametrize("rooms", [1, 3])
def test_the_page_asks_no_more_for_more_rooms(rooms, staff_client, django_assert_num_queries):
    session = published_session(rooms=rooms)
    staff_client.get("/about/")
    with django_assert_num_queries(6):
        staff_client.get(f"/staff/sessions/{session.pk}/zoom/")
