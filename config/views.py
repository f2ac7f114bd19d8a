import json
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config.composition import cards, due, erase_person, export
from mixitup import calendar_feed as feed
from mixitup import invitations, quiet_hours
from mixitup.access import signed_in, staff_required, student_required
from mixitup.helping import shown_to_helpers
from mixitup.models import Notice, Student


@shown_to_helpers
@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """For anyone: what Mix It Up is. Signed in: what matters to this person now."""
    if not request.user.is_authenticated:
        return render(request, "mixitup/about.html")
    is_helping = getattr(request, "helping", None) is not None
    found = cards(request.user, timezone.now(), is_helping=is_helping)
    return render(request, "config/home.html", {"cards": found})


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready to serve: the database answers, migrations are in, and how long the oldest due notice waits."""
    try:
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        waiting = None if pending else oldest_unsent_seconds(timezone.now())
    except DatabaseError:
        return JsonResponse({"ready": False, "database": False}, status=503)
    answer = {"ready": not pending, "pending_migrations": pending, "oldest_unsent_notice_seconds": waiting}
    return JsonResponse(answer, status=503 if pending else 200)


def oldest_unsent_seconds(now: datetime) -> int:
    sendable = Notice.objects.unsent().filter(due_at__lte=now).not_held(quiet_hours.end_at(now))
    oldest = sendable.order_by("due_at").first()
    return int((now - oldest.due_at).total_seconds()) if oldest else 0


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """A student's own calendar, for the program that reads it: whoever has the address has the calendar."""
    student = feed.student_of(token)
    if student is None:
        raise Http404
    now = timezone.now()
    file = invitations.published(feed.entries(student, now), due(student, now), now, name="Mix It Up")
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@student_required
def own_words(request: HttpRequest, student: Student) -> HttpResponse:
    """All that a student wrote here for themselves, in one file."""
    text = json.dumps(export(student), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="my-words.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def student_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the address to be typed first: nothing brings a person back."""
    student = get_object_or_404(Student.objects.filter(erased_at=None).select_related("user"), pk=pk)
    typed = request.POST.get("typed", "").strip()
    fault = ""
    if request.method == "POST":
        if typed.lower() == student.email:
            erase_person(student, signed_in(request), timezone.now())
            messages.success(request, "Erased. Counts now say “Former student”.", extra_tags="good")
            return redirect("student_list")
        fault = f"That isn’t {student.email}. Nothing was erased."
    context = {"student": student, "typed": typed, "fault": fault}
    return render(request, "config/student_erase.html", context)
