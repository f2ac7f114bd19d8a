"""What a table is, once it has been read: rows of clean text that know where they stood."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL_CHARACTERS = 2_000

# Characters that nobody can see and no database should keep: control, zero-width, byte-order, bidi marks.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_DEFUSED = re.compile(r"^'(?=[=+@%-])")


class TableError(ValueError):
    """A table that can't be read at all; the message is a sentence for the person who brought it."""


class BlankTableError(TableError):
    """There is nothing in the table."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `number` is 1-based, as a spreadsheet shows it; `cells` run from column A on."""

    number: int
    cells: tuple[str, ...]

    def cell(self, index: int) -> str:
        """The text in the column with this 0-based index; a row that ends early is blank from there on."""
        return self.cells[index] if index < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows that have something in them, in order, and in plain words how they were read."""

    rows: tuple[Row, ...]
    read_as: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: its name ("" for text) and its grid, or why it can't be read."""

    name: str
    grid: Grid | None
    fault: str = ""


def column_letter(index: int) -> str:
    """The spreadsheet's name of the 0-based column `index`: 0 is A, 25 is Z, 26 is AA.

    Raises ValueError for a negative index. O(log index).
    """
    if index < 0:
        raise ValueError("a column's index starts at 0")
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def clean(text: str) -> str:
    """The text as a person sees it: composed (NFC), no invisible characters, single spaces, trimmed.

    An apostrophe before a formula's sign is taken off: exports put it there (ours too) so that no cell acts.
    """
    seen = " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())
    return _DEFUSED.sub("", seen)


def make_grid(raw: Iterable[tuple[int, list[str]]], read_as: str) -> Grid:
    """Clean the cells, drop blank rows and trailing blank cells.

    `raw` pairs each row's 1-based number with its cells. Raises TableError where a limit is passed or
    nothing is left. O(cells).
    """
    rows: list[Row] = []
    for number, values in raw:
        cells = [clean(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        _check_limits(number, cells, len(rows))
        rows.append(Row(number, tuple(cells)))
    if not rows:
        raise BlankTableError("There is nothing in this table: every cell is blank.")
    return Grid(tuple(rows), read_as)


def _check_limits(number: int, cells: list[str], rows_before: int) -> None:
    if rows_before >= MAX_ROWS:
        raise TableError(f"This table has more than {MAX_ROWS:,} rows. Split it into smaller files.")
    if len(cells) > MAX_COLUMNS:
        raise TableError(f"Row {number} has {len(cells)} columns; at most {MAX_COLUMNS} can be read.")
    for index, text in enumerate(cells):
        if len(text) > MAX_CELL_CHARACTERS:
            raise TableError(
                f"Row {number}, column {column_letter(index)} holds {len(text):,} characters, far more "
                "than a name or an address. A quotation mark that is never closed can do this."
            )
