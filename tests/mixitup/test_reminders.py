import datetime
import re

import pytest
from django.core import mail
from django.core.cache import cache

from mixitup import notices, publishing, reminders
from mixitup.models import Absence, Change, Notice, School, Session
from tests.factories import drafted_session, guide

Kind = Notice.Kind
UTC = datetime.UTC
# The session is on Wednesday 25 November, 11:00 in Denver (18:00 UTC).
PUBLISHED = datetime.datetime(2026, 11, 23, 16, tzinfo=UTC)
PACKETS = datetime.datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
REMINDERS = datetime.datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
MINUTE = datetime.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    session = drafted_session(rooms=2, people=3)
    session.guide = guide()
    session.save()
    publishing.publish(session, None, None, PUBLISHED)
    notices.send_due(lambda: PUBLISHED)
    mail.outbox.clear()
    return Session.objects.get(pk=session.pk)


def sent(at):
    """Who got what at this minute, by address."""
    mail.outbox.clear()
    reminders.write_due(at)
    notices.send_due(lambda: at)
    return {one.to[0]: one for one in mail.outbox}


def addresses(session, **which):
    seats = session.published.memberships.filter(**which)
    return set(seats.values_list("student__user__email", flat=True))


def test_leads_get_their_packet_once_the_day_before_and_nobody_else(session):
    assert sent(PACKETS - MINUTE) == {}
    assert set(sent(PACKETS)) == addresses(session, role="a_lead")
    assert sent(PACKETS + MINUTE) == {}


def test_the_packet_has_their_people_their_room_and_their_guide(session):
    lead = session.published.memberships.get(group__number=2, role="a_lead").student
    message = sent(PACKETS)[lead.email]
    assert message.subject == "Week 2 · Networking: you lead room 2"
    html = message.alternatives[0][0]
    for name in session.published.memberships.filter(group__number=2, role="c_member").values_list(
        "student__name", flat=True
    ):
        assert name in message.body
        assert name in html
    assert "11:00  Hello (60 min)" in message.body
    assert f"/sessions/{session.pk}/guide/" in message.body
    others = session.published.memberships.filter(group__number=1).values_list("student__name", flat=True)
    assert not [name for name in others if name in message.body]


def test_who_left_or_graduated_since_gets_neither_packet_nor_reminder(session):
    gone = session.published.memberships.filter(group__number=1)
    for seat, status in zip(gone.order_by("role"), ["left", "graduated", "paused"], strict=True):
        seat.student.enrolments.update(status=status)
    lead = gone.get(role="a_lead").student
    assert lead.email not in sent(PACKETS)
    reminded = set(sent(REMINDERS))
    assert reminded == addresses(session) - addresses(
        session, student__enrolments__status__in=["left", "graduated"]
    )
    assert len(reminded) == 4


def test_everybody_is_reminded_once_on_the_morning(session):
    sent(PACKETS)
    assert sent(REMINDERS - MINUTE) == {}
    found = sent(REMINDERS)
    assert set(found) == addresses(session)
    assert {one.subject for one in found.values()} == {
        "Wednesday at 11:00: room 1",
        "Wednesday at 11:00: room 2",
    }
    assert sent(REMINDERS + MINUTE) == {}


def test_a_worker_that_was_down_all_night_sends_both_and_none_after_the_start(session):
    assert len(sent(session.starts_at - MINUTE)) == 6
    assert Notice.objects.filter(kind=Kind.PACKET).count() == 2
    Notice.objects.filter(kind__in=reminders.BY_CLOCK).delete()
    assert sent(session.starts_at) == {}


def test_who_had_their_rooms_mail_that_morning_needs_no_reminder(session):
    session.published.copy()
    later = REMINDERS + MINUTE
    moved = (
        Session.objects.get(pk=session.pk).draft.memberships.filter(group__number=1, role="c_member").first()
    )
    moved.delete()
    publishing.publish(session, None, None, later)
    told = set(
        Notice.objects.filter(arrangement=session.draft or Session.objects.get(pk=session.pk).published)
        .about_rooms()
        .values_list("user__email", flat=True)
    )
    reminders.write_due(later)
    written = set(Notice.objects.filter(kind=Kind.REMINDER).values_list("user__email", flat=True))
    assert told
    assert not written & told
    assert written == addresses(session) - told


def test_one_click_ends_reminders_but_not_mail_about_rooms(session, client):
    student = session.published.memberships.first().student
    message = sent(REMINDERS)[student.email]
    link = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in message.body
    path = link.removeprefix("http://127.0.0.1:8000")
    client.get(path)
    assert reminders.wants_reminders(student)
    client.post(path, {"List-Unsubscribe": "One-Click"})
    assert not reminders.wants_reminders(student)
    assert not reminders.recipients(session, Kind.REMINDER).filter(student=student).exists()
    assert reminders.recipients(session, Kind.PUBLISHED).filter(student=student).exists()


def test_a_reminder_already_written_is_dropped_when_it_is_not_wanted_any_more(session):
    student = session.published.memberships.first().student
    reminders.write_due(REMINDERS)
    reminders.choose(student, wants=False)
    notices.send_due(lambda: REMINDERS)
    assert student.email not in {one.to[0] for one in mail.outbox if one.subject.startswith("Wednesday at")}


def test_who_cannot_come_gets_neither_packet_nor_reminder(session):
    student = session.published.memberships.first().student
    Absence.objects.create(session=session, student=student)
    assert student.email not in sent(REMINDERS)


def test_students_choose_reminders_on_their_profile(session, sign_in):
    student = session.published.memberships.first().student
    client = sign_in(student.user)
    page = client.post("/profile/reminders/", {"wants": "0"}, follow=True).content.decode()
    assert "You get no reminders." in page
    page = client.post("/profile/reminders/", {"wants": "1"}, follow=True).content.decode()
    assert "On the morning of a session" in page


def test_nothing_is_sent_for_groups_taken_back_or_a_session_cancelled(session):
    reminders.write_due(REMINDERS)
    publishing.cancel(session, None, REMINDERS)
    assert {one.subject for one in sent(REMINDERS).values()} == {"Week 2 · Networking is cancelled"}


@pytest.mark.parametrize("field", ["packets_at", "reminders_at"])
def test_without_a_time_nothing_is_sent(session, field):
    School(**{field: None}).save()
    cache.clear()  # no commit here that would
    kind = Kind.PACKET if field == "packets_at" else Kind.REMINDER
    reminders.write_due(session.starts_at - MINUTE)
    assert not Notice.objects.filter(kind=kind).exists()


def test_staff_read_a_packet_before_it_goes_out(session, staff_client):
    page = staff_client.get(f"/staff/sessions/{session.pk}/publish/preview/packet/").content.decode()
    assert "2 people get one, each with their own room." in page
    assert "you lead room 1" in page
    assert "Your people" in page
    assert not Notice.objects.filter(kind=Kind.PACKET).exists()


def test_sending_again_reaches_everybody_once_more_and_is_recorded(session, staff):
    sent(PACKETS)
    assert reminders.send_again(session, Kind.PACKET, staff, PACKETS + MINUTE) == 2
    assert reminders.send_again(session, Kind.PACKET, staff, PACKETS + MINUTE) == 0  # a second click
    assert set(sent(PACKETS + MINUTE)) == addresses(session, role="a_lead")
    assert Change.objects.get(verb="session.sent_again").after == {"kind": "packet", "told": 2}


def test_rooms_can_be_sent_once_more_to_everybody(session, staff):
    assert reminders.send_again(session, Kind.PUBLISHED, staff, PACKETS) == 6
    notices.send_due(lambda: PACKETS - MINUTE * 5)
    assert len(Notice.objects.filter(kind=Kind.PUBLISHED, sent_at=None)) == 6
    found = sent(PACKETS)
    assert addresses(session) <= set(found)


def test_the_publishing_page_says_what_is_sent_by_the_clock(session, staff_client):
    sent(PACKETS)
    page = staff_client.get(f"/staff/sessions/{session.pk}/publish/").content.decode()
    table = re.search(r"Packets and reminders.*?</table>", page, re.DOTALL)[0]
    assert "Tuesday 24 November, 16:30" in table
    assert "Wednesday 25 November, 08:00" in table
    assert '<b class="num">2</b> sent' in table
    assert "Not sent yet" in table


@pytest.mark.parametrize("rooms", [1, 3])
def test_writing_takes_as_many_queries_for_many_rooms_as_for_few(rooms, django_assert_num_queries):
    publishing.publish(drafted_session(rooms=rooms, people=3), None, None, PUBLISHED)
    School.load()
    with django_assert_num_queries(7):
        reminders.write_due(REMINDERS)
