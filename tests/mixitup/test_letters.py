import datetime

import pytest
from django.core import mail

from mixitup import notices, publishing
from mixitup.models import Membership, Notice, School, Session
from tests.factories import drafted_session

NOW = datetime.datetime(2026, 11, 23, 16, tzinfo=datetime.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    School(name="Larch School", contact_name="Career Team", contact_email="careers@example.org").save()
    session = drafted_session(rooms=2, people=3)
    for place, seat in enumerate(session.draft.memberships.order_by("group__number", "role")):
        seat.student.name = ["Ada Vega", "Bo Nair", "Cy Holm", "Di Park", "Ed Ito", "Flo Reyes"][place]
        seat.student.pronouns = "they/them" if place == 1 else ""
        seat.student.save()
    return session


def send():
    mail.outbox.clear()
    notices.send_due(lambda: NOW)
    return {one.to[0]: one for one in mail.outbox}


def publish(session):
    publishing.publish(session, None, None, NOW)
    return send()


def address(name):
    return Membership.objects.filter(student__name=name).last().student.email


def html(message):
    body, kind = message.alternatives[0]
    assert kind == "text/html"
    return body


def draft_of(session):
    session = Session.objects.get(pk=session.pk)
    return session.draft or session.published.copy()


def test_the_mail_says_room_time_with_its_zone_link_people_and_guide(session):
    message = publish(session)[address("Bo Nair")]
    assert message.subject == "Week 2 · Networking: you are in room 1"
    assert message.reply_to == ["careers@example.org"]
    for text in (message.body, html(message)):
        for part in [
            "Wednesday 25 November",
            "11:00–12:00",
            "Denver time (MST)",
            "https://zoom.example.org/j/1",
            "Ada Vega",
            "Cy Holm",
            "they/them",
            "Mod 4",
            f"http://127.0.0.1:8000/sessions/{session.pk}/guide/",
        ]:
            assert part in text
        assert "Di Park" not in text
    assert "leads the hour" in message.body


def test_the_lead_is_told_that_they_lead(session):
    message = publish(session)[address("Ada Vega")]
    assert "You lead this room." in message.body
    assert "notes for you" in html(message)


def test_a_room_without_lead_says_what_to_do(session):
    session.draft.memberships.update(role=Membership.Role.MEMBER)
    assert "Nobody is set to lead this room yet" in publish(session)[address("Bo Nair")].body


def test_without_zoom_link_the_mail_says_who_sends_it(session):
    session.zoom_link = ""
    session.save()
    assert "The Zoom link comes from Career Team." in publish(session)[address("Bo Nair")].body


def test_names_are_escaped_in_html_and_plain_in_text(session):
    seat = session.draft.memberships.get(student__name="Cy Holm")
    seat.student.name = "Cy <b>O'Holm</b>"
    seat.student.save()
    message = publish(session)[address("Bo Nair")]
    assert "Cy <b>O'Holm</b>" in message.body
    assert "Cy &lt;b&gt;O&#x27;Holm&lt;/b&gt;" in html(message)


def test_a_mail_for_everybody_costs_a_fixed_number_of_queries_each(session, django_assert_num_queries):
    publishing.publish(session, None, None, NOW)
    letters = notices.Letters()
    letters.compose(notices.lease_next(NOW))
    with django_assert_num_queries(5):
        letters.compose(notices.lease_next(NOW))


def test_somebody_who_moved_is_told_the_new_room_and_the_old_one(session):
    publish(session)
    seat = draft_of(session).memberships.get(student__name="Cy Holm")
    seat.group = session.groups.get(number=2)
    seat.save()
    sent = publish(session)
    moved = sent[address("Cy Holm")]
    assert moved.subject == "Week 2 · Networking: you are now in room 2"
    assert "- Your room: 2 (it was room 1)." in moved.body
    assert "- Di Park now leads your room." in moved.body
    assert "- No longer in it: Cy Holm." in sent[address("Bo Nair")].body
    assert "- New in your group: Cy Holm." in sent[address("Ed Ito")].body


def test_a_new_time_and_link_are_named(session):
    publish(session)
    session.starts_at += datetime.timedelta(hours=2)
    session.zoom_link = "https://zoom.example.org/j/2"
    session.save(update_fields=["starts_at", "zoom_link"])
    message = publish(session)[address("Bo Nair")]
    assert message.subject == "Week 2 · Networking: a new time"
    assert "- The time: Wednesday 25 November, 13:00 (it was Wednesday 25 November, 11:00)." in message.body
    assert "- The Zoom link is a new one" in message.body


def test_somebody_who_lost_their_room_learns_how_to_ask_for_one(session):
    publish(session)
    draft_of(session).memberships.get(student__name="Cy Holm").delete()
    message = publish(session)[address("Cy Holm")]
    assert message.subject == "Week 2 · Networking: you have no room now"
    assert "Ask for a room here" in message.body
    assert "zoom.example.org" not in message.body


def test_taking_back_and_cancelling_name_the_room_to_forget(session):
    publish(session)
    publishing.withdraw(session, None, None, NOW)
    message = send()[address("Bo Nair")]
    assert message.subject == "Week 2 · Networking: the groups are being made again"
    assert "Please forget room 1" in message.body
    publish(session)
    publishing.cancel(session, None, NOW)
    message = send()[address("Bo Nair")]
    assert message.subject == "Week 2 · Networking is cancelled"
    assert "room 1 won't open" in html(message)


def test_a_sample_shows_what_the_first_member_would_get(session, staff):
    Notice.objects.create(
        kind=Notice.Kind.SAMPLE,
        key="sample:1",
        user=staff,
        session=session,
        arrangement=session.draft,
        due_at=NOW,
    )
    message = send()[staff.email]
    assert message.subject == "[Sample] Week 2 · Networking: you are in room 1"
    assert "this is what Bo Nair would get" in message.body


def test_a_notice_always_has_the_same_message_id(session):
    publishing.publish(session, None, None, NOW)
    notice = notices.lease_next(NOW)
    expected = f"<published.{session.pk}.{notice.arrangement_id}.{notice.user_id}@127.0.0.1>"
    for _ in range(2):
        assert notices.Letters().compose(notice).extra_headers["Message-ID"] == expected


def test_an_erased_member_is_a_former_student_in_later_mails(session):
    publishing.publish(session, None, None, NOW)
    student = Membership.objects.get(student__name="Cy Holm").student
    user, student.user, student.name, student.erased_at = student.user, None, "", NOW
    student.save()
    user.delete()
    assert "Former student" in send()[address("Bo Nair")].body
