"""An import from its bytes to its preview: reading once, keeping what was read, and saving what was decided."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from mixitup.models import Inning, RosterImport, User
from mixitup.roster.decisions import Decisions
from mixitup.tables import Grid, Row, Sheet, read_pasted, read_sheets


class VersionMovedError(Exception):
    """Somebody else saved decisions of this import meanwhile."""


def new_import(
    kind: str, inning: Inning, source: str, sheets: tuple[Sheet, ...], content_hash: str, by: User | None
) -> RosterImport:
    """What was read, not saved yet; the sheet is chosen already where there is only one to choose."""
    readable = [sheet for sheet in sheets if sheet.grid]
    return RosterImport(
        kind=kind,
        inning=inning,
        source=source[:200],
        content_hash=content_hash,
        sheets=[_kept(sheet) for sheet in sheets],
        sheet=readable[0].name if len(readable) == 1 else None,
        created_by=by,
    )


def start_import(
    kind: str, inning: Inning, source: str, sheets: tuple[Sheet, ...], content_hash: str, by: User | None
) -> RosterImport:
    """Keep what was read; the same table, brought in again before it was applied, is the same import."""
    same = RosterImport.objects.filter(
        kind=kind, inning=inning, content_hash=content_hash, applied_at=None, created_by=by
    ).first()
    if same and same.sheets and by:
        return same
    importing = new_import(kind, inning, source, sheets, content_hash, by)
    importing.save()
    return importing


def read_upload(data: bytes) -> tuple[tuple[Sheet, ...], str]:
    """The sheets of a file and the hash of its content. Raises TableError."""
    return read_sheets(data), hashlib.sha256(data).hexdigest()


def read_paste(text: str) -> tuple[tuple[Sheet, ...], str]:
    """Pasted cells as one sheet, and the hash of the text. Raises TableError."""
    return (Sheet("", read_pasted(text)),), hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _kept(sheet: Sheet) -> dict[str, Any]:
    rows = [[row.number, list(row.cells)] for row in sheet.grid.rows] if sheet.grid else []
    return {
        "name": sheet.name,
        "rows": rows,
        "read_as": sheet.grid.read_as if sheet.grid else "",
        "fault": sheet.fault,
    }


def grid_of(importing: RosterImport) -> Grid:
    """The chosen sheet as it was read. Raises StopIteration's kin where none is chosen: ask for it first."""
    kept = next(sheet for sheet in importing.sheets if sheet["name"] == importing.sheet and sheet["rows"])
    return Grid(tuple(Row(number, tuple(cells)) for number, cells in kept["rows"]), kept["read_as"])


def choose_sheet(importing: RosterImport, name: str) -> None:
    """Raises ValueError for a sheet that isn't there. What was decided about another doesn't carry over. Not saved."""
    if name not in {sheet["name"] for sheet in importing.readable}:
        raise ValueError(f"There is no sheet named “{name}” to read.")
    if name == importing.sheet:
        return
    importing.sheet, importing.decisions = name, {}
    importing.version += 1


def save_decisions(importing: RosterImport, version: int, decisions: Decisions) -> RosterImport:
    """Keep the answers. Raises VersionMovedError where another person saved since this version was shown."""
    with transaction.atomic():
        locked = RosterImport.objects.select_for_update().get(pk=importing.pk)
        if locked.applied_at or Decisions.from_json(locked.decisions) == decisions:
            return locked
        if locked.version != version:
            raise VersionMovedError
        locked.decisions = decisions.to_json()
        locked.version += 1
        locked.save(update_fields=["decisions", "version"])
    return locked


def applied_before(importing: RosterImport) -> RosterImport | None:
    """The last time that this very table was brought into this inning, if it was and still stands."""
    same: Iterable[RosterImport] = RosterImport.objects.filter(
        kind=importing.kind, inning=importing.inning, content_hash=importing.content_hash
    ).exclude(applied_at=None)
    return next(iter(same), None)
