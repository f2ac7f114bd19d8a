import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lessons.course import Course, Part, courses, lessons_of, part_with, parts_of
from lessons.doing import (
    MAX_TEXT,
    AlreadyHandedIn,
    hand_in,
    open_lesson,
    questions_of,
    reflections_of,
    save_reflection,
    tick,
)
from lessons.forms.ticket import TicketForm
from lessons.models import Reflection
from lessons.reading import asks_to_reflect
from mixitup import autosave, library
from mixitup.access import student_required
from mixitup.helping import shown_to_helpers
from mixitup.models import Enrolment, Page, Student
from mixitup.pages import Section, place_of


@shown_to_helpers
@require_safe
@student_required
def lesson_list(request: HttpRequest, student: Student) -> HttpResponse:
    enrolment = Enrolment.objects.current_of(student, timezone.localdate())
    found = courses(enrolment, list(lessons_of(enrolment))) if enrolment else []
    now = timezone.now()
    week = enrolment.inning.week_on(timezone.localdate(now)) if enrolment else None
    lessons = [(course, course.dues(now)) for course in found]
    context = {"enrolment": enrolment, "lessons": lessons, "week": week}
    return render(request, "lessons/lesson_list.html", context)


def own_lesson(student: Student, pk: int) -> tuple[Enrolment, Page]:
    """A lesson of the student's own module and program; any other doesn't exist."""
    enrolment = Enrolment.objects.current_of(student, timezone.localdate())
    if enrolment is None:
        raise Http404
    return enrolment, get_object_or_404(lessons_of(enrolment), pk=pk)


@shown_to_helpers
@require_safe
@student_required
def lesson_detail(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    enrolment, page = own_lesson(student, pk)
    return show_lesson(request, student, enrolment, page)


def show_lesson(
    request: HttpRequest,
    student: Student,
    enrolment: Enrolment,
    page: Page,
    ticket_form: TicketForm | None = None,
    status: int = 200,
) -> HttpResponse:
    (course,) = courses(enrolment, [page])
    questions = questions_of(page)
    # What students write for themselves is never shown to whoever looks to help.
    own = {} if getattr(request, "helping", None) else reflections_of(student, page)
    context = {
        "course": course,
        "elsewhere": place_of(course.read).elsewhere,
        "parts": [show_part(course, part, own) for part in course.parts],
        "is_unfolded": "all" in request.GET,
        "goals": numbered("goal", course.lesson.goals, course),
        "checks": numbered("check", course.lesson.checks, course),
        "dues": course.dues(timezone.now()),
        "questions": questions,
        "ticket_form": ticket_form or TicketForm(questions),
        "suggested": {section.anchor for section in course.lesson.suggested_goals},
    }
    return render(request, "lessons/lesson_detail.html", context, status=status)


def show_part(course: Course, part: Part, own: dict[tuple[str, str], Reflection]) -> dict[str, Any]:
    anchor = part.anchor
    pieces = []
    for piece in course.lesson.pieces:
        if piece.anchor == anchor or piece.anchor in {one.anchor for one in part.inner}:
            row = own.get((piece.anchor, piece.kind)) or Reflection(anchor=piece.anchor, kind=piece.kind)
            pieces.append({"piece": piece, "row": row})
    asks = any(asks_to_reflect(section) for section in (part.section, *part.inner))
    return {
        "part": part,
        "is_done": anchor in course.done,
        "minutes": course.minutes_of([part]),
        "is_next": course.next_part is not None and course.next_part.anchor == anchor,
        "pieces": pieces,
        "asks": asks,
        "is_ticks_alone": is_list_of(part.section, course.lesson.checks),
        "reflection": own.get((anchor, Reflection.Kind.TEXT)) or Reflection(anchor=anchor),
    }


def is_list_of(section: Section, texts: tuple[str, ...]) -> bool:
    """Whether a section is nothing but these lines, without links: then they needn't stand beside what is ticked."""
    lines = [item.text for one in section.lists for item in one.items]
    is_plain = not section.paragraphs and not re.search(r"<(a|table|figure|h\d)\b", section.html)
    return is_plain and lines == list(texts)


def numbered(kind: str, texts: tuple[str, ...], course: Course) -> list[dict[str, Any]]:
    """Goals and checks as lines to tick."""
    rows = enumerate(texts, 1)
    return [
        {"anchor": f"{kind}-{n}", "text": text, "is_done": f"{kind}-{n}" in course.done} for n, text in rows
    ]


@require_POST
@student_required
def lesson_tick(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """A part, goal, check or due date done, or not after all; a part that is done leads on to the next one."""
    enrolment, page = own_lesson(student, pk)
    (course,) = courses(enrolment, [page])
    anchor, is_done = request.POST.get("anchor", ""), request.POST.get("done") == "1"
    lines = [*numbered("goal", course.lesson.goals, course), *numbered("check", course.lesson.checks, course)]
    small = {line["anchor"] for line in lines} | {one.anchor for one in course.deadlines}
    part = part_with(course.parts, request.POST.get("part", anchor))
    if anchor not in {one.anchor for one in course.parts} | small:
        messages.warning(request, "That part isn't in the lesson any more. Here is how it stands now.")
        return redirect("lesson_detail", pk)
    tick(enrolment, page, anchor, is_done)
    if part:
        open_lesson(enrolment, page, part.anchor)
    if anchor in small or not is_done:
        return redirect(f"{reverse('lesson_detail', args=[pk])}#{anchor}")
    return redirect(f"{reverse('lesson_detail', args=[pk])}#{after(course, anchor)}")


def after(course: Course, anchor: str) -> str:
    """Where the page goes on once this part is done: the next open one, an earlier one left out, the ticket."""
    place = [part.anchor for part in course.parts].index(anchor)
    around = [*course.parts[place + 1 :], *course.parts[:place]]
    return next((part.anchor for part in around if part.anchor not in course.done), "exit-ticket")


@require_POST
@student_required
def lesson_start(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Begin, or go on where one was."""
    enrolment, page = own_lesson(student, pk)
    (course,) = courses(enrolment, [page])
    anchor = course.next_part.anchor if course.next_part else ""
    open_lesson(enrolment, page, anchor)
    return redirect(f"{reverse('lesson_detail', args=[pk])}#{anchor}")


@require_POST
@student_required
def reflection_save(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """A reflection or a choice, as it is typed; its author's alone."""
    enrolment, page = own_lesson(student, pk)
    anchor, kind = request.POST.get("anchor", "")[:120], request.POST.get("kind", "text")
    version = request.POST.get("version", "")
    if kind not in Reflection.Kind.values or not anchor or not version.isdecimal():
        raise Http404
    assert page.current is not None
    part = part_with(parts_of(library.read(page.current)), anchor)
    if part:
        open_lesson(enrolment, page, part.anchor)
    private = words_of(request, kind)
    try:
        row = save_reflection(student, page, anchor, kind, int(version), private)
    except autosave.Conflict as clash:
        if autosave.is_autosave(request):
            return autosave.conflict(clash.row, {"text": clash.row.text})
        context = {"page": page, "row": clash.row, "typed": private, "anchor": anchor, "kind": kind}
        return render(request, "lessons/reflection_conflict.html", context, status=409)
    return autosave.saved(request, row, f"{reverse('lesson_detail', args=[pk])}#{anchor}")


def words_of(request: HttpRequest, kind: str) -> dict[str, Any]:
    """What was typed and chosen, bounded in size."""
    private: dict[str, Any] = {"text": request.POST.get("text", "")[:MAX_TEXT]}
    if kind == Reflection.Kind.ENERGY:
        said = {name: value for name, value in request.POST.items() if name.startswith("choice:")}
        for side in ("energise", "drain"):
            private[side] = [
                name.removeprefix("choice:")[:200] for name, value in said.items() if value == side
            ]
    if kind == Reflection.Kind.NEEDS:
        private["needs"] = [need[:300] for need in request.POST.getlist("needs")[:40]]
    return private


@require_POST
@student_required
def reflection_share(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Share one reflection with staff, or stop sharing it."""
    row = get_object_or_404(Reflection.objects.of(student), pk=pk)
    row.shared_at = timezone.now() if request.POST.get("share") == "1" else None
    row.save(update_fields=["shared_at"])
    return redirect(f"{reverse('lesson_detail', args=[row.page_id])}#{row.anchor}")


@require_POST
@student_required
def ticket_hand_in(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """The lesson's own exit ticket, or the student's word that the school's form was sent."""
    enrolment, page = own_lesson(student, pk)
    questions = questions_of(page)
    form = TicketForm(questions, request.POST)
    if questions and not form.is_valid():
        return show_lesson(request, student, enrolment, page, form, status=422)
    answers = form.answers() if questions else {}
    try:
        hand_in(enrolment, page, answers, not questions, timezone.now())
    except AlreadyHandedIn:
        messages.warning(request, "Your exit ticket was in already; the first one counts.")
    else:
        messages.success(request, "Your exit ticket is in.")
    return redirect(f"{reverse('lesson_detail', args=[pk])}#exit-ticket")
