import pytest
from django.urls import reverse

from mixitup.live import places
from mixitup.models import LiveRoom, Membership

pytestmark = pytest.mark.django_db


def url(session, name="room_live"):
    return reverse(name, args=[session.pk])


def poll(client, session, etag=""):
    return client.get(url(session, "room_state"), headers={"If-None-Match": etag} if etag else {})


def button(client, session, press, seen, **headers):
    return client.post(url(session, "room_press"), {"press": press, "seen": seen}, headers=headers)


def test_everybody_in_the_room_follows_the_lead_and_only_the_lead_sees_notes_and_buttons(
    session, lead, members, sign_in, at
):
    assert button(sign_in(lead.user), session, "start", 0)["Location"] == url(session)
    at(4)
    for student, is_lead in [(lead, True), (members[0], False)]:
        body = sign_in(student.user).get(url(session)).content.decode()
        assert "Introductions" in body
        assert ">6:00<" in body
        assert "11:10–11:20" in body
        assert ("Go first, and keep it short." in body) is is_lead
        assert ("<span>Next: Group norms</span>" in body) is is_lead


def test_another_room_is_another_clock(session, lead, sign_in):
    button(sign_in(lead.user), session, "start", 0)
    other = session.published.memberships.filter(group__number=2, role=Membership.Role.MEMBER).first()
    assert 'data-phase="waiting"' in sign_in(other.student.user).get(url(session)).content.decode()


def test_an_unchanged_poll_is_304_with_one_query_beyond_sign_ins_two(
    session, members, lead, press, sign_in, django_assert_num_queries
):
    press(lead, "start", 0)
    client = sign_in(members[0].user)
    first = poll(client, session)
    assert (first.status_code, 'id="live"' in first.content.decode()) == (200, True)
    with django_assert_num_queries(3):
        again = poll(client, session, first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["X-Now"] == "1795629600000"


def test_a_press_changes_the_next_poll_for_everybody(session, members, lead, press, sign_in):
    press(lead, "start", 0)
    client = sign_in(members[0].user)
    etag = poll(client, session)["ETag"]
    press(lead, "more", 0)
    changed = poll(client, session, etag)
    assert (changed.status_code, changed["ETag"] != etag) == (200, True)
    assert ">12:00<" in changed.content.decode()


def test_a_late_room_changes_each_minute_and_a_member_may_step_in(session, members, sign_in, at):
    client = sign_in(members[0].user)
    etag = poll(client, session)["ETag"]
    at(2)
    body = poll(client, session, etag).content.decode()
    assert "Nobody has started yet" in body
    assert "Start the hour" in body


def test_a_second_press_from_an_old_page_answers_409_with_the_room_as_it_is(session, lead, sign_in):
    client = sign_in(lead.user)
    button(client, session, "start", 0)
    late = button(client, session, "more", 0, **{"X-Live": "1"})
    assert late.status_code == 409
    assert "Somebody pressed first" in late.content.decode()
    assert 'id="live"' in late.content.decode()
    assert LiveRoom.objects.get().revision == 1


def test_a_press_that_isnt_ones_own_to_make_says_why(session, members, sign_in):
    answer = button(sign_in(members[0].user), session, "start", 0)
    assert answer.status_code == 409
    assert "Your lead moves the clock." in answer.content.decode()


def test_the_live_page_takes_the_same_queries_whatever_the_room_holds(
    lead, session, sign_in, press, django_assert_num_queries
):
    press(lead, "start", 0)
    client = sign_in(lead.user)
    client.get(url(session))
    with django_assert_num_queries(11):
        client.get(url(session))
    session.published.memberships.filter(group__number=1, role=Membership.Role.MEMBER).delete()
    with django_assert_num_queries(11):
        client.get(url(session))


def test_without_a_room_one_is_sent_to_the_sessions_page(session, members, sign_in):
    session.published.memberships.filter(student=members[0]).delete()
    client = sign_in(members[0].user)
    assert client.get(url(session))["Location"] == session.get_absolute_url()
    assert poll(client, session).status_code == 404


def test_a_session_without_a_guide_says_so(session, lead, sign_in):
    session.guide = None
    session.save()
    body = sign_in(lead.user).get(url(session)).content.decode()
    assert "No guide has been chosen for this session." in body


def test_a_page_is_never_older_than_the_state_it_claims(session, members, lead, press, sign_in, monkeypatch):
    press(lead, "start", 0)
    client, read = sign_in(members[0].user), places.place_of

    def pressed_meanwhile(*arguments):
        place = read(*arguments)
        monkeypatch.setattr(places, "place_of", read)
        press(lead, "more", 0)
        return place

    monkeypatch.setattr(places, "place_of", pressed_meanwhile)
    older = poll(client, session)
    assert ">10:00<" in older.content.decode()
    claimed = older.content.decode().partition('data-seen="')[2].partition('"')[0]
    assert (older["ETag"], poll(client, session, f'"{claimed}"').status_code) == (f'"{claimed}"', 200)
