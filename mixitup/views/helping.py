"""Staff look at a student's pages, and stop looking."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from mixitup import helping
from mixitup.access import signed_in, staff_required
from mixitup.models import Student


@staff_required
@require_POST
def help_start(request: HttpRequest, pk: int) -> HttpResponse:
    student = get_object_or_404(Student.objects.select_related("user").filter(erased_at=None), pk=pk)
    if not helping.may_be_helped(student):
        messages.error(request, f"{student} can’t sign in as a student, so there is nothing to look at.")
        return redirect("student_edit", pk)
    helping.start(request.session, student, signed_in(request), timezone.now())
    return redirect("home")


@helping.ends_helping
@staff_required
@require_POST
def help_stop(request: HttpRequest) -> HttpResponse:
    """Back to the student's page; without anything running, to the start page."""
    running: helping.Helping | None = getattr(request, "helping", None)
    if running is None:
        return redirect("home")
    helping.stop(request.session, running)
    messages.success(request, f"You’ve stopped looking at {running.student}’s pages.")
    return redirect("student_edit", running.student.pk)
