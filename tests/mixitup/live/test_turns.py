import pytest
from django.urls import reverse

from mixitup.live import clock, places, turns
from mixitup.models import Attendance, LiveRoom, Session
from mixitup.pages import read_page, round_of
from tests.mixitup.live.conftest import START

ROUND = """## {title} (10 mins)
{text}

## Close (5 mins)
Bye.
"""


@pytest.fixture
def running(press, lead):
    return press(lead, "start", 0)


def place_of(session, student):
    return places.place_of(Session.objects.for_room_page().get(pk=session.pk), student.user)


@pytest.fixture
def turn(session, at):
    """`turn(student, "done", 3)`: the button about turns, pressed so many minutes after the session's start."""

    def turn(student, action, minutes=0.0, seen=None):
        place = place_of(session, student)
        seen = place.revision if seen is None else seen
        return turns.press_turn(place, turns.TurnAction(action), seen, at(minutes))

    return turn


def speaker(session, student, moment=START):
    found = turns.turns_of(place_of(session, student), False, moment)
    return found.speaker.student if found.speaker else None


def round_in(text, title="Something"):
    return round_of(read_page(ROUND.format(title=title, text=text)).agenda[0])


@pytest.mark.parametrize(
    "text",
    [
        "Go around once.",
        "A quick round:",
        "* Everyone shares one thing",
        "1. As a group, take turns.",
        "One breath each:",
    ],
)
def test_a_part_that_asks_everyone_to_speak_reads_as_a_round(text):
    assert round_in(text).each is None


def test_a_round_knows_the_time_that_the_page_names_for_each_person():
    assert round_in("Take about 2 minutes per person.").each.most == 2
    assert round_in("Talk for 5 minutes per question.") is None
    assert round_in("Listen well.", title="Introductions").each is None


@pytest.mark.parametrize(
    "text", ["Read the norms aloud.", "What surrounds you?", "Turn to the list.", "All around us."]
)
def test_what_asks_nothing_of_everyone_is_no_round(text):
    assert round_in(text) is None


def test_turns_are_off_until_the_lead_turns_them_on(session, running, lead, members, turn):
    assert turns.turns_of(place_of(session, lead), True, START) is None
    turn(lead, "on")
    line = turns.queue(LiveRoom.objects.get(), place_of(session, lead).seats, {})
    assert line[0].student == lead
    assert {seat.student for seat in line[1:]} == set(members)


def test_each_gets_an_equal_share_of_what_is_left(session, running, lead, turn, at):
    assert (turn(lead, "on", 4).turn_ends_at - at(4)).seconds == 120
    assert (turn(lead, "done", 5).turn_ends_at - at(5)).seconds == 150
    assert (turn(lead, "done", 9.5).turn_ends_at - at(9.5)).seconds == 30
    assert (turn(lead, "back", 12).turn_ends_at - at(12)).seconds == 30


def test_nobody_gets_more_than_the_guide_names_for_each(running, session, lead, turn, at):
    version = running.version
    version.source = ROUND.format(title="Names", text="About 1 minute per person.").replace(
        "Names", "Introductions"
    )
    version.save()
    assert (turn(lead, "on", 0).turn_ends_at - at(0)).seconds == 60


def test_who_passes_comes_back_once_and_is_then_left_in_peace(session, running, lead, turn):
    turn(lead, "on")
    _, second, third = turns.queue(LiveRoom.objects.get(), place_of(session, lead).seats, {})
    turn(lead, "pass")
    assert speaker(session, lead) == second.student
    turn(second.student, "done")
    assert speaker(session, lead) == third.student
    turn(third.student, "pass")
    assert speaker(session, lead) == lead
    turn(lead, "pass")
    assert speaker(session, lead) == third.student
    turn(third.student, "pass")
    assert speaker(session, lead) is None
    assert turns.turns_of(place_of(session, lead), False, START).words == "Everyone has had a turn."


def test_only_the_lead_and_whose_turn_it_is_move_them_on(session, running, lead, members, turn):
    turn(lead, "on")
    with pytest.raises(clock.NotAllowed):
        turn(members[0], "done")
    turn(lead, "done")
    first = speaker(session, lead)
    other = next(one for one in members if one != first)
    for student, action in [(other, "done"), (first, "back"), (first, "off"), (first, "on")]:
        with pytest.raises(clock.NotAllowed):
            turn(student, action)
    turn(first, "done")
    assert speaker(session, lead) == other


def test_back_gives_the_last_speaker_the_word_again(session, running, lead, turn):
    turn(lead, "on")
    with pytest.raises(clock.NotAllowed):
        turn(lead, "back")
    turn(lead, "done")
    turn(lead, "back")
    assert speaker(session, lead) == lead


def test_who_is_missing_is_left_out_and_who_comes_late_is_last(session, running, lead, members, turn):
    group = session.groups.get(number=1)
    gone = Attendance.objects.create(session=session, student=members[0], group=group, is_present=False)
    turn(lead, "on")
    place = place_of(session, lead)
    assert members[0] not in [s.student for s in turns.queue(place.room, place.seats, place.came)]
    gone.is_present = True
    gone.save()
    turn(lead, "done")
    place = place_of(session, lead)
    assert {s.student for s in turns.queue(place.room, place.seats, place.came)} == set(members)


def test_who_came_into_the_room_since_speak_in_the_order_they_were_noted(
    session, running, lead, members, turn
):
    room = turn(lead, "on")
    room.turns["order"] = [lead.pk]
    room.save()
    late = sorted(members, key=lambda member: -member.pk)
    for member in late:
        Attendance.objects.create(session=session, student=member, group=running.group, is_present=True)
    place = place_of(session, lead)
    assert [s.student for s in turns.queue(place.room, place.seats, place.came)] == [lead, *late]


def test_a_pass_keeps_the_place_of_who_was_noted_as_missing_by_mistake(session, running, lead, turn):
    order = turn(lead, "on").turns["order"]
    Attendance.objects.create(
        session=session, group=running.group, student_id=order[2], is_present=False, recorded_by=lead.user
    )
    turn(lead, "pass")
    Attendance.objects.all().delete()
    assert turn(lead, "done").turns["order"] == [order[1], order[2], order[0]]
    assert speaker(session, lead).pk == order[2]


def test_who_gets_the_word_by_what_is_noted_gets_their_own_time(session, running, lead, members, turn, at):
    order = turn(lead, "on", 4).turns["order"]
    turns.note_here(place_of(session, lead), {order[0]: False}, lead.user, at(5.5))
    room = LiveRoom.objects.get()
    assert (room.turn_ends_at - at(5.5)).seconds == 135  # of 4½ minutes for two
    turns.note_here(place_of(session, lead), {order[2]: True}, lead.user, at(6))
    assert LiveRoom.objects.get().turn_ends_at == room.turn_ends_at
    turn(lead, "done", 6)
    assert turn(lead, "done", 7).turn_ends_at is None
    turns.note_here(place_of(session, lead), {order[0]: True}, lead.user, at(8))
    assert (LiveRoom.objects.get().turn_ends_at - at(8)).seconds == 120


def test_the_next_part_ends_them_and_a_pause_holds_them(session, running, lead, press, turn, at):
    turn(lead, "on")
    press(lead, "pause", 1)
    found = turns.turns_of(place_of(session, lead), True, at(3))
    assert (found.left, found.ends_ms) == ("2:20", "")
    assert press(lead, "resume", 4).turn_ends_at == at(4 + 140 / 60)
    room = press(lead, "go", 5, "group-norms:0")
    assert (room.turns, room.turn_ends_at) == ({}, None)


def test_an_old_page_and_a_clock_that_does_not_run_change_nothing(session, lead, press, turn):
    with pytest.raises(clock.NotAllowed):
        turn(lead, "on")
    press(lead, "start", 0)
    with pytest.raises(clock.MovedOn):
        turn(lead, "on", seen=0)
    with pytest.raises(clock.NotAllowed):
        turn(lead, "done")
    assert LiveRoom.objects.get().turns == {}


def test_it_works_without_javascript_and_the_poll_stays_one_query(
    session, running, lead, members, sign_in, django_assert_num_queries
):
    url = reverse("room_turns", args=[session.pk])
    answer = sign_in(lead.user).post(url, {"turn": "on", "seen": running.revision})
    assert answer["Location"] == reverse("room_live", args=[session.pk])
    client, state = sign_in(members[0].user), reverse("room_state", args=[session.pk])
    first = client.get(state)
    assert f"{lead.first_name}'s turn" in first.content.decode().replace("&#x27;", "'")
    with django_assert_num_queries(3):
        again = client.get(state, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert client.post(url, {"turn": "dance", "seen": 1}).status_code == 400
    assert client.post(url, {"turn": "done", "seen": LiveRoom.objects.get().revision}).status_code == 409
