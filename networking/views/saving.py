"""One way to show and save any of a student's rows in its versioned form, typed or submitted."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mixitup import autosave
from networking.forms.versioned import VersionedForm


def edit_row(
    request: HttpRequest,
    row: Any,
    form_class: type[VersionedForm],
    template: str,
    *,
    to: str,
    context: Callable[[], dict[str, Any]],
) -> HttpResponse:
    """GET shows the row's form. POST writes under the version that was seen, then goes on to `to`.

    What was typed stays in the form; after a conflict the page shows what is saved now (`elsewhere`) and the form
    carries the newer version, so that saving again is a choice made with both in sight.
    """

    def show(form: VersionedForm, clashing: Any = None, status: int = 200) -> HttpResponse:
        elsewhere = form_class.told(clashing) if clashing else []
        return render(request, template, {"form": form, "elsewhere": elsewhere, **context()}, status=status)

    if request.method != "POST":
        return show(form_class(initial=form_class.initial_of(row)))
    form, typing = form_class(request.POST), autosave.is_autosave(request)
    if not form.is_valid():
        return autosave.invalid(form.errors) if typing else show(form)
    try:
        saved = autosave.change(type(row).objects.of(row.owner), row.pk, form.seen, form.write_to)
    except autosave.Conflict as clash:
        if typing:
            return autosave.conflict(clash.row, clash.row.private)
        form.data = {**request.POST.dict(), "version": str(clash.row.version)}
        return show(form, clash.row, status=409)
    return autosave.saved(request, saved, to)
