"""A room's people and staff at the same moment, on the database as it is."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest

from mixitup.board import applying
from mixitup.board.seating import Seating, version_of
from mixitup.board.steps import Step
from mixitup.live import attendance
from mixitup.models import Attendance, Membership
from tests.mixitup.live.conftest import START
from tests.mixitup.roster.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meet(monkeypatch):
    """`meet(module, name)`: this call returns once both sides have come so far, or one waits for the other's lock."""
    both = Barrier(2)

    def meet(module, name):
        call = getattr(module, name)

        def call_and_wait(*args):
            found = call(*args)
            with suppress(BrokenBarrierError):
                both.wait(2)
            return found

        monkeypatch.setattr(module, name, call_and_wait)

    return meet


def test_a_lead_notes_who_is_here_while_staff_mend_the_same_room(session, lead, staff, meet):
    """Each holds its own lock before it writes rows that point at what the other holds."""
    mate = session.published.memberships.filter(group__number=1).exclude(student=lead).first()
    meet(attendance, "locked")
    meet(attendance, "_lines")
    raised = at_once(
        lambda: attendance.note(mate.group, {lead.pk: True}, lead.user),
        lambda: attendance.correct(session, {mate.student_id: ""}, {mate.student_id: "no"}, staff),
    )
    assert raised == [None, []]
    assert dict(Attendance.objects.values_list("student", "is_present")) == {
        lead.pk: True,
        mate.student_id: False,
    }


def test_a_lead_notes_who_is_here_while_staff_move_somebody_into_the_room(session, lead, staff, meet):
    seat = session.published.memberships.filter(group__number=2, role=Membership.Role.MEMBER).first()
    group = session.published.memberships.get(student=lead).group
    step = Step("move", student=seat.student_id, room=1)
    meet(attendance, "locked")
    meet(applying.steps, "changed")
    noted, taken = at_once(
        lambda: attendance.note(group, {lead.pk: True}, lead.user),
        lambda: applying.apply(session.pk, step, seen=version_of(session.published), actor=staff, now=START),
    )
    assert noted is None
    assert taken.rooms == {1, 2}
    session.refresh_from_db()
    assert Seating.read(session).place(seat.student_id).room == 1
