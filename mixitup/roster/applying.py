"""Carrying out the plan that was previewed, in one transaction; and which plan an import has."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from mixitup.models import Change, Inning, RosterImport, User
from mixitup.roster.groups_plan import GroupsPlan
from mixitup.roster.groups_writing import plan_groups, write_groups
from mixitup.roster.people_writing import lock_people, plan_people, write_people
from mixitup.roster.plan import Plan


class PlanMovedError(Exception):
    """The plan that was shown is no longer the plan: here is the new one."""

    def __init__(self, plan: Plan | GroupsPlan) -> None:
        self.plan = plan
        super().__init__("The plan moved since it was shown.")


class NotReadyError(Exception):
    """Something in the plan still waits for an answer."""


def plan_of(importing: RosterImport, now: datetime) -> Plan | GroupsPlan:
    """What the import would do to the school as it is now. A sheet must have been chosen."""
    if importing.kind == RosterImport.Kind.GROUPS:
        return plan_groups(importing, now)
    return plan_people(importing, importing.inning)[0]


def commit(importing: RosterImport, digest: str, actor: User | None, now: datetime) -> RosterImport:
    """Apply the plan with this digest; a second time, or a plan that changes nothing, does nothing.

    Raises PlanMovedError where the school or the answers have moved since the plan was made, NotReadyError
    where the plan still has questions. Nothing is written then.
    """
    try:
        return _commit(importing, digest, actor, now)
    except IntegrityError:  # somebody added the same address, or planned the same week, a moment ago
        raise PlanMovedError(plan_of(importing, now)) from None


def _commit(importing: RosterImport, digest: str, actor: User | None, now: datetime) -> RosterImport:
    with transaction.atomic():
        inning = Inning.objects.select_for_update().get(pk=importing.inning_id)
        locked = RosterImport.objects.select_for_update().get(pk=importing.pk)
        if locked.applied_at:
            return locked
        batch = uuid.uuid4()
        if locked.kind == RosterImport.Kind.GROUPS:
            groups = plan_groups(locked, now, lock=True)
            if _may_apply(groups, digest):
                write_groups(groups, locked, batch, actor, now)
                _mark_applied(locked, groups, batch, actor, now)
        else:
            lock_people(plan_people(locked, inning)[0])
            people, state = plan_people(locked, inning)
            if _may_apply(people, digest):
                write_people(people, state, inning, batch, actor)
                _mark_applied(locked, people, batch, actor, now)
    return locked


def _may_apply(plan: Plan | GroupsPlan, digest: str) -> bool:
    if plan.digest != digest:
        raise PlanMovedError(plan)
    if not plan.is_ready:
        raise NotReadyError
    return plan.does_anything


def _mark_applied(
    importing: RosterImport, plan: Plan | GroupsPlan, batch: uuid.UUID, actor: User | None, now: datetime
) -> None:
    importing.applied_at, importing.applied_by, importing.undone_at = now, actor, None
    importing.digest, importing.counts, importing.batch = plan.digest, plan.counts, batch
    importing.save()
    Change.objects.create(
        actor=actor,
        verb="roster.imported",
        subject=str(importing)[:120],
        batch=batch,
        after={"import": importing.pk, **plan.counts},
    )
