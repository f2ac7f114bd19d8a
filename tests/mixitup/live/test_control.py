import pytest
from django.urls import reverse

from mixitup.live import control
from mixitup.models import Change, Membership, Session
from tests.factories import SessionFactory, published_session


def rooms(session, moment):
    return {room.group.number: room for room in control.control_rooms(session, moment)}


def test_staff_see_where_each_room_is(session, lead, press, at):
    press(lead, "start", 0)
    found = rooms(session, at(4))
    assert (found[1].where, found[1].tone, found[1].lead_trouble) == ("Introductions, 6 min left", "good", "")
    assert (found[2].where, found[2].tone, found[2].lead_trouble) == (
        "Not started",
        "warn",
        "Lead hasn't started",
    )
    assert rooms(session, at(13))[1].where == "Introductions, 3 min over"
    press(lead, "pause", 13)
    assert rooms(session, at(14))[1].where == "Introductions, paused"
    press(lead, "go", 20)
    assert rooms(session, at(21))[1].where == "Finished"


def test_a_room_that_calls_stands_first_until_staff_have_seen_to_it(
    session, members, sign_in, staff_client, at
):
    other = session.published.memberships.filter(group__number=2, role=Membership.Role.MEMBER).first().student
    client = sign_in(other.user)
    client.post(reverse("room_help", args=[session.pk]), {"ask": "yes"})
    assert [room.group.number for room in control.control_rooms(session, at(0))] == [2, 1]
    assert "Help is called." in client.get(reverse("room_live", args=[session.pk])).content.decode()
    staff_client.post(reverse("control_help", args=[session.pk, 2]))
    assert rooms(session, at(0))[2].help_asked_at is None


def test_rooms_without_their_lead_are_named(session, members, press, at):
    press(members[0], "start", 2)
    assert rooms(session, at(3))[1].lead_trouble == f"{members[0].shown_name} leads instead"
    session.published.memberships.update(role=Membership.Role.MEMBER)
    assert rooms(session, at(3))[2].lead_trouble == "Nobody is set to lead"


def test_a_line_reaches_every_room_at_its_next_poll(session, members, sign_in, staff_client):
    client = sign_in(members[0].user)
    state = reverse("room_state", args=[session.pk])
    etag = client.get(state)["ETag"]
    staff_client.post(reverse("control_line", args=[session.pk]), {"line": "Five more minutes today."})
    assert "Five more minutes today." in client.get(state, headers={"If-None-Match": etag}).content.decode()
    staff_client.post(reverse("control_line", args=[session.pk]), {"line": ""})
    assert Session.objects.get(pk=session.pk).rooms_line == ""
    on_record = Change.objects.filter(verb="session.line").values_list("before__line", "after__line")
    assert list(on_record) == [("", "Five more minutes today."), ("Five more minutes today.", "")]


def test_the_line_to_all_rooms_is_folded_until_one_stands(session, staff_client):
    page = reverse("control_detail", args=[session.pk])
    assert '<details class="card line-card" >' in staff_client.get(page).content.decode()
    staff_client.post(reverse("control_line", args=[session.pk]), {"line": "Ten minutes more."})
    assert '<details class="card line-card" open>' in staff_client.get(page).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_control_room_takes_the_same_queries_for_any_number_of_rooms(
    db, count, staff_client, django_assert_num_queries
):
    session = published_session(rooms=count, people=2, session=SessionFactory())
    url = reverse("control_detail", args=[session.pk])
    staff_client.get(url)
    with django_assert_num_queries(6):
        answer = staff_client.get(url, headers={"HX-Target": "rooms"})
    assert answer.content.decode().count("<h2>Room") == count
