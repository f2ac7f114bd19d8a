"""The plan of a roster import: what the table would do to the school as it is, before anything is done.

Made from plain values alone; the same table, decisions and state give the same plan and the same digest.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from mixitup.models import Enrolment
from mixitup.roster.decisions import STAYS, Decisions
from mixitup.roster.fields import LABELS, PEOPLE_FIELDS, PLACE_FIELDS
from mixitup.roster.reading import Entry, cohort_program, read_entry
from mixitup.roster.state import Person, Place, State
from mixitup.tables import Columns, Grid, match_columns, name_key


class Kind(StrEnum):
    NEEDS = "needs"
    JOINS = "joins"
    CHANGES = "changes"
    SAME = "same"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    old: str
    new: str

    @property
    def label(self) -> str:
        return LABELS[self.field]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What one row of the table comes to. `changes` are from what is stored to what the row says; `kept` are
    differences that the student set themself, which stay as they are."""

    number: int
    kind: Kind
    raw: Mapping[str, str]
    values: Mapping[str, str]
    faults: Mapping[str, str]
    student_id: int | None = None
    known_name: str = ""
    known_from: str = ""
    place: Place | None = None
    changes: tuple[FieldChange, ...] = ()
    kept: tuple[FieldChange, ...] = ()
    candidates: tuple[Person, ...] = ()
    new_cohort: str = ""
    asks_back: str = ""

    @property
    def name(self) -> str:
        return self.values.get("name") or self.raw.get("name") or self.raw.get("email") or "(blank)"

    @property
    def shown_name(self) -> str:
        """The name that the school knows the person by, else the table's."""
        return self.known_name or self.name


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody of the inning whom the table doesn't name; `choice` is what becomes of them."""

    enrolment_id: int
    student_id: int
    name: str
    email: str
    module: str
    cohort: str
    status: str
    said: str
    choice: str

    @property
    def new_status(self) -> str:
        return self.status if self.choice == STAYS else self.choice


@dataclass(frozen=True, slots=True)
class NewCohort:
    name: str
    program: str
    program_name: str
    people: int
    is_ticked: bool


@dataclass(frozen=True)
class Plan:
    columns: Columns
    rows: tuple[PlanRow, ...]
    missing: tuple[Missing, ...]
    cohorts: tuple[NewCohort, ...]
    column_faults: tuple[str, ...]

    def of(self, kind: Kind) -> list[PlanRow]:
        return [row for row in self.rows if row.kind == kind]

    @cached_property
    def counts(self) -> dict[str, int]:
        kinds = Counter(row.kind for row in self.rows)
        return {
            **{kind.value: kinds[kind] for kind in Kind},
            "missing": len(self.missing),
            "set_aside": sum(person.new_status != person.status for person in self.missing),
            "cohorts": len(self.cohorts),
        }

    @property
    def is_ready(self) -> bool:
        """Nothing waits for an answer."""
        asked = self.counts["needs"] or self.column_faults
        return not asked and all(cohort.is_ticked for cohort in self.cohorts)

    @property
    def does_anything(self) -> bool:
        return bool(self.counts["joins"] or self.counts["changes"] or self.counts["set_aside"])

    @cached_property
    def digest(self) -> str:
        """Changes whenever anything that the plan would do changes, or anything it waits for."""
        told = {
            "rows": [_told(row) for row in self.rows if row.kind != Kind.SAME],
            "missing": [asdict(person) for person in self.missing],
            "cohorts": [asdict(cohort) for cohort in self.cohorts],
            "faults": self.column_faults,
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _told(row: PlanRow) -> list[Any]:
    changes = [asdict(change) for change in (*row.changes, *row.kept)]
    candidates = [person.student_id for person in row.candidates]
    return [row.number, row.kind, row.student_id, dict(row.values), dict(row.faults), changes, candidates]


def make_plan(grid: Grid, decisions: Decisions, state: State) -> Plan:
    """O(rows + people)."""
    columns = match_columns(grid, PEOPLE_FIELDS, decisions.columns)
    entries = [read_entry(columns, row, decisions, state) for row in columns.rows]
    column_faults = _column_faults(columns, decisions)
    entries = _without_doubles(entries, decisions)
    named = {entry.values["email"] for entry in entries if entry.values["email"]}
    rows = _consistent([_plan_row(entry, decisions, state, named) for entry in entries])
    return Plan(
        columns=columns,
        rows=rows,
        missing=() if column_faults else tuple(_missing(rows, named, decisions, state)),
        cohorts=tuple(_new_cohorts(rows, decisions, state)),
        column_faults=tuple(column_faults),
    )


def _column_faults(columns: Columns, decisions: Decisions) -> list[str]:
    faults = []
    if not columns.find("email"):
        faults.append("No column holds the e-mail address. People are told apart by it.")
    if not columns.find("name") and not columns.find("given_name"):
        faults.append("No column holds the name.")
    for key in ("module", "cohort"):
        if not columns.find(key):
            faults.append(f"No column holds the {key}.")
    for group in columns.duplicates:
        places = " and ".join(f"{column.letter} (“{column.header}”)" for column in group)
        label = LABELS[group[0].field or ""]
        faults.append(f"Columns {places} both claim to be the {label.lower()}. Say which one is.")
    return faults


def _without_doubles(entries: list[Entry], decisions: Decisions) -> list[Entry]:
    """A second row with the same address is a fault of that row."""
    first: dict[str, int] = {}
    checked = []
    for entry in entries:
        email = entry.values["email"]
        if email and entry.number not in decisions.left_out:
            if email in first:
                fault = f"Row {first[email]} has this e-mail address too."
                entry = replace(entry, faults={**entry.faults, "email": fault})
            first.setdefault(email, entry.number)
        checked.append(entry)
    return checked


def _consistent(rows: list[PlanRow]) -> tuple[PlanRow, ...]:
    """Contradicting an earlier row is a fault: the same student twice, one new cohort in two programs."""
    students: dict[int, int] = {}
    cohorts: dict[str, PlanRow] = {}
    checked = []
    for row in rows:
        fault = {}
        if row.student_id:
            if row.student_id in students:
                fault["email"] = f"Row {students[row.student_id]} is about the same person."
            students.setdefault(row.student_id, row.number)
        if row.new_cohort and row.values["program"]:
            first = cohorts.setdefault(row.new_cohort, row)
            if first.values["program"] != row.values["program"]:
                fault["program"] = f"Row {first.number} has {row.new_cohort} in another program."
        checked.append(replace(row, kind=Kind.NEEDS, faults={**row.faults, **fault}) if fault else row)
    return tuple(checked)


def _plan_row(entry: Entry, decisions: Decisions, state: State, named: set[str]) -> PlanRow:
    row = PlanRow(entry.number, Kind.NEEDS, entry.raw, entry.values, entry.faults)
    if entry.number in decisions.left_out:
        return replace(row, kind=Kind.LEFT_OUT)
    email = entry.values["email"]
    if email in state.staff_emails:
        return replace(row, faults={**row.faults, "email": f"{email} signs in as staff, not as a student."})
    person = state.people.get(email)
    if not person and email:
        candidates = _candidates(entry, state, named)
        said = decisions.same.get(entry.number)
        person = next((known for known in candidates if known.student_id == said), None)
        row = replace(row, candidates=candidates)
        if candidates and (said is None or (said and not person)):
            return row
    return _with_changes(row, person, decisions, state)


def _candidates(entry: Entry, state: State, named: set[str]) -> tuple[Person, ...]:
    """People of this name whose own address the table doesn't have: one of them may have a new address."""
    key = name_key(entry.values["name"])
    namesakes = state.by_name.get(key, ()) if key else ()
    return tuple(person for person in namesakes if person.email not in named)


def _with_changes(row: PlanRow, person: Person | None, decisions: Decisions, state: State) -> PlanRow:
    place = person.place if person else None
    faults = dict(row.faults) | _blanks(row, person)
    values = dict(row.values)
    if place and not faults:
        _check_against_place(values, place, faults, state)
    changes, kept = _changes(values, person)
    asks_back = ""
    if place and place.status != Enrolment.Status.ACTIVE:
        asks_back = place.status
        if row.number in decisions.back:
            changes.append(FieldChange("status", place.status, Enrolment.Status.ACTIVE))
    cohort = values["cohort"]
    joins = place is None
    kind = Kind.NEEDS if faults else Kind.JOINS if joins else Kind.CHANGES if changes else Kind.SAME
    return replace(
        row,
        kind=kind,
        values=values,
        faults=faults,
        student_id=person.student_id if person else None,
        known_name=person.name if person else "",
        known_from=person.known_from if person else "",
        place=place,
        changes=tuple(changes),
        kept=tuple(kept),
        new_cohort=cohort if cohort and cohort not in state.cohorts else "",
        asks_back=asks_back,
    )


def _blanks(row: PlanRow, person: Person | None) -> dict[str, str]:
    """What must be said: a name for a new person, a place for whoever has none in this inning."""
    needed = [] if person else ["name"]
    if not (person and person.place):
        needed += ["module", "cohort"]
    return {
        key: f"{LABELS[key]} is blank."
        for key in needed
        if not row.values[key] and not row.raw[key] and key not in row.faults
    }


def _check_against_place(values: dict[str, str], place: Place, faults: dict[str, str], state: State) -> None:
    """A program said without a cohort must be the program of the cohort that the person is in."""
    if values["program"] and not values["cohort"]:
        code = cohort_program(place.cohort, state)
        if code != values["program"]:
            said = state.program_names[values["program"]]
            faults["program"] = f"{said} doesn't fit cohort {place.cohort}. Write the new cohort too."


def _changes(values: Mapping[str, str], person: Person | None) -> tuple[list[FieldChange], list[FieldChange]]:
    """Differences from what is stored; a blank says nothing. The second list is the student's own to change."""
    changes: list[FieldChange] = []
    kept: list[FieldChange] = []
    if not person:
        return changes, kept
    stored = {"email": person.email, **person.fields}
    if person.place:
        stored |= {key: getattr(person.place, key) for key in PLACE_FIELDS}
    for key, old in stored.items():
        new = values[key]
        if new and new != old:
            (kept if key in person.self_edited else changes).append(FieldChange(key, old, new))
    return changes, kept


def _missing(
    rows: Iterable[PlanRow], named: set[str], decisions: Decisions, state: State
) -> Iterable[Missing]:
    """Active and paused people of the inning whom no row is about, nor may be about: one that waits to be mended, or
    that was left out. A row left out says nothing about anybody, least of all that they are gone."""
    here = {row.student_id for row in rows}
    here |= {person.student_id for row in rows if row.kind == Kind.NEEDS for person in row.candidates}
    unclear = {
        name_key(row.name)
        for row in rows
        if (row.kind == Kind.NEEDS and "email" in row.faults)
        or (row.kind == Kind.LEFT_OUT and row.values["email"] not in state.people)
    }
    about = named | {row.raw["email"].casefold() for row in rows}
    for person in sorted(state.people.values(), key=lambda known: (known.name.casefold(), known.student_id)):
        place = person.place
        if not place or place.status not in (Enrolment.Status.ACTIVE, Enrolment.Status.PAUSED):
            continue
        if person.student_id in here or person.email in about or name_key(person.name) in unclear:
            continue
        said = decisions.missing.get(place.enrolment_id, "")
        yield Missing(
            enrolment_id=place.enrolment_id,
            student_id=person.student_id,
            name=person.name,
            email=person.email,
            module=place.module,
            cohort=place.cohort,
            status=place.status,
            said=said,
            choice=said or decisions.missing_all,
        )


def _new_cohorts(rows: Iterable[PlanRow], decisions: Decisions, state: State) -> Iterable[NewCohort]:
    found: dict[str, list[PlanRow]] = {}
    for row in rows:
        if row.new_cohort and row.kind in (Kind.JOINS, Kind.CHANGES):
            found.setdefault(row.new_cohort, []).append(row)
    for name in sorted(found):
        about = found[name]
        code = about[0].values["program"]
        yield NewCohort(name, code, state.program_names[code], len(about), name in decisions.cohorts)
