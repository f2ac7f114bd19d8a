"""Tables out: CSV and XLSX in which no cell can act as a formula."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from defusedcsv import csv
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Rows = Iterable[Sequence[Any]]


def table_response(rows: Rows, name: str, extension: str) -> HttpResponse:
    """The rows, header first, as a download called `name` in the format of the extension, "csv" or "xlsx"."""
    body, kind = (
        (xlsx_bytes(rows), XLSX) if extension == "xlsx" else (csv_bytes(rows), "text/csv; charset=utf-8")
    )
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{extension}") or ""
    response["Cache-Control"] = "private, no-store"
    return response


def csv_bytes(rows: Rows) -> bytes:
    """UTF-8 with a byte-order mark, so that Excel reads names right."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return ("\ufeff" + out.getvalue()).encode()


def xlsx_bytes(rows: Rows) -> bytes:
    """One sheet. Text is written as text whatever it begins with: openpyxl would take "=…" for a formula.

    What no workbook can hold becomes a blank: a line pasted from a text document may bring a vertical tab.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    for row in rows:
        cells = []
        for value in row:
            is_text = isinstance(value, str)
            cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub(" ", value) if is_text else value)
            if is_text:
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
