import io

from openpyxl import load_workbook

from mixitup.downloads import csv_bytes, table_response, xlsx_bytes

ROWS = [["Name", "Room"], ["=1+1", 7], ["Łucja", 8]]


def test_csv_cell_cannot_act_as_a_formula():
    assert csv_bytes(ROWS).decode("utf-8-sig").splitlines() == ["Name,Room", "'=1+1,7", "Łucja,8"]


def test_xlsx_keeps_what_looks_like_a_formula_as_text():
    sheet = load_workbook(io.BytesIO(xlsx_bytes(ROWS))).active
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [("=1+1", "s"), (7, "n")]


def test_xlsx_has_blanks_for_what_no_workbook_can_hold():
    sheet = load_workbook(io.BytesIO(xlsx_bytes([["Met at\x0ba fair"]]))).active
    assert sheet["A1"].value == "Met at a fair"


def test_download_is_private_and_named():
    response = table_response(ROWS, "week-2", "xlsx")
    assert response["Content-Disposition"] == 'attachment; filename="week-2.xlsx"'
    assert response["Cache-Control"] == "private, no-store"


def test_a_name_of_any_letters_is_the_files_name():
    response = table_response([["Name"]], 'students-春 "26"', "csv")
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''students-%E6%98%A5%20%2226%22.csv"
    )
