from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lessons.course import deadlines_of
from lessons.forms.ticket import ExtensionForm, QuestionForm
from lessons.models import Extension, Nudge, Reflection, TicketQuestion
from lessons.reading import read_lesson
from lessons.staffing import Row, answer_rows, ask_nudges, audience, progress, stops
from mixitup import library
from mixitup.access import signed_in, staff_required
from mixitup.downloads import table_response
from mixitup.models import Change, Enrolment, Inning, Page

STATES = {"none": "Not begun", "going": "On the way", "done": "Done"}


def running_inning() -> Inning | None:
    return Inning.objects.current_on(timezone.localdate())


def lesson_or_404(pk: int) -> Page:
    return get_object_or_404(Page.objects.of_kind(Page.Kind.LESSON).exclude(current=None), pk=pk)


@staff_required
@require_GET
def lesson_overview(request: HttpRequest) -> HttpResponse:
    """Every lesson of the running inning, and how far its people are."""
    inning = running_inning()
    pages = Page.objects.of_kind(Page.Kind.LESSON).exclude(current=None).order_by("module", "week", "slug")
    found = [(page, counts(progress(page, inning))) for page in pages] if inning else []
    return render(request, "lessons/staff_overview.html", {"inning": inning, "lessons": found})


def counts(rows: list[Row]) -> dict[str, int]:
    found = {"people": len(rows), "tickets": sum(row.ticket is not None for row in rows)}
    return found | {state: sum(row.state == state for row in rows) for state in STATES}


@staff_required
@require_GET
def lesson_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """One lesson: who is how far, where people stop, and what they chose to share."""
    page, inning = lesson_or_404(pk), running_inning()
    if inning is None:
        raise Http404
    rows = progress(page, inning)
    state, cohort = request.GET.get("state", ""), request.GET.get("cohort", "")
    shown = [
        row
        for row in rows
        if (not state or row.state == state) and (not cohort or row.enrolment.cohort.name == cohort)
    ]
    assert page.current is not None
    context: dict[str, Any] = {
        "page": page,
        "inning": inning,
        "counts": counts(rows),
        "rows": [(row, STATES[row.state]) for row in shown],
        "stops": stops(page, inning),
        "states": STATES.items(),
        "state": state,
        "cohort": cohort,
        "cohorts": sorted({row.enrolment.cohort.name for row in rows}),
        "shared": Reflection.objects.shared()
        .filter(page=page)
        .select_related("owner")
        .order_by("-shared_at"),
        "nudged": Nudge.objects.filter(page=page, on=timezone.localdate()).count(),
    }
    return render(request, "lessons/staff_progress.html", context)


@staff_required
@require_POST
def lesson_nudge(request: HttpRequest, pk: int) -> HttpResponse:
    """A kind mail to everyone who hasn't begun; the worker sends it within a minute."""
    page, inning = lesson_or_404(pk), running_inning()
    if inning is None:
        raise Http404
    count = ask_nudges(page, inning, signed_in(request), timezone.localdate())
    if count:
        messages.success(
            request, f"{count} {'person gets' if count == 1 else 'people get'} a mail within a minute."
        )
    else:
        messages.warning(request, "Nobody to remind: everyone has begun, or was reminded today.")
    return redirect("lesson_progress", pk)


@staff_required
@require_http_methods(["GET", "POST"])
def lesson_extend(request: HttpRequest, pk: int, enrolment_pk: int) -> HttpResponse:
    """More time for one person; an empty date takes it back."""
    page = lesson_or_404(pk)
    enrolment = get_object_or_404(Enrolment.objects.with_details().select_related("inning"), pk=enrolment_pk)
    if enrolment.pk not in {one.pk for one in audience(page, enrolment.inning)}:
        raise Http404
    now = Extension.objects.filter(page=page, enrolment=enrolment).first()
    form = ExtensionForm(request.POST or None, initial={"until": now.until if now else None})
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        if until:
            values = {"until": until, "given_by": signed_in(request)}
            Extension.objects.update_or_create(page=page, enrolment=enrolment, defaults=values)
        else:
            Extension.objects.filter(page=page, enrolment=enrolment).delete()
        return redirect("lesson_progress", pk)
    assert page.current is not None
    lesson = read_lesson(library.read(page.current))
    due = deadlines_of(lesson, enrolment, timezone.get_current_timezone(), None)
    context = {"page": page, "enrolment": enrolment, "form": form, "due": due}
    return render(request, "lessons/staff_extend.html", context)


@staff_required
@require_http_methods(["GET", "POST"])
def ticket_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The lesson's own exit ticket: its questions, and one more. Without any, the page's own link is used."""
    page = lesson_or_404(pk)
    questions = list(TicketQuestion.objects.filter(page=page))
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        question = form.save(commit=False)
        question.page, question.position = page, len(questions) + 1
        question.save()
        log_ticket(request, page, "lesson.question_added", question.text)
        messages.success(request, "The question is in.")
        return redirect("ticket_edit", pk)
    context = {"page": page, "questions": questions, "form": form, "external": external_ticket(page)}
    return render(request, "lessons/staff_ticket.html", context)


def external_ticket(page: Page) -> str | None:
    assert page.current is not None
    return read_lesson(library.read(page.current)).exit_ticket


def log_ticket(request: HttpRequest, page: Page, verb: str, text: str) -> None:
    subject = f"Exit ticket of “{page}”"[:120]
    Change.objects.create(actor=signed_in(request), verb=verb, subject=subject, after={"question": text})


@staff_required
@require_POST
def ticket_question_delete(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    question = get_object_or_404(TicketQuestion, pk=question_pk, page_id=pk)
    log_ticket(request, question.page, "lesson.question_removed", question.text)
    question.delete()
    messages.success(request, "The question is gone. Answers given to it stay in the tickets, unseen.")
    return redirect("ticket_edit", pk)


@staff_required
@require_GET
def ticket_export(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    page, inning = lesson_or_404(pk), running_inning()
    if extension not in ("csv", "xlsx") or inning is None:
        raise Http404
    return table_response(answer_rows(page, inning), f"exit-tickets-{page.slug}", extension)
