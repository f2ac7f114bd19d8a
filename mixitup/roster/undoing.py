"""Taking an import back as one step, as long as nothing that it wrote has changed again."""

from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from mixitup.models import (
    Attendance,
    Change,
    Cohort,
    Enrolment,
    Inning,
    Membership,
    RosterImport,
    Session,
    Student,
    User,
)
from mixitup.roster.fields import PLACE_FIELDS, STUDENT_FIELDS
from mixitup.roster.groups_writing import groups_reasons, put_groups_back
from mixitup.roster.people_writing import change_emails
from mixitup.roster.state import Person, State, load_state

_ADDED, _ENROLLED, _CHANGED = "roster.added", "roster.enrolled", "roster.changed"


class UndoRefusedError(Exception):
    """What the import wrote has changed again; `reasons` says for whom, one sentence each."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("This import can't be taken back as one step any more.")


def undo(importing: RosterImport, actor: User | None) -> RosterImport:
    """Put everything back as it was before; the import is open again, its decisions kept.

    Raises UndoRefusedError, and then changes nothing.
    """
    with transaction.atomic():
        inning = Inning.objects.select_for_update().get(pk=importing.inning_id)
        locked = RosterImport.objects.select_for_update().get(pk=importing.pk)
        if not locked.applied_at:
            return locked
        _hold(locked)
        changes = _changes_of(locked)
        state = load_state(inning)
        reasons = [*_reasons(changes, state, inning), *groups_reasons(changes)]
        if reasons:
            raise UndoRefusedError(reasons)
        _put_back(changes, state)
        put_groups_back(changes)
        _log(changes, actor)
        locked.applied_at, locked.undone_at = None, timezone.now()
        locked.save(update_fields=["applied_at", "undone_at"])
    return locked


def _hold(importing: RosterImport) -> None:
    """The boards and the people whom the import touched, so that nobody changes them between the look and the writing."""
    changes = log_of(importing).order_by()
    sessions = Session.objects.filter(pk__in=changes.values("session"))
    list(sessions.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    people = Student.objects.filter(pk__in=changes.values("student"))
    list(people.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def can_undo(importing: RosterImport) -> bool:
    """Whether an undo would be taken now; the button is shown only then."""
    changes = _changes_of(importing)
    return not (_reasons(changes, load_state(importing.inning), importing.inning) or groups_reasons(changes))


def log_of(importing: RosterImport) -> QuerySet[Change]:
    """What the import wrote and nobody has taken back, in order."""
    if not importing.batch:
        return Change.objects.none()
    return Change.objects.filter(batch=importing.batch, undone_by=None)


def _changes_of(importing: RosterImport) -> list[Change]:
    return list(log_of(importing).select_related("student__user", "session"))


def _reasons(changes: list[Change], state: State, inning: Inning) -> list[str]:
    people = {person.student_id: person for person in state.people.values()}
    reasons = []
    for change in changes:
        if change.verb in (_ADDED, _ENROLLED, _CHANGED):
            person = people.get(change.student_id or 0)
            if person is None:
                reasons.append("Somebody it brought in has been erased since.")
            elif moved := _moved(change.after, person):
                reasons.append(f"{person.name}: {moved} since.")
    added = _students(changes, _ADDED)
    enrolled = _students(changes, _ENROLLED)
    used = set(_with_traces(added, inning)) | set(_in_groups(added + enrolled, inning))
    names = sorted(people[pk].name for pk in used if pk in people)
    return reasons + [f"{name} has been placed in a group or begun to work since." for name in names]


def _students(changes: list[Change], verb: str) -> list[int]:
    return [change.student_id for change in changes if change.verb == verb and change.student_id]


def _moved(after: dict[str, Any], person: Person) -> str:
    now: dict[str, Any] = {"email": person.email, **person.fields, "student_id": person.student_id}
    if person.place:
        now |= {key: getattr(person.place, key) for key in (*PLACE_FIELDS, "enrolment_id", "status")}
    different = [key for key, value in after.items() if now.get(key) != value]
    return f"the {different[0].replace('_', ' ')} has changed" if different else ""


def _with_traces(ids: list[int], inning: Inning) -> list[int]:
    """Those new students about whom anything else has been written, whatever app wrote it."""
    found: list[int] = []
    users = {user: pk for user, pk in Student.objects.filter(pk__in=ids).values_list("user_id", "pk") if user}
    for relation in relations_to(Student):
        if relation.related_model not in (Enrolment, Change):
            found += _pointing_at(relation, ids)
    for relation in relations_to(User):
        if relation.related_model is not Student:
            found += [users[user] for user in _pointing_at(relation, list(users))]
    elsewhere = Enrolment.objects.filter(student_id__in=ids).exclude(inning=inning)
    return found + list(elsewhere.values_list("student_id", flat=True))


def relations_to(model: type[Model]) -> list[Any]:
    """Every foreign key that points at the model, those without a name back and those of lists included."""
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.one_to_many or (field.one_to_one and field.auto_created)]


def _pointing_at(relation: Any, ids: list[Any]) -> list[Any]:
    name = relation.field.name
    model: type[Model] = relation.related_model
    return list(model._default_manager.filter(**{f"{name}__in": ids}).values_list(name, flat=True))


def _in_groups(student_ids: list[int], inning: Inning) -> list[int]:
    placed = Membership.objects.filter(arrangement__session__inning=inning, student_id__in=student_ids)
    came = Attendance.objects.filter(session__inning=inning, student_id__in=student_ids)
    return [*placed.values_list("student_id", flat=True), *came.values_list("student_id", flat=True)]


def _put_back(changes: list[Change], state: State) -> None:
    new_emails: dict[int, str] = {}
    for change in changes:
        student = change.student
        if student is None or change.verb not in (_ENROLLED, _CHANGED):
            continue
        if change.verb == _ENROLLED:
            Enrolment.objects.filter(pk=change.after["enrolment_id"]).delete()
        else:
            place = _columns(change.before, state)
            if place:
                Enrolment.objects.filter(pk=change.before["enrolment_id"]).update(**place)
        fields = {key: change.before[key] for key in STUDENT_FIELDS if key in change.before}
        if fields:
            Student.objects.filter(pk=student.pk).update(**fields)
        if "email" in change.before:
            new_emails[student.user_id or 0] = change.before["email"]
    change_emails(new_emails)
    _remove([change for change in changes if change.verb == _ADDED])
    cohorts = [change.after["cohort_id"] for change in changes if change.verb == "roster.cohort_added"]
    Cohort.objects.filter(pk__in=cohorts, enrolments=None).delete()


def _columns(before: dict[str, Any], state: State) -> dict[str, Any]:
    ids = {"module": state.modules, "program": state.programs, "cohort": state.cohorts}
    columns: dict[str, Any] = {f"{key}_id": ids[key][before[key]] for key in PLACE_FIELDS if key in before}
    if "status" in before:
        columns["status"] = before["status"]
    return columns


def _remove(added: list[Change]) -> None:
    students = _students(added, _ADDED)
    users = list(Student.objects.filter(pk__in=students).values_list("user_id", flat=True))
    Student.objects.filter(pk__in=students).delete()
    User.objects.filter(pk__in=users).delete()
    for change in added:
        change.student = None


def _log(changes: list[Change], actor: User | None) -> None:
    Change.objects.bulk_create(
        [
            Change(
                actor=actor,
                verb="roster.undone",
                subject=change.subject,
                student=change.student,
                session=change.session,
                before=change.after,
                after=change.before,
                undoes=change,
            )
            for change in changes
        ],
        batch_size=500,
    )
