"""Staff look through the people of an inning, change one, add one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mixitup import downloads, lists
from mixitup.access import signed_in, staff_required
from mixitup.forms.students import StudentFilterForm, StudentForm
from mixitup.models import Enrolment, Inning, Membership, Student
from mixitup.record import telling
from mixitup.roster.students import add_student, change_student

A_PAGE = 50


@staff_required
@require_safe
def student_list(request: HttpRequest) -> HttpResponse:
    inning, words, values = _sought(request)
    found = Enrolment.objects.for_list(inning, words, **values) if inning else Enrolment.objects.none()
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": StudentFilterForm(initial={"inning": inning, "words": words, **values}),
        "inning": inning,
        "page": page,
        "statuses": found.by_status(),
        "is_narrowed": bool(words or values),
        "query": asked.urlencode(),
    }
    return render(request, "mixitup/student_list.html", context)


def _sought(request: HttpRequest) -> tuple[Inning | None, str, dict[str, Any]]:
    """The inning looked through (else the current one), the words sought, and what else it is narrowed to."""
    values = StudentFilterForm(request.GET).values()
    inning = values.pop("inning", None) or Inning.objects.current_on(timezone.localdate())
    return inning, values.pop("words", ""), values


@staff_required
@require_safe
def student_export(request: HttpRequest, extension: str) -> HttpResponse:
    """The list as it is narrowed, all of its pages, with the columns that bringing a roster in reads."""
    inning, words, values = _sought(request)
    if extension not in ("csv", "xlsx") or inning is None:
        raise Http404
    found = Enrolment.objects.for_list(inning, words, **values)
    return downloads.table_response(lists.roster(found), f"students-{inning.name}", extension)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def student_create(request: HttpRequest) -> HttpResponse:
    inning = _inning(request)
    form = StudentForm(request.POST or None, inning=inning)
    if request.method == "POST" and form.is_valid():
        place = form.place_given()
        assert place is not None  # the form requires it of somebody new
        try:
            student = add_student(
                inning, form.cleaned_data["email"], form.own_fields(), place, signed_in(request)
            )
        except IntegrityError:
            form = StudentForm(request.POST, inning=inning)
            _explain(form)
        else:
            messages.success(request, f"Added: {student.name}, in {inning}.", extra_tags="good")
            return redirect(f"{reverse('student_list')}?inning={inning.pk}")
    context = {"form": form, "inning": inning, "title": "Add a student"}
    return render(request, "mixitup/student_form.html", context, status=form.status)


def _explain(form: StudentForm) -> None:
    """The database refused what the form had found right: somebody took the address meanwhile, which it says now."""
    if form.is_valid():
        form.add_error("email", "Somebody took this address just now. Save again to see who.")


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def student_edit(request: HttpRequest, pk: int) -> HttpResponse:
    inning = _inning(request)
    students = Student.objects.filter(erased_at=None)
    student = get_object_or_404(students.select_related("user"), pk=pk)
    form = StudentForm(instance=student, inning=inning)
    if request.method == "POST":
        try:
            form, saved = _save(request, pk, inning)
        except IntegrityError:
            form, saved = StudentForm(request.POST, instance=student, inning=inning), None
            _explain(form)
        if saved:
            messages.success(request, f"Saved: {saved.name}.", extra_tags="good")
            return redirect(f"{reverse('student_list')}?inning={inning.pk}")
    context = {
        "form": form,
        "inning": inning,
        "title": student.shown_name,
        "student": student,
        "seats": Membership.objects.of_student(student, inning),
        "log": telling.tell(list(telling.found(telling.Sought(student=student))[:10])),
    }
    return render(request, "mixitup/student_form.html", context, status=form.status)


@transaction.atomic
def _save(request: HttpRequest, pk: int, inning: Inning) -> tuple[StudentForm, Student | None]:
    """The form bound to the locked row, and the student if it was valid."""
    students = Student.objects.filter(erased_at=None)
    Inning.objects.select_for_update().get(pk=inning.pk)
    locked = get_object_or_404(students.select_for_update(no_key=True), pk=pk)
    form = StudentForm(request.POST, instance=locked, inning=inning)
    if not form.is_valid():
        return form, None
    stored = students.select_related("user").get(pk=pk)  # the form has written into its own copy
    change_student(
        stored,
        form.own_fields(),
        signed_in(request),
        email=form.cleaned_data["email"],
        inning=inning,
        place=form.place_given(),
    )
    return form, stored


def _inning(request: HttpRequest) -> Inning:
    """The inning that the address names, else the current one; none at all is a page that isn't there."""
    asked = request.GET.get("inning", "")
    if asked.isdecimal() and len(asked) < 10:
        return get_object_or_404(Inning, pk=asked)
    current = Inning.objects.current_on(timezone.localdate())
    return get_object_or_404(Inning, pk=current.pk if current else None)
