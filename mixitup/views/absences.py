"""A student says that they can't come, or that they can after all."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from mixitup import absences
from mixitup.access import signed_in, student_required
from mixitup.models import School, Session, Student
from mixitup.publishing import Refused


@require_POST
@student_required
def absence_create(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.visible_to(signed_in(request)), pk=pk)
    try:
        absences.note(session, student, signed_in(request), timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"Thank you for saying so. {School.load().contact_name} knows.")
    return redirect(session)


@require_POST
@student_required
def absence_delete(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.visible_to(signed_in(request)), pk=pk)
    try:
        absences.take_back(session, student, signed_in(request), timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Good to have you back. You’re down as coming.")
    return redirect(session)
