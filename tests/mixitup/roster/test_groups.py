import datetime
import functools

import pytest

from mixitup.models import Attendance, Change, Group, Membership, School, Session
from mixitup.roster.plan import Kind
from mixitup.roster.undoing import UndoRefusedError, undo
from tests.factories import ArrangementFactory, GroupFactory, InningFactory, SessionFactory

COLUMNS = "Session\tPerson\tGroup\tLead"


@pytest.fixture
def past(school):
    return InningFactory(name="2609", starts_on=datetime.date(2026, 9, 28))


@pytest.fixture
def people(enrol, past):
    return [
        enrol(name, f"{name[0].lower()}@example.org", module, inning=past).student
        for name, module in (("Amara Park", 4), ("Bo Holm", 1), ("Cy Lund", 3), ("Di Rao", 2))
    ]


@pytest.fixture
def bring_groups(bring):
    return functools.partial(bring, header=COLUMNS, kind="groups")


ROWS = ["2609 week 2\ta@example.org\t1\t", "2609 week 2\tBo Holm\tRoom 1\tx", "2609 week 2\tcy lund\t2\t"]


def seats(session):
    rows = session.published.memberships.order_by("group__number", "role")
    return list(rows.values_list("student__name", "group__number", "role"))


def test_history_becomes_a_frozen_published_arrangement_of_a_new_session(bring_groups, people, apply, staff):
    apply(bring_groups(*ROWS), staff)
    session = Session.objects.get()
    assert (session.week, session.focus, session.published.is_imported) == (2, "networking", True)
    assert session.published.frozen_at
    assert seats(session) == [
        ("Bo Holm", 1, Membership.Role.LEAD),
        ("Amara Park", 1, Membership.Role.MEMBER),
        ("Cy Lund", 2, Membership.Role.LEAD),
    ]
    assert list(Change.objects.values_list("verb", "actor")) == [
        ("groups.imported", staff.pk),
        ("roster.imported", staff.pk),
    ]


def test_the_same_history_again_is_not_brought_in_twice(bring_groups, people, apply, plan_of):
    apply(bring_groups(*ROWS))
    again = plan_of(bring_groups(*ROWS))
    assert [session.fault for session in again.sessions] == ["This session has published groups already."]
    assert Group.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("2609 Week 2", True),
        ("Inning 2609, wk 2", True),
        ("2026-10-07", True),
        ("Week 3", False),
        ("Autumn", False),
    ],
)
def test_a_session_is_found_by_inning_and_week_or_by_its_date(bring_groups, people, plan_of, text, choice):
    (session,) = plan_of(bring_groups(f"{text}\tBo Holm\t1\t")).sessions
    assert (session.known is not None, session.fault) == (choice, "" if choice else "Which session is this?")


def test_a_session_is_chosen_where_the_table_does_not_tell(bring_groups, people, plan_of, past):
    importing = bring_groups("Autumn\tBo Holm\t1\t", sessions={"Autumn": f"new-{past.pk}-4"})
    assert plan_of(importing).sessions[0].known.label == "2609, week 4 (new)"


def test_a_table_without_a_session_column_is_about_one_session(bring, people, plan_of, past):
    importing = bring("Bo Holm\t1", header="Name\tRoom", kind="groups", sessions={"": f"new-{past.pk}-2"})
    assert plan_of(importing).is_ready


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (
            "2609 week 2\tNobody\t1\t",
            {"person": "Nobody here is called Nobody. Write the name as on the roster, or the e-mail."},
        ),
        ("2609 week 2\t\t1\t", {"person": "The person is blank."}),
        (
            "2609 week 2\tz@example.org\t1\t",
            {"person": "Nobody here has the address z@example.org. Bring in a roster with them first."},
        ),
        (
            "2609 week 2\tBo Holm\tBlue\t",
            {"group": "“Blue” isn't a group's number. Write a number from 1 to 999."},
        ),
        ("2609 week 2\tBo Holm\t1\tmaybe", {"lead": "“maybe” is neither yes nor no."}),
    ],
)
def test_every_fault_is_named_by_its_column(bring_groups, people, plan_of, row, faults):
    plan = plan_of(bring_groups(row))
    assert (dict(plan.rows[0].faults), plan.is_ready) == (faults, False)


def test_namesakes_are_told_apart_by_address_only(bring_groups, people, plan_of, enrol):
    enrol("Bo Holm", "bo2@example.org")
    (row,) = plan_of(bring_groups("2609 week 2\tBo Holm\t1\t")).rows
    assert row.faults == {"person": "2 people are called Bo Holm. Write the e-mail address."}


def test_nobody_sits_twice_in_one_session(bring_groups, people, plan_of):
    plan = plan_of(bring_groups("2609 week 2\tBo Holm\t1\t", "2609 week 2\tb@example.org\t2\t"))
    assert plan.rows[1].faults == {"person": "Row 2 has Bo Holm in this session already."}


def test_a_board_holds_active_people_of_a_session_to_come(
    bring_groups, people, apply, plan_of, enrol, school
):
    session = SessionFactory(
        inning=school, starts_at=datetime.datetime(2026, 11, 25, 18, tzinfo=datetime.UTC)
    )
    enrol("Ed Sato", "e@example.org", 4)
    rows = ["2026-11-25\tEd Sato\t1\t", "2026-11-25\tBo Holm\t1\t"]
    refused = plan_of(bring_groups(*rows, as_draft=True))
    assert refused.rows[1].faults == {"person": "Bo Holm isn't active in inning 2611."}
    apply(bring_groups(*rows, as_draft=True, left_out=frozenset({3})))
    session.refresh_from_db()
    assert (session.published, session.draft.memberships.get().role) == (None, Membership.Role.LEAD)


def test_a_board_is_never_replaced(bring_groups, plan_of, enrol, school):
    enrol("Ed Sato", "e@example.org")
    ArrangementFactory(session=SessionFactory(inning=school))
    plan = plan_of(bring_groups("2611 week 2\tEd Sato\t1\t", as_draft=True))
    assert plan.sessions[0].fault == "This session has a board already, which would be lost."


def test_history_is_over_and_a_board_is_not(bring_groups, people, plan_of, enrol):
    enrol("Ed Sato", "e@example.org")
    later = plan_of(bring_groups("2611 week 4\tEd Sato\t1\t"))
    over = plan_of(bring_groups("2609 week 2\tBo Holm\t1\t", as_draft=True))
    assert later.sessions[0].fault == "This session is still to come: bring its groups in as a board."
    assert over.sessions[0].fault == "This session is over: its groups are history."


def test_undo_takes_the_session_away_again(bring_groups, people, apply):
    importing = apply(bring_groups(*ROWS))
    undo(importing, None)
    assert not Session.objects.exists()
    assert not Membership.objects.exists()


def test_undo_is_refused_once_attendance_is_noted(bring_groups, people, apply):
    importing = apply(bring_groups(*ROWS))
    session = Session.objects.get()
    Attendance.objects.create(
        session=session, student=people[0], group=session.groups.first(), is_present=True
    )
    with pytest.raises(UndoRefusedError) as refused:
        undo(importing, None)
    assert refused.value.reasons == ["Week 2 · Networking: attendance has been noted since."]


def test_the_queries_do_not_grow(bring_groups, people, plan_of, django_assert_num_queries):
    School.load()
    for rows in (ROWS[:1], ROWS):
        importing = bring_groups(*rows)
        with django_assert_num_queries(5):
            assert plan_of(importing).of(Kind.JOINS)


def test_rooms_that_are_there_already_are_used(bring_groups, people, apply, past):
    session = SessionFactory(inning=past, starts_at=datetime.datetime(2026, 10, 7, 17, tzinfo=datetime.UTC))
    GroupFactory(session=session, number=1)
    apply(bring_groups(*ROWS))
    assert sorted(session.groups.values_list("number", flat=True)) == [1, 2]
