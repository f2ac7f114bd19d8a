"""Rosters, histories and rules from CSV files, with errors that name file, row and column."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from itertools import chain
from typing import NamedTuple

from mixitup.assignment.problem import Person

BASIC = ("email", "name", "module", "program", "cohort")
SPREAD = ("cohort", "module", "program")
# The columns of a file of pairs: any two names will do.
PAIR = ("email", "other")
# Modules that lead, best first.
LEADS = ("4", "3")


class BadInput(ValueError):
    """A file that can't be used; the message names file, row and column and says what to do."""


class Row(NamedTuple):
    """A row of a file: its number as a spreadsheet shows it (the header is row 1) and its cells by column."""

    number: int
    cells: Mapping[str, str]


def rows(path: str, needed: Sequence[str], *, bare: bool = False) -> list[Row]:
    """The rows of a CSV file (comma, semicolon or tab; UTF-8, with or without BOM), blank rows left out.

    Column names are compared without case and outer spaces. `bare`: the row of column names may be missing, which
    an e-mail in the first row tells; the columns are then the `needed` ones. Raises `BadInput`.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:  # noqa: PTH123 (pathlib costs start-up time)
            text = file.read()
    except OSError as error:
        raise BadInput(f"{path}: can't be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        raise BadInput(f"{path}, row {row}: the file isn't UTF-8 text; save it as CSV UTF-8.") from error
    first = text.split("\n", 1)[0]
    comma = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=comma, strict=True)
    try:
        first_row = next(reader, [])
        header = [cell.strip().lower() for cell in first_row]
        if bare and any("@" in cell for cell in header):
            return list(_records(path, chain([first_row], reader), list(needed), start=1))
        _check_header(path, header, needed)
        return list(_records(path, reader, header))
    except csv.Error as error:
        raise BadInput(f"{path}, row {reader.line_num}: not readable as CSV ({error}).") from error


def _check_header(path: str, header: list[str], needed: Sequence[str]) -> None:
    if not any(header):
        raise BadInput(
            f"{path}, row 1: the file is empty; its first row must name the columns {', '.join(needed)}."
        )
    if needed is PAIR:
        if len([name for name in header if name]) < 2:
            raise BadInput(f"{path}, row 1, column 2: two e-mails are needed in each row.")
        needed = ()
    for column in needed:
        if column not in header:
            found = ", ".join(name for name in header if name)
            raise BadInput(f"{path}, row 1, column {column}: there is no such column (found: {found}).")
    for place, column in enumerate(header):
        if column and column in header[:place]:
            raise BadInput(f"{path}, row 1, column {column}: this column is there twice.")


def _records(path: str, reader: Iterable[list[str]], header: list[str], start: int = 2) -> list[Row]:
    found = []
    # Columns without a name keep their place: topics may stand in them.
    header = [name or f"column {place}" for place, name in enumerate(header, 1)]
    for number, cells in enumerate(reader, start):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            raise BadInput(f"{path}, row {number}, column {len(header) + 1}: more cells than columns.")
        padded = [cell.strip() for cell in cells] + [""] * (len(header) - len(cells))
        found.append(Row(number, dict(zip(header, padded, strict=False))))
    return found


def key(path: str, row: Row, column: str = "email") -> str:
    """The e-mail in a row, in lower case. Raises `BadInput` when there is none."""
    value = row.cells[column].lower()
    if not value:
        raise BadInput(f"{path}, row {row.number}, column {column}: there is no e-mail.")
    return value


def roster(path: str, spread: Sequence[str]) -> list[Person]:
    """The people of a roster, in the file's order. `spread` names the attribute columns to read."""
    found: list[Person] = []
    seen: dict[str, int] = {}
    columns = list(dict.fromkeys([*BASIC, *spread]))
    for row in rows(path, columns):
        email = key(path, row)
        if email in seen:
            where = f"{path}, row {row.number}, column email"
            raise BadInput(f"{where}: {email} is already in row {seen[email]}.")
        seen[email] = row.number
        module = _module(path, row)
        attributes = {column: row.cells[column] for column in columns[2:]}
        attributes["module"] = module
        rank = LEADS.index(module) + 1 if module in LEADS else None
        found.append(Person(email, attributes, rank, row.cells["name"]))
    if not found:
        raise BadInput(f"{path}, row 2: there are no people in this file.")
    return found


def _module(path: str, row: Row) -> str:
    """ "4", "Mod 4", "M4", "Module 4" and "4.0" are all module 4."""
    text = row.cells["module"]
    match = re.fullmatch(r"(?:m|mod|module)?\.?\s*(\d{1,9})(?:\.0+)?", text.lower())
    if match is None:
        where = f"{path}, row {row.number}, column module"
        raise BadInput(f"{where}: {text!r} is no module; write a number such as 1 or Mod 1.")
    return str(int(match[1]))


def history(path: str) -> list[dict[str, object]]:
    """Sessions in order of first appearance, each person -> group. Rows without a group count for nothing."""
    sessions: dict[str, dict[str, object]] = {}
    for row in rows(path, ("session", "email", "group")):
        session = row.cells["session"]
        if not session:
            raise BadInput(f"{path}, row {row.number}, column session: there is no session.")
        groups = sessions.setdefault(session, {})
        email = key(path, row)
        if groups.get(email, row.cells["group"]) != row.cells["group"]:
            where = f"{path}, row {row.number}, column group"
            raise BadInput(f"{where}: {email} was already in group {groups[email]} of session {session}.")
        groups[email] = row.cells["group"] or None
    return list(sessions.values())


def people(path: str, known: Mapping[str, object]) -> list[str]:
    """The e-mails of a list such as the absent. Raises `BadInput` for someone who isn't on the roster."""
    return [_known(path, row, "email", known) for row in rows(path, ("email",), bare=True)]


def pairs(path: str, known: Mapping[str, object]) -> list[tuple[str, str]]:
    """Two e-mails a row: under whatever the first two columns are called, or without column names."""
    found = []
    for row in rows(path, PAIR, bare=True):
        columns = list(row.cells)[:2]
        one, other = (_known(path, row, column, known) for column in columns)
        if one == other:
            raise BadInput(f"{path}, row {row.number}, column {columns[1]}: {other} stands here twice.")
        found.append((one, other))
    return found


def rooms(path: str, known: Mapping[str, object], *, strict: bool) -> dict[str, int]:
    """Columns email and group (a room number). `strict`: people who aren't on the roster are an error; else
    they
    have left, and are passed over."""
    found: dict[str, int] = {}
    for row in rows(path, ("email", "group"), bare=True):
        email = _known(path, row, "email", known) if strict else key(path, row)
        where = f"{path}, row {row.number}, column group"
        text = row.cells["group"]
        if not text and not strict:
            continue
        whole = re.fullmatch(r"(\d{1,9})(?:\.0+)?", text)
        number = int(whole[1]) if whole else 0
        if not number:
            raise BadInput(f"{where}: {text!r} is no room number.")
        if found.setdefault(email, number) != number:
            raise BadInput(f"{where}: {email} is already in group {found[email]}.")
    return found


def choices(path: str, known: Mapping[str, object]) -> dict[str, list[str]]:
    """Column email, then topics, the favourite first, one a column."""
    found: dict[str, list[str]] = {}
    for row in rows(path, ("email",)):
        email = _known(path, row, "email", known)
        if email in found:
            raise BadInput(f"{path}, row {row.number}, column email: {email} has chosen already.")
        found[email] = [cell for column, cell in row.cells.items() if column != "email" and cell]
    return found


def _known(path: str, row: Row, column: str, known: Mapping[str, object]) -> str:
    email = key(path, row, column)
    if email not in known:
        raise BadInput(f"{path}, row {row.number}, column {column}: {email} is not on the roster.")
    return email
