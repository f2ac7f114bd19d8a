"""Saving as you type: one row, a counter of saves, and no word ever overwritten unseen.

The form posts itself (`static/js/autosave.js`) with the version it was made from. A row that moved on meanwhile
answers 409 with what it holds now; without JavaScript the same form is an ordinary one with a Save button.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from mixitup.models.versioned import VersionedRow

Row = TypeVar("Row", bound=VersionedRow)


class Conflict(Exception):
    """The row was saved elsewhere since it was read; `row` is what it is now."""

    def __init__(self, row: Any) -> None:
        super().__init__("saved elsewhere meanwhile")
        self.row = row


def change(rows: models.QuerySet[Row], pk: int, seen: int | None, write: Callable[[Row], None]) -> Row:
    """Lock one of these rows, compare the version the person saw, write, count one up.

    `seen` is None for a change that is right whatever else the row says (a tick, a stage).

    Raises: Http404 where the row isn't among them, Conflict where its version isn't `seen`.
    """
    with transaction.atomic():
        row = get_object_or_404(rows.select_for_update(of=("self",)), pk=pk)
        if seen is not None and row.version != seen:
            raise Conflict(row)
        write(row)
        row.version += 1
        row.save()
    return row


def is_autosave(request: HttpRequest) -> bool:
    return request.headers.get("X-Autosave") == "1"


def saved(request: HttpRequest, row: Any, to: str) -> HttpResponse:
    """Go on to `to`, or tell the typing browser that its words are safe."""
    if not is_autosave(request):
        return redirect(to)
    clock = timezone.localtime(timezone.now())
    return JsonResponse({"version": row.version, "saved_at": f"{clock:%H:%M}"})


def invalid(errors: Mapping[str, Any]) -> JsonResponse:
    """To the typing browser: which fields can't be saved as they are, and why."""
    return JsonResponse(
        {"errors": {name: [str(e) for e in found] for name, found in errors.items()}}, status=422
    )


def conflict(row: Any, current: Mapping[str, str]) -> JsonResponse:
    """To the typing browser: what the row holds now, beside what was typed."""
    return JsonResponse({"version": row.version, "current": dict(current)}, status=409)
