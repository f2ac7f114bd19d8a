import datetime

import pytest

from mixitup import absences, keep_rules
from mixitup.board import applying
from mixitup.board.applying import BoardChanged
from mixitup.board.seating import Seating
from mixitup.board.steps import Step, StepError
from mixitup.models import Change, Membership, Notice
from mixitup.publishing import Refused
from mixitup.rescue import plan as rescue
from mixitup.rescue.plan import Plan
from tests.factories import EnrolmentFactory, ModuleFactory, published_session

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 25, 12, 0, tzinfo=datetime.UTC)
LEAD = Membership.Role.LEAD


def seats(session):
    return Seating.read(session)


def room(session, number):
    """Student ids of a room on the board, in the order they were made: Mod 4 (the lead), 3, 2, 1, 4."""
    return seats(session).rooms()[number]


@pytest.fixture
def away(staff):
    def marked(session, *students):
        for pk in students:
            person = session.inning.enrolments.get(student=pk).student
            absences.note(session, person, staff, NOW)

    return marked


def newcomer(session, module=1):
    return EnrolmentFactory(inning=session.inning, module=ModuleFactory(number=module)).student


def test_nobody_moves_where_rooms_stay_large_enough_and_led(away):
    session = published_session(rooms=3, people=5)
    away(session, room(session, 1)[2], room(session, 2)[3])
    plan = Plan(session)
    assert ([seat.place.room for seat in plan.missing], plan.items, plan.troubles) == ([1, 2], [], [])
    assert plan.is_fewest


def test_the_best_rank_in_the_room_steps_in_for_a_lead(away):
    session = published_session(rooms=2, people=5)
    lead, _, _, _, other_mod_4 = room(session, 2)
    away(session, lead)
    plan = Plan(session)
    assert plan.items == []
    stand_in = plan.outcome([]).stand_ins[0]
    assert (stand_in.room, stand_in.name) == (2, seats(session).name(other_mod_4))
    assert stand_in.why == "the first choice of those in the room, by module"


def test_a_lead_comes_from_a_room_that_has_two(away):
    session = published_session(rooms=2, people=5)
    mod_4, mod_3, _, _, other = room(session, 2)
    session.inning.enrolments.filter(student__in=[mod_3, other]).update(module=ModuleFactory(number=1))
    away(session, mod_4)
    plan = Plan(session)
    move = plan.items[0].moves[0]
    assert (len(plan.items), move.source, move.target) == (1, 1, 2)
    assert plan.items[0].why == "Room 2 has nobody left who can lead; room 1 has 3 who can."
    assert plan.outcome(plan.keys).stand_ins[0].why == "comes into the room to lead it"
    assert plan.outcome([]).unled == [2]


def test_a_room_that_got_small_is_topped_up_from_the_largest(away):
    session = published_session(rooms=3, people=6)
    away(session, *room(session, 3)[1:4])
    plan = Plan(session)
    assert [(item.moves[0].source, item.moves[0].target) for item in plan.items] == [(1, 3)]
    assert plan.items[0].why == "Room 3 has only 3 left; room 1 has 6."
    assert plan.is_fewest


def test_two_small_rooms_are_put_together(away):
    session = published_session(rooms=4, people=5)
    away(session, *room(session, 1)[:3], *room(session, 2)[:3])
    plan = Plan(session)
    assert [{move.target for move in item.moves} for item in plan.items] == [{2}]
    assert len(plan.items[0].moves) == 2
    assert plan.is_fewest


def test_one_person_left_joins_another_room(away):
    session = published_session(rooms=3, people=5)
    away(session, *room(session, 2)[:4])
    assert [item.key for item in Plan(session).items] == ["close-2"]


def test_newcomers_go_where_they_are_needed_before_anybody_moves(away):
    session = published_session(rooms=2, people=5)
    away(session, *room(session, 2)[1:3])
    student = newcomer(session)
    plan = Plan(session)
    assert [(m.student, m.source, m.target) for item in plan.items for m in item.moves] == [
        (student.pk, None, 2)
    ]
    assert plan.moved == 0


def test_nobody_pinned_and_no_rule_is_broken(away, staff):
    session = published_session(rooms=2, people=6)
    one, two = room(session, 1)[1], room(session, 2)[0]
    session.published.memberships.filter(group__number=1).exclude(student=one).update(is_pinned=True)
    people = [session.inning.enrolments.get(student=pk).student for pk in (one, two)]
    keep_rules.add("apart", people, "", staff)
    away(session, *room(session, 2)[1:4])
    plan = Plan(session)
    assert plan.items == []
    assert plan.troubles == ["Room 2 has only 3 people left, and no other room can spare somebody."]
    assert not plan.is_fewest


def test_what_was_previewed_is_what_is_applied_and_published(away, staff):
    session = published_session(rooms=3, people=6)
    lead = room(session, 2)[0]
    away(session, lead, *room(session, 3)[1:4])
    plan = Plan(session)
    outcome = plan.outcome(plan.keys)
    done = rescue.apply(plan, plan.keys, staff, NOW, publish=True)
    session.refresh_from_db()
    assert (done.moved, done.told) == (1, outcome.told)
    placed = dict(session.published.memberships.values_list("student", "group__number"))
    assert not {seat.pk for seat in plan.missing} & set(placed)
    assert all(placed[move.student] == move.target for item in plan.items for move in item.moves)
    leads = dict(session.published.memberships.filter(role=LEAD).values_list("group__number", "student"))
    assert {one.room: one.name for one in outcome.stand_ins} == {2: seats(session).name(leads[2])}
    assert [change.verb for change in Change.objects.order_by("pk")][-2:] == [
        "board.rescue",
        "session.published",
    ]
    assert Notice.objects.count() == outcome.told
    assert Plan(session).is_empty


def test_only_those_concerned_are_told(away, staff):
    session = published_session(rooms=3, people=6)
    for seat in session.published.memberships.select_related("student"):
        Notice.objects.create(
            kind=Notice.Kind.PUBLISHED, key=f"k{seat.pk}", user_id=seat.student.user_id, session=session,
            arrangement=session.published, due_at=NOW, sent_at=NOW,
        )  # fmt: skip
    away(session, room(session, 2)[3])
    assert Plan(session).outcome([]).told == 6


def test_some_of_it_is_applied(away, staff):
    session = published_session(rooms=2, people=5)
    away(session, room(session, 1)[3])
    one, two = newcomer(session), newcomer(session)
    plan = Plan(session)
    rescue.apply(plan, [f"in-{one.pk}"], staff, NOW, publish=False)
    places = seats(session).places
    assert places[one.pk].room
    assert two.pk not in places
    assert session.published.memberships.count() == 10


def test_it_is_undone_on_the_board_without_touching_who_cant_come(away, staff):
    session = published_session(rooms=3, people=6)
    missing = room(session, 3)[1:4]
    before = seats(session).rooms()
    away(session, *missing)
    plan = Plan(session)
    rescue.apply(plan, plan.keys, staff, NOW, publish=False)
    back = session.inning.enrolments.get(student=missing[0]).student
    absences.take_back(session, back, staff, NOW)
    applying.apply(session.pk, Step("undo"), seen=seats(session).version, actor=staff, now=NOW)
    assert seats(session).rooms() == before
    assert set(session.absences.values_list("student", flat=True)) == set(missing[1:])


def test_a_board_changed_meanwhile_is_left_alone(away, staff):
    session = published_session(rooms=2, people=5)
    away(session, room(session, 1)[3])
    plan = Plan(session)
    pin = Step("pin", student=room(session, 2)[1])
    applying.apply(session.pk, pin, seen=plan.version, actor=staff, now=NOW)
    with pytest.raises(BoardChanged):
        rescue.apply(plan, plan.keys, staff, NOW, publish=True)
    assert len(room(session, 1)) == 5


def test_somebody_who_comes_after_all_stops_the_plan(away, staff):
    session = published_session(rooms=2, people=5)
    pk = room(session, 1)[3]
    away(session, pk)
    plan = Plan(session)
    absences.take_back(session, session.inning.enrolments.get(student=pk).student, staff, NOW)
    with pytest.raises(StepError, match="coming after all"):
        rescue.apply(plan, plan.keys, staff, NOW, publish=True)


def test_what_cant_be_published_is_not_applied_either(away, staff, monkeypatch):
    session = published_session(rooms=2, people=5)
    away(session, room(session, 1)[3])

    def refuse(*_, **__):
        raise Refused("No.")

    monkeypatch.setattr("mixitup.publishing.publish", refuse)
    with pytest.raises(Refused):
        rescue.apply(Plan(session), [], staff, NOW, publish=True)
    assert session.draft is None


def test_everybody_missing_leaves_nothing_to_plan(away):
    session = published_session(rooms=1, people=2)
    away(session, *room(session, 1))
    plan = Plan(session)
    assert (len(plan.missing), plan.items, plan.troubles) == (2, [], ["Nobody is left in any room."])
