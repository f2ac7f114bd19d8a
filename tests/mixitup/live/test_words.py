import re

from django.db import connection
from django.urls import reverse

from mixitup import library
from mixitup.models import Intention, LiveRoom, RoomLine
from mixitup.roster.erasing import erase


def send(client, session, name, *args, **data):
    return client.post(reverse(name, args=[session.pk, *args]), data)


def live(client, session):
    return client.get(reverse("room_live", args=[session.pk])).content.decode()


def write(client, session, text, version=0, **headers):
    url = reverse("intention_edit", args=[session.pk])
    return client.post(url, {"version": version, "text": text}, headers=headers)


def test_an_intention_is_encrypted_and_its_authors_alone_until_they_share_it(
    session, lead, members, sign_in, staff_client
):
    client, other = sign_in(members[0].user), sign_in(lead.user)
    write(client, session, "Meet one designer")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM mixitup_intention")
        assert "designer" not in cursor.fetchone()[0]
    assert "Meet one designer" in live(client, session)
    assert "Meet one designer" not in live(other, session)
    send(client, session, "intention_share", share="yes")
    assert "Meet one designer" in live(other, session)
    send(client, session, "intention_share", share="no")
    assert "Meet one designer" not in live(other, session)


def test_a_shared_intention_stays_in_its_room(session, members, sign_in):
    stranger = session.published.memberships.filter(group__number=2).last().student
    client = sign_in(members[0].user)
    write(client, session, "Meet one designer")
    send(client, session, "intention_share", share="yes")
    assert "Meet one designer" not in live(sign_in(stranger.user), session)


def test_an_intention_shows_again_at_the_close(session, lead, press, sign_in):
    client = sign_in(lead.user)
    write(client, session, "Meet one designer")
    press(lead, "start", 0)
    assert "What you wanted from today" not in live(client, session)
    press(lead, "go", 55, "close:0")
    assert "What you wanted from today" in live(client, session)


def test_two_windows_never_overwrite_an_intention(session, lead, sign_in):
    client = sign_in(lead.user)
    first = write(client, session, "One", **{"X-Autosave": "1"})
    assert first.json()["version"] == 1
    late = write(client, session, "Two")
    assert late.status_code == 409
    assert "There it says: “One”" in late.content.decode()
    assert Intention.objects.get().text == "One"


def test_everybody_adds_to_the_rooms_list_and_takes_out_their_own(session, lead, members, sign_in):
    client = sign_in(members[0].user)
    send(client, session, "room_line_add", kind="idea", text="Ask at a meetup")
    send(sign_in(members[1].user), session, "room_line_add", kind="norm", text="Passing is fine")
    norm, idea = RoomLine.objects.get(kind="norm"), RoomLine.objects.get(kind="idea")
    send(client, session, "room_line_delete", norm.pk)
    assert RoomLine.objects.filter(pk=norm.pk).exists()
    send(sign_in(lead.user), session, "room_line_delete", norm.pk)
    send(client, session, "room_line_delete", idea.pk)
    assert RoomLine.objects.count() == 0


def test_a_line_shows_in_its_room_alone(session, members, press, lead, sign_in):
    stranger = session.published.memberships.filter(group__number=2).last().student
    press(lead, "start", 0)
    send(sign_in(members[0].user), session, "room_line_add", kind="idea", text="Ask <b>at</b> a meetup")
    assert "- Ask &lt;b&gt;at&lt;/b&gt; a meetup" in live(sign_in(lead.user), session)
    assert "meetup" not in live(sign_in(stranger.user), session)


def test_the_lead_pins_one_or_two_questions_for_the_room(session, lead, members, press, sign_in):
    client = sign_in(lead.user)
    page = client.get(reverse("room_prepare", args=[session.pk])).content.decode()
    assert "I lead our Mix It Up room (1) on Wednesday at 11:00" in page
    name = "pin-group-discussion"
    send(client, session, "room_prepare", **{name: ["What is your list?", "Not in the guide"]})
    assert LiveRoom.objects.get().pins == {"group-discussion": ["What is your list?"]}
    press(lead, "start", 0)
    press(lead, "go", 20, "group-discussion:0")
    assert "The question for this part" in live(sign_in(members[0].user), session)


def test_more_than_two_questions_are_refused_and_nothing_is_lost(session, lead, sign_in):

    library.save_version(
        session.guide, "## Talk (60 min)\n* One?\n* Two?\n* Three?", None, seen=1, verb="page.edited"
    )
    answer = send(sign_in(lead.user), session, "room_prepare", **{"pin-talk": ["One?", "Two?", "Three?"]})
    assert answer.status_code == 409
    assert answer.content.decode().count("checked") == 3
    assert not LiveRoom.objects.exists()


def test_erasing_takes_what_somebody_brought(session, members, sign_in, at):
    client = sign_in(members[0].user)
    write(client, session, "Meet one designer")
    send(client, session, "room_line_add", kind="idea", text="Ask at a meetup")
    erase(members[0], at(0))
    assert (Intention.objects.count(), RoomLine.objects.count()) == (0, 0)


def test_parts_to_choose_from_are_folded_but_the_first_and_those_with_too_many(session, lead, sign_in):
    library.save_version(
        session.guide,
        "## One (30 min)\n* A?\n\n## Two (20 min)\n* B?\n* C?\n* D?\n\n## Three (10 min)\n* E?\n",
        None,
        seen=1,
        verb="page.edited",
    )
    client, url = sign_in(lead.user), reverse("room_prepare", args=[session.pk])

    def folds(page):
        return re.findall(r'<details class="card fold"( open)?>\s*<summary><h3>(\w+)', page.content.decode())

    assert folds(client.get(url)) == [(" open", "One"), ("", "Two"), ("", "Three")]
    refused = send(client, session, "room_prepare", **{"pin-two": ["B?", "C?", "D?"], "pin-three": ["E?"]})
    assert folds(refused) == [(" open", "One"), (" open", "Two"), ("", "Three")]
    assert "3 of 3 chosen" in refused.content.decode()
