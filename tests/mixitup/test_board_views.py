import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from mixitup.board.seating import Seating
from mixitup.models import Change, Membership, RoomRequest
from tests.factories import (
    EnrolmentFactory,
    ModuleFactory,
    SessionFactory,
    StudentFactory,
    UserFactory,
    published_session,
)

pytestmark = pytest.mark.django_db
SOON = timezone.now() + datetime.timedelta(days=3)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def session(db):
    return published_session(rooms=3, people=3, session=SessionFactory(starts_at=SOON, room_count=3))


@pytest.fixture
def post(staff_client, session):
    """Sends a step on the board as it stands, or on the version given."""

    def send(kind, seen=None, client=staff_client, **data):
        headers = HTMX if data.pop("htmx", False) else {}
        values = {"seen": seen or Seating.read(session).version, "kind": kind, **data}
        return client.post(reverse("board_step", args=[session.pk]), values, **headers)

    return send


def board_of(client, session, **query):
    return client.get(reverse("board_detail", args=[session.pk]), query)


def people(session, room):
    return Seating.read(session).rooms()[room]


@pytest.mark.parametrize("rooms", [8, 80])
def test_board_takes_a_fixed_number_of_queries(staff_client, django_assert_num_queries, rooms):
    past = published_session(rooms=2, people=2)
    session = SessionFactory(week=4, starts_at=SOON, inning=past.inning)
    published_session(rooms=rooms, people=3, session=session)
    session.absences.create(student=session.published.memberships.first().student)
    seen = Seating.read(session).version
    student = people(session, 1)[1]
    staff_client.post(
        reverse("board_step", args=[session.pk]), {"seen": seen, "kind": "pin", "student": student}
    )
    board_of(staff_client, session)

    with django_assert_num_queries(16):
        response = board_of(staff_client, session)

    assert response.content.decode().count('class="rm') == rooms + 1


def test_rooms_led_by_somebody_else_than_their_mod_4_are_named(staff_client, session):
    assert "Every room has a Mod 4 lead." in board_of(staff_client, session).content.decode()
    room = session.published.memberships.filter(group__number=2).order_by("role", "pk")
    first, second = room[0], room[1]
    Membership.objects.filter(pk=first.pk).update(role=Membership.Role.MEMBER)
    Membership.objects.filter(pk=second.pk).update(role=Membership.Role.LEAD)

    facts = [(fact.tone, fact.text) for fact in board_of(staff_client, session).context["facts"]]

    assert facts[:2] == [("good", "Every room has a Mod 4."), ("same", "Room 2 is led by somebody else.")]


def test_board_shows_each_person_with_module_and_cohort_and_marks_the_lead(staff_client, session):
    page = board_of(staff_client, session).content.decode()

    lead = session.published.memberships.get(group__number=2, role=Membership.Role.LEAD).student
    at = page.index(f'id="p{lead.pk}"')
    row = page[at : page.index("</li>", at)]
    assert "M4" in row
    assert lead.shown_name in row
    assert "2608-BE" in row
    assert 'aria-label="leads"' in row


def test_board_says_who_met_when_and_that_the_room_needs_a_look(staff_client, session):
    later = SessionFactory(week=4, starts_at=SOON + datetime.timedelta(days=14), inning=session.inning)
    arrangement = later.arrangements.create(number=1)
    for membership in session.published.memberships.filter(group__number=1):
        group, _ = later.groups.get_or_create(number=1)
        arrangement.memberships.create(student=membership.student, group=group)

    page = board_of(staff_client, later).content.decode()

    names = [member.student.shown_name for member in session.published.memberships.filter(group__number=1)]
    assert any(f"{one} and {two} met in Week 2" in page for one in names for two in names)
    assert "3 pairs meet again" in page
    assert "Three pairs meet again, in room 1." in page


def test_board_lists_a_newcomer_and_who_asked_for_a_room_first(staff_client, session):
    EnrolmentFactory(inning=session.inning, student=StudentFactory(name="Ada New"))
    asked = EnrolmentFactory(inning=session.inning, student=StudentFactory(name="Zoe Asks")).student
    RoomRequest.objects.create(session=session, student=asked)

    page = board_of(staff_client, session).content.decode()

    assert page.index("Without a room") < page.index("Zoe Asks") < page.index("Ada New")
    assert "Two people have no room yet." in page


def test_board_finds_a_person_and_filters_without_a_script(staff_client, session, post):
    pinned = people(session, 3)[0]
    post("pin", student=pinned)
    name = Seating.read(session).name(people(session, 2)[1])

    assert [room.number for room in board_of(staff_client, session, find=name).context["rooms"]] == [2]
    assert [room.number for room in board_of(staff_client, session, find="room 1").context["rooms"]] == [1]
    assert [room.number for room in board_of(staff_client, session, show="pinned").context["rooms"]] == [3]
    assert board_of(staff_client, session, show="look").context["rooms"] == []


def test_step_without_a_script_goes_back_to_the_person_on_the_board(session, post):
    student = people(session, 1)[2]

    response = post("move", student=student, room=2)

    assert response.status_code == 302
    assert response["Location"] == reverse("board_detail", args=[session.pk]) + f"#p{student}"
    assert student in people(session, 2)


def test_step_answers_htmx_with_the_rooms_it_touched_alone(session, post):
    post("pin", student=people(session, 2)[0])  # from here on there is a draft

    page = post("move", student=people(session, 1)[2], room=2, htmx=True).content.decode()

    assert [f'id="room-{number}"' in page for number in (1, 2, 3)] == [True, True, False]
    assert 'id="board-head"' in page
    assert 'data-said="' in page
    assert "<html" not in page


def test_step_that_makes_no_sense_says_why_and_keeps_the_board(session, post):
    response = post("move", student=people(session, 1)[2], room=77)

    assert response.status_code == 422
    assert "There is no room 77 on this board." in response.content.decode()
    assert 'id="room-3"' in response.content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_conflict_shows_both_and_the_waiting_step_can_be_taken_with_one_click(session, post, sign_in, htmx):
    seen = Seating.read(session).version
    theirs, mine = people(session, 1)[2], people(session, 3)[2]
    other = sign_in(UserFactory(is_staff=True, name="Sam Other"))
    post("pin", student=theirs, client=other)
    seen_names = Seating.read(session).names

    response = post("move", seen=seen, student=mine, room=2, htmx=htmx)

    page = response.content.decode()
    assert response.status_code == 409
    assert f"Sam Other: {seen_names[theirs]} pinned" in page
    assert f"{seen_names[mine]} moved to room 2" in page
    assert mine in people(session, 3)

    waiting = response.context["conflict"]["asked"]
    post(seen=response.context["board"].version, **waiting)
    assert mine in people(session, 2)


def test_news_is_silent_until_somebody_changed_the_board(staff_client, session, post):
    url = reverse("board_news", args=[session.pk])
    seen = Seating.read(session).version
    assert staff_client.get(url, {"seen": seen}).status_code == 204

    post("pin", student=people(session, 1)[0])

    assert "Robin Staff: " in staff_client.get(url, {"seen": seen}).content.decode()


def test_person_page_offers_best_swaps_first_each_with_what_it_changes(staff_client, session):
    student = people(session, 1)[2]

    response = staff_client.get(reverse("board_person", args=[session.pk, student]))

    same_module = {people(session, 2)[2], people(session, 3)[2]}
    assert {choice.seat.pk for choice in response.context["swaps"][:2]} == same_module
    assert [choice.words for choice in response.context["swaps"][:2]] == ["as good as now"] * 2
    lead = next(one for one in response.context["swaps"] if one.seat.leads)
    assert "a room loses its Mod 4" in lead.words
    assert response.content.decode().count('name="ask" value="swap ') >= 2


def test_person_without_a_room_gets_the_best_rooms(staff_client, session):
    student = EnrolmentFactory(inning=session.inning, module=ModuleFactory(number=1)).student_id
    session.published.memberships.filter(student=people(session, 2)[2]).delete()

    response = staff_client.get(reverse("board_person", args=[session.pk, student]))

    assert response.context["moves"][0].room == 2


def test_move_that_makes_rooms_less_even_says_so(staff_client, session, post):
    student = people(session, 1)[2]
    post("move", student=people(session, 1)[1], room=2)

    told = staff_client.get(reverse("board_effects", args=[session.pk, student])).json()["rooms"]

    assert "rooms of 1 and 5" in told["2"][1]
    fuller = people(session, 2)[2]
    told = staff_client.get(reverse("board_effects", args=[session.pk, fuller])).json()["rooms"]
    assert "rooms of" not in told["1"][1]


def test_effects_tell_a_drag_what_each_place_would_change(staff_client, session):
    student = people(session, 1)[2]

    told = staff_client.get(reverse("board_effects", args=[session.pk, student])).json()

    assert told["people"][str(people(session, 2)[2])] == ["same", "as good as now"]
    assert told["people"][str(people(session, 2)[0])][0] == "warn"
    assert set(told["rooms"]) == {"2", "3"}


def test_person_of_no_room_on_this_board_is_not_there(staff_client, session):
    stranger = EnrolmentFactory(inning__name="2601", inning__starts_on=datetime.date(2026, 1, 5)).student_id

    assert staff_client.get(reverse("board_person", args=[session.pk, stranger])).status_code == 404


def test_mix_again_keeps_pins_and_records_seed_and_digest(staff_client, session, post):
    student = people(session, 2)[1]
    post("pin", student=student)

    response = staff_client.post(
        reverse("board_mix", args=[session.pk]),
        {"seen": Seating.read(session).version, "prefer": "spread"},
    )

    assert response.status_code == 302
    assert student in people(session, 2)
    told = Change.objects.get(verb="board.mix").after
    assert isinstance(told["seed"], int)
    assert len(told["digest"]) == 64
    session.refresh_from_db()
    assert session.prefer == "spread"


def test_mix_writes_the_very_groups_that_were_shown(staff_client, session):
    url = reverse("board_mix", args=[session.pk])
    shown, _ = staff_client.get(url).context["results"][0]

    asked = {"seen": Seating.read(session).version, "prefer": shown.prefer, "seed": shown.seed}
    staff_client.post(url, {**asked, "digest": shown.digest})

    assert {room: sorted(ids) for room, ids in Seating.read(session).rooms().items()} == {
        room: sorted(ids) for room, ids in shown.rooms.items()
    }


def test_mix_shows_anew_when_the_roster_changed_since_it_was_shown(staff_client, session):
    url = reverse("board_mix", args=[session.pk])
    shown, _ = staff_client.get(url).context["results"][0]
    EnrolmentFactory(inning=session.inning)

    asked = {"seen": Seating.read(session).version, "prefer": shown.prefer, "seed": shown.seed}
    response = staff_client.post(url, {**asked, "digest": shown.digest})

    assert response.status_code == 409
    assert session.arrangements.filter(frozen_at=None).count() == 0


def test_mix_says_which_rules_clash(staff_client, session, post):
    for student in [*people(session, 1), people(session, 2)[0], people(session, 3)[0]]:
        if student not in people(session, 1):
            post("move", student=student, room=1)
        post("pin", student=student)

    response = staff_client.post(
        reverse("board_mix", args=[session.pk]),
        {"seen": Seating.read(session).version, "prefer": "repeats"},
    )

    assert response.status_code == 422
    assert "5 people pinned to a group of" in response.content.decode()


def test_draft_never_reaches_a_student(session, post, sign_in):
    student = StudentFactory(name="Dana Draft")
    EnrolmentFactory(inning=session.inning, student=student)
    post("move", student=student.pk, room=1)
    reader = session.published.memberships.get(group__number=1, role=Membership.Role.LEAD).student

    for name in ("board_detail", "board_mix", "board_news"):
        assert sign_in(reader.user).get(reverse(name, args=[session.pk])).status_code == 404
    assert not session.published.memberships.filter(student=student).exists()
