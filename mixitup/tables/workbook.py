"""Excel workbooks (.xlsx) to a grid, by openpyxl's read-only reader behind our own limits."""

import datetime
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import openpyxl
from openpyxl.chartsheet import Chartsheet
from openpyxl.workbook import Workbook

from mixitup.tables.grid import MAX_COLUMNS, BlankTableError, Sheet, TableError, make_grid

MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_PARTS = 2_000

_DAMAGED = "This Excel workbook is damaged or has a password. Open it in Excel, save a plain copy and retry."
_NO_WORKBOOK = "This file is an archive, but not an Excel workbook (.xlsx). Save it as .xlsx or CSV."
_TOO_LARGE = "This workbook is too large once unpacked. Copy the roster into a new workbook."
_ODD = "This workbook holds definitions that no spreadsheet program writes; it isn't read."
_BROKEN_ARCHIVE = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, zlib.error)


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a ZIP archive, as every .xlsx is."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def read_workbook(data: bytes) -> tuple[Sheet, ...]:
    """The visible sheets that have something on them, in the workbook's order.

    A sheet that can't be read carries its fault and doesn't keep the others from being read. Formulas give the
    value that Excel last saved. Raises TableError where the workbook can't be opened. O(cells).
    """
    with _opened(data) as book:
        shown = [sheet.title for sheet in book.worksheets if _is_shown(sheet)]
        return tuple(sheet for name in shown if (sheet := _read_sheet(book, name)))


def _is_shown(sheet: object) -> bool:
    return not isinstance(sheet, Chartsheet) and getattr(sheet, "sheet_state", "") == "visible"


def _read_sheet(book: Workbook, name: str) -> Sheet | None:
    try:
        return Sheet(name, make_grid(_rows(book, name), f"Excel, sheet “{name}”"))
    except BlankTableError:
        return None
    except TableError as fault:
        return Sheet(name, None, str(fault))


def _rows(book: Workbook, name: str) -> Iterator[tuple[int, list[str]]]:
    sheet = book[name]
    # A workbook's own statement of its size is often wrong, and may be a lie.
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
    for number, values in enumerate(rows, 1):
        # Sheets are often formatted far below their last filled row.
        if values.count(None) < len(values):
            yield number, [_text(value) for value in values]


def _text(value: object) -> str:
    """A cell as it reads: 1.0 as 1, a date in ISO form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return (
            value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
        )
    return str(value)


@contextmanager
def _opened(data: bytes) -> Iterator[Workbook]:
    _check_archive(data)
    with warnings.catch_warnings():
        # openpyxl warns of styles and validations that it leaves out; none of them is a value.
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
        except TableError:
            raise
        except Exception as error:  # Damage surfaces as a dozen kinds of error.
            raise TableError(_DAMAGED) from error


def _check_archive(data: bytes) -> None:
    """Refuse what isn't a workbook or would unpack to more than a roster can be.

    Python's zipfile never unpacks more of a part than the directory declares: the declared sizes bound it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise TableError(_NO_WORKBOOK)
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise TableError(_TOO_LARGE)
            if any(_declares_entities(archive, part) for part in parts):
                raise TableError(_ODD)
    except (*_BROKEN_ARCHIVE, OSError, EOFError) as error:
        raise TableError(_DAMAGED) from error


def _declares_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.endswith((".xml", ".rels")):
        return False
    with archive.open(part) as stream:
        return b"<!DOCTYPE" in stream.read(8192)
