"""The one way in: whatever bytes were uploaded, to grids."""

from mixitup.tables.grid import MAX_BYTES, Sheet, TableError
from mixitup.tables.text import read_text
from mixitup.tables.workbook import is_workbook, read_workbook

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {
    _OLD_OFFICE: "an old Excel file (.xls) or one with a password",
    b"%PDF": "a PDF",
    b"{\\rtf": "a text document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}


def read_sheets(data: bytes) -> tuple[Sheet, ...]:
    """The filled sheets of a CSV file or an Excel workbook, at least one; the content decides, not a name.

    Text is one sheet named "". Raises TableError for what can't be read at all and for more than MAX_BYTES;
    nothing else is raised, whatever the bytes. Deterministic, O(bytes).
    """
    if not data.strip():
        raise TableError("The file is empty.")
    if len(data) > MAX_BYTES:
        megabytes = MAX_BYTES // 1024 // 1024
        raise TableError(f"The file is larger than {megabytes} MB. A roster is far smaller than that.")
    for start, what in _FOREIGN.items():
        if data.startswith(start):
            raise TableError(f"This is {what}. Save it as CSV or as an Excel workbook (.xlsx).")
    if not is_workbook(data):
        return (Sheet("", read_text(data)),)
    sheets = read_workbook(data)
    if not sheets:
        raise TableError("There is nothing in this workbook: every sheet is blank.")
    return sheets
