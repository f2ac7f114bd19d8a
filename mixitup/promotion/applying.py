"""Carrying out the promotion that was previewed, in one transaction; and taking it back as one step."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from mixitup.models import Change, Enrolment, Inning, Membership, Module, Promotion, Session, Student, User
from mixitup.promotion.plan import Choice, Move, Plan
from mixitup.promotion.state import next_inning, plan_of, promotion_of
from mixitup.roster.undoing import relations_to

_CHUNK = 500
MOVED, CLOSED, APPLIED, UNDONE = (
    "promotion.moved",
    "promotion.closed",
    "promotion.applied",
    "promotion.undone",
)


class PlanMovedError(Exception):
    """The plan that was shown is no longer the plan."""


class UndoRefusedError(Exception):
    """What the promotion wrote has changed again; `reasons` says for whom, one sentence each."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("This promotion can't be taken back as one step any more.")


def commit(inning: Inning, digest: str, actor: User, now: datetime) -> Promotion:
    """Apply the plan with this digest; a second time does nothing.

    Raises PlanMovedError where the school or the choices have moved since; then nothing is written.
    """
    with transaction.atomic():
        _lock(inning)
        promotion = promotion_of(inning)
        if promotion.applied_at:
            return promotion
        target = next_inning(inning)
        plan = plan_of(promotion, target)
        if target is None or plan.digest != digest or not plan.moves:
            raise PlanMovedError
        promotion.batch, promotion.target = uuid.uuid4(), target
        _write(plan, promotion, target, actor)
        promotion.applied_at, promotion.applied_by, promotion.counts = now, actor, plan.counts
        promotion.save()
        Change.objects.create(
            actor=actor,
            verb=APPLIED,
            subject=f"{inning} to {target}"[:120],
            batch=promotion.batch,
            after={"inning": inning.pk, **plan.counts},
        )
    return promotion


def _lock(inning: Inning) -> None:
    """Everything that writes a roster takes its inning's row; erasing takes the student's."""
    list(Inning.objects.select_for_update().filter(starts_on__gte=inning.starts_on).order_by("pk"))
    here = Enrolment.objects.filter(inning=inning).values("student")
    people = Student.objects.select_for_update(no_key=True).filter(pk__in=here)
    list(people.order_by("pk").values_list("pk", flat=True))


def _write(plan: Plan, promotion: Promotion, target: Inning, actor: User) -> None:
    modules = dict(Module.objects.values_list("number", "pk"))
    going = [move for move in plan.moves if move.module is not None]
    closing = [move for move in plan.moves if move.module is None]
    places = [
        Enrolment(
            student_id=move.who.student_id,
            inning=target,
            module_id=modules[move.module or 0],
            program_id=move.who.program_id,
            cohort_id=move.who.cohort_id,
            status=Enrolment.Status.PAUSED if move.choice == Choice.PAUSES else Enrolment.Status.ACTIVE,
        )
        for move in going
    ]
    Enrolment.objects.bulk_create(places, batch_size=_CHUNK)
    for status in (Enrolment.Status.GRADUATED, Enrolment.Status.LEFT):
        ids = [move.who.enrolment_id for move in closing if _end(move) == status]
        for start in range(0, len(ids), _CHUNK):
            Enrolment.objects.filter(pk__in=ids[start : start + _CHUNK]).update(status=status)
    changes = [_moved(move, place) for move, place in zip(going, places, strict=True)]
    changes += [_closed(move) for move in closing]
    for change in changes:
        change.actor, change.batch = actor, promotion.batch or change.batch
    Change.objects.bulk_create(changes, batch_size=_CHUNK)


def _end(move: Move) -> str:
    return Enrolment.Status.GRADUATED if move.graduates else Enrolment.Status.LEFT


def _moved(move: Move, place: Enrolment) -> Change:
    return Change(
        verb=MOVED,
        subject=move.who.name,
        student_id=move.who.student_id,
        before={"module": move.who.module},
        after={
            "enrolment_id": place.pk,
            "module": move.module,
            "module_id": place.module_id,
            "program_id": place.program_id,
            "cohort_id": place.cohort_id,
            "status": place.status,
        },
    )


def _closed(move: Move) -> Change:
    status = Enrolment.Status.PAUSED if move.who.is_paused else Enrolment.Status.ACTIVE
    ids = {"enrolment_id": move.who.enrolment_id}
    return Change(
        verb=CLOSED,
        subject=move.who.name,
        student_id=move.who.student_id,
        before={**ids, "status": status},
        after={**ids, "status": _end(move)},
    )


def undo(inning: Inning, actor: User) -> Promotion:
    """Put everything back; the promotion is open again, its choices kept.

    Raises UndoRefusedError, and then changes nothing.
    """
    with transaction.atomic():
        _lock(inning)
        promotion = promotion_of(inning)
        if not promotion.applied_at:
            return promotion
        changes = list(_log_of(promotion))
        reasons = reasons_against(promotion)
        if reasons:
            raise UndoRefusedError(reasons)
        Enrolment.objects.filter(inning=promotion.target, student__in=_people(promotion, MOVED)).delete()
        _reopen([change for change in changes if change.verb == CLOSED])
        batch = uuid.uuid4()
        Change.objects.bulk_create([_undone(change, batch, actor) for change in changes], batch_size=_CHUNK)
        promotion.applied_at = promotion.applied_by = promotion.target = promotion.batch = None
        promotion.save()
    return promotion


def _reopen(closed: list[Change]) -> None:
    for status in {change.before["status"] for change in closed}:
        ids = [change.before["enrolment_id"] for change in closed if change.before["status"] == status]
        for start in range(0, len(ids), _CHUNK):
            Enrolment.objects.filter(pk__in=ids[start : start + _CHUNK]).update(status=status)


def _undone(change: Change, batch: uuid.UUID, actor: User) -> Change:
    return Change(
        actor=actor,
        verb=UNDONE,
        batch=batch,
        subject=change.subject,
        student_id=change.student_id,
        before=change.after,
        after=change.before,
        undoes=change,
    )


def _log_of(promotion: Promotion) -> QuerySet[Change]:
    assert promotion.batch is not None  # set where it was applied
    return Change.objects.filter(batch=promotion.batch).order_by("pk")


def _people(promotion: Promotion, verb: str) -> QuerySet[Any, Any]:
    return _log_of(promotion).filter(verb=verb, student__isnull=False).order_by().values("student")


def reasons_against(promotion: Promotion) -> list[str]:
    """Why the promotion can't be taken back any more; nothing where it can. A fixed number of queries."""
    keys = ("module_id", "program_id", "cohort_id", "status")
    enrolments = Enrolment.objects.filter(inning__in=[promotion.source_id, promotion.target_id])
    now = {row["pk"]: row for row in enrolments.values("pk", "student__erased_at", *keys)}
    moved = []
    for change in _log_of(promotion).exclude(verb=APPLIED):
        row = now.get(change.after.get("enrolment_id", 0))
        if row is None or row["student__erased_at"]:
            moved.append(f"{change.subject} is not where this put them any more.")
        elif any(row[key] != change.after[key] for key in keys if key in change.after):
            moved.append(f"{change.subject} has been changed since.")
    used = Student.objects.filter(_used(promotion)).filter(pk__in=_people(promotion, MOVED)).named()
    return moved + [f"{one.name} has a place or work in {promotion.target} already." for one in used]


def _used(promotion: Promotion) -> Q:
    """Whoever has anything in the next inning, whatever app keeps it, or is enrolled in a later one."""
    target = promotion.target
    assert target is not None  # set where it was applied
    found = Q(pk__in=Enrolment.objects.filter(inning__starts_on__gt=target.starts_on).values("student"))
    for relation in relations_to(Student):
        name, model = relation.field.name, relation.related_model
        way = "" if model in (Enrolment, Change) else _way_to_inning(model)
        if way:
            rows = model._default_manager.filter(**{way: target, f"{name}__isnull": False})
            found |= Q(pk__in=rows.order_by().values(name))
    return found


def _way_to_inning(model: type[Model]) -> str:
    """How a table about students says which inning a row belongs to; empty where it doesn't."""
    if model is Membership:
        return "arrangement__session__inning"
    for field in model._meta.concrete_fields:
        if field.related_model is Inning:
            return field.name
        if field.related_model is Session:
            return f"{field.name}__inning"
    return ""
