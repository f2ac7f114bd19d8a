"""The demo's sessions, made by what makes the real ones: suggested, mixed, published, and past ones attended."""

import datetime
from random import Random

from mixitup import calendar, mixing, publishing
from mixitup.board.applying import apply
from mixitup.board.seating import NO_BOARD
from mixitup.board.steps import Step
from mixitup.models import Attendance, Inning, Membership, School, Session, User

BATCH = 500
COMES = 0.94
# In some rooms nobody writes down who came.
RECORDED = 0.85


def plan(inning: Inning, staff: User, school: School) -> None:
    calendar.add_suggested(inning, staff, school)


def mix_and_publish(session: Session, staff: User, seed: int, at: datetime.datetime) -> None:
    """What staff do on the board and after it, at that time. The mail is left to the worker."""
    proposal = mixing.propose(session, seed=seed)
    step = Step("mix", rooms=proposal.rooms, leads=proposal.leads, prefer=proposal.prefer)
    extra = {"seed": proposal.seed, "digest": proposal.digest, "prefer": proposal.prefer}
    apply(session.pk, step, seen=NO_BOARD, actor=staff, now=at, extra=extra)
    publishing.publish(session, staff, None, at)
    session.refresh_from_db()


def hold(session: Session, staff: User, chance: Random, seed: int) -> None:
    """A session of the past: its rooms were out in time, its mail was sent, and most rooms noted who came."""
    at = session.groups_out_at
    mix_and_publish(session, staff, seed, at)
    session.notices.update(sent_at=at, attempts=1)
    Attendance.objects.bulk_create(_came(session, staff, chance), batch_size=BATCH)


def _came(session: Session, staff: User, chance: Random) -> list[Attendance]:
    rooms = {group.pk: chance.random() < RECORDED for group in session.groups.all()}
    seats = Membership.objects.filter(arrangement=session.published_id).order_by("group__number", "student")
    return [
        Attendance(
            session=session,
            student_id=seat.student_id,
            group_id=seat.group_id,
            is_present=chance.random() < COMES,
            recorded_by=staff,
        )
        for seat in seats
        if rooms[seat.group_id]
    ]
