"""The one way onto the board: lock, compare what the person saw, write, record. Undo and redo are steps too."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from mixitup.board import steps, trail
from mixitup.board.seating import Places, Seating, as_json, from_json
from mixitup.board.steps import Step, StepError
from mixitup.models import Arrangement, Change, Session, User


class BoardChanged(Exception):
    """Somebody else changed the board since the version this person saw; nothing was written."""


class Taken(NamedTuple):
    """A step that was written: the draft as it is now, its record, and the rooms it touched."""

    arrangement: Arrangement
    change: Change
    rooms: set[int]


def apply(
    session_pk: int,
    step: Step,
    *,
    seen: str,
    actor: User,
    now: datetime.datetime,
    extra: Mapping[str, Any] | None = None,
) -> Taken:
    """Take one step, or "undo" or "redo" the last one, on the version of the board that the person saw.

    `extra` (a mix's seed and digest) goes into the record. Raises `BoardChanged`, `StepError`; then nothing changed.
    """
    with transaction.atomic():
        session = Session.objects.locked(session_pk)
        _check_open(session, now)
        seating = Seating.read(session)
        if seating.version != seen:
            raise BoardChanged
        undoes = trail.of(session, seating.arrangement).target(step.kind) if step.kind in BACK else None
        after = _taken_back(undoes, seating) if undoes else _wanted(step, seating)
        before = {student: seating.place(student) for student in after}
        draft = seating.write(after, actor)
        if step.prefer and step.prefer != session.prefer:
            session.prefer = step.prefer
            session.save(update_fields=["prefer"])
        told = {"arrangement": draft.pk, "revision": draft.revision, **(extra or {})}
        change = Change(actor=actor, verb=f"board.{step.kind}", session=session, undoes=undoes)
        _record(change, before, after, {**told, "step": _ids(step, undoes)})
    return Taken(draft, change, {place.room for place in [*before.values(), *after.values()] if place.room})


def _record(change: Change, before: Places, after: Places, told: dict[str, Any]) -> None:
    change.subject = f"Board of {change.session}"
    change.before = {"people": as_json(before)}
    change.after = {"people": as_json(after), **told}
    change.save()


class Asked(NamedTuple):
    """A step on one session's board, as `apply` takes it."""

    session_pk: int
    step: Step
    seen: str
    extra: Mapping[str, Any]


def apply_all(asked: Sequence[Asked], *, actor: User, now: datetime.datetime) -> list[Taken]:
    """Steps on several boards, all or none; the locks are taken in the order of the sessions' ids."""
    with transaction.atomic():
        return [
            apply(one.session_pk, one.step, seen=one.seen, actor=actor, now=now, extra=one.extra)
            for one in sorted(asked, key=lambda one: one.session_pk)
        ]


BACK = ("undo", "redo")


def _check_open(session: Session, now: datetime.datetime) -> None:
    state = session.state(now)
    if state == Session.State.CANCELLED:
        raise StepError("This session is cancelled, so its board can't be changed.")
    if state == Session.State.HELD:
        raise StepError("This session is over. Its groups stay as they were.")


def _wanted(step: Step, seating: Seating) -> Places:
    if step.kind in BACK:
        raise StepError(f"There is nothing to {step.kind}.")
    after = steps.changed(step, seating)
    if not after and step.kind != "mix":
        raise StepError("That is so already; nothing was changed.")
    return after


def _taken_back(change: Change, seating: Seating) -> Places:
    """Where everyone was before the change, but for people who have since left the roster.

    A rescue only read who can't come, so taking it back leaves what has been said about that since.
    """
    before = from_json(change.before["people"])
    if change.after.get("step", {}).get("kind") == "rescue":
        before = {
            student: place._replace(is_absent=seating.place(student).is_absent)
            for student, place in before.items()
        }
    return {
        student: place
        for student, place in before.items()
        if student in seating.ranks or (not place.room and student in seating.places)
    }


def _ids(step: Step, undoes: Change | None) -> dict[str, Any]:
    """What was asked, for the words that tell of it later; undoing tells of what it took back."""
    if undoes:
        return dict(undoes.after.get("step", {}))
    asked = {"kind": step.kind, "student": step.student, "other": step.other, "room": step.room}
    return {name: value for name, value in asked.items() if value is not None}
