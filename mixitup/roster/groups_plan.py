"""The plan of earlier groups: who sat (or will sit) with whom, from a table of session, person, group."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property

from mixitup.roster.decisions import Decisions
from mixitup.roster.fields import GROUP_FIELDS, LABELS
from mixitup.roster.plan import Kind
from mixitup.roster.reading import raw_texts
from mixitup.tables import Columns, Grid, Row, match_columns, name_key, read_email, read_group, read_yes

_WEEK = re.compile(r"\bw(?:ee)?k?[\s.#-]*(\d{1,2})\b", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class KnownSession:
    """A session there is (`session_id`), or one that an inning's week could have."""

    choice: str
    label: str
    session_id: int | None
    inning_id: int
    inning_name: str
    week: int
    day: date
    is_over: bool
    has_groups: bool
    has_board: bool


@dataclass(frozen=True, slots=True)
class GroupsState:
    """People by address and by `name_key`, as (id, shown name), and who is active in each inning."""

    by_email: Mapping[str, tuple[int, str]]
    by_name: Mapping[str, tuple[tuple[int, str], ...]]
    active: Mapping[int, frozenset[int]]
    sessions: tuple[KnownSession, ...]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One person in one group. `kind` is NEEDS, JOINS (is placed) or LEFT_OUT."""

    number: int
    kind: Kind
    raw: Mapping[str, str]
    faults: Mapping[str, str]
    session: str
    student_id: int = 0
    name: str = ""
    group: int = 0
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """One of the table's sessions: its text there, the session it stands for, and what keeps it from coming in."""

    text: str
    known: KnownSession | None
    rooms: int
    people: int
    fault: str


@dataclass(frozen=True)
class GroupsPlan:
    columns: Columns
    rows: tuple[GroupRow, ...]
    sessions: tuple[SessionPlan, ...]
    choices: tuple[KnownSession, ...]
    column_faults: tuple[str, ...]
    as_draft: bool

    def of(self, kind: Kind) -> list[GroupRow]:
        return [row for row in self.rows if row.kind == kind]

    @cached_property
    def counts(self) -> dict[str, int]:
        return {
            "needs": len(self.of(Kind.NEEDS)),
            "placed": len(self.of(Kind.JOINS)),
            "left_out": len(self.of(Kind.LEFT_OUT)),
            "sessions": len(self.sessions),
            "rooms": sum(session.rooms for session in self.sessions),
        }

    @property
    def is_ready(self) -> bool:
        asked = self.counts["needs"] or self.column_faults
        return not asked and not any(session.fault for session in self.sessions)

    @property
    def does_anything(self) -> bool:
        return bool(self.counts["placed"])

    @cached_property
    def digest(self) -> str:
        told = {
            "rows": [asdict(row) for row in self.rows],
            "sessions": [(s.text, s.known.choice if s.known else "", s.fault) for s in self.sessions],
            "faults": self.column_faults,
            "as_draft": self.as_draft,
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def make_groups_plan(grid: Grid, decisions: Decisions, state: GroupsState, inning_id: int) -> GroupsPlan:
    """O(rows + people). `inning_id` is meant where the table says a week and no inning."""
    columns = match_columns(grid, GROUP_FIELDS, decisions.columns)
    read = [_read(columns, row, decisions, state) for row in columns.rows]
    texts = list(dict.fromkeys(row.session for row in read if row.kind != Kind.LEFT_OUT))
    known = {text: _session(text, decisions, state, inning_id) for text in texts}
    rows = tuple(_consistent(read, known, state, decisions.as_draft))
    return GroupsPlan(
        columns=columns,
        rows=rows,
        sessions=tuple(_session_plans(rows, known, decisions.as_draft)),
        choices=state.sessions,
        column_faults=tuple(_column_faults(columns)),
        as_draft=decisions.as_draft,
    )


def _column_faults(columns: Columns) -> list[str]:
    """A table without a session column is about one session, which the preview asks for."""
    faults = [f"No column holds the {key}." for key in ("person", "group") if not columns.find(key)]
    for group in columns.duplicates:
        places = " and ".join(f"{column.letter} (“{column.header}”)" for column in group)
        label = LABELS[group[0].field or ""]
        faults.append(f"Columns {places} both claim to be the {label.lower()}. Say which one is.")
    return faults


def _read(columns: Columns, row: Row, decisions: Decisions, state: GroupsState) -> GroupRow:
    keys = [field.key for field in GROUP_FIELDS]
    raw = raw_texts(columns, row, decisions.cells.get(row.number, {}), keys)
    if row.number in decisions.left_out:
        return GroupRow(row.number, Kind.LEFT_OUT, raw, {}, raw["session"])
    faults: dict[str, str] = {}
    student, name, group, is_lead = 0, raw["person"], 0, False
    try:
        student, name = _person(raw["person"], state)
    except ValueError as fault:
        faults["person"] = str(fault)
    try:
        group = read_group(raw["group"])
    except ValueError as fault:
        faults["group"] = str(fault)
    try:
        is_lead = read_yes(raw["lead"])
    except ValueError as fault:
        faults["lead"] = str(fault)
    kind = Kind.NEEDS if faults else Kind.JOINS
    return GroupRow(row.number, kind, raw, faults, raw["session"], student, name, group, is_lead)


def _person(text: str, state: GroupsState) -> tuple[int, str]:
    if not text:
        raise ValueError("The person is blank.")
    if "@" in text:
        email = read_email(text)
        if email not in state.by_email:
            raise ValueError(f"Nobody here has the address {email}. Bring in a roster with them first.")
        return state.by_email[email]
    namesakes = state.by_name.get(name_key(text), ())
    if len(namesakes) > 1:
        raise ValueError(f"{len(namesakes)} people are called {text}. Write the e-mail address.")
    if not namesakes:
        raise ValueError(f"Nobody here is called {text}. Write the name as on the roster, or the e-mail.")
    return namesakes[0]


def _session(text: str, decisions: Decisions, state: GroupsState, inning_id: int) -> KnownSession | None:
    """The session that was chosen for this text; else the one it names by date, or by inning and week."""
    said = decisions.sessions.get(text)
    if said:
        return next((known for known in state.sessions if known.choice == said), None)
    day = _DAY.search(text)
    week = _WEEK.search(text)
    meant = []
    for known in state.sessions:
        if day:
            is_meant = known.day.isoformat() == day[0]
        elif week and known.week == int(week[1]):
            rest = text.replace(week[0], "")
            names_inning = re.search(rf"\b{re.escape(known.inning_name)}\b", rest, re.IGNORECASE)
            is_meant = bool(names_inning) or (known.inning_id == inning_id and not re.search(r"\d", rest))
        else:
            is_meant = False
        if is_meant:
            meant.append(known)
    return meant[0] if len(meant) == 1 else None


def _consistent(
    rows: Iterable[GroupRow], known: Mapping[str, KnownSession | None], state: GroupsState, as_draft: bool
) -> Iterable[GroupRow]:
    """Nobody sits twice in one session; a board to go on with holds only people who are active in its inning."""
    seats: dict[tuple[str, int], int] = {}
    for row in rows:
        fault = ""
        session = known.get(row.session)
        seat = (session.choice if session else row.session, row.student_id)
        if row.kind == Kind.JOINS and seat in seats:
            fault = f"Row {seats[seat]} has {row.name} in this session already."
        elif row.kind == Kind.JOINS and as_draft and session and not _is_active(row, session, state):
            fault = f"{row.name} isn't active in inning {session.inning_name}."
        if row.student_id:
            seats.setdefault(seat, row.number)
        yield replace(row, kind=Kind.NEEDS, faults={**row.faults, "person": fault}) if fault else row


def _is_active(row: GroupRow, session: KnownSession, state: GroupsState) -> bool:
    return row.student_id in state.active.get(session.inning_id, frozenset())


def _session_plans(
    rows: Iterable[GroupRow], known: Mapping[str, KnownSession | None], as_draft: bool
) -> Iterable[SessionPlan]:
    taken: dict[str, str] = {}
    for text, session in known.items():
        here = [row for row in rows if row.session == text and row.kind == Kind.JOINS]
        fault = _session_fault(session, as_draft)
        if session and session.choice in taken:
            fault = f"“{taken[session.choice]}” stands for this session too."
        if session:
            taken.setdefault(session.choice, text)
        yield SessionPlan(text, session, len({row.group for row in here}), len(here), fault)


def _session_fault(session: KnownSession | None, as_draft: bool) -> str:
    if session is None:
        return "Which session is this?"
    if as_draft and session.has_board:
        return "This session has a board already, which would be lost."
    if as_draft and session.is_over:
        return "This session is over: its groups are history."
    if not as_draft and not session.is_over:
        return "This session is still to come: bring its groups in as a board."
    if not as_draft and session.has_groups:
        return "This session has published groups already."
    return ""
