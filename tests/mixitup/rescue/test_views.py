import datetime

import pytest

from mixitup import absences
from mixitup.board.seating import Seating
from mixitup.models import Membership, Session, Student
from mixitup.rescue.plan import Plan
from tests.factories import EnrolmentFactory, SessionFactory, published_session

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 25, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def session(staff):
    """Three rooms of six; three of room 3 can't come."""
    session = published_session(rooms=3, people=6)
    for seat in session.published.memberships.filter(group__number=3).select_related("student")[1:4]:
        absences.note(session, seat.student, staff, NOW)
    return session


@pytest.fixture
def page(session, staff_client):
    """The rescue page, and posting to it what the page as it stands would send."""
    address = f"/staff/sessions/{session.pk}/rescue/"

    def sent(**data):
        if not data:
            return staff_client.get(address)
        plan = Plan(session)
        return staff_client.post(address, {"seen": plan.digest, "version": plan.version, **data}, follow=True)

    return sent


def test_the_page_says_who_is_missing_and_what_mends_it(session, page):
    text = page().content.decode()
    assert "3 people can’t come" in text
    assert "1 person changes rooms" in text
    assert "Room 3 has only 3 left; room 1 has 6." in text
    for seat in Plan(session).missing:
        assert seat.name in text


def test_apply_and_publish_in_one_click(session, page):
    answer = page(take=Plan(session).keys, then="publish").content.decode()
    assert "Applied and published." in answer
    assert "Nobody is missing" in answer
    session.refresh_from_db()
    assert session.published.number == 2
    assert session.published.memberships.count() == 15


def test_applying_alone_goes_on_to_publishing(session, page):
    answer = page(take=Plan(session).keys, then="draft")
    assert answer.redirect_chain == [(f"/staff/sessions/{session.pk}/publish/", 302)]
    assert Session.objects.get().published.number == 1
    assert Seating.read(session).rooms()[3] != []


def test_unticking_says_who_would_be_told(session, staff_client):
    address = f"/staff/sessions/{session.pk}/rescue/"
    answer = staff_client.get(address, {"take": []}, headers={"HX-Request": "true", "HX-Target": "outcome"})
    assert answer.content.decode().lstrip().startswith('<div id="outcome"')
    assert "Who is missing" not in answer.content.decode()


def test_a_plan_that_changed_meanwhile_is_not_applied_and_both_are_shown(session, page, staff, staff_client):
    page()
    plan = Plan(session)
    other = session.published.memberships.filter(group__number=1, role=Membership.Role.LEAD).get().student
    absences.note(session, other, staff, NOW)
    answer = staff_client.post(
        f"/staff/sessions/{session.pk}/rescue/",
        {"seen": plan.digest, "version": plan.version, "take": plan.keys, "then": "publish"},
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "You had chosen:" in text
    assert f"{plan.items[0].names[0]} into room 3" in text
    assert "4 people can’t come" in text
    assert Session.objects.get().published.number == 1


@pytest.mark.parametrize("seen", ["", "\x00", "x" * 5000])
def test_a_plan_under_no_name_of_ours_is_shown_anew(page, seen):
    assert page(seen=seen).status_code == 409


def test_staff_mark_somebody_by_name_and_take_it_back(session, staff_client):
    person = session.published.memberships.filter(group__number=1).last().student
    address = f"/staff/sessions/{session.pk}/rescue/people/"
    staff_client.post(address, {"name": person.name.lower(), "says": "missing"})
    assert session.absences.filter(student=person).exists()
    staff_client.post(address, {"name": person.name, "says": "here"})
    assert not session.absences.filter(student=person).exists()


def test_each_missing_person_has_a_button_that_takes_it_back_namesakes_too(session, staff_client):
    missing = [absence.student for absence in session.absences.order_by("pk")]
    Student.objects.filter(pk__in=[one.pk for one in missing]).update(name="Jo Park")
    page = staff_client.get(f"/staff/sessions/{session.pk}/rescue/").content.decode()
    for one in missing:
        assert f'name="student" value="{one.pk}"' in page
    address = f"/staff/sessions/{session.pk}/rescue/people/"
    staff_client.post(address, {"name": "Jo Park", "student": missing[1].pk, "says": "here"})
    left = set(session.absences.values_list("student", flat=True))
    assert left == {one.pk for one in missing} - {missing[1].pk}


def test_after_a_name_the_next_can_be_typed_at_once(session, staff_client):
    person = session.published.memberships.filter(group__number=1).last().student
    address = f"/staff/sessions/{session.pk}/rescue/people/"
    answer = staff_client.post(address, {"name": person.name, "says": "missing"}, follow=True)
    assert 'value="" autofocus>' in answer.content.decode()
    assert "autofocus" not in staff_client.get(f"/staff/sessions/{session.pk}/rescue/").content.decode()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Nobody Known", "Nobody called “Nobody Known” is in Inning 2611."),
        ("Student", "18 people have that name"),
        ("", "Write a name."),
    ],
)
def test_a_name_that_names_no_one_person_is_said(session, staff_client, name, words):
    answer = staff_client.post(
        f"/staff/sessions/{session.pk}/rescue/people/", {"name": name, "says": "missing"}
    )
    assert words in answer.content.decode()
    assert session.absences.count() == 3


def test_before_mixing_there_is_nothing_to_mend(staff_client):
    session = SessionFactory()
    EnrolmentFactory(inning=session.inning)
    page = staff_client.get(f"/staff/sessions/{session.pk}/rescue/").content.decode()
    assert "Nobody has a room yet" in page
    assert "Apply and publish" not in page


@pytest.mark.parametrize("rooms", [1, 3])
def test_the_page_takes_the_same_queries_however_full(staff, staff_client, django_assert_num_queries, rooms):
    session = published_session(rooms=rooms, people=5)
    absences.note(session, session.published.memberships.last().student, staff, NOW)
    staff_client.get("/about/")
    with django_assert_num_queries(22):
        staff_client.get(f"/staff/sessions/{session.pk}/rescue/")
