"""Which column holds what: header names in any order and many spellings, to fields."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mixitup.tables.grid import Grid, Row, column_letter

_HEADER_ROWS = 12


@dataclass(frozen=True, slots=True)
class Field:
    """Something a table may tell: its key, its name on screen, the header spellings that mean it.

    Spellings are compared without case, accents, spaces and punctuation. `looks` is a pattern that its cells fit, by
    which it is found in a table without a header; "" where cells don't tell.
    """

    key: str
    label: str
    spellings: frozenset[str]
    looks: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: 0-based index, its header as written, and the key of the field it holds or None (ignored)."""

    index: int
    header: str
    field: str | None

    @property
    def letter(self) -> str:
        return column_letter(self.index)


@dataclass(frozen=True, slots=True)
class Columns:
    """How a grid's columns were understood.

    `header_row` is the header's 1-based number, or None where the table has no header. `rows` are the rows
    below it. `duplicates` groups the columns that claim the same field; the first of a group is used.
    """

    header_row: int | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    duplicates: tuple[tuple[Column, ...], ...]

    @property
    def ignored(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.field is None and column.header)

    def find(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.field == key), None)

    def value(self, row: Row, key: str) -> str:
        """The row's text for this field; blank where the table has no such column."""
        column = self.find(key)
        return row.cell(column.index) if column else ""


def squash(text: str) -> str:
    """Letters and digits only, without case or accents: “E-mail ” and “EMAIL” are one."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if character.isalnum())


def make_field(key: str, label: str, *spellings: str, looks: str = "") -> Field:
    """A field whose own label and key count as spellings too."""
    return Field(key, label, frozenset(squash(spelling) for spelling in (key, label, *spellings)), looks)


def match_columns(grid: Grid, fields: Sequence[Field], chosen: Mapping[int, str] | None = None) -> Columns:
    """Find the header and say what each column holds.

    The header is the row, among the first few, that names the most fields; a table without one (its first row
    holds an e-mail address) is read from its first row, each column as what most of its cells look like. `chosen` maps a column's 0-based index to a field's
    key, or to "" to ignore the column: what a person said outranks what a table seems to say. Deterministic,
    O(columns × fields), without a header O(cells × fields).
    """
    meaning = {spelling: field.key for field in fields for spelling in field.spellings}
    header = _header(grid, meaning)
    rows = tuple(row for row in grid.rows if header is None or row.number > header.number)
    width = max(len(row.cells) for row in grid.rows)
    looks = {} if header else _by_looks(rows, width, fields)
    columns: list[Column] = []
    for index in range(width):
        title = header.cell(index) if header else ""
        said = (chosen or {}).get(index)
        seems = meaning.get(_spelling(title)) if header else looks.get(index)
        key = seems if said is None else (said or None)
        if not title and any(row.cell(index) for row in rows):
            title = f"Column {column_letter(index)}"
        columns.append(Column(index, title, key))
    return Columns(header.number if header else None, tuple(columns), rows, _duplicates(columns))


def _by_looks(rows: Sequence[Row], width: int, fields: Sequence[Field]) -> dict[int, str]:
    """Column index to the field that four in five of its filled cells look like; each field once, the first that fits."""
    found: dict[int, str] = {}
    for index in range(width):
        cells = [text for row in rows if (text := row.cell(index).strip())]
        for field in fields:
            fitting = sum(bool(field.looks and re.fullmatch(field.looks, text[:200], re.I)) for text in cells)
            if cells and field.key not in found.values() and fitting >= 0.8 * len(cells):
                found[index] = field.key
                break
    return found


def _spelling(title: str) -> str:
    """A header's name without what people add in brackets or after a star: “E-mail (school) *”."""
    return squash(re.sub(r"[(\[].*?[)\]]", "", title)) or squash(title)


def _header(grid: Grid, meaning: Mapping[str, str]) -> Row | None:
    def named(row: Row) -> int:
        return len({meaning[_spelling(cell)] for cell in row.cells if _spelling(cell) in meaning})

    best = max(grid.rows[:_HEADER_ROWS], key=named)
    if named(best):
        return best
    first = grid.rows[0]
    return None if any("@" in cell for cell in first.cells) else first


def _duplicates(columns: Sequence[Column]) -> tuple[tuple[Column, ...], ...]:
    by_field: dict[str, list[Column]] = {}
    for column in columns:
        if column.field:
            by_field.setdefault(column.field, []).append(column)
    return tuple(tuple(group) for group in by_field.values() if len(group) > 1)
