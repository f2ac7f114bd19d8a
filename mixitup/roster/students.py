"""One student at a time: found in a list, added by hand, changed by staff or by themself, always on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from mixitup.models import Change, Cohort, Enrolment, Inning, Module, Student, User
from mixitup.roster.fields import STUDENT_FIELDS
from mixitup.roster.people_writing import change_emails


@dataclass(frozen=True, slots=True)
class PlaceGiven:
    """Where somebody belongs in an inning; the cohort tells the program."""

    module: Module
    cohort: Cohort
    status: str = Enrolment.Status.ACTIVE


def add_student(
    inning: Inning, email: str, fields: Mapping[str, Any], place: PlaceGiven, actor: User
) -> Student:
    """A new student with user and place. The address must be free."""
    with transaction.atomic():
        Inning.objects.select_for_update().get(pk=inning.pk)
        student = Student.objects.create(user=User.objects.create_user(email), **fields)
        after = {"email": email, **_said(student), **_set_place(student, inning, place)[1]}
        _log("roster.added", student, {}, after, actor)
    return student


def change_student(
    student: Student,
    fields: Mapping[str, Any],
    actor: User,
    *,
    email: str = "",
    inning: Inning | None = None,
    place: PlaceGiven | None = None,
) -> bool:
    """Write what differs, on record; whether anything did.

    `fields` are the student's own columns. Call it in a transaction that holds the student's row.
    """
    before = {key: getattr(student, key) for key, value in fields.items() if getattr(student, key) != value}
    after: dict[str, Any] = {key: fields[key] for key in before}
    for key, value in after.items():
        setattr(student, key, value)
    if after:
        student.save(update_fields=list(after))
    if email and student.user and email != student.user.email:
        before["email"], after["email"] = student.user.email, email
        change_emails({student.user.pk: email})
        student.user.email = email
    if inning and place:
        place_before, place_after = _set_place(student, inning, place)
        before |= place_before
        after |= place_after
    if after:
        _log("roster.changed", student, before, after, actor)
    return bool(after)


def change_own(student: Student, fields: Mapping[str, Any], actor: User) -> bool:
    """What a student says about themself: an import leaves these fields alone from now on."""
    changed = {key for key, value in fields.items() if getattr(student, key) != value}
    own = sorted({*student.self_edited, *changed})
    if not change_student(student, fields, actor):
        return False
    student.self_edited = own
    student.save(update_fields=["self_edited"])
    return True


def _set_place(student: Student, inning: Inning, place: PlaceGiven) -> tuple[dict[str, Any], dict[str, Any]]:
    """Enrol or move; what differs, before and after, in a roster's words."""
    there = Enrolment.objects.with_details().filter(student=student, inning=inning).first()
    wanted = Enrolment(
        pk=there.pk if there else None,
        student=student,
        inning=inning,
        module=place.module,
        program=place.cohort.program,
        cohort=place.cohort,
        status=place.status,
    )
    old, new = _place_said(there) if there else {}, _place_said(wanted)
    changed = [key for key, value in new.items() if old.get(key) != value]
    if not changed:
        return {}, {}
    wanted.save()
    ids = {"enrolment_id": wanted.pk}
    before = {key: old[key] for key in changed if key in old}
    return ({**ids, **before} if before else {}), {**ids, **{key: new[key] for key in changed}}


def _place_said(place: Enrolment) -> dict[str, str]:
    return {
        "module": str(place.module.number),
        "program": place.program.code,
        "cohort": place.cohort.name,
        "status": place.status,
    }


def _said(student: Student) -> dict[str, str]:
    return {key: getattr(student, key) for key in STUDENT_FIELDS if getattr(student, key)}


def _log(verb: str, student: Student, before: dict[str, Any], after: dict[str, Any], actor: User) -> None:
    Change.objects.create(
        actor=actor, verb=verb, subject=student.name[:120], student=student, before=before, after=after
    )
