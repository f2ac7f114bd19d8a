from django.urls import reverse

from mixitup import meetings
from mixitup.live import attendance
from mixitup.models import Attendance, Change
from tests.factories import SessionFactory


def tap(client, session, **data):
    return client.post(reverse("room_attendance", args=[session.pk]), data)


def noted(session):
    return dict(Attendance.objects.filter(session=session).values_list("student_id", "is_present"))


def test_two_taps_note_everyone_but_the_one_who_is_missing(session, lead, members, sign_in):
    client = sign_in(lead.user)
    tap(client, session, all="yes")
    tap(client, session, student=members[1].pk, here="no")
    assert noted(session) == {lead.pk: True, members[0].pk: True, members[1].pk: False}
    assert ">2 of 3<" in client.get(reverse("room_live", args=[session.pk])).content.decode()


def test_only_who_leads_the_room_notes_and_only_its_people(session, lead, members, sign_in):
    stranger = session.published.memberships.filter(group__number=2).first().student
    assert tap(sign_in(members[0].user), session, all="yes").status_code == 409
    assert tap(sign_in(lead.user), session, student=stranger.pk, here="yes").status_code == 400
    assert noted(session) == {}


def test_who_was_noted_is_who_has_met(session, lead, members, sign_in):
    tap(sign_in(lead.user), session, all="yes")
    tap(sign_in(lead.user), session, student=members[1].pk, here="no")
    later = SessionFactory(inning=session.inning, week=4, starts_at=session.ends_at)
    met = meetings.before(later)[0].rooms
    assert met[lead.pk] == met[members[0].pk]
    assert members[1].pk not in met


def send(client, session, **answers):
    return client.post(reverse("attendance_edit", args=[session.pk]), answers)


def test_staff_mend_what_a_lead_noted(session, lead, members, sign_in, staff_client):
    tap(sign_in(lead.user), session, all="yes")
    pk = members[0].pk
    answer = send(
        staff_client,
        session,
        **{f"was-{pk}": "yes", f"is-{pk}": "no", f"was-{lead.pk}": "yes", f"is-{lead.pk}": ""},
    )
    assert answer.status_code == 302
    assert noted(session) == {pk: False, members[1].pk: True}
    change = Change.objects.get(verb="attendance.corrected")
    assert change.after == {str(lead.pk): "", str(pk): "no"}


def test_numbers_beyond_any_room_or_person_change_nothing(session, staff_client):
    beyond = "9" * 30
    fields = {f"was-{beyond}": "", f"is-{beyond}": "yes", "everybody": beyond}
    assert send(staff_client, session, **fields).status_code == 302
    assert noted(session) == {}


def test_staff_note_some_rooms_a_page_and_come_back_to_it(session, lead, staff_client, monkeypatch):
    monkeypatch.setattr("mixitup.views.control.ROOMS_A_PAGE", 1)
    address = reverse("attendance_edit", args=[session.pk])
    second = session.published.memberships.filter(group__number=2).first().student.pk
    page = staff_client.get(address, {"page": 2})
    assert {line.seat.group.number for line in page.context["lines"]} == {2}
    answer = staff_client.post(f"{address}?page=2", {f"was-{second}": "", f"is-{second}": "yes"})
    assert answer["Location"] == f"{address}?page=2"
    assert noted(session) == {second: True}


def test_staff_note_a_whole_room_at_once_but_for_whom_they_said_missed(session, lead, members, staff_client):
    room = [lead.pk, members[0].pk, members[1].pk]
    answers = {f"{prefix}-{pk}": "" for pk in room for prefix in ("was", "is")}
    send(staff_client, session, **answers | {f"is-{members[0].pk}": "no", "everybody": "1"})
    assert noted(session) == {lead.pk: True, members[0].pk: False, members[1].pk: True}


def test_staff_see_the_rooms_that_are_still_to_be_noted(session, lead, sign_in, staff_client):
    tap(sign_in(lead.user), session, all="yes")
    address = reverse("attendance_edit", args=[session.pk])
    page = staff_client.get(address, {"show": "open"})
    assert {line.seat.group.number for line in page.context["lines"]} == {2}
    second = session.published.memberships.filter(group__number=2)
    answers = {f"was-{seat.student_id}": "" for seat in second}
    answer = staff_client.post(f"{address}?show=open", answers | {"everybody": "2"}, follow=True)
    assert "Every room is noted." in answer.content.decode()


def test_staff_overwrite_nothing_that_they_havent_seen(session, lead, members, sign_in, staff_client):
    tap(sign_in(lead.user), session, all="yes")
    pk = members[0].pk
    answer = send(staff_client, session, **{f"was-{pk}": "", f"is-{pk}": "no"})
    assert answer.status_code == 409
    assert "now “Came”, you chose “Missed”" in answer.content.decode()
    assert noted(session)[pk] is True


def test_the_list_takes_three_queries_whatever_its_length(session, django_assert_num_queries):
    for rooms in (2, 1):
        session.published.memberships.filter(group__number__gt=rooms).delete()
        with django_assert_num_queries(3):
            attendance.lines(session, [1, 2])
