import pytest
from allauth.account.models import EmailAddress

from mixitup.models import Change, Cohort, Enrolment, KeepRule, Student, User
from mixitup.roster.applying import NotReadyError, PlanMovedError, commit
from mixitup.roster.undoing import UndoRefusedError, can_undo, undo
from tests.factories import EnrolmentFactory, GroupFactory, InningFactory, SessionFactory
from tests.mixitup.roster.conftest import NOW

AMARA = "amara@example.org\tAmara Park\t1\tBE\t2608-BE"
TEO = "teo@example.org\tTeo Aziz\t4\tFE\t2608-FE"


def roster():
    return sorted(
        Enrolment.objects.values_list(
            "student__user__email", "student__name", "module__number", "cohort__name", "status"
        )
    )


def test_people_are_made_with_their_user_and_their_place(bring, apply, staff):
    importing = apply(bring(AMARA, TEO, by=staff), staff)
    assert roster() == [
        ("amara@example.org", "Amara Park", 1, "2608-BE", "active"),
        ("teo@example.org", "Teo Aziz", 4, "2608-FE", "active"),
    ]
    assert (importing.applied_by, importing.counts["joins"]) == (staff, 2)
    assert not User.objects.get(email="teo@example.org").has_usable_password()


def test_every_step_is_in_the_change_log_under_one_batch(bring, apply, enrol, staff):
    enrol("Teo Aziz", "teo@example.org", module=3)
    gone = enrol("Bo Holm", "bo@example.org")
    importing = apply(bring(AMARA, TEO.replace("FE", "BE"), missing={gone.pk: "left"}), staff)
    log = Change.objects.filter(batch=importing.batch)
    assert [(change.verb, change.subject) for change in log] == [
        ("roster.added", "Amara Park"),
        ("roster.changed", "Teo Aziz"),
        ("roster.changed", "Bo Holm"),
        ("roster.imported", "pasted text into Inning 2611"),
    ]
    assert (log[1].before["module"], log[1].after["module"]) == ("3", "4")
    assert {change.actor for change in log} == {staff}


def test_applying_twice_does_nothing_more(bring, apply, plan_of):
    importing = bring(AMARA)
    digest = plan_of(importing).digest
    commit(importing, digest, None, NOW)
    commit(importing, digest, None, NOW)
    assert (Student.objects.count(), Change.objects.filter(verb="roster.imported").count()) == (1, 1)


def test_the_same_table_again_changes_nothing(bring, apply, plan_of):
    apply(bring(AMARA, TEO))
    again = bring(AMARA, TEO)
    before = Change.objects.count()
    assert plan_of(again).counts["same"] == 2
    apply(again)
    assert (Change.objects.count(), again.applied_at) == (before, None)


def test_a_plan_that_moved_is_not_applied(bring, plan_of, enrol):
    importing = bring(AMARA)
    digest = plan_of(importing).digest
    enrol("Bo Holm", "bo@example.org")
    with pytest.raises(PlanMovedError) as moved:
        commit(importing, digest, None, NOW)
    assert [person.name for person in moved.value.plan.missing] == ["Bo Holm"]
    assert not Student.objects.filter(name="Amara Park").exists()


def test_a_plan_with_questions_is_not_applied(bring, apply):
    with pytest.raises(NotReadyError):
        apply(bring(AMARA, "nonsense\tTeo\t1\tBE\t2608-BE"))
    assert not Student.objects.exists()


def test_a_ticked_cohort_is_made(bring, apply):
    apply(bring(AMARA.replace("2608-BE", "2611-BE"), cohorts=frozenset({"2611-BE"})))
    assert Cohort.objects.get(name="2611-BE").program.code == "BE"


def test_two_people_may_swap_addresses(bring, apply, enrol):
    amara, bo = enrol("Amara Park", "a@example.org"), enrol("Bo Holm", "b@example.org")
    EmailAddress.objects.create(user=amara.student.user, email="a@example.org", verified=True)
    same = {2: amara.student_id, 3: bo.student_id}
    rows = ["new-a@example.org\tAmara Park\t1\tBE\t2608-BE", "new-b@example.org\tBo Holm\t1\tBE\t2608-BE"]
    apply(bring(*rows, same=same))
    assert [row[0] for row in roster()] == ["new-a@example.org", "new-b@example.org"]
    assert not EmailAddress.objects.exists()


def test_the_queries_do_not_grow_with_the_people(bring, plan_of, enrol, django_assert_num_queries):
    enrol("Bo Holm", "bo@example.org")
    for count, start in ((1, 0), (3, 10)):
        rows = [f"p{n}@example.org\tPerson {n}\t1\tBE\t2608-BE" for n in range(start, start + count)]
        importing = bring(*rows)
        digest = plan_of(importing).digest
        with django_assert_num_queries(26):
            commit(importing, digest, None, NOW)


def test_undo_puts_everything_back_and_opens_the_import_again(bring, apply, enrol, school, staff):
    teo = enrol("Teo Azis", "old@example.org", module=3)
    enrol("Bo Holm", "bo@example.org")
    earlier = InningFactory(name="2609", starts_on="2026-09-28")
    EnrolmentFactory(student__name="Cy Lund", student__user__email="cy@example.org", inning=earlier)
    before = (roster(), Cohort.objects.count(), User.objects.count())
    rows = [
        AMARA.replace("2608-BE", "2611-BE"),
        TEO.replace("FE", "BE"),
        "cy@example.org\tCy Lundt\t2\tBE\t2608-BE",
    ]
    importing = apply(
        bring(
            *rows,
            cells={3: {"name": "Teo Azis"}},
            same={3: teo.student_id},
            missing_all="left",
            cohorts=frozenset({"2611-BE"}),
        )
    )
    assert len(roster()) == 5
    undone = undo(importing, staff)
    assert (roster(), Cohort.objects.count(), User.objects.count()) == before
    assert (undone.applied_at, undone.undone_at is not None) == (None, True)
    assert (
        Change.objects.filter(verb="roster.undone", actor=staff).count()
        == Change.objects.filter(batch=importing.batch).count()
    )


def test_an_undone_import_can_be_applied_again(bring, apply):
    importing = undo(apply(bring(AMARA)), None)
    assert apply(importing).applied_at
    assert undo(importing, None).applied_at is None


def test_undo_is_refused_once_a_row_has_changed_again(bring, apply):
    importing = apply(bring(AMARA, TEO))
    Student.objects.filter(name="Teo Aziz").update(name="Teodor Aziz")
    with pytest.raises(UndoRefusedError) as refused:
        undo(importing, None)
    assert refused.value.reasons == ["Teodor Aziz: the name has changed since."]
    assert (len(roster()), can_undo(importing)) == (2, False)


def test_undo_is_refused_once_somebody_sits_in_a_group(bring, apply, school):
    importing = apply(bring(AMARA))
    group = GroupFactory(session=SessionFactory(inning=school))
    arrangement = group.session.arrangements.create(number=1)
    arrangement.memberships.create(student=Student.objects.get(), group=group)
    with pytest.raises(UndoRefusedError) as refused:
        undo(importing, None)
    assert refused.value.reasons == ["Amara Park has been placed in a group or begun to work since."]


def test_undo_is_refused_once_somebody_is_named_in_a_rule(bring, apply):
    importing = apply(bring(AMARA))
    KeepRule.objects.create().students.add(Student.objects.get())
    with pytest.raises(UndoRefusedError):
        undo(importing, None)


def test_undo_is_refused_once_somebody_new_has_acted_themself(bring, apply):
    importing = apply(bring(AMARA))
    Change.objects.create(actor=User.objects.get(), verb="board.moved", subject="x")
    with pytest.raises(UndoRefusedError):
        undo(importing, None)
