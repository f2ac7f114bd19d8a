"""One question after the hour, and what staff see of the answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mixitup.access import signed_in, staff_required, student_required
from mixitup.forms.live import PulseForm
from mixitup.live import pulse
from mixitup.models import Session, Student


@require_http_methods(["GET", "HEAD", "POST"])
@student_required
def pulse_answer(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.visible_to(signed_in(request)), pk=pk)
    if not pulse.may_answer(session, student, timezone.now()):
        has_answered = pulse.has_answered(session, student)
        said = "You have answered already. Thank you!" if has_answered else "There's nothing to answer yet."
        messages.info(request, said)
        return redirect(session)
    form = PulseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pulse.answer(session, student, int(form.cleaned_data["score"]), form.cleaned_data["comment"])
        messages.success(request, "Thank you. It's counted without your name.")
        return redirect("room_live", pk)
    return render(request, "mixitup/pulse_answer.html", {"session": session, "form": form})


@staff_required
@require_safe
def pulse_result(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(Session, pk=pk)
    found = pulse.result(session)
    bars = list(enumerate(found.counts, start=1))[::-1]
    return render(request, "mixitup/pulse_result.html", {"session": session, "result": found, "bars": bars})
