"""Tables from people: bytes or pasted text to rows that know their place, with every fault named.

Pure: no Django, no database, no clock. `read_sheets` and `read_pasted` make a `Grid`; `match_columns` says
what each column holds; the `read_…` functions take one cell each.
"""

from mixitup.tables.columns import Column, Columns, Field, make_field, match_columns, squash
from mixitup.tables.grid import MAX_BYTES, Grid, Row, Sheet, TableError, clean, column_letter
from mixitup.tables.reading import read_sheets
from mixitup.tables.text import read_pasted
from mixitup.tables.values import (
    Choice,
    name_key,
    read_choice,
    read_cohort,
    read_email,
    read_group,
    read_module,
    read_yes,
)

__all__ = [
    "MAX_BYTES",
    "Choice",
    "Column",
    "Columns",
    "Field",
    "Grid",
    "Row",
    "Sheet",
    "TableError",
    "clean",
    "column_letter",
    "make_field",
    "match_columns",
    "name_key",
    "read_choice",
    "read_cohort",
    "read_email",
    "read_group",
    "read_module",
    "read_pasted",
    "read_sheets",
    "read_yes",
    "squash",
]
