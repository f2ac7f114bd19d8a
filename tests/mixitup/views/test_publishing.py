import datetime
import io
from html import unescape

import pytest
from django.core import mail
from django.urls import reverse
from openpyxl import load_workbook

from mixitup import notices, publishing, room_requests
from mixitup.models import Absence, Arrangement, Membership, Notice, Publication, RoomRequest, School, Session
from tests.factories import (
    EnrolmentFactory,
    SessionFactory,
    StudentFactory,
    drafted_session,
    published_session,
)

NOW = datetime.datetime(2026, 11, 23, 16, tzinfo=datetime.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def session():
    return drafted_session(rooms=2, people=3)


@pytest.fixture
def visit(staff_client):
    """Opens or posts to one of a session's publishing pages; the response."""

    def visit(session, data=None, name="publication_create", **extra):
        url = reverse(name, args=[session.pk])
        return staff_client.get(url, **extra) if data is None else staff_client.post(url, data, **extra)

    return visit


def body(response):
    return response.content.decode()


def send():
    return notices.send_due(lambda: NOW)


def published(session):
    session.refresh_from_db()
    return session.published


def test_the_page_says_how_many_get_a_mail_and_who_gets_which_room(session, visit):
    found = body(visit(session))
    assert "6 people get a mail with their room" in found
    for seat in session.draft.memberships.select_related("student"):
        assert seat.student.name in found
    assert "Every room has a lead." in found


def test_publishing_now_publishes_what_was_seen(session, visit):
    response = visit(session, {"seen": session.draft.version, "when": "now"}, follow=True)
    assert "Published. 6 mails are on the way." in body(response)
    assert published(session).number == 1
    assert send() == 6


def test_a_board_that_changed_meanwhile_is_not_published_and_both_are_shown(session, visit):
    seen = session.draft.version
    Arrangement.objects.update(revision=1)
    session.changes.create(verb="board.mix", subject="Board", after={"step": {"kind": "mix"}})
    response = visit(session, {"seen": seen, "when": "now", "last_change": "0"})
    assert response.status_code == 409
    assert "so nothing was published" in body(response)
    assert "Groups mixed" in body(response)
    assert f'name="seen" value="{Arrangement.objects.get().version}"' in body(response)
    assert published(session) is None


def test_publishing_later_is_shown_and_can_be_taken_back(session, visit):
    data = {"seen": session.draft.version, "when": "later", "at": "2026-11-24T16:00"}
    found = body(visit(session, data, follow=True))
    assert "Will be published by itself on Tuesday 24 November at 16:00" in found
    due_at = Publication.objects.get().due_at
    assert due_at == datetime.datetime(2026, 11, 24, 23, tzinfo=datetime.UTC)
    assert "Asked for by Robin Staff" in found
    assert "won&#x27;t be published by themselves" in body(
        visit(session, {}, name="publication_revoke", follow=True)
    )
    assert publishing.publish_due(due_at) == 0


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("", "Say at which time to publish."),
        ("soon", "Give a day and a time"),
        ("2026-11-23T08:00", "That time has passed."),
        ("2026-11-25T11:00", "That is after the session starts."),
    ],
)
def test_a_bad_time_is_refused_and_kept_in_the_field(session, visit, at, words):
    response = visit(session, {"seen": session.draft.version, "when": "later", "at": at})
    assert words in body(response)
    assert f'value="{at}"' in body(response) or not at
    assert not Publication.objects.exists()


def test_a_session_without_groups_sends_staff_to_the_board(visit):
    session = SessionFactory()
    assert "Mix the groups first." in body(visit(session))
    response = visit(session, {"seen": "1.0", "when": "now"})
    assert "Mix the groups first." in body(response)
    assert published(session) is None


def test_publishing_again_says_who_is_told_and_why(session, visit):
    publishing.publish(session, None, None, NOW)
    send()
    session = Session.objects.get(pk=session.pk)
    draft = session.published.copy()
    seat = draft.memberships.filter(group__number=1).last()
    seat.group = session.groups.get(number=2)
    seat.save()
    found = body(visit(session))
    assert "6 people are told" in found
    assert '<li><b class="num">1</b> another room</li>' in found
    assert '<li><b class="num">6</b> other people in the room</li>' in found


def test_a_sample_goes_to_the_person_who_asks(session, visit, staff):
    visit(session, {}, name="publication_sample")
    assert send() == 1
    assert mail.outbox[0].to == [staff.email]
    assert mail.outbox[0].subject.startswith("[Sample]")
    assert notices.progress(session)["all"] == 0


def test_a_sample_without_groups_says_why_not(visit):
    response = visit(SessionFactory(), {}, name="publication_sample", follow=True)
    assert "no mail to show" in body(response)
    assert not Notice.objects.exists()


def test_taking_back_asks_first_and_tells_those_told(session, visit):
    publishing.publish(session, None, None, NOW)
    send()
    version = published(session).version
    assert '<b class="num">6</b> mails went out' in body(visit(session, name="publication_withdraw"))
    response = visit(session, {"seen": version}, name="publication_withdraw", follow=True)
    assert "Taken back. 6 people hear of it by mail." in body(response)
    assert published(session) is None


def test_taking_back_another_version_is_a_conflict(session, visit):
    publishing.publish(session, None, None, NOW)
    response = visit(session, {"seen": "7.7"}, name="publication_withdraw")
    assert response.status_code == 409
    assert published(session)


def test_the_progress_is_a_fragment_that_asks_again_while_mail_waits(session, visit):
    publishing.publish(session, None, None, NOW)
    headers = {"HX-Request": "true", "HX-Target": "progress"}
    found = body(visit(session, headers=headers))
    assert "<html" not in found
    assert "every 3s" in found
    send()
    found = body(visit(session, headers=headers))
    assert 'All <b class="num">6</b> sent' in found
    assert "every 3s" not in found


def test_publishing_in_quiet_hours_says_when_the_mail_goes_out(session, visit):
    School(quiet_from=datetime.time(8), quiet_until=datetime.time(12)).save()
    found = body(visit(session, {"seen": session.draft.version, "when": "now"}, follow=True))
    assert "6 mails wait until 12:00, after the quiet hours." in found
    assert "What waits goes out at 12:00" in found


def test_mail_that_is_held_up_says_why_and_when_it_is_tried_again(session, visit):
    publishing.publish(session, None, None, NOW)
    later = datetime.datetime(2026, 11, 23, 16, 41, tzinfo=datetime.UTC)
    Notice.objects.update(due_at=later, error="The mail server can't be reached: Connection refused")
    found = body(visit(session, headers={"HX-Request": "true", "HX-Target": "progress"}))
    assert "Connection refused. Nothing is lost: it’s tried again at 09:41" in unescape(found)


def test_failed_mail_is_listed_with_its_reason_and_can_be_tried_again(session, visit):
    publishing.publish(session, None, None, NOW)
    send()
    notice = Notice.objects.first()
    Notice.objects.filter(pk=notice.pk).update(sent_at=None, failed_at=NOW, error="No such user (550)")
    found = body(visit(session))
    assert notice.user.email in found
    assert "No such user (550)" in found
    visit(session, {"notice": notice.pk}, name="notice_retry")
    assert send() == 1


@pytest.mark.parametrize(("kind", "people"), [("published", 6), ("packet", 2)])
def test_sending_once_more_is_read_before_and_says_to_how_many(session, visit, staff_client, kind, people):
    publishing.publish(session, None, None, NOW)
    send()
    page = body(visit(session))
    url, preview = (
        reverse(name, args=[session.pk, kind]) for name in ("notice_send_again", "notice_preview")
    )
    assert (url in page, preview in page) == (False, True)
    read = body(staff_client.get(preview))
    assert url in read
    assert f"Send it to {people} people now" in read
    staff_client.post(url)
    assert send() == people


def test_nothing_is_offered_to_be_sent_once_the_hour_has_begun(session, staff_client, monkeypatch):
    publishing.publish(session, None, None, NOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: session.starts_at)
    found = body(staff_client.get(reverse("notice_preview", args=[session.pk, "packet"])))
    assert "you lead room 1" in found
    assert "Send it to" not in found


def test_staff_put_somebody_who_asks_on_the_board_and_publishing_tells_them(visit, staff_client):
    session = published_session(rooms=2, people=3)
    student = EnrolmentFactory(inning=session.inning, student__name="Late Joiner").student
    asked = RoomRequest.objects.create(session=session, student=student, message="I joined today")
    found = body(visit(session))
    assert "I joined today" in found
    url = reverse("room_request_answer", args=[session.pk, asked.pk])
    response = staff_client.post(url, {"answer": "place", "room": "2"}, follow=True)
    assert "Late Joiner is in room 2 on the board." in body(response)
    assert "Room 2 on the board" in body(response)
    publishing.publish(session, None, None, NOW)
    asked.refresh_from_db()
    assert asked.answered_at == NOW
    assert published(session).memberships.get(student=student).group.number == 2


def test_a_request_taken_back_at_this_moment_needs_no_answer():
    asked = RoomRequest.objects.create(session=SessionFactory(), student=StudentFactory())
    RoomRequest.objects.all().delete()
    room_requests.answer(asked, NOW)
    assert not RoomRequest.objects.exists()


def test_a_request_can_be_answered_without_a_room_and_a_wrong_room_changes_nothing(visit, staff_client):
    session = published_session(rooms=1, people=3)
    asked = RoomRequest.objects.create(
        session=session, student=EnrolmentFactory(inning=session.inning).student
    )
    url = reverse("room_request_answer", args=[session.pk, asked.pk])
    assert "Say which room." in body(staff_client.post(url, {"answer": "place", "room": "x"}, follow=True))
    staff_client.post(url, {"answer": "done"})
    asked.refresh_from_db()
    assert asked.answered_at == NOW
    assert Arrangement.objects.count() == 1


def test_the_page_takes_a_fixed_number_of_queries(visit, django_assert_num_queries):
    for rooms in (1, 3):
        session = drafted_session(rooms=rooms, people=3, session=SessionFactory(week=rooms))
        for _ in range(rooms):
            RoomRequest.objects.create(
                session=session, student=EnrolmentFactory(inning=session.inning).student
            )
        visit(session)
        with django_assert_num_queries(24):
            visit(session)


def test_warnings_name_what_is_missing(session, visit):
    School(zoom_rooms=1, zoom_people=4).save()
    Session.objects.update(zoom_link="")
    session.draft.memberships.filter(group__number=2).update(role=Membership.Role.MEMBER)
    EnrolmentFactory(inning=session.inning, student__name="Left Out")
    away = session.draft.memberships.first().student
    Absence.objects.create(session=session, student=away)
    silent = session.draft.memberships.last().student.user
    silent.is_active = False
    silent.save()
    found = body(visit(session))
    for words in [
        "Room 2 has no lead.",
        "One person has no room.",
        "Left Out",
        "One person has a room but can&#x27;t come.",
        "2 rooms are more than the 1 that your Zoom account allows.",
        "6 people are more than the 4",
        "There is no Zoom link",
        "One person has no address we can write to",
        "No guide is chosen",
        "Nobody meets anyone again.",
    ]:
        assert words in found


def test_pairs_who_met_before_are_named(visit):
    earlier = published_session(
        rooms=1, people=2, session=SessionFactory(week=1, starts_at=NOW - datetime.timedelta(days=7))
    )
    session = SessionFactory()
    draft = earlier.published.copy()
    draft.session = session
    draft.save()
    room = session.groups.create(number=1)
    draft.memberships.update(group=room)
    assert "One pair has met before." in body(visit(session))


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_staff_get_all_rooms_as_a_table(staff_client, extension):
    session = published_session(rooms=2, people=2)
    seat = session.published.memberships.first()
    seat.student.name = "=SUM(A1)"
    seat.student.save()
    response = staff_client.get(reverse("group_export", args=[session.pk, extension]))
    if extension == "csv":
        rows = [line.split(",") for line in response.content.decode("utf-8-sig").splitlines()]
        assert rows[1][1] == "'=SUM(A1)"
    else:
        sheet = load_workbook(io.BytesIO(response.content)).active
        rows = [[cell.value for cell in row] for row in sheet]
        assert sheet.cell(2, 2).data_type == "s"
    assert rows[0][:4] == ["Room", "Name", "Leads", "E-mail"]
    assert len(rows) == 5
    assert f'filename="mix-it-up-2611-week-2-groups.{extension}"' in response["Content-Disposition"]


def test_other_kinds_of_table_do_not_exist(staff_client, session):
    assert staff_client.get(f"/staff/sessions/{session.pk}/groups.pdf").status_code == 404


def test_a_plan_that_could_not_be_carried_out_is_shown(session, visit):
    publishing.schedule(session, None, None, NOW + datetime.timedelta(hours=1), NOW)
    Membership.objects.all().delete()
    publishing.publish_due(NOW + datetime.timedelta(hours=1))
    found = body(visit(session))
    assert "were to be published on Monday 23 November at 10:00, and weren't" in found
    assert "Nobody is in a room yet." in found


def test_while_groups_are_taken_back_the_page_counts_the_mails_that_say_so(session, visit):
    publishing.publish(session, None, None, NOW)
    send()
    publishing.withdraw(session, None, None, NOW)
    found = body(visit(session))
    assert "6 take-back mails are still on their way" in found
    assert '<b class="num">0</b> sent, <b class="num">6</b> waiting' in found
    assert "get a mail with their room" not in found
    send()
    found = body(visit(session))
    assert "6 people get a mail with their room" in found
    assert 'All <b class="num">6</b> sent' in found


def test_the_main_action_comes_before_samples_and_files(session, visit):
    found = body(visit(session))
    assert found.index("Publish now") < found.index("Send me a sample") < found.index("Excel")
