import csv
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixitup.tables import TableError, column_letter, read_pasted, read_sheets

PEOPLE = [["Name", "E-mail"], ["Zoë Müller", "zoe@example.org"]]


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read_table(data):
    return read_sheets(data)[0].grid


def cells(grid):
    return [list(row.cells) for row in grid.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_read_in_every_encoding_and_with_every_delimiter(codec, delimiter):
    text = "\r\n".join(delimiter.join(row) for row in PEOPLE)
    assert cells(read_table(text.encode(codec))) == PEOPLE


def test_how_it_was_read_is_said_in_words():
    assert read_table("Name;E-mail\nZoë;z@example.org".encode("cp1252")).read_as == "Windows-1252, semicolons"


def test_semicolons_win_over_commas_inside_the_cells():
    grid = read_table(b"Name;E-mail\nPark, Amara;a@example.org\nAziz, Teodor;t@example.org")
    assert cells(grid)[1] == ["Park, Amara", "a@example.org"]


def test_rows_keep_their_numbers_where_blank_rows_and_line_breaks_stand_between():
    grid = read_table(b'Name,E-mail\n\n,,\n"Amara\nPark",a@example.org\nTeo,t@example.org\n')
    assert [(row.number, row.cells[0]) for row in grid.rows] == [(1, "Name"), (4, "Amara Park"), (5, "Teo")]


def test_excels_separator_line_is_a_hint_and_no_row():
    grid = read_table(b"sep=;\nName;E-mail\nAmara;a@example.org")
    assert (grid.rows[0].number, grid.rows[0].cells) == (1, ("Name", "E-mail"))


def test_a_quotation_mark_never_closed_is_named_by_its_row():
    with pytest.raises(TableError, match="Row 2 has a quotation mark"):
        read_table(b'Name,E-mail\n"Amara,a@example.org\nTeo,t@example.org')


def test_quotation_marks_inside_a_pasted_name_are_kept():
    assert cells(read_pasted('Name\tE-mail\n"Annie" Park\ta@example.org\n'))[1] == [
        "Annie Park",
        "a@example.org",
    ]
    assert cells(read_pasted('Name\tE-mail\n"Annie Park\ta@example.org\n'))[1] == [
        '"Annie Park',
        "a@example.org",
    ]


def test_invisible_characters_and_doubled_spaces_go():
    assert cells(read_pasted("Na\u200bme\u00a0 \tE-mail\x00\n"))[0] == ["Name", "E-mail"]


def test_a_workbook_gives_whole_numbers_without_a_fraction():
    grid = read_table(workbook(Roster=[["Name", "Mod"], ["Amara", 1.0], ["Teo", 2]]))
    assert cells(grid) == [["Name", "Mod"], ["Amara", "1"], ["Teo", "2"]]
    assert grid.read_as == "Excel, sheet “Roster”"


def test_a_workbook_gives_every_filled_sheet():
    sheets = read_sheets(workbook(Back=PEOPLE, Blank=[], Front=[["Name"], ["Teo"]]))
    assert [(sheet.name, cells(sheet.grid)) for sheet in sheets] == [
        ("Back", PEOPLE),
        ("Front", [["Name"], ["Teo"]]),
    ]


def test_a_sheet_that_cannot_be_read_does_not_spoil_the_others():
    notes, roster = read_sheets(workbook(Notes=[["x" * 2500]], Roster=PEOPLE))
    assert "2,500 characters" in notes.fault
    assert cells(roster.grid) == PEOPLE


def test_a_workbook_that_would_unpack_to_far_more_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (61 * 1024 * 1024))
    assert len(stream.getvalue()) < 100_000
    with pytest.raises(TableError, match="too large once unpacked"):
        read_table(stream.getvalue())


def test_a_workbook_with_entity_definitions_is_refused():
    source, stream = zipfile.ZipFile(io.BytesIO(workbook(A=PEOPLE))), io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part in source.infolist():
            body = source.read(part)
            if part.filename == "xl/workbook.xml":
                body = b'<!DOCTYPE w [<!ENTITY a "aaaa">]>' + body
            archive.writestr(part.filename, body)
    with pytest.raises(TableError, match="definitions that no spreadsheet program writes"):
        read_table(stream.getvalue())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b",,\n,,", "every cell is blank"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old Excel file"),
        (b"PK\x03\x04nonsense", "damaged"),
        (b"a" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (b"\xff\xfea\x00b", "marked as UTF-16"),
        (b"ab\x00\x01\x02\x00\x00\x00\x00", "doesn't look like a table"),
        (b'Name\n"' + b"x" * 3000 + b'"', "3,000 characters"),
        (b"a\n" * 20_001, "more than 20,000 rows"),
        (b"a," * 250 + b"b", "251 columns"),
    ],
)
def test_what_cannot_be_read_says_why(data, message):
    with pytest.raises(TableError, match=message):
        read_table(data)


def test_columns_are_named_as_in_a_spreadsheet():
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def read_or_refuse(data):
    try:
        sheets = read_sheets(data)
    except TableError:
        return
    grid = next((sheet.grid for sheet in sheets if sheet.grid), None)
    assert grid or sheets[0].fault
    if grid is None:
        return
    assert all(row.cells and row.cells[-1] for row in grid.rows)
    assert [row.number for row in grid.rows] == sorted({row.number for row in grid.rows})


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(data):
    read_or_refuse(data)


@given(st.binary(min_size=1, max_size=40), st.integers(0, 5000))
def test_no_damaged_workbook_crashes_the_reader(noise, place):
    data = bytearray(WHOLE)
    place %= len(data)
    data[place : place + len(noise)] = noise
    read_or_refuse(bytes(data))


@given(st.text(max_size=300))
def test_no_pasted_text_crashes_the_reader(text):
    try:
        grid = read_pasted(text)
    except TableError:
        return
    assert all("\x00" not in cell for row in grid.rows for cell in row.cells)


WORDS = st.text("abcÄñ ,;\"'\n1", min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=3, max_size=8))
def test_what_the_csv_module_writes_is_read_back(rows):
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    assert cells(read_table(stream.getvalue().encode())) == [
        [" ".join(c.split()) for c in row] for row in rows
    ]


WHOLE = workbook(Roster=PEOPLE)
