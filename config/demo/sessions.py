"""The demo's sessions, made by what makes the real ones: planned, mixed, published, and for past ones attended."""

import datetime
from random import Random
from typing import Any

from mixitup import assignment
from mixitup.models import (
    Arrangement,
    Attendance,
    Enrolment,
    Group,
    Inning,
    Membership,
    School,
    Session,
    User,
)

FOCUS = {2: Session.Focus.NETWORKING, 4: Session.Focus.INTERVIEW_PREP}
WEDNESDAY = 2
BATCH = 500
COMES = 0.94
# In some rooms nobody writes down who came.
RECORDED = 0.85


def plan(inning: Inning, school: School) -> None:
    """The Week 2 and Week 4 sessions."""
    for week, focus in FOCUS.items():
        day = inning.day(week, WEDNESDAY)
        out = day - datetime.timedelta(days=school.groups_out_days_before)
        Session.objects.create(
            inning=inning,
            week=week,
            focus=focus,
            starts_at=datetime.datetime.combine(day, school.usual_start, school.zone),
            groups_out_at=datetime.datetime.combine(out, school.groups_out_time, school.zone),
            zoom_link=school.zoom_link,
        )


def mix(session: Session, staff: User, seed: int, at: datetime.datetime) -> None:
    people = list(
        Enrolment.objects.active()
        .filter(inning=session.inning)
        .exclude(student__absences__session=session)
        .with_details()
    )
    count = -(-len(people) // session.people_per_room)
    history = [
        {str(student): room for student, room in pairs(one)}
        for one in Session.objects.before(session).in_order().exclude(published=None)
    ]
    known = [
        assignment.Person(
            key=str(one.student_id),
            attributes={"cohort": one.cohort.name, "module": one.module.short, "program": one.program.code},
            lead_rank=one.module.lead_rank,
        )
        for one in people
    ]
    mixed = assignment.mix(
        assignment.Problem(known, group_count=count, history=history, spread=("cohort", "module", "program")),
        seed=seed,
    )
    groups = Group.objects.bulk_create([Group(session=session, number=n) for n in range(1, count + 1)])
    draft = Arrangement.objects.create(session=session, number=1)
    Membership.objects.bulk_create(
        [
            Membership(
                arrangement=draft,
                student_id=int(key),
                group=group,
                role=Membership.Role.LEAD if key in made.leads else Membership.Role.MEMBER,
            )
            for group, made in zip(groups, mixed.groups, strict=True)
            for key in made.members
        ],
        batch_size=BATCH,
    )


def pairs(one: Session) -> Any:
    return Membership.objects.filter(arrangement=one.published_id).values_list("student_id", "group__number")


def publish(session: Session, staff: User, at: datetime.datetime) -> None:
    draft = session.arrangements.get(frozen_at=None)
    draft.frozen_at = at
    draft.save()
    session.published = draft
    session.save(update_fields=["published"])


def publish_upcoming(session: Session, staff: User, seed: int, at: datetime.datetime) -> None:
    """Mixed and published now: the worker sends the mail when it starts."""
    mix(session, staff, seed, at)
    publish(session, staff, at)


def hold(session: Session, staff: User, chance: Random, seed: int) -> None:
    """A session of the past: its rooms were out in time, its mail was sent, and most rooms noted who came."""
    at = session.groups_out_at
    mix(session, staff, seed, at)
    publish(session, staff, at)
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
