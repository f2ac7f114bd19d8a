from django.db import connection
from django.urls import reverse

from mixitup.live import pulse
from mixitup.models import Pulse, PulseMark
from tests.factories import SessionFactory, published_session


def send(client, session, score, comment=""):
    return client.post(reverse("pulse_answer", args=[session.pk]), {"score": score, "comment": comment})


def test_an_answer_is_counted_once_and_apart_from_who_gave_it(session, members, sign_in, at):
    client = sign_in(members[0].user)
    send(client, session, 4, "More time to talk")
    send(client, session, 1)
    tally = Pulse.objects.get()
    assert (tally.counts, tally.comments) == ([0, 0, 0, 1, 0], {"lines": ["More time to talk"]})
    assert {field.name for field in Pulse._meta.fields} == {"id", "session", "counts", "comments"}
    assert {field.name for field in PulseMark._meta.fields} == {"id", "session", "student"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT comments FROM mixitup_pulse")
        assert "talk" not in cursor.fetchone()[0]


def test_who_has_answered_comes_back_to_the_room_and_isnt_asked_again(
    session, lead, members, press, sign_in, at
):
    press(lead, "start", 0)
    press(lead, "go", 59)
    client, room = sign_in(members[0].user), reverse("room_live", args=[session.pk])
    assert "One question" in client.get(room).content.decode()
    assert send(client, session, 4)["Location"] == room
    page = client.get(room).content.decode()
    assert ("One question" in page, "/networking/people/" in page, 'href="/networking/"' in page) == (
        False,
        True,
        True,
    )


def test_averages_and_comments_show_from_five_answers_on(at, db, staff_client):
    session = published_session(rooms=1, people=5, session=SessionFactory(week=4))
    students = [seat.student for seat in session.published.memberships.order_by("pk")]
    for number, student in enumerate(students[:4], start=2):
        pulse.answer(session, student, number, f"Comment {5 - number}")
    page = reverse("pulse_result", args=[session.pk])
    assert pulse.result(session) == pulse.Result(4)
    assert "Comment" not in staff_client.get(page).content.decode()
    pulse.answer(session, students[4], 5, "")
    found = pulse.result(session)
    assert (found.average, found.counts) == (3.8, (0, 1, 1, 1, 2))
    assert found.comments == ("Comment 0", "Comment 1", "Comment 2", "Comment 3")
    assert "Comment 0" in staff_client.get(page).content.decode()


def test_only_people_who_had_a_room_answer_and_not_before_it_starts(session, members, sign_in, at):
    at(-1)
    send(sign_in(members[0].user), session, 5)
    at(60)
    session.published.memberships.filter(student=members[1]).delete()
    send(sign_in(members[1].user), session, 5)
    assert Pulse.objects.count() == 0


def test_a_score_outside_one_to_five_is_refused_with_what_was_typed(session, members, sign_in):
    answer = send(sign_in(members[0].user), session, 6, "Fine")
    assert "Fine" in answer.content.decode()
    assert PulseMark.objects.count() == 0
