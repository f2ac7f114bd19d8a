import datetime

import pytest

from mixitup.board import applying
from mixitup.board.applying import BoardChanged
from mixitup.board.seating import NO_BOARD, Seating
from mixitup.board.steps import Step, StepError
from mixitup.models import Change, Membership
from tests.factories import EnrolmentFactory, ModuleFactory, SessionFactory, published_session

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)
LEAD, CO_LEAD, MEMBER = Membership.Role.LEAD, Membership.Role.CO_LEAD, Membership.Role.MEMBER


@pytest.fixture
def session(db):
    """Two rooms of three: in each a Mod 4 who leads, a Mod 3 and a Mod 2."""
    return published_session(rooms=2, people=3)


@pytest.fixture
def take(session, staff):
    """Takes a step on the board as it stands, or on the version given."""

    def taken(kind, seen=None, **asked):
        seen = seen or Seating.read(session).version
        return applying.apply(session.pk, Step(kind, **asked), seen=seen, actor=staff, now=NOW)

    return taken


def people(session, room):
    """Student ids of a room on the board: the Mod 4, the Mod 3, the Mod 2."""
    return Seating.read(session).rooms()[room]


def seats(session):
    return Seating.read(session).places


def test_apply_moves_a_person_in_a_draft_copied_from_what_is_published(session, take):
    student = people(session, 1)[2]
    before = list(session.published.memberships.values_list("student", "group", "role"))

    take("move", student=student, room=2)

    assert seats(session)[student].room == 2
    session.refresh_from_db()
    assert list(session.published.memberships.values_list("student", "group", "role")) == before
    assert session.arrangements.get(frozen_at=None).revision == 1


def test_apply_swaps_two_leads_and_both_lead_where_they_come(session, take):
    one, two = people(session, 1)[0], people(session, 2)[0]

    taken = take("swap", student=one, other=two)

    assert (seats(session)[one], seats(session)[two]) == ((2, LEAD, False, False), (1, LEAD, False, False))
    assert taken.rooms == {1, 2}


def test_apply_names_the_next_best_lead_when_the_lead_is_away(session, take):
    lead, second, _ = people(session, 1)

    take("absent", student=lead)

    assert seats(session)[second].role == LEAD
    assert seats(session)[lead] == (None, MEMBER, False, True)
    assert session.absences.get().student_id == lead


def test_apply_lets_a_better_rank_lead_but_keeps_a_lead_chosen_by_hand(session, take):
    lead, second, _ = people(session, 1)
    take("lead", student=second)

    take("move", student=people(session, 2)[1], room=1)
    assert seats(session)[second].role == LEAD, "another Mod 3 came"

    take("absent", student=lead)
    take("move", student=people(session, 2)[0], room=1)
    assert seats(session)[second].role == MEMBER, "a Mod 4 came where there was none"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"kind": "move", "room": 9}, "There is no room 9 on this board."),
        ({"kind": "move", "room": 1}, "is in room 1 already"),
        ({"kind": "move", "room": None}, "Say which room."),
        ({"kind": "co_lead"}, "leads room 1"),
        ({"kind": "present"}, "isn't marked as not coming"),
        ({"kind": "unpin"}, "That is so already"),
        ({"kind": "swap", "other": 0}, "isn't on the board"),
        ({"kind": "dance"}, "doesn't know this step"),
        ({"kind": "redo"}, "There is nothing to redo."),
    ],
)
def test_apply_refuses_what_makes_no_sense_and_changes_nothing(session, take, asked, message):
    with pytest.raises(StepError, match=message):
        take(**{"student": people(session, 1)[0], **asked})

    assert session.arrangements.filter(frozen_at=None).count() == 0
    assert Change.objects.count() == 0


def test_apply_refuses_a_step_on_a_version_that_is_gone(session, take):
    seen = Seating.read(session).version
    one, two, three = people(session, 1)
    take("pin", student=one)

    with pytest.raises(BoardChanged):
        take("pin", student=two, seen=seen)

    assert [student for student, place in seats(session).items() if place.is_pinned] == [one]
    assert not seats(session)[three].is_pinned


def test_apply_refuses_once_the_session_is_over(session, staff):
    step = Step("pin", student=people(session, 1)[0])

    with pytest.raises(StepError, match="is over"):
        applying.apply(session.pk, step, seen=Seating.read(session).version, actor=staff, now=session.ends_at)


def test_undo_and_redo_walk_the_steps_back_and_forth(session, take):
    one, two, three = people(session, 1)
    start = dict(seats(session))
    take("absent", student=one)
    take("move", student=three, room=2)
    end = dict(seats(session))

    take("undo")
    take("undo")
    assert seats(session) == start
    assert session.absences.count() == 0

    take("redo")
    take("redo")
    assert seats(session) == end

    take("undo")
    take("pin", student=two)
    with pytest.raises(StepError, match="nothing to redo"):
        take("redo")


def test_undo_leaves_out_a_person_who_left_the_roster_since(session, take):
    one = people(session, 1)[0]
    take("absent", student=one)
    session.inning.enrolments.filter(student=one).update(status="left")

    take("undo")

    assert seats(session)[one].room is None


def test_record_holds_ids_alone(session, take):
    student = people(session, 1)[1]
    taken = take("move", student=student, room=2)

    change = Change.objects.get(pk=taken.change.pk)

    assert change.before == {"people": {str(student): [1, MEMBER, False, False]}}
    assert change.after["people"] == {str(student): [2, MEMBER, False, False]}
    assert change.after["step"] == {"kind": "move", "student": student, "room": 2}


def test_mix_places_everyone_and_keeps_pins_and_what_pinned_people_lead(session, take):
    lead, second, third = people(session, 1)
    take("lead", student=second)
    take("pin", student=second)
    others = people(session, 2)

    take("mix", rooms={1: [others[0], second, third], 2: [lead, *others[1:]]}, leads={1: others[0], 2: lead})

    assert seats(session)[second] == (1, LEAD, True, False)
    assert seats(session)[others[0]].role == MEMBER
    assert seats(session)[lead] == (2, LEAD, False, False)


def test_mix_starts_the_first_draft_and_undo_empties_it(db, staff):
    session = SessionFactory()
    student = EnrolmentFactory(inning=session.inning, module=ModuleFactory(number=4)).student_id
    step = Step("mix", rooms={1: [student]}, leads={1: student})

    applying.apply(session.pk, step, seen=NO_BOARD, actor=staff, now=NOW)
    assert seats(session)[student] == (1, LEAD, False, False)

    seen = Seating.read(session).version
    applying.apply(session.pk, Step("undo"), seen=seen, actor=staff, now=NOW)
    assert Seating.read(session).rooms() == {}


def test_mix_is_refused_when_somebody_in_it_is_away_by_now(session, take, staff):
    everyone = [student for room in (1, 2) for student in people(session, room)]
    session.absences.create(student_id=everyone[0], noted_by=staff)

    with pytest.raises(StepError, match="Mix again"):
        take("mix", rooms={1: everyone})
