"""Writing what a roster import's plan says, each step in the change log."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress

from mixitup.models import Change, Cohort, Enrolment, Inning, RosterImport, Student, User
from mixitup.roster.decisions import Decisions
from mixitup.roster.fields import PLACE_FIELDS, STUDENT_FIELDS
from mixitup.roster.imports import grid_of
from mixitup.roster.plan import Kind, Missing, Plan, PlanRow, make_plan
from mixitup.roster.state import State, load_state

_CHUNK = 500


@dataclass
class _Writing:
    """What one commit has gathered: the ids that names stand for, and the log's rows."""

    inning: Inning
    actor: User | None
    batch: uuid.UUID
    programs: dict[str, int]
    modules: dict[str, int]
    cohorts: dict[str, int]
    changes: list[Change] = field(default_factory=list)

    def place(self, values: Any) -> dict[str, int]:
        """The columns of an enrolment for what is said; a blank says nothing."""
        ids = {"module": self.modules, "program": self.programs, "cohort": self.cohorts}
        return {f"{key}_id": ids[key][values[key]] for key in PLACE_FIELDS if values.get(key)}

    def log(self, verb: str, student: Student | None, subject: str, before: Any, after: Any) -> None:
        self.changes.append(
            Change(
                actor=self.actor,
                verb=verb,
                subject=subject[:120],
                batch=self.batch,
                student=student,
                before=before,
                after=after,
            )
        )


def plan_people(importing: RosterImport, inning: Inning) -> tuple[Plan, State]:
    """The plan against the school as it is, and that state."""
    state = load_state(inning)
    return make_plan(grid_of(importing), Decisions.from_json(importing.decisions), state), state


def lock_people(plan: Plan) -> None:
    """Hold the students whom the plan is about until the transaction ends."""
    touched = [row.student_id for row in plan.rows if row.student_id and row.kind != Kind.SAME]
    touched += [person.student_id for person in plan.missing]
    for start in range(0, len(touched), _CHUNK):
        some = touched[start : start + _CHUNK]
        list(Student.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk").only("pk"))


def write_people(plan: Plan, state: State, inning: Inning, batch: uuid.UUID, actor: User | None) -> None:
    """Do what the plan says, and log it. Inside a transaction; the plan must be ready."""
    ids = (dict(state.programs), dict(state.modules), dict(state.cohorts))
    writing = _Writing(inning, actor, batch, *ids)
    for new in plan.cohorts:
        cohort = Cohort.objects.create(name=new.name, program_id=state.programs[new.program])
        writing.cohorts[new.name] = cohort.pk
        writing.log("roster.cohort_added", None, new.name, {}, {"cohort_id": cohort.pk})
    _add_people([row for row in plan.of(Kind.JOINS) if not row.student_id], writing)
    known = [row for row in plan.rows if row.student_id and row.kind in (Kind.JOINS, Kind.CHANGES)]
    _change_people(known)
    _enrol([row for row in known if row.kind == Kind.JOINS], writing)
    _move([row for row in known if row.kind == Kind.CHANGES], writing)
    _set_aside([person for person in plan.missing if person.new_status != person.status], writing)
    Change.objects.bulk_create(writing.changes, batch_size=_CHUNK)


def _add_people(rows: list[PlanRow], writing: _Writing) -> None:
    users = [User(email=row.values["email"]) for row in rows]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users, batch_size=_CHUNK)
    students = [
        Student(user=user, **{name: row.values[name] for name in STUDENT_FIELDS})
        for user, row in zip(users, rows, strict=True)
    ]
    Student.objects.bulk_create(students, batch_size=_CHUNK)
    places = [
        Enrolment(student=student, inning=writing.inning, **writing.place(row.values))
        for student, row in zip(students, rows, strict=True)
    ]
    Enrolment.objects.bulk_create(places, batch_size=_CHUNK)
    for student, place, row in zip(students, places, rows, strict=True):
        said = {key: text for key, text in row.values.items() if text}
        after = {"student_id": student.pk, "enrolment_id": place.pk, **said}
        writing.log("roster.added", student, student.name, {}, after)


def _change_people(rows: list[PlanRow]) -> None:
    """The fields that belong to the person; logged with the enrolment's by `_enrol` and `_move`."""
    by_id = _by_id(Student, [row.student_id for row in rows if row.changes])
    new_emails: dict[int, str] = {}
    touched: dict[int, Student] = {}
    for row in rows:
        for change in row.changes:
            student = by_id[row.student_id or 0]
            if change.field == "email":
                new_emails[student.user_id] = change.new
            elif change.field in STUDENT_FIELDS:
                setattr(student, change.field, change.new)
                touched[student.pk] = student
    Student.objects.bulk_update(touched.values(), STUDENT_FIELDS, batch_size=200)
    change_emails(new_emails)


def change_emails(new_emails: dict[int, str]) -> None:
    """New addresses by user id. Sign-in's own record of the old ones goes, and so do the sessions begun with them."""
    if not new_emails:
        return
    EmailAddress.objects.filter(user_id__in=new_emails).delete()
    # First out of each other's way: two people may have swapped addresses.
    users = list(User.objects.filter(pk__in=new_emails))
    for user in users:
        user.email = f"{user.pk}@changing.invalid"
        user.set_unusable_password()  # whoever reads the old mailbox may be somebody else
    User.objects.bulk_update(users, ["email", "password"])
    for user in users:
        user.email = new_emails[user.pk]
    User.objects.bulk_update(users, ["email"])


def _enrol(rows: list[PlanRow], writing: _Writing) -> None:
    students = _by_id(Student, [row.student_id for row in rows])
    places = [
        Enrolment(student_id=row.student_id or 0, inning=writing.inning, **writing.place(row.values))
        for row in rows
    ]
    Enrolment.objects.bulk_create(places, batch_size=_CHUNK)
    for place, row in zip(places, rows, strict=True):
        before, after = _before_after(row)
        said = {key: row.values[key] for key in PLACE_FIELDS}
        student = students[row.student_id or 0]
        writing.log(
            "roster.enrolled", student, student.name, before, {"enrolment_id": place.pk, **said, **after}
        )


def _move(rows: list[PlanRow], writing: _Writing) -> None:
    places = _by_id(Enrolment, [row.place.enrolment_id for row in rows if row.place])
    students = _by_id(Student, [row.student_id for row in rows])
    for row in rows:
        place = places[row.place.enrolment_id if row.place else 0]
        for change in row.changes:
            if change.field == "status":
                place.status = change.new
            elif change.field in PLACE_FIELDS:
                for column, value in writing.place({change.field: change.new}).items():
                    setattr(place, column, value)
        before, after = _before_after(row)
        ids = {"enrolment_id": place.pk}
        student = students[row.student_id or 0]
        writing.log("roster.changed", student, student.name, {**ids, **before}, {**ids, **after})
    Enrolment.objects.bulk_update(places.values(), ["module", "program", "cohort", "status"], batch_size=200)


def _set_aside(people: list[Missing], writing: _Writing) -> None:
    by_status: dict[str, list[int]] = defaultdict(list)
    students = _by_id(Student, [person.student_id for person in people])
    for person in people:
        by_status[person.new_status].append(person.enrolment_id)
        ids = {"enrolment_id": person.enrolment_id}
        before, after = {**ids, "status": person.status}, {**ids, "status": person.new_status}
        writing.log("roster.changed", students[person.student_id], person.name, before, after)
    for status, ids_of in by_status.items():
        for start in range(0, len(ids_of), _CHUNK):
            Enrolment.objects.filter(pk__in=ids_of[start : start + _CHUNK]).update(status=status)


def _before_after(row: PlanRow) -> tuple[dict[str, str], dict[str, str]]:
    before = {change.field: change.old for change in row.changes}
    return before, {change.field: change.new for change in row.changes}


def _by_id(model: Any, ids: Iterable[int | None]) -> dict[int, Any]:
    """Rows by id, in chunks that every database takes."""
    wanted = sorted({pk for pk in ids if pk})
    found: dict[int, Any] = {}
    for start in range(0, len(wanted), _CHUNK):
        found |= model.objects.in_bulk(wanted[start : start + _CHUNK])
    return found
