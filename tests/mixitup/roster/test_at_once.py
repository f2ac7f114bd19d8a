"""Two people at the same time, on the database as it is."""

import datetime
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from config.composition import erase_person
from mixitup.board import applying as board
from mixitup.board.seating import version_of
from mixitup.board.steps import Step
from mixitup.models import Arrangement, Change, Membership, Session, Student
from mixitup.roster import applying, undoing
from mixitup.roster.applying import PlanMovedError, commit
from mixitup.roster.students import change_own
from mixitup.roster.undoing import undo
from mixitup.views import students as views
from tests.factories import EnrolmentFactory, InningFactory, SessionFactory, UserFactory, drafted_session
from tests.mixitup.roster.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)
AMARA = "amara@example.org\tAmara Park\t1\tBE\t2608-BE"


def at_once(*calls):
    """Each call in a thread and with a connection of its own; what each gave or raised."""

    def call(function):
        try:
            return function()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(call, calls))


def test_one_import_committed_four_times_comes_in_once(bring, plan_of):
    importing = bring(AMARA)
    digest = plan_of(importing).digest
    results = at_once(*[lambda: commit(importing, digest, None, NOW)] * 4)
    assert [result.applied_at for result in results] == [NOW] * 4
    assert (Student.objects.count(), Change.objects.filter(verb="roster.imported").count()) == (1, 1)


def test_of_two_imports_of_the_same_person_one_is_shown_again(bring, plan_of):
    first, second = bring(AMARA), bring(AMARA.replace("Park", "Parks"))
    digests = [plan_of(importing).digest for importing in (first, second)]
    results = at_once(
        lambda: commit(first, digests[0], None, NOW), lambda: commit(second, digests[1], None, NOW)
    )
    assert sorted(isinstance(result, PlanMovedError) for result in results) == [False, True]
    assert Student.objects.count() == 1


def test_one_import_undone_twice_is_undone_once(bring, apply):
    importing = apply(bring(AMARA))
    results = at_once(*[lambda: undo(importing, None)] * 2)
    assert [result.applied_at for result in results] == [None, None]
    assert Change.objects.filter(verb="roster.undone").count() == 2


def test_an_address_that_two_staff_add_at_once_is_answered_in_the_form(staff, sign_in, monkeypatch):
    """Both forms have found the address free before either writes."""
    place = EnrolmentFactory(inning=InningFactory(starts_on=NOW.date() - datetime.timedelta(days=7)))
    both_have_looked = Barrier(2)
    add = views.add_student

    def add_after_both_looked(*args):
        both_have_looked.wait(10)
        return add(*args)

    monkeypatch.setattr(views, "add_student", add_after_both_looked)
    said = {
        "email": "new@example.org",
        "module": place.module_id,
        "cohort": place.cohort_id,
        "standing": "active",
    }
    url = f"/staff/students/new/?inning={place.inning_id}"
    clients = [sign_in(staff), sign_in(staff)]
    answers = at_once(
        *[
            lambda client=client, name=name: client.post(url, {**said, "name": name})
            for client, name in zip(clients, ["Amara Park", "Bo Holm"], strict=True)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    shown = next(answer for answer in answers if answer.status_code == 200)
    assert shown.context["form"].errors["email"] == [
        f"{Student.objects.get(user__email='new@example.org').name} has this address."
    ]
    assert shown.context["form"]["name"].value() in ("Amara Park", "Bo Holm")


def test_an_address_taken_while_a_student_is_changed_is_answered_in_the_form(staff_client, monkeypatch):
    place = EnrolmentFactory(inning=InningFactory(starts_on=NOW.date() - datetime.timedelta(days=7)))
    change = views.change_student

    def change_when_taken(*args, **kwargs):
        UserFactory(email="new@example.org")
        return change(*args, **kwargs)

    monkeypatch.setattr(views, "change_student", change_when_taken)
    url = f"/staff/students/{place.student_id}/?inning={place.inning_id}"
    fields = {field.html_name: field.value() or "" for field in staff_client.get(url).context["form"]}
    answer = staff_client.post(url, {**fields, "email": "new@example.org", "name": "Typed Name"})
    assert answer.status_code == 200
    assert "Save again to see who" in answer.context["form"].errors["email"][0]
    assert answer.context["form"]["name"].value() == "Typed Name"


def test_a_table_that_brings_an_address_taken_this_moment_is_shown_again(bring, plan_of, monkeypatch):
    importing = bring(AMARA)
    digest = plan_of(importing).digest
    write = applying.write_people

    def write_when_taken(*args):
        UserFactory(email="amara@example.org")
        write(*args)

    monkeypatch.setattr(applying, "write_people", write_when_taken)
    with pytest.raises(PlanMovedError):
        commit(importing, digest, None, NOW)
    assert not Student.objects.exists()


def test_one_week_that_two_staff_plan_at_once_is_planned_once(staff, sign_in):
    inning = InningFactory()
    url = f"/staff/innings/{inning.pk}/sessions/new/"
    clients = [sign_in(staff), sign_in(staff)]
    fields = {
        field.html_name: field.value() if field.value() is not None else ""
        for field in clients[0].get(url).context["form"]
    }
    answers = at_once(*[lambda client=client: client.post(url, fields) for client in clients])
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert inning.sessions.count() == 1


def test_erasing_and_the_board_wait_for_one_another_in_one_order():
    """The board holds its session and then writes somebody's place; erasing them must not hold the person meanwhile."""
    session = drafted_session(rooms=2, people=2)
    seat = session.draft.memberships.last()
    is_held, is_erasing = Event(), Event()

    def board():
        with transaction.atomic():
            Session.objects.locked(session.pk)
            is_held.set()
            is_erasing.wait(10)
            time.sleep(0.5)  # until the other waits for what we hold
            copy = Arrangement.objects.create(session=session, number=9, frozen_at=NOW)
            Membership.objects.create(arrangement=copy, student_id=seat.student_id, group_id=seat.group_id)

    def erase():
        is_held.wait(10)
        is_erasing.set()
        erase_person(seat.student, None, NOW)

    assert at_once(board, erase) == [None, None]
    assert Student.objects.get(pk=seat.student_id).erased_at == NOW


@pytest.fixture
def while_undo_looks(monkeypatch):
    """`while_undo_looks(act)` is begun when an undo has found nothing against it, and has a second to get in between."""
    has_looked = Event()
    look = undoing.groups_reasons

    def look_and_wait(*args):
        found = look(*args)
        has_looked.set()
        time.sleep(1)
        return found

    monkeypatch.setattr(undoing, "groups_reasons", look_and_wait)

    def while_undo_looks(importing, act):
        def after_the_look():
            has_looked.wait(10)
            return act()

        return at_once(lambda: undo(importing, None), after_the_look)

    return while_undo_looks


def test_what_a_student_changes_while_an_import_is_undone_stays(bring, apply, enrol, while_undo_looks):
    student = enrol("Amara Park", "amara@example.org").student
    header = "E-mail\tName\tMod\tProgram\tCohort\tPronouns"
    importing = apply(bring(f"{AMARA}\tshe/her", header=header))

    @transaction.atomic
    def change():
        locked = Student.objects.select_for_update(no_key=True).get(pk=student.pk)
        return change_own(locked, {"pronouns": "they/them"}, student.user)

    undone, is_changed = while_undo_looks(importing, change)
    assert (undone.applied_at, is_changed) == (None, True)
    student.refresh_from_db()
    assert (student.pronouns, student.self_edited) == ("they/them", ["pronouns"])


def test_a_board_that_an_import_made_is_not_changed_while_it_is_undone(
    bring, apply, enrol, staff, while_undo_looks
):
    session = SessionFactory(inning=enrol("Amara Park", "amara@example.org", 4).inning)
    row = f"{session.inning.name} week 2\tAmara Park\t1"
    importing = apply(bring(row, header="Session\tPerson\tGroup", kind="groups", as_draft=True))
    step = Step("pin", student=session.draft.memberships.get().student_id)
    seen = version_of(session.draft)
    undone, refused = while_undo_looks(
        importing, lambda: board.apply(session.pk, step, seen=seen, actor=staff, now=NOW)
    )
    assert undone.applied_at is None
    assert isinstance(refused, board.BoardChanged)
    assert not Change.objects.filter(verb="board.pin").exists()
