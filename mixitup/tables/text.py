"""Text tables: bytes in any encoding a spreadsheet writes, or a paste, to a grid."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from mixitup.tables.grid import MAX_BYTES, MAX_ROWS, Grid, TableError, make_grid

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_DELIMITERS = {"\t": "tabs", ";": "semicolons", ",": "commas"}
_SEP_LINE = re.compile(r"\A\ufeff?\"?sep=(.)\"?[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)
_SAMPLE_ROWS = 30


def decode(data: bytes) -> tuple[str, str]:
    """Text and the name of the encoding: by byte-order mark, else by its zeros, else by trying.

    UTF-16 shows as zeros in every second byte; what isn't UTF-8 is read as Windows-1252. Raises TableError
    for what is no text at all. O(bytes), deterministic.
    """
    for bom, codec, name in _BOMS:
        if data.startswith(bom):
            return _decode_as(data, codec, name), name
    sample = data[:4000]
    zeros = (sample[0::2].count(0), sample[1::2].count(0))
    half = max(1, len(sample) // 2)
    if max(zeros) > half * 0.4 and min(zeros) < half * 0.1:
        return _decode_as(data, "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be", "UTF-16"), "UTF-16"
    if b"\0" in sample:
        raise TableError("This doesn't look like a table. Save it as CSV or as an Excel workbook (.xlsx).")
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        # Five byte values mean nothing in Windows-1252; they become the replacement sign.
        return data.decode("cp1252", errors="replace"), "Windows-1252"


def _decode_as(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise TableError(f"The file is marked as {name}, but byte {error.start + 1:,} isn't.") from error


def read_text(data: bytes) -> Grid:
    """A CSV file's bytes to a grid. Raises TableError."""
    text, encoding = decode(data)
    return _read(text, encoding)


def read_pasted(text: str) -> Grid:
    """Cells copied from a spreadsheet (tabs), or CSV text, to a grid.

    Row 1 is the first line pasted. Raises TableError.
    """
    if len(text) > MAX_BYTES:
        raise TableError(
            f"That is more than {MAX_BYTES // 1024 // 1024} million characters. Upload it as a file."
        )
    return _read(text, "pasted")


def _read(text: str, source: str) -> Grid:
    said = _SEP_LINE.match(text)
    if said and said[1] in _DELIMITERS:
        # Excel's own hint to itself; the spreadsheet shows the line after it as row 1.
        delimiter, text = said[1], text[said.end() :]
    else:
        delimiter = _find_delimiter(text)
    records = _records(text, delimiter)
    return make_grid(enumerate(records, 1), f"{source}, {_DELIMITERS[delimiter]}")


def _find_delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into the most cells, where the rows agree on how many.

    One whose quotation marks come out right is preferred to one where they don't.
    """

    def score(delimiter: str) -> tuple[bool, int]:
        cells, is_clean = _cells_agreed(text, delimiter, strict=True)
        if not is_clean:
            cells, _ = _cells_agreed(text, delimiter, strict=False)
        return is_clean and cells > 0, cells

    scores = {delimiter: score(delimiter) for delimiter in ("\t", ";", ",")}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best][1] else ","


def _cells_agreed(text: str, delimiter: str, *, strict: bool) -> tuple[int, bool]:
    widths: Counter[int] = Counter()
    is_clean = True
    try:
        for record in islice(_reader(text, delimiter, strict=strict), _SAMPLE_ROWS):
            widths[len(record)] += 1
    except csv.Error:
        is_clean = False  # What came before the fault is sample enough; the real reading reports it.
    return max(((width - 1) * count for width, count in widths.items() if width), default=0), is_clean


def _reader(text: str, delimiter: str, *, strict: bool = False, quoted: bool = True) -> Iterator[list[str]]:
    return csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        strict=strict,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        skipinitialspace=delimiter != "\t",
    )


def _records(text: str, delimiter: str) -> list[list[str]]:
    """Every record, blank ones included, so that a record's place is its row in a spreadsheet."""
    records: list[list[str]] = []
    try:
        for record in _reader(text, delimiter, strict=True):
            records.append(record)
            if len(records) > MAX_ROWS * 2:
                raise TableError(f"This table has more than {MAX_ROWS:,} rows. Split it into smaller files.")
        return records
    except csv.Error as error:
        never_closed = "unexpected end" in str(error)
    if never_closed and delimiter != "\t":
        raise TableError(
            f'Row {len(records) + 1} has a quotation mark (") that is never closed. Close it and try again.'
        )
    try:
        # Pasted cells hold bare quotation marks; so do hand-made files: Anna "Ann" Park.
        return list(_reader(text, delimiter, quoted=not never_closed))
    except csv.Error as error:
        raise TableError(f"The text breaks off after row {len(records)}: {error}.") from error
