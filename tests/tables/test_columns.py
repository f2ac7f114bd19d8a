from hypothesis import given
from hypothesis import strategies as st

from mixitup.tables import make_field, match_columns, read_pasted

EMAIL = make_field("email", "E-mail", "mail", "e-mail address")
NAME = make_field("name", "Name", "full name", "student")
MODULE = make_field("module", "Module", "mod")
FIELDS = (EMAIL, NAME, MODULE)


def match(text, chosen=None):
    return match_columns(read_pasted(text), FIELDS, chosen)


def test_columns_are_found_in_any_order_and_spelling():
    columns = match("MOD\tE-Mail Address\tFull_Name\n1\ta@example.org\tAmara")
    assert [column.field for column in columns.columns] == ["module", "email", "name"]


def test_notes_in_brackets_do_not_hide_a_header():
    assert match("E-mail (school) *\tName\na@example.org\tA").find("email").letter == "A"


def test_other_columns_are_listed_and_ignored():
    columns = match("Name\tShirt size\tE-mail\nAmara\tM\ta@example.org")
    assert [(column.letter, column.header) for column in columns.ignored] == [("B", "Shirt size")]


def test_a_column_without_a_header_is_listed_by_its_letter():
    assert [column.header for column in match("Name\t\tE-mail\nAmara\tM\ta@example.org").ignored] == [
        "Column B"
    ]


def test_two_columns_for_one_field_are_reported_and_the_first_is_used():
    columns = match("Name\tE-mail\tMail\nAmara\ta@example.org\tb@example.org")
    assert [[column.letter for column in group] for group in columns.duplicates] == [["B", "C"]]
    assert columns.value(columns.rows[0], "email") == "a@example.org"


def test_what_a_person_chose_outranks_the_header():
    columns = match("Name\tE-mail\tMail\nAmara\ta@example.org\tb@example.org", {1: "", 2: "email"})
    assert columns.duplicates == ()
    assert columns.value(columns.rows[0], "email") == "b@example.org"


def test_title_rows_above_the_header_are_passed_over():
    columns = match("Roster of the autumn\n\nName\tE-mail\nAmara\ta@example.org")
    assert (columns.header_row, [row.number for row in columns.rows]) == (3, [4])


def test_a_table_without_a_header_keeps_its_first_row():
    columns = match("Amara\ta@example.org\nTeo\tt@example.org", {0: "name", 1: "email"})
    assert columns.header_row is None
    assert [columns.value(row, "name") for row in columns.rows] == ["Amara", "Teo"]


def test_columns_without_a_header_are_known_by_their_cells():
    looking = (
        make_field("email", "E-mail", looks=r"\S+@\S+"),
        make_field("module", "Module", looks=r"mod \d"),
        NAME,
    )
    rows = [
        "Mod 1	a@example.org	x@example.org	Amara",
        "Mod 2	b@example.org	y@example.org	Teo",
    ]
    rows += [
        "MOD 3			",
        "Mod 4	c@example.org		",
        "unknown	no address		",
        "Mod 1	d@example.org		",
    ]
    columns = match_columns(read_pasted("\n".join(rows)), looking)
    assert [column.field for column in columns.columns] == ["module", "email", None, None]
    said = match_columns(read_pasted("\n".join(rows)), looking, {0: "", 3: "name"})
    assert [column.field for column in said.columns] == [None, "email", None, "name"]


def test_cells_say_nothing_where_there_is_a_header():
    looking = (make_field("email", "E-mail", looks=r"\S+@\S+"), NAME)
    columns = match_columns(read_pasted("Name\tWrite to\nAmara\ta@example.org"), looking)
    assert [column.field for column in columns.columns] == ["name", None]


def test_a_missing_column_reads_as_blank():
    columns = match("Name\tE-mail\nAmara\ta@example.org")
    assert columns.value(columns.rows[0], "module") == ""


@given(st.lists(st.sampled_from(["Mod", "E-mail", "Name", "Other", ""]), min_size=1, max_size=8), st.data())
def test_every_column_is_used_ignored_or_a_duplicate(header, data):
    rows = data.draw(
        st.lists(st.lists(st.sampled_from(["", "x", "a@b"]), min_size=1, max_size=8), max_size=4)
    )
    text = "\n".join(["Name\tMod\tE-mail", "\t".join(header), *("\t".join(row) for row in rows)])
    columns = match(text)
    assert columns.header_row is not None
    assert all(column.field or not column.header or column in columns.ignored for column in columns.columns)
