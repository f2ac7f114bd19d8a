import datetime

import pytest

from mixitup import absences
from mixitup.models import Absence, Change, Membership, RoomRequest, School
from mixitup.publishing import Refused
from tests.factories import EnrolmentFactory, UserFactory, published_session

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 25, 12, 0, tzinfo=datetime.UTC)  # six hours before the start


@pytest.fixture
def session():
    return published_session(rooms=2, people=3)


@pytest.fixture
def member(session):
    return session.published.memberships.filter(role=Membership.Role.MEMBER).first().student


def late(session, minutes=0):
    return session.starts_at - datetime.timedelta(hours=2) + datetime.timedelta(minutes=minutes)


def test_a_student_says_so_and_keeps_the_room_until_staff_decide(session, member):
    assert absences.note(session, member, member.user, NOON) is True
    assert absences.note(session, member, member.user, NOON) is False
    assert Absence.objects.get().student == member
    assert session.published.memberships.filter(student=member).exists()
    assert [change.verb for change in Change.objects.all()] == ["absence.noted"]


def test_students_say_so_until_the_time_that_staff_set(session, member):
    with pytest.raises(Refused, match="Write to Career Development"):
        absences.note(session, member, member.user, late(session))
    assert absences.note(session, member, member.user, late(session, -1)) is True


def test_staff_can_set_a_later_time(session, member):
    School(absence_hours_before=1).save()
    assert absences.note(session, member, member.user, late(session)) is True


def test_staff_say_so_until_the_session_is_over(session, member, staff):
    assert absences.note(session, member, staff, late(session, 130)) is True
    with pytest.raises(Refused, match="over"):
        absences.take_back(session, member, staff, session.ends_at)


def test_saying_so_ends_asking_for_a_room(session):
    student = EnrolmentFactory(inning=session.inning).student
    RoomRequest.objects.create(session=session, student=student)
    absences.note(session, student, student.user, NOON)
    assert not RoomRequest.objects.exists()


def test_it_can_be_taken_back_even_late(session, member):
    absences.note(session, member, member.user, NOON)
    assert absences.take_back(session, member, member.user, late(session, 5)) is True
    assert absences.take_back(session, member, member.user, late(session, 5)) is False
    assert not Absence.objects.exists()


def test_gaps_names_the_rooms_that_lose_their_lead(session, member, staff):
    lead = session.published.memberships.get(group__number=2, role=Membership.Role.LEAD).student
    for student in (member, lead, EnrolmentFactory(inning=session.inning).student):
        absences.note(session, student, staff, NOON)
    assert absences.gaps(session, session.published).sentence == "2 people can’t come; room 2 has no lead"


def test_staff_home_and_session_page_lead_to_the_rescue(session, member, staff, sign_in, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    absences.note(session, member, staff, NOON)
    for address in ("/", f"/staff/sessions/{session.pk}/"):
        page = sign_in(staff).get(address).content.decode()
        assert "1 person can’t come" in page
        assert f'href="/staff/sessions/{session.pk}/rescue/"' in page


def test_a_student_says_so_on_the_room_page_and_takes_it_back(session, member, sign_in, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    client, address = sign_in(member.user), f"/sessions/{session.pk}/"
    assert "Yes, I can’t come" in client.get(address).content.decode()
    assert "Yes, I can’t come" in client.get("/").content.decode()
    page = client.post(f"{address}absence/", follow=True).content.decode()
    assert "You’re down as not coming" in page
    page = client.post(f"{address}absence/take-back/", follow=True).content.decode()
    assert "You’re down as not coming" not in page
    assert not Absence.objects.exists()


def test_too_late_the_page_says_whom_to_write_to(session, member, sign_in, monkeypatch):
    School(contact_name="Kim Desk", contact_email="desk@example.org").save()
    monkeypatch.setattr("django.utils.timezone.now", lambda: late(session))
    page = sign_in(member.user).get(f"/sessions/{session.pk}/").content.decode()
    assert "Yes, I can’t come" not in page
    assert '<a href="mailto:desk@example.org">Kim Desk</a>' in page


def test_a_stranger_cannot_say_so(session, sign_in):
    other = UserFactory()
    assert sign_in(other).post(f"/sessions/{session.pk}/absence/").status_code == 404
