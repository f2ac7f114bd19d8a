"""Earlier groups into the database: as frozen, published history, or as a draft board to go on with."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable

from mixitup.calendar import USUAL_FOCUS, WEDNESDAY, moment, usual_session
from mixitup.models import (
    Arrangement,
    Change,
    Enrolment,
    Group,
    Inning,
    Membership,
    RosterImport,
    School,
    Session,
    Student,
    User,
)
from mixitup.roster.decisions import Decisions
from mixitup.roster.groups_plan import GroupRow, GroupsPlan, GroupsState, KnownSession, make_groups_plan
from mixitup.roster.imports import grid_of
from mixitup.roster.plan import Kind
from mixitup.tables import name_key

_FOCUS = Session.Focus.NETWORKING


def plan_groups(importing: RosterImport, now: datetime.datetime, *, lock: bool = False) -> GroupsPlan:
    """The plan against the school as it is; with `lock`, every session's row is held until the end."""
    state = load_groups_state(now, lock=lock)
    decisions = Decisions.from_json(importing.decisions)
    return make_groups_plan(grid_of(importing), decisions, state, importing.inning_id)


def load_groups_state(now: datetime.datetime, *, lock: bool = False) -> GroupsState:
    by_email: dict[str, tuple[int, str]] = {}
    by_name: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for pk, email, name, preferred in Student.objects.filter(user__isnull=False).values_list(
        "pk", "user__email", "name", "preferred_name"
    ):
        by_email[email] = (pk, name)
        for key in {name_key(name), name_key(f"{preferred} {name.partition(' ')[2]}")}:
            by_name[key].append((pk, name))
    active: dict[int, set[int]] = defaultdict(set)
    for inning, student in Enrolment.objects.active().values_list("inning_id", "student_id"):
        active[inning].add(student)
    return GroupsState(
        by_email=by_email,
        by_name={key: tuple(people) for key, people in by_name.items()},
        active={inning: frozenset(students) for inning, students in active.items()},
        sessions=tuple(_sessions(now, lock=lock)),
    )


def _sessions(now: datetime.datetime, *, lock: bool) -> Iterable[KnownSession]:
    """The newest inning first: its sessions, and the usual weeks that have none."""
    sessions = Session.objects.filter(cancelled_at=None)
    if lock:
        sessions = sessions.select_for_update(no_key=True).order_by("pk")
    boards = set(Arrangement.objects.filter(frozen_at=None).values_list("session_id", flat=True))
    there = {(session.inning_id, session.week): session for session in sessions}
    school = School.load()
    for inning in Inning.objects.order_by("-starts_on"):
        weeks = sorted({*USUAL_FOCUS, *(week for pk, week in there if pk == inning.pk)})
        for week in weeks:
            session = there.get((inning.pk, week))
            usual_start = moment(inning.day(week, WEDNESDAY), school.usual_start, school.zone)
            starts_at = session.starts_at if session else usual_start
            minutes = session.minutes if session else school.usual_minutes
            yield KnownSession(
                choice=f"session-{session.pk}" if session else f"new-{inning.pk}-{week}",
                label=f"{inning.name}, week {week}" + ("" if session else " (new)"),
                session_id=session.pk if session else None,
                inning_id=inning.pk,
                inning_name=inning.name,
                week=week,
                day=starts_at.astimezone(school.zone).date(),
                is_over=starts_at + datetime.timedelta(minutes=minutes) < now,
                has_groups=bool(session and session.published_id),
                has_board=bool(session and session.pk in boards),
            )


def write_groups(
    plan: GroupsPlan, importing: RosterImport, batch: uuid.UUID, actor: User | None, now: datetime.datetime
) -> None:
    """Do what the plan says, and log it. Inside a transaction; the plan must be ready."""
    for planned in plan.sessions:
        rows = [row for row in plan.of(Kind.JOINS) if row.session == planned.text]
        if not rows or planned.known is None:
            continue
        session, is_new = _session_for(planned.known)
        arrangement = _arrange(session, rows, None if plan.as_draft else now)
        if not plan.as_draft:
            session.published = arrangement
            session.save(update_fields=["published"])
        Change.objects.create(
            actor=actor,
            verb="groups.imported",
            subject=f"{planned.known.label}: {planned.rooms} rooms, {len(rows)} people"[:120],
            batch=batch,
            session=session,
            after={"arrangement": arrangement.pk, "session_is_new": is_new, "people": len(rows)},
        )


def _session_for(known: KnownSession) -> tuple[Session, bool]:
    if known.session_id:
        return Session.objects.locked(known.session_id), False
    inning = Inning.objects.get(pk=known.inning_id)
    session = usual_session(inning, known.week, USUAL_FOCUS.get(known.week, _FOCUS), School.load())
    session.save()
    return session, True


def _arrange(session: Session, rows: list[GroupRow], frozen_at: datetime.datetime | None) -> Arrangement:
    last = session.arrangements.order_by("-number").first()
    number = last.number + 1 if last else 1
    arrangement = Arrangement.objects.create(session=session, number=number, is_imported=True)
    groups = {group.number: group for group in session.groups.all()}
    missing = sorted({row.group for row in rows} - set(groups))
    for made in Group.objects.bulk_create([Group(session=session, number=number) for number in missing]):
        groups[made.number] = made
    roles = _roles(rows, session.inning_id)
    Membership.objects.bulk_create(
        [
            Membership(
                arrangement=arrangement,
                student_id=row.student_id,
                group=groups[row.group],
                role=roles.get(row.student_id, Membership.Role.MEMBER),
            )
            for row in rows
        ],
        batch_size=500,
    )
    if frozen_at:
        arrangement.freeze(frozen_at)
    return arrangement


def _roles(rows: list[GroupRow], inning_id: int) -> dict[int, Membership.Role]:
    """The table's leads, the first of a room leading and the others beside; else the best rank of the room."""
    ranks = dict(
        Enrolment.objects.filter(inning_id=inning_id, module__lead_rank__isnull=False).values_list(
            "student_id", "module__lead_rank"
        )
    )
    rooms: dict[int, list[GroupRow]] = defaultdict(list)
    for row in rows:
        rooms[row.group].append(row)
    roles: dict[int, Membership.Role] = {}
    for people in rooms.values():
        named = [row.student_id for row in people if row.is_lead]
        ranked = [row.student_id for row in people if ranks.get(row.student_id)]
        leads = named or sorted(ranked, key=lambda student: ranks[student] or 0)[:1]
        roles |= dict.fromkeys(leads[1:], Membership.Role.CO_LEAD)
        roles |= dict.fromkeys(leads[:1], Membership.Role.LEAD)
    return roles


def groups_reasons(changes: list[Change]) -> list[str]:
    """Why these imported groups can't be taken back; empty where they can."""
    reasons = []
    for change in changes:
        if change.verb != "groups.imported":
            continue
        arrangement = Arrangement.objects.filter(pk=change.after["arrangement"]).first()
        session = change.session
        if not arrangement or not session:
            reasons.append(f"{change.subject}: the groups or the session are gone.")
        elif arrangement.revision or arrangement.memberships.count() != change.after["people"]:
            reasons.append(f"{session}: its board has changed since.")
        elif arrangement.frozen_at and session.published_id != arrangement.pk:
            reasons.append(f"{session}: other groups have been published since.")
        elif session.attendances.exists():
            reasons.append(f"{session}: attendance has been noted since.")
        elif change.after["session_is_new"] and session.arrangements.count() > 1:
            reasons.append(f"{session}: it has been mixed since.")
    return reasons


def put_groups_back(changes: list[Change]) -> None:
    for change in changes:
        if change.verb != "groups.imported" or not change.session:
            continue
        session = Session.objects.locked(change.session.pk)
        if session.published_id == change.after["arrangement"]:
            session.published = None
            session.save(update_fields=["published"])
        Arrangement.objects.filter(pk=change.after["arrangement"]).delete()
        session.groups.filter(memberships=None, attendances=None).delete()
        if change.after["session_is_new"]:
            session.delete()
            change.session = None
