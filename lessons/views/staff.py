from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.course import deadlines_of
from lessons.forms.ticket import ExtensionForm, QuestionForm
from lessons.models import Extension, Nudge, Reflection, Ticket, TicketQuestion
from lessons.reading import read_lesson
from lessons.staffing import (
    STATES,
    Row,
    add_question,
    answer_rows,
    ask_nudges,
    extend,
    is_for,
    move_up,
    progress,
    progress_table,
    remove_question,
    reword_question,
    stops,
)
from mixitup import library
from mixitup.access import signed_in, staff_required
from mixitup.downloads import table_response
from mixitup.models import Enrolment, Inning, Page


def running_inning() -> Inning | None:
    return Inning.objects.current_on(timezone.localdate())


def lesson_or_404(pk: int) -> Page:
    return get_object_or_404(Page.objects.of_kind(Page.Kind.LESSON).exclude(current=None), pk=pk)


@staff_required
@require_safe
def lesson_overview(request: HttpRequest) -> HttpResponse:
    """Every lesson of the running inning, and how far its people are: by module, week and cohort."""
    inning = running_inning()
    pages = list(Page.objects.of_kind(Page.Kind.LESSON).exclude(current=None).in_course_order())
    found = progress(pages, inning) if inning else {}
    chosen = {name: request.GET.get(name, "") for name in ("module", "week", "cohort")}
    lessons = [
        (page, counts([row for row in rows if chosen["cohort"] in ("", row.enrolment.cohort.name)]))
        for page, rows in found.items()
        if chosen["module"] in ("", str(page.module)) and chosen["week"] in ("", str(page.week))
    ]
    choices = {
        "module": sorted({str(page.module) for page in pages if page.module}),
        "week": sorted({str(page.week) for page in pages if page.week}),
        "cohort": cohorts_of([row for rows in found.values() for row in rows]),
    }
    filters = [(name, choices[name], value) for name, value in chosen.items()]
    context = {"inning": inning, "lessons": lessons, "has_lessons": bool(pages), "filters": filters}
    return render(request, "lessons/staff_overview.html", context)


def cohorts_of(rows: list[Row]) -> list[str]:
    return sorted({row.enrolment.cohort.name for row in rows})


def counts(rows: list[Row]) -> dict[str, int]:
    now = timezone.now()
    found = {
        "people": len(rows),
        "tickets": sum(row.ticket is not None for row in rows),
        "late": sum(row.ticket is None and row.is_late(now) for row in rows),
    }
    return found | {state: sum(row.state == state for row in rows) for state in STATES}


@staff_required
@require_safe
def lesson_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """One lesson: who is how far, where people stop, and what they chose to share."""
    page, inning = lesson_or_404(pk), running_inning()
    if inning is None:
        raise Http404
    rows, now = progress([page], inning)[page], timezone.now()
    state, cohort = asked_for(request)
    context: dict[str, Any] = {
        "page": page,
        "inning": inning,
        "counts": counts(rows),
        "rows": [(row, row.is_late(now)) for row in narrowed(rows, state, cohort)],
        "stops": stops(page, inning),
        "states": STATES.items(),
        "state": state,
        "cohort": cohort,
        "query": urlencode({"state": state, "cohort": cohort}),
        "by_cohort": [
            (name, counts([row for row in rows if row.enrolment.cohort.name == name]))
            for name in cohorts_of(rows)
        ],
        "shared": Reflection.objects.shared().for_staff(page),
        "nudged": Nudge.objects.filter(page=page, on=timezone.localdate(), enrolment__inning=inning).count(),
    }
    return render(request, "lessons/staff_progress.html", context)


def asked_for(request: HttpRequest) -> tuple[str, str]:
    """The state and the cohort that people are narrowed to; empty for all."""
    return request.GET.get("state", ""), request.GET.get("cohort", "")


def narrowed(rows: list[Row], state: str, cohort: str) -> list[Row]:
    return [row for row in rows if state in ("", row.state) and cohort in ("", row.enrolment.cohort.name)]


@staff_required
@require_safe
def lesson_export(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """Who is how far, narrowed as the page is."""
    page, inning = lesson_or_404(pk), running_inning()
    if extension not in ("csv", "xlsx") or inning is None:
        raise Http404
    rows = narrowed(progress([page], inning)[page], *asked_for(request))
    return table_response(
        progress_table(rows, timezone.now()), f"progress-{page.slug}-{inning.name}", extension
    )


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
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_extend(request: HttpRequest, pk: int, enrolment_pk: int) -> HttpResponse:
    """More time for one person; an empty date takes it back."""
    page = lesson_or_404(pk)
    enrolment = get_object_or_404(Enrolment.objects.with_details().select_related("inning"), pk=enrolment_pk)
    if not is_for(page, enrolment):
        raise Http404
    assert page.current is not None
    lesson = read_lesson(library.read(page.current))
    due = deadlines_of(lesson, enrolment.inning, timezone.get_current_timezone(), None)
    now = Extension.objects.filter(page=page, enrolment=enrolment).first()
    form = ExtensionForm(request.POST or None, due=due, initial={"until": now.until if now else None})
    if request.method == "POST" and form.is_valid():
        extend(page, enrolment, form.cleaned_data["until"], signed_in(request))
        return redirect("lesson_progress", pk)
    context = {"page": page, "enrolment": enrolment, "form": form, "due": due}
    return render(request, "lessons/staff_extend.html", context)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def ticket_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The lesson's own exit ticket: its questions, and one more. Without any, the page's own link is used."""
    page = lesson_or_404(pk)
    questions = list(TicketQuestion.objects.filter(page=page))
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_question(page, form.save(commit=False), signed_in(request))
        messages.success(request, "The question is in.")
        return redirect("ticket_edit", pk)
    context = {"page": page, "questions": questions, "form": form, "external": external_ticket(page)}
    return render(request, "lessons/staff_ticket.html", context)


def external_ticket(page: Page) -> str | None:
    assert page.current is not None
    return read_lesson(library.read(page.current)).exit_ticket


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def ticket_question_edit(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    """Other words or choices for one question; answers that are in stay with it."""
    questions = TicketQuestion.objects.filter(page_id=pk)
    if request.method != "POST":
        question = get_object_or_404(questions, pk=question_pk)
        return question_page(request, question.page, QuestionForm(instance=question))
    with transaction.atomic():
        question = get_object_or_404(questions.select_for_update(), pk=question_pk)
        form = QuestionForm(request.POST, instance=question)
        if form.is_valid():
            reword_question(form.save(commit=False), signed_in(request))
            return redirect("ticket_edit", pk)
    return question_page(request, question.page, form)


def question_page(request: HttpRequest, page: Page, form: QuestionForm) -> HttpResponse:
    context = {"page": page, "form": form, "answered": Ticket.objects.filter(page=page).count()}
    return render(request, "lessons/staff_question.html", context, status=form.status)


@staff_required
@require_POST
def ticket_question_change(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    """One question a place up, or out."""
    question = get_object_or_404(TicketQuestion, pk=question_pk, page_id=pk)
    if request.POST.get("what") == "up":
        move_up(question)
    elif request.POST.get("what") == "remove":
        remove_question(question, signed_in(request))
        messages.success(request, "The question is gone. Answers given to it stay in the tickets, unseen.")
    return redirect("ticket_edit", pk)


@staff_required
@require_safe
def ticket_export(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    page, inning = lesson_or_404(pk), running_inning()
    if extension not in ("csv", "xlsx") or inning is None:
        raise Http404
    return table_response(answer_rows(page, inning), f"exit-tickets-{page.slug}", extension)
