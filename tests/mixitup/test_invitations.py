import datetime

import pytest
from django.core import mail

from mixitup import calendar_feed, invitations, notices, publishing
from mixitup.due import Due
from mixitup.invitations import Entry
from mixitup.models import Group, Membership, School, Session
from tests.calendar_files import moment, read
from tests.factories import EnrolmentFactory, drafted_session, published_session

NOW = datetime.datetime(2026, 11, 23, 16, tzinfo=datetime.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    School(
        name="Larch School", contact_name="Career Team; “us”, all", contact_email="careers@example.org"
    ).save()
    return drafted_session(rooms=2, people=3)


def member(session, number=1):
    return (
        session.arrangements.last().memberships.filter(group__number=number, role="c_member").first().student
    )


def told(student):
    """The calendar part of the one mail to this student, as its bytes say it, and its content type."""
    mail.outbox.clear()
    notices.send_due(lambda: NOW)
    [message] = [one for one in mail.outbox if one.to == [student.email]]
    [part] = [one for one in message.message().walk() if one.get_content_type() == "text/calendar"]
    sent = part.get_payload(decode=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return read(sent), part


def test_the_mail_asks_to_put_the_session_into_the_calendar(session):
    student = member(session)
    publishing.publish(session, None, None, NOW)
    calendar, part = told(student)
    [event] = calendar.inside
    assert part.get_param("method") == calendar.values["METHOD"] == "REQUEST"
    assert moment(event.values["DTSTART"]) == session.starts_at
    assert moment(event.values["DTEND"]) == session.ends_at
    assert event.values["SUMMARY"] == "Mix It Up: room 1"
    assert event.values["LOCATION"] == "https://zoom.example.org/j/1"
    assert event.values["ATTENDEE"] == f"mailto:{student.email}"
    assert event.values["ORGANIZER"] == "mailto:careers@example.org"
    assert "pick breakout room 1" in event.values["DESCRIPTION"]


def test_the_uid_stays_and_the_sequence_rises_through_change_and_taking_back(session):
    student, seen = member(session), []

    def look():
        calendar, _ = told(student)
        [event] = calendar.inside
        seen.append((calendar.values["METHOD"], event.values["UID"], int(event.values["SEQUENCE"])))

    publishing.publish(session, None, None, NOW)
    look()
    moved = Session.objects.get(pk=session.pk).published.copy()
    moved.memberships.filter(student=student).update(group=Group.objects.get(session=session, number=2))
    publishing.publish(session, None, None, NOW)
    look()
    publishing.withdraw(session, None, None, NOW)
    look()
    publishing.publish(session, None, None, NOW)
    look()
    publishing.cancel(session, None, NOW)
    look()
    methods, uids, numbers = zip(*seen, strict=True)
    assert methods == ("REQUEST", "REQUEST", "CANCEL", "REQUEST", "CANCEL")
    assert len(set(uids)) == 1
    assert list(numbers) == sorted(set(numbers))


def test_who_loses_their_room_has_the_session_taken_out(session):
    student = member(session)
    publishing.publish(session, None, None, NOW)
    told(student)
    Session.objects.get(pk=session.pk).published.copy().memberships.filter(student=student).delete()
    publishing.publish(session, None, None, NOW)
    calendar, _ = told(student)
    assert (calendar.values["METHOD"], calendar.inside[0].values["STATUS"]) == ("CANCEL", "CANCELLED")


def test_a_sample_for_staff_brings_nothing_into_their_calendar(session, staff_client):
    staff_client.post(f"/staff/sessions/{session.pk}/publish/sample/")
    notices.send_due()
    assert [kind for _, kind in mail.outbox[-1].alternatives] == ["text/html"]


def test_nobody_else_is_named_in_an_invitation(session):
    student = member(session)
    others = Membership.objects.exclude(student=student).values_list("student__name", "student__user__email")
    publishing.publish(session, None, None, NOW)
    _, part = told(student)
    text = part.get_payload(decode=True).decode()
    assert not [word for pair in others for word in pair if word in text]


def test_lines_are_folded_at_75_octets_never_inside_a_letter(session):
    session.zoom_link = "https://zoom.example.org/j/" + "9" * 150
    name = "Ünïted “Ärgernis” — ☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃, and; more\\"
    due = Due("one", name, datetime.date(2026, 11, 27), "/lessons/1/")
    file = invitations.published([Entry(session, member(session), 4, 2)], [due], NOW, name=name)
    event, all_day = read(file).inside
    assert event.values["LOCATION"] == session.zoom_link
    assert all_day.values["SUMMARY"] == f"Due: {name}"
    assert (all_day.values["DTSTART"], all_day.values["DTEND"]) == ("20261127", "20261128")


def test_students_can_take_the_session_along_as_a_file(session, sign_in):
    publishing.publish(session, None, None, NOW)
    student = member(session)
    response = sign_in(student.user).get(f"/sessions/{session.pk}/session.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = read(response.content).inside
    assert event.values["UID"] == invitations.uid(session.pk, student.pk)
    assert event.values["SUMMARY"] == "Mix It Up: room 1"


def path(student):
    return calendar_feed.address(student).removeprefix("http://127.0.0.1:8000")


def test_the_feed_follows_what_is_published_and_nothing_of_the_draft(session, client):
    student = member(session)
    [event] = read(client.get(path(student)).content).inside
    assert (event.values["SUMMARY"], event.values["SEQUENCE"]) == ("Mix It Up", "0")
    publishing.publish(session, None, None, NOW)
    [event] = read(client.get(path(student)).content).inside
    assert (event.values["SUMMARY"], event.values["SEQUENCE"]) == ("Mix It Up: room 1", "2")
    publishing.withdraw(session, None, None, NOW)
    [event] = read(client.get(path(student)).content).inside
    assert (event.values["SUMMARY"], event.values["SEQUENCE"]) == ("Mix It Up", "3")


def test_the_feed_names_nobody_else_and_holds_only_ones_own_innings(client):
    session = published_session(rooms=1, people=4)
    student, stranger = member(session), EnrolmentFactory().student
    stranger.enrolments.update(status="left")
    text = client.get(path(student)).content.decode()
    others = session.published.memberships.exclude(student=student)
    assert not [seat for seat in others if seat.student.name in text or seat.student.email in text]
    assert read(client.get(path(stranger)).content).inside == []


def test_a_new_address_ends_the_old_one(sign_in, client):
    student = EnrolmentFactory().student
    old = path(student)
    assert client.get(old).status_code == 200
    page = sign_in(student.user).post("/profile/calendar/", follow=True).content.decode()
    assert path(student) in page
    assert old not in page
    assert (client.get(old).status_code, client.get(path(student)).status_code) == (404, 200)


def test_a_made_up_address_and_that_of_somebody_gone_do_not_exist(client):
    student = EnrolmentFactory().student
    address = path(student)
    assert client.get(address.replace(".ics", "x.ics")).status_code == 404
    assert client.get("/calendar/nothing.ics").status_code == 404
    student.user.shut_out()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_feed_asks_no_more_for_more_sessions(sessions, client, django_assert_num_queries):
    first = published_session(rooms=1)
    for week in range(3, 2 + sessions):
        Session.objects.create(
            inning=first.inning, week=week, focus="networking", starts_at=first.starts_at, groups_out_at=NOW
        )
    address = path(member(first))
    client.get(address)
    with django_assert_num_queries(10):
        client.get(address)
