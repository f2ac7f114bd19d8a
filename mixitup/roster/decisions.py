"""What staff answered in a preview: kept with the import, and part of the plan it leads to."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Decisions:
    """Row numbers and column indexes are keys of type int.

    `columns`: column to field key, "" to ignore it. `cells`: row to field to the corrected text. `left_out`: rows.
    `same`: row to the known student's id, or 0 for a new person. `cohorts`: names of cohorts to make.
    `missing_all`, `missing`: what becomes of people the table doesn't name, for all and by enrolment id.
    `back`: rows of people set aside here who are active again. `sessions`: a session's text to its choice.
    `as_draft`: earlier groups become boards to go on with, not history.
    """

    columns: Mapping[int, str] = field(default_factory=dict)
    cells: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    same: Mapping[int, int] = field(default_factory=dict)
    cohorts: frozenset[str] = frozenset()
    missing_all: str = STAYS
    missing: Mapping[int, str] = field(default_factory=dict)
    back: frozenset[int] = frozenset()
    sessions: Mapping[str, str] = field(default_factory=dict)
    as_draft: bool = False

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Decisions":
        made: dict[str, Any] = {}
        for item in fields(cls):
            if item.name not in stored:
                continue
            value = stored[item.name]
            if item.name in ("columns", "cells", "same", "missing"):
                value = {int(key): inner for key, inner in value.items()}
            elif item.name in ("left_out", "cohorts", "back"):
                value = frozenset(value)
            made[item.name] = value
        return cls(**made)

    def to_json(self) -> dict[str, Any]:
        stored = asdict(self)
        return {
            key: sorted(value) if isinstance(value, frozenset) else value for key, value in stored.items()
        }
