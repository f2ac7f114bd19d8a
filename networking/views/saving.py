"""One way to save any of a student's rows from its versioned form, typed or submitted."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from mixitup import autosave
from networking.forms.contact import VersionedForm

Show = Callable[[VersionedForm, Any], HttpResponse]


def save_form(
    request: HttpRequest,
    form: VersionedForm,
    rows: QuerySet[Any],
    pk: int,
    write: Callable[[Any], None],
    *,
    to: str,
    show: Show,
    current: Callable[[Any], dict[str, str]],
) -> HttpResponse:
    """Valid: write under the version that was seen, then on to `to`. Otherwise `show(form, row saved elsewhere)`.

    What was typed stays in the form; after a conflict the form carries the newer version, so that saving again is
    a choice made with both in sight.
    """
    typing = autosave.is_autosave(request)
    if not form.is_valid():
        return autosave.invalid(form.errors) if typing else show(form, None)
    try:
        row = autosave.change(rows, pk, form.seen, write)
    except autosave.Conflict as clash:
        if typing:
            return autosave.conflict(clash.row, current(clash.row))
        data: Any = form.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(clash.row.version)
        form.data = data
        answer = show(form, clash.row)
        answer.status_code = 409
        return answer
    return autosave.saved(request, row, to)
