from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixitup.tables import (
    Choice,
    name_key,
    read_choice,
    read_cohort,
    read_email,
    read_group,
    read_module,
    read_yes,
)

PROGRAMS = (Choice("BE", ("Back End",)), Choice("FE", ("Front End",)))


@pytest.mark.parametrize(
    "text", ["1", "Mod 1", "M1", "1.0", "Module 1", "mod-1", "MOD. 1", "Mod one", "１", "1,0"]
)
def test_a_module_is_read_in_every_spelling(text):
    assert read_module(text) == 1


@pytest.mark.parametrize("text", ["", "BE 1", "1.5", "one and a half", "Mod", "-1", "1 2"])
def test_what_is_no_module_says_what_to_write(text):
    with pytest.raises(ValueError, match="Write its number"):
        read_module(text)


@pytest.mark.parametrize(
    "text", ["BE", "be", "Back End", "back-end", "Backend", "Back End Engineering", "Backend Dev", "B.E."]
)
def test_a_program_is_read_by_code_and_by_name(text):
    assert read_choice(text, PROGRAMS, "program") == "BE"


def test_an_unknown_program_is_told_the_choices():
    with pytest.raises(ValueError, match="“Launch” isn't a program here"):
        read_choice("Launch", PROGRAMS, "program")


def test_a_name_that_two_programs_share_is_never_guessed():
    with pytest.raises(ValueError, match="more than one program"):
        read_choice("Web", (Choice("A", ("Web",)), Choice("B", ("web",))), "program")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2608-BE", ("2608-BE", "BE")),
        ("2608be", ("2608-BE", "BE")),
        ("2608 fe", ("2608-FE", "FE")),
        ("T1-BE", ("T1-BE", "BE")),
        ("Launch 12", ("Launch 12", "")),
        ("2608", ("2608", "")),
    ],
)
def test_a_cohort_gives_its_usual_name_and_its_programs_code(text, expected):
    assert read_cohort(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Amara@Example.org",
        " amara@example.org ",
        "mailto:amara@example.org",
        "Amara <AMARA@example.org>",
        "amara@example.org;",
    ],
)
def test_an_address_is_read_out_of_what_surrounds_it(text):
    assert read_email(text) == "amara@example.org"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "blank"),
        ("amara", "isn't an e-mail address"),
        ("amara@example", "isn't an e-mail address"),
        ("a..b@example.org", "isn't an e-mail address"),
        ("amara@exämple.org", "isn't an e-mail address"),
        ("a@example.org, b@example.org", "more in it than one"),
        ("x" * 65 + "@example.org", "isn't an e-mail address"),
    ],
)
def test_a_bad_address_says_what_is_wrong(text, message):
    with pytest.raises(ValueError, match=message):
        read_email(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("yes", True), ("x", True), ("Lead", True), ("", False), ("No", False)]
)
def test_yes_and_no(text, expected):
    assert read_yes(text) is expected


@pytest.mark.parametrize("text", ["7", "Group 7", "Room 07", "7.0", "#7", "Breakout Room 7", "G7"])
def test_a_group_is_read_by_its_number(text):
    assert read_group(text) == 7


@pytest.mark.parametrize("text", ["", "Blue", "0", "1000", "7a", "7.5"])
def test_what_is_no_group_number_says_so(text):
    with pytest.raises(ValueError, match="isn't a group's number"):
        read_group(text)


def test_names_are_alike_without_case_accents_and_order():
    assert name_key("Zoë  Müller") == name_key("MULLER, Zoe") == "zoemuller"


@pytest.mark.parametrize("reader", [read_module, read_cohort, read_email, read_group, read_yes])
@given(text=st.text(max_size=60))
def test_no_text_crashes_a_reader(reader, text):
    with suppress(ValueError):
        assert reader(text) is not None


@given(st.emails(domains=st.sampled_from(["example.org", "mail.example.org"])))
def test_every_ordinary_address_is_read(address):
    local = address.partition("@")[0]
    assert (read_email(address) == address.lower()) or len(local) > 64
