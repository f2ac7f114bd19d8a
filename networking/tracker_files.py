"""A tracker in and out of spreadsheets: the school's old one, or any table with a name in each row."""

import csv
import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from mixitup.models import Student
from mixitup.tables import Columns, Grid, TableError, make_field, match_columns, squash
from networking.models import Contact, ContactMove, Stage

MOST_ROWS = 2_000

FIELDS = [
    make_field("name", "Name", "contact", "contact name", "person", "who", "full name", "networking contact"),
    make_field(
        "company", "Company", "organization", "organisation", "employer", "where they work", "workplace"
    ),
    make_field("role", "Role", "title", "job title", "position", "job"),
    make_field(
        "how_met", "How we met", "how do you know them", "connection", "source", "relationship", "met"
    ),
    make_field(
        "channel", "Channel", "contact method", "method", "how to reach", "platform", "email", "contact info"
    ),
    make_field("link", "Link", "linkedin", "url", "profile", "linkedin url", "website"),
    make_field("stage", "Stage", "status", "state", "progress"),
    make_field("next_step", "Next step", "follow up", "action", "next action", "next steps", "to do"),
    make_field(
        "next_on", "Next step on", "follow up date", "due", "due date", "next step date", "date to follow up"
    ),
    make_field("notes", "Notes", "comments", "takeaways", "notes from conversation", "conversation notes"),
]
STAGE_WORDS = {
    squash(word): stage
    for stage, words in {
        Stage.TO_REACH_OUT: ("", "todo", "not started", "to contact", "planned", "new", "to reach out"),
        Stage.REACHED_OUT: (
            "reached out",
            "contacted",
            "sent",
            "messaged",
            "emailed",
            "message sent",
            "waiting",
        ),
        Stage.REPLIED: ("replied", "responded", "answered", "in touch"),
        Stage.SCHEDULED: ("scheduled", "meeting scheduled", "booked", "call scheduled"),
        Stage.TALKED: ("talked", "met", "done", "complete", "completed", "spoke", "had conversation"),
        Stage.KEEPING_IN_TOUCH: ("keeping in touch", "ongoing", "staying in touch", "follow up"),
    }.items()
    for word in (*words, stage.value, stage.label)
}
DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d.%m.%Y", "%B %d, %Y", "%b %d, %Y")


@dataclass(frozen=True, slots=True)
class TrackerRow:
    """One row as it would come in: `number` as the spreadsheet counts; `faults` say what was left out and why."""

    number: int
    words: dict[str, str]
    stage: Stage
    next_on: datetime.date | None
    is_known: bool
    faults: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.words.get("name", "")


@dataclass(frozen=True, slots=True)
class TrackerPlan:
    """What an import would do, row by row; `ignored` are headers that no field answers to."""

    rows: tuple[TrackerRow, ...]
    ignored: tuple[str, ...]
    has_names: bool

    @property
    def coming(self) -> list[TrackerRow]:
        return [row for row in self.rows if row.name and not row.is_known]


def read_date(text: str) -> datetime.date | None:
    text = re.sub(r"[T ]\d\d:\d\d(:\d\d)?$", "", text.strip())
    for form in DATE_FORMATS:
        try:
            return datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def plan_import(student: Student, grid: Grid) -> TrackerPlan:
    """What the table would bring. Someone with the same name and company is known already and stays as they are.

    Raises TableError for more rows than anybody keeps in touch with.
    """
    columns = match_columns(grid, FIELDS)
    if len(columns.rows) > MOST_ROWS:
        raise TableError(
            f"This table has more than {MOST_ROWS:,} rows. Bring in the people you mean to talk to."
        )
    seen = {_key(contact.private) for contact in Contact.objects.of(student)}
    rows = []
    for row in columns.rows:
        read = _read_row(columns, row.number, {f.key: columns.value(row, f.key) for f in FIELDS}, seen)
        seen.add(_key(read.words))
        rows.append(read)
    ignored = tuple(column.header for column in columns.ignored)
    return TrackerPlan(tuple(rows), ignored, columns.find("name") is not None)


def _key(words: dict[str, str]) -> tuple[str, str]:
    return squash(words.get("name", "")), squash(words.get("company", ""))


def _read_row(columns: Columns, number: int, cells: dict[str, str], seen: set[tuple[str, str]]) -> TrackerRow:
    faults = []
    if not cells["name"]:
        faults.append("has no name, so it is left out")
    stage = STAGE_WORDS.get(squash(cells["stage"]))
    if stage is None:
        faults.append(f"“{cells['stage']}” is no stage, so it starts at “{Stage.TO_REACH_OUT.label}”")
    next_on = read_date(cells["next_on"]) if cells["next_on"] else None
    if cells["next_on"] and not next_on:
        faults.append(
            f"“{cells['next_on']}” is no date that can be read (try 2026-12-31), so it is kept in the notes"
        )
        cells["notes"] = " ".join([cells["notes"], f"(Next step on: {cells['next_on']})"]).strip()
    if cells["stage"] and stage is None:
        cells["notes"] = " ".join([cells["notes"], f"(Stage: {cells['stage']})"]).strip()
    words = {key: cells[key] for key in Contact.WORDS if cells[key]}
    return TrackerRow(number, words, stage or Stage.TO_REACH_OUT, next_on, _key(words) in seen, tuple(faults))


def apply_import(student: Student, plan: TrackerPlan, at: datetime.datetime) -> int:
    """Bring in what the plan says is coming; answers how many. As many queries for 500 as for one."""
    new = [
        Contact(owner=student, private=row.words, stage=row.stage, next_on=row.next_on) for row in plan.coming
    ]
    with transaction.atomic():
        Contact.objects.bulk_create(new, batch_size=500)
        moves = [ContactMove(contact=contact, stage=contact.stage, at=at) for contact in new]
        ContactMove.objects.bulk_create(moves, batch_size=500)
    return len(new)


def as_text(grid: Grid) -> str:
    """A grid as tab-separated text, to carry it from preview to import inside the author's own page."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    number = 1
    for row in grid.rows:
        while number < row.number:  # blank rows keep the numbers true
            writer.writerow([""])
            number += 1
        writer.writerow(row.cells)
        number += 1
    return out.getvalue()


def export_rows(contacts: Sequence[Contact]) -> list[list[str]]:
    """A header and a row a contact, in the columns that an import understands."""
    header = [field.label for field in FIELDS]
    return [header, *([_cell(contact, field.key) for field in FIELDS] for contact in contacts)]


def _cell(contact: Contact, key: str) -> str:
    if key == "stage":
        return contact.get_stage_display()
    if key == "next_on":
        return contact.next_on.isoformat() if contact.next_on else ""
    return contact.said(key)
