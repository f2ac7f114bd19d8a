import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mixitup import library
from mixitup.live import clock, places
from mixitup.live.page import live_page
from mixitup.models import LiveRoom, Membership, Session
from mixitup.pages import read_page
from tests.mixitup.live.conftest import GUIDE, START


def shown(session, student, moment):
    return live_page(
        places.place_of(Session.objects.for_room_page().get(pk=session.pk), student.user), moment
    )


def minutes(moment):
    return (moment - START) / datetime.timedelta(minutes=1)


def times(live):
    return [(f"{part.starts_at:%M}–{part.ends_at:%M}", part.minutes) for part in live.parts]


def test_a_start_on_time_gives_each_part_what_the_guide_says(session, lead, press, at):
    room = press(lead, "start", 0)
    live = shown(session, lead, at(0))
    assert [part.minutes for part in live.parts] == [10, 10, 35, 5]
    assert (room.anchor, minutes(room.section_ends_at), minutes(room.ends_at)) == ("introductions", 10, 60)
    assert live.lines == []


def test_a_late_start_refits_the_rest_and_says_so(session, lead, press, at):
    press(lead, "start", 3)
    live = shown(session, lead, at(3))
    assert sum(part.seconds for part in live.parts) == 57 * 60
    assert [part.minutes for part in live.parts] == [10, 8, 34, 5]
    assert live.lines == [
        "You started three minutes late.",
        "There is less time than the guide asks for: Group discussion gets 1 minute less.",
    ]


@pytest.mark.parametrize("late", [0, 0.7, 1.01, 1.999])
def test_the_clock_shows_the_times_that_the_waiting_room_showed(session, lead, press, at, late):
    waiting = times(shown(session, lead, at(late)))
    press(lead, "start", late)
    assert times(shown(session, lead, at(late))) == waiting
    assert waiting[-1] == ("55–00", 5)


def test_a_section_that_gives_says_how_much_it_gives_back(session, lead, press, at):
    press(lead, "start", 3)
    press(lead, "go", 13, "group-norms:0")
    assert shown(session, lead, at(13)).lines[0] == (
        "You started three minutes late; this part gives two of them back."
    )
    press(lead, "go", 20, "group-discussion:0")
    assert shown(session, lead, at(20)).lines == []


def test_two_more_minutes_come_from_the_rest(session, lead, press, at):
    press(lead, "start", 0)
    press(lead, "more", 4)
    live = shown(session, lead, at(4))
    assert (live.left, [part.minutes for part in live.parts]) == ("8:00", [12, 8, 35, 5])


def test_a_section_that_runs_over_counts_on_and_the_rest_shrinks(session, lead, press, at):
    press(lead, "start", 0)
    live = shown(session, lead, at(20))
    assert (live.left, live.next.title) == ("+10:00", "Group norms")
    assert [minutes(part.starts_at) for part in live.parts[1:]] == [20, 28, 55]
    assert minutes(live.parts[-1].ends_at) == 60


def test_next_walks_the_steps_then_the_sections_and_back_returns(session, lead, press, at):
    press(lead, "start", 0)
    press(lead, "go", 20, "group-discussion:0")
    assert shown(session, lead, at(21)).next.title == "Ideas, together"
    press(lead, "go", 22, "group-discussion:1")
    live = shown(session, lead, at(22))
    assert (live.next.title, live.back.to, live.left) == ("Close", "group-discussion:0", "33:00")
    press(lead, "go", 55, "close:0")
    live = shown(session, lead, at(55))
    assert (live.next.to, live.next.title, live.left) == ("", "Finish", "5:00")
    assert press(lead, "go", 59).finished_at == at(59)
    assert press(lead, "go", 59, "close:0").finished_at is None


def test_once_time_is_up_next_leaves_the_section_and_skips_what_has_no_time(session, lead, press, at):
    press(lead, "start", 0)
    press(lead, "go", 5, "group-discussion:0")
    assert shown(session, lead, at(58)).next.title == "Close"
    press(lead, "go", 56, "introductions:0")
    live = shown(session, lead, at(59.5))
    assert live.next.title == "Close"
    assert [part.seconds for part in live.parts[1:]] == [0, 0, 180]
    assert live.lines[-1] == "At this pace you finish two minutes after the session's end."


def test_a_pause_holds_the_clock_and_the_rest_gives(session, lead, press, at):
    press(lead, "start", 0)
    press(lead, "pause", 4)
    live = shown(session, lead, at(7))
    assert (live.left, live.ends_ms, minutes(live.current.ends_at)) == ("6:00", "", 13)
    press(lead, "resume", 9)
    live = shown(session, lead, at(9))
    assert (live.left, sum(part.seconds for part in live.parts[1:])) == ("6:00", 45 * 60)


def test_only_the_rooms_lead_moves_the_clock_until_they_are_late(session, lead, members, press):
    with pytest.raises(clock.NotAllowed):
        press(members[0], "start", 1)
    assert press(members[0], "start", 2).stand_in == members[0]
    with pytest.raises(clock.NotAllowed):
        press(members[1], "more", 3)
    assert press(lead, "more", 3).revision == 2


def test_a_room_without_a_lead_starts_by_anyones_hand(session, members, press):
    session.published.memberships.update(role=Membership.Role.MEMBER)
    assert press(members[1], "start", -1).stand_in == members[1]
    with pytest.raises(clock.NotAllowed):
        press(members[0], "more", 0)


def test_when_a_lead_is_gone_anyone_may_move_an_overdue_room_on(session, lead, members, press):
    press(lead, "start", 0)
    with pytest.raises(clock.NotAllowed):
        press(members[0], "go", 11, "group-norms:0")
    assert press(members[0], "go", 12, "group-norms:0").stand_in == members[0]


def test_two_presses_at_once_change_it_once(session, lead, press):
    press(lead, "start", 0)
    press(lead, "more", 1, seen=1)
    with pytest.raises(clock.MovedOn):
        press(lead, "more", 1, seen=1)
    assert minutes(LiveRoom.objects.get().section_ends_at) == 12


def test_a_refused_press_leaves_no_trace(session, lead, press):
    with pytest.raises(clock.NotAllowed):
        press(lead, "pause", 0)
    with pytest.raises(clock.NotAllowed):
        press(lead, "go", 0, "nowhere:0")
    assert LiveRoom.objects.count() == 0


def test_the_clock_stays_with_the_guide_it_started_with(session, lead, press, at):
    press(lead, "start", 0)
    version = session.guide.current
    library.save_version(session.guide, "## Other (60 min)\nAll new.", None, seen=1, verb="page.edited")
    assert shown(session, lead, at(1)).current.section.title == "Introductions"
    assert LiveRoom.objects.get().version == version


def test_a_room_that_meets_after_the_session_has_a_whole_hour(session, lead, press, at):
    press(lead, "start", 90)
    assert minutes(LiveRoom.objects.get().ends_at) == 150
    assert shown(session, lead, at(90)).lines == []


@settings(deadline=None)
@given(st.integers(0, 3), st.integers(-600, 3600))
def test_what_is_left_is_shared_exactly_by_the_parts_that_are_left(first, seconds):
    agenda = clock.Agenda(read_page(GUIDE))
    lengths = agenda.fit(first, seconds).lengths
    assert len(lengths) == 4 - first
    assert sum(lengths) == max(180, seconds)
    assert lengths[-1] >= 180
