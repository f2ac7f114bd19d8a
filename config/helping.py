"""What every request passes through while staff look at a student's pages (see `mixitup.helping`)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from config.errors import typed
from mixitup import helping

Handler = Callable[[HttpRequest], HttpResponse]
READING = ("GET", "HEAD")


class HelpReadOnly:
    """Nobody's rights are mixed: reading a page that is marked for it happens as the student, with the student's
    rights alone; everything else is refused before its view is asked, but for stopping."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.helping = None  # type: ignore[attr-defined]
        if helping.KEY not in request.session:
            return self.get_response(request)
        try:
            running = helping.running(request.session, request.user, timezone.now())
        except helping.OverError:
            return _refuse(request, "over", 403 if request.method not in READING else 200)
        request.helping = running  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        running: helping.Helping | None = request.helping  # type: ignore[attr-defined]
        if running is None or getattr(view, "ends_helping", False):
            return None
        if not getattr(view, "shown_to_helpers", False):
            return _refuse(request, "hidden", 404)
        if request.method not in READING:
            return _refuse(request, "read_only", 403)
        assert running.student.user is not None
        running.student.user.student = running.student
        request.user = running.student.user
        return None


def _refuse(request: HttpRequest, why: str, status: int) -> HttpResponse:
    """Kindly: what happened, that nothing was changed, and what was typed, handed back."""
    words = typed(request) if request.method == "POST" else []
    return render(request, "config/helping_refused.html", {"why": why, "typed": words}, status=status)
