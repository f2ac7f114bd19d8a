"""Error pages: what happened, that nothing was lost, what to do. Those of Django's own kinds (403, 404) are templates."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

# What forms carry along that nobody typed.
NEVER_SHOWN = {"csrfmiddlewaretoken", "next", "seen", "version", "digest", "last_change", "action", "shown"}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Without the request's context: the host may be one that isn't ours."""
    return HttpResponse(render_to_string("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the database, which may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form didn't come from a page of ours that is still good. What was typed is handed back to be copied.

    It is never sent on from here: a stranger's site could have made the form.
    """
    return render(request, "403_csrf.html", {"typed": typed(request)}, status=403)


def typed(request: HttpRequest) -> list[tuple[str, Any]]:
    """What the form carried, field by field, as its names say it."""
    return [
        (name.rsplit("-", 1)[-1].replace("_", " ").capitalize(), value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NEVER_SHOWN and value.strip()
    ]
