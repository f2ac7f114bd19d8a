import datetime

import pytest

from mixitup.models import Change, Enrolment, Promotion
from mixitup.promotion.applying import PlanMovedError, UndoRefusedError, commit, undo
from mixitup.promotion.plan import Choice
from mixitup.promotion.state import Answer, CrossedError, next_inning, plan_of, promotion_of, save_choices
from tests.factories import (
    CohortFactory,
    ContactFactory,
    EnrolmentFactory,
    GoalFactory,
    InningFactory,
    ModuleFactory,
    drafted_session,
)

NOW = datetime.datetime(2026, 12, 27, 12, tzinfo=datetime.UTC)


def plan(inning):
    return plan_of(promotion_of(inning), next_inning(inning))


def choose(inning, **said):
    """choose(inning, Ada="repeats"): by first name."""
    answers = {
        move.who.enrolment_id: Answer(move.choice, said[move.who.name.split()[0]])
        for move in plan(inning).moves
        if move.who.name.split()[0] in said
    }
    save_choices(inning, answers, {})


def promote(inning, actor):
    return commit(inning, plan(inning).digest, actor, NOW)


def places(inning):
    """Name -> module and status in an inning."""
    rows = Enrolment.objects.filter(inning=inning).values_list("student__name", "module__number", "status")
    return {name: (module, status) for name, module, status in rows}


def test_people_move_up_and_the_highest_module_graduates(turn, person, actor):
    person("Ada One", 1), person("Di Three", 3), person("Eva Four", 4)

    promotion = promote(turn, actor)

    assert places(promotion.target) == {"Ada One": (2, "active"), "Di Three": (4, "active")}
    assert places(turn) == {
        "Ada One": (1, "active"),
        "Di Three": (3, "active"),
        "Eva Four": (4, "graduated"),
    }


def test_who_is_paused_stays_paused_unless_told(turn, person, actor):
    person("Ada Rest", 2, "paused"), person("Bo Back", 2, "paused")
    choose(turn, Bo="up")

    promotion = promote(turn, actor)

    assert places(promotion.target) == {"Ada Rest": (2, "paused"), "Bo Back": (3, "active")}


def test_repeaters_stay_in_their_module_and_leavers_stay_behind(turn, person, actor):
    person("Ada Again", 4), person("Bo Gone", 2)
    choose(turn, Ada="repeats", Bo="leaves")

    promotion = promote(turn, actor)

    assert places(promotion.target) == {"Ada Again": (4, "active")}
    assert places(turn)["Bo Gone"] == (2, "left")


def test_cohort_and_program_are_kept(turn, person, actor):
    here = person("Ada One", cohort=CohortFactory(name="2609-FE"))

    target = promote(turn, actor).target

    there = Enrolment.objects.get(student=here.student, inning=target)
    assert (there.cohort, there.program) == (here.cohort, here.program)


def test_who_is_in_the_next_inning_already_stays_as_they_are_there(turn, person, actor):
    here, _ = person("Ada One", 1), person("Bo One", 1)
    EnrolmentFactory(student=here.student, inning=next_inning(turn), module=ModuleFactory(number=1))

    promotion = promote(turn, actor)

    assert places(promotion.target) == {"Ada One": (1, "active"), "Bo One": (2, "active")}
    assert promotion.counts["there"] == 1


def test_the_plan_counts_active_people_by_module_before_and_after(turn, person):
    person("Ada One", 1), person("Bo Rest", 1, "paused"), person("Cy Four", 4), person("Di Gone", 2, "left")

    lines = [(line.module, line.before, line.after) for line in plan(turn).lines]

    assert lines == [(1, 1, 0), (2, 0, 1), (3, 0, 0), (4, 1, 0)]


def test_a_roster_that_moved_is_not_promoted(turn, person, actor):
    person("Ada One", 1)
    digest = plan(turn).digest
    person("Bo Late", 1)

    with pytest.raises(PlanMovedError):
        commit(turn, digest, actor, NOW)

    assert places(next_inning(turn)) == {}
    assert not Change.objects.exists()


def test_promoting_twice_is_harmless(turn, person, actor):
    person("Ada One", 1)
    digest = plan(turn).digest
    commit(turn, digest, actor, NOW)
    before = Change.objects.count()

    commit(turn, digest, actor, NOW)

    assert Change.objects.count() == before
    assert places(next_inning(turn)) == {"Ada One": (2, "active")}


def test_every_step_is_on_record_in_one_batch(turn, person, actor):
    person("Ada One", 1), person("Eva Four", 4)

    promotion = promote(turn, actor)

    told = Change.objects.filter(batch=promotion.batch, actor=actor).values_list("verb", "subject")
    assert set(told) == {
        ("promotion.moved", "Ada One"),
        ("promotion.closed", "Eva Four"),
        ("promotion.applied", "Inning 2611 to Inning 2701"),
    }


def test_taking_it_back_leaves_everything_as_it_was_and_keeps_the_choices(turn, person, actor):
    person("Ada One", 1), person("Eva Four", 4), person("Bo Rest", 2, "paused")
    choose(turn, Ada="repeats", Bo="leaves")
    before = places(turn)
    target = promote(turn, actor).target

    undo(turn, actor)

    assert (places(turn), places(target)) == (before, {})
    assert len(Promotion.objects.get().choices) == 2
    promote(turn, actor)
    assert places(target) == {"Ada One": (1, "active")}


def refused(turn, actor):
    with pytest.raises(UndoRefusedError) as error:
        undo(turn, actor)
    return error.value.reasons


def test_somebody_changed_since_keeps_it_from_being_taken_back(turn, person, actor):
    person("Ada One", 1), person("Bo One", 1)
    target = promote(turn, actor).target
    Enrolment.objects.filter(inning=target, student__name="Ada One").update(status="paused")

    assert refused(turn, actor) == ["Ada One has been changed since."]
    assert len(places(target)) == 2


def test_a_seat_or_goal_in_the_next_inning_keeps_it_from_being_taken_back(turn, person, actor):
    seated, writing, _ = person("Ada Seat", 1), person("Bo Goal", 1), person("Cy Free", 1)
    target = promote(turn, actor).target
    session = drafted_session(rooms=1, people=1)
    session.inning = target
    session.save()
    session.draft.memberships.update(student=seated.student)
    GoalFactory(owner=writing.student, inning=target)
    ContactFactory(owner=writing.student)

    assert refused(turn, actor) == [
        "Ada Seat has a place or work in Inning 2701 already.",
        "Bo Goal has a place or work in Inning 2701 already.",
    ]


def test_notes_that_belong_to_no_inning_dont_stand_in_the_way(turn, person, actor):
    ContactFactory(owner=person("Ada One", 1).student)
    promote(turn, actor)

    undo(turn, actor)

    assert not Promotion.objects.get().applied_at


def test_choices_about_different_people_both_stand(turn, person):
    ada, bo = person("Ada One", 1), person("Bo One", 1)
    save_choices(turn, {ada.pk: Answer("up", "repeats"), bo.pk: Answer("up", "up")}, {})
    save_choices(turn, {ada.pk: Answer("up", "up"), bo.pk: Answer("up", "leaves")}, {})

    assert Promotion.objects.get().choices == {str(ada.pk): "repeats", str(bo.pk): "leaves"}


def test_choices_about_the_same_person_cross(turn, person):
    ada = person("Ada One", 1)
    save_choices(turn, {ada.pk: Answer("up", "repeats")}, {})

    with pytest.raises(CrossedError) as crossed:
        save_choices(turn, {ada.pk: Answer("up", "leaves")}, {})

    assert [move.choice for move in crossed.value.moves] == [Choice.REPEATS]
    assert Promotion.objects.get().choices == {str(ada.pk): "repeats"}


def test_modules_with_a_gap_lead_to_the_next_one_there_is(db, actor):
    inning = InningFactory()
    InningFactory(name="2701", starts_on="2027-01-04")
    EnrolmentFactory(inning=inning, module=ModuleFactory(number=1))
    ModuleFactory(number=5)

    assert [move.module for move in plan(inning).moves] == [5]
