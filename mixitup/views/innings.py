"""An inning, and the sessions that suggest themselves in it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mixitup import calendar, overview
from mixitup.access import signed_in, staff_required
from mixitup.models import Inning, Promotion, School


@staff_required
@require_safe
def inning_detail(request: HttpRequest, pk: int) -> HttpResponse:
    inning = get_object_or_404(Inning, pk=pk)
    school = School.load()
    now = timezone.now()
    sessions = list(inning.sessions.for_calendar())
    suggested = calendar.suggested_sessions(inning, school, sessions)
    upcoming = overview.upcoming(sessions, now)
    roster = calendar.roster(inning, upcoming)
    context = {
        "step": overview.step(upcoming, roster, now, school) if upcoming else None,
        "inning": inning,
        "weeks": calendar.weeks(inning, sessions, now, school.zone),
        "suggested": suggested,
        "passed": all(session.starts_at < now for session in suggested),
        "roster": roster,
        "came": overview.came(sessions),
        "promoted": Promotion.objects.filter(source=inning).exclude(applied_at=None).exists(),
    }
    return render(request, "mixitup/inning_detail.html", context)


@staff_required
@require_POST
def suggestion_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Plans the usual sessions that the inning lacks; accepting twice changes nothing more."""
    inning = get_object_or_404(Inning, pk=pk)
    added = calendar.add_suggested(inning, signed_in(request), School.load())
    words = ngettext("Planned one session.", f"Planned {len(added)} sessions.", len(added))
    messages.success(request, words if added else "These sessions are planned already.")
    return redirect("inning_detail", pk)
