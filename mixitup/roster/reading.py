"""One row of a roster, from text to what it says; what it can't mean is a fault of its column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from mixitup.models import Student
from mixitup.roster.decisions import Decisions
from mixitup.roster.fields import LABELS, PEOPLE_FIELDS, STUDENT_FIELDS
from mixitup.roster.state import State
from mixitup.tables import Columns, Row, clean, read_choice, read_cohort, read_email, read_module, squash

_LONGEST = {
    name: length
    for name in STUDENT_FIELDS
    if isinstance(length := getattr(Student._meta.get_field(name), "max_length", None), int)
} | {"cohort": 30}
_is_url = URLValidator(schemes=["https", "http"])


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as understood: `raw` is its text by field, corrections included; `values` says the same in the
    school's words, blank where the row says nothing; `faults` are sentences by field."""

    number: int
    raw: Mapping[str, str]
    values: Mapping[str, str]
    faults: Mapping[str, str]


def raw_texts(columns: Columns, row: Row, corrected: Mapping[str, str], keys: list[str]) -> dict[str, str]:
    return {key: clean(corrected.get(key, columns.value(row, key))) for key in keys}


def read_entry(columns: Columns, row: Row, decisions: Decisions, state: State) -> Entry:
    raw = raw_texts(columns, row, decisions.cells.get(row.number, {}), [field.key for field in PEOPLE_FIELDS])
    raw["name"] = raw["name"] or " ".join(filter(None, (raw["given_name"], raw["family_name"])))
    readers: dict[str, Callable[[str], str]] = {
        "email": read_email,
        "zoom_email": read_email,
        "module": lambda text: _module(text, state),
        "program": lambda text: read_choice(text, state.program_choices, "program"),
        "cohort": lambda text: _cohort(text, state),
        "linkedin": _link,
    }
    values: dict[str, str] = {}
    faults: dict[str, str] = {}
    for key in ("email", *STUDENT_FIELDS, "module", "program", "cohort"):
        try:
            text = readers.get(key, str)(raw[key]) if raw[key] or key == "email" else ""
            values[key] = _short_enough(key, text)
        except ValueError as fault:
            values[key] = ""
            faults[key] = str(fault)
    _cross_check(values, faults, state)
    return Entry(row.number, raw, values, faults)


def _short_enough(key: str, text: str) -> str:
    longest = _LONGEST.get(key)
    if longest and len(text) > longest:
        raise ValueError(f"{LABELS[key]} has {len(text)} characters; there is room for {longest}.")
    return text


def _module(text: str, state: State) -> str:
    number = str(read_module(text))
    if number not in state.modules:
        there = ", ".join(sorted(state.modules, key=int)) or "none yet"
        raise ValueError(f"There is no module {number} here. The school's modules: {there}.")
    return number


def _cohort(text: str, state: State) -> str:
    name, _code = read_cohort(text)
    return state.cohort_spellings.get(squash(name), name)


def _link(text: str) -> str:
    url = text if "://" in text else f"https://{text.removeprefix('//')}"
    try:
        _is_url(url)
    except ValidationError:
        raise ValueError(f"“{text}” isn't a web address such as https://www.linkedin.com/in/name.") from None
    return url


def cohort_program(name: str, state: State) -> str:
    """The code of the program that a cohort belongs to, known or said by its name; "" where neither tells."""
    if name in state.cohort_programs:
        return state.cohort_programs[name]
    code = read_cohort(name)[1] if name else ""
    return next((known for known in state.programs if known.upper() == code), "")


def _cross_check(values: dict[str, str], faults: dict[str, str], state: State) -> None:
    """Program and cohort must agree; one column tells both where the other is blank."""
    if not values["cohort"] or "program" in faults:
        return
    code = cohort_program(values["cohort"], state)
    if not code and not values["program"]:
        faults["program"] = f"Which program is the new cohort {values['cohort']}? Its name doesn't tell."
    elif code and values["program"] and code != values["program"]:
        is_in, says = state.program_names[code], state.program_names[values["program"]]
        faults["cohort"] = f"{values['cohort']} is a {is_in} cohort, but the program column says {says}."
    else:
        values["program"] = values["program"] or code
