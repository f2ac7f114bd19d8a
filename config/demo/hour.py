"""An hour that happens now, for the demo: a session of its own, beside Week 2 and Week 4, started by a button on /demo/.

Room 1 waits for its lead; the others have begun, as rooms do: most on time, one calls for help, one has no lead yet.
"""

import datetime
from collections.abc import Callable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from config.demo.personas import HOUR_LINK, Persona
from mixitup import calendar, mixing, publishing
from mixitup.board.applying import apply
from mixitup.board.seating import NO_BOARD, Seating
from mixitup.board.steps import Step
from mixitup.live import clock
from mixitup.models import Attendance, Inning, LiveRoom, Membership, School, Session, User

SEED = 20
AGO = datetime.timedelta(minutes=1)
YOURS, LATE, CALLING = 1, 2, 3


def hour_session(now: datetime.datetime) -> Session | None:
    """The demo's hour, while it goes on."""
    last = Session.objects.filter(zoom_link=HOUR_LINK, cancelled_at=None).in_order().last()
    return last if last and now < last.ends_at else None


def can_start(now: datetime.datetime) -> bool:
    """While the demo's inning runs, has a week without a session, and no hour goes on."""
    today = timezone.localdate(now)
    inning = Inning.objects.current_on(today)
    if inning is None or inning.week_on(today) is None:
        return False
    return bool(_free_weeks(inning)) and hour_session(now) is None


def start_hour(staff: User, now: datetime.datetime) -> Session | None:
    """Plans, mixes and publishes an hour that has just begun, and tells nobody. None where it can't: see `can_start`."""
    if not can_start(now):
        return None
    session = _planned(now)
    proposal = mixing.propose(session, seed=SEED)
    at = session.groups_out_at
    with transaction.atomic():
        step = Step("mix", rooms=proposal.rooms, leads=proposal.leads, prefer=proposal.prefer)
        draft = apply(session.pk, step, seen=NO_BOARD, actor=staff, now=at).arrangement
        helper = (
            draft.memberships.filter(group__number=YOURS, role=Membership.Role.MEMBER).order_by("pk").first()
        )
        if helper:
            apply(
                session.pk,
                Step("co_lead", student=helper.student_id),
                seen=Seating.read(session).version,
                actor=staff,
                now=at,
            )
        publishing.publish(session, staff, None, at)
        session.notices.update(sent_at=at, attempts=1)
        session.refresh_from_db()
        _begin(session, staff)
    return session


def _free_weeks(inning: Inning) -> list[int]:
    taken = set(inning.sessions.values_list("week", flat=True)) | set(calendar.USUAL_FOCUS)
    return [week for week in range(1, inning.weeks + 1) if week not in taken]


def _planned(now: datetime.datetime) -> Session:
    """In the week that it is, or the nearest one without a session."""
    school, today = School.load(), timezone.localdate(now)
    inning = Inning.objects.current_on(today)
    assert inning is not None
    this_week = inning.week_on(today) or 1
    week = min(_free_weeks(inning), key=lambda one: (abs(one - this_week), one))
    session = calendar.usual_session(inning, week, Session.Focus.NETWORKING, school)
    session.starts_at = now.replace(second=0, microsecond=0) - AGO
    session.groups_out_at = session.starts_at - datetime.timedelta(days=1)
    session.zoom_link = HOUR_LINK
    session.save()
    return session


def _begin(session: Session, staff: User) -> None:
    """The other rooms' clocks, and who is there, as their leads noted it."""
    rooms, came = [], []
    seats = Membership.objects.filter(arrangement=session.published_id).select_related("group").order_by("pk")
    for group in session.groups.exclude(number__in=(YOURS, LATE)):
        room = LiveRoom(group=group, revision=1)
        clock.carry_out(room, session, clock.Action.START, session.starts_at)
        room.help_asked_at = session.starts_at + AGO / 2 if group.number == CALLING else None
        rooms.append(room)
        came += [
            Attendance(
                session=session, student_id=seat.student_id, group=group, is_present=True, recorded_by=staff
            )
            for seat in seats
            if seat.group_id == group.pk
        ]
    LiveRoom.objects.bulk_create(rooms)
    Attendance.objects.bulk_create(came, batch_size=500)


def _in_your_room(role: Membership.Role) -> Callable[[], User | None]:
    def find() -> User | None:
        session = hour_session(timezone.now())
        if session is None:
            return None
        seats = Membership.objects.filter(arrangement=session.published_id, group__number=YOURS, role=role)
        seat = seats.select_related("student__user").order_by("-pk").first()
        return seat.student.user if seat else None

    return find


def _staff() -> User | None:
    return User.objects.filter(is_staff=True, is_active=True).order_by("pk").first()


CAST = [
    Persona(
        "hour-lead",
        "Leads the room",
        "Start the hour, take turns, press Next. Use a narrow window: a phone is enough.",
        _in_your_room(Membership.Role.LEAD),
    ),
    Persona(
        "hour-student",
        "Sits in the same room",
        "In a second browser beside the lead's: the same part and the same clock, within seconds.",
        _in_your_room(Membership.Role.MEMBER),
    ),
    Persona(
        "hour-co-lead",
        "Co-leads it",
        "Has the lead's notes and buttons too.",
        _in_your_room(Membership.Role.CO_LEAD),
    ),
    Persona(
        "hour-staff",
        "Looks after all rooms",
        "The control room: one room calls for help, two haven't begun. Send a line to all.",
        _staff,
    ),
]


def where(slug: str, now: datetime.datetime) -> str | None:
    """The page of the hour that this part opens with."""
    session = hour_session(now)
    if session is None:
        return None
    return reverse("control_detail" if slug == "hour-staff" else "room_live", args=[session.pk])
