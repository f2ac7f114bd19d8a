"""Messages and conversations: before, during and after a talk."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mixitup import autosave
from mixitup.access import student_required
from mixitup.models import Enrolment, Student
from networking.calendar import talk_calendar
from networking.contacts import add_contact, advance_contact, contact_named
from networking.forms.conversation import MessageForm, NotesForm, PlanForm, SentForm
from networking.goals import current_goal
from networking.messages import check_message, mail_address, whole_text
from networking.models import Contact, Conversation, Goal, Message, Stage
from networking.questions import search_questions
from networking.views.saving import edit_row


@require_POST
@student_required
def message_start(request: HttpRequest, student: Student) -> HttpResponse:
    """A new draft: for a contact, for the person of a goal (who joins the tracker with it), or for nobody yet."""
    pk, contact = request.POST.get("contact", ""), None
    goal = goal_of(student, request.POST.get("goal", ""))
    if pk.isdecimal():
        contact = get_object_or_404(Contact.objects.of(student), pk=pk)
    elif goal and goal.said("whom"):
        whom = goal.said("whom")[:120]
        contact = contact_named(student, whom) or add_contact(student, {"name": whom}, timezone.now())
    return redirect("message_edit", Message.objects.create(owner=student, contact=contact).pk)


def goal_of(student: Student, pk: str) -> Goal | None:
    return get_object_or_404(Goal.objects.of(student), pk=pk) if pk.isdecimal() else None


@require_http_methods(["GET", "HEAD", "POST"])
@student_required
def message_edit(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    rows = Message.objects.of(student).select_related("contact")
    message = get_object_or_404(rows, pk=pk)

    link = message.contact.said("channel") if message.contact else ""
    return edit_row(
        request,
        message,
        MessageForm,
        "networking/message.html",
        to=reverse("message_edit", args=[pk]) + "#whole",
        context=lambda: {
            "message": message,
            "check": check_message(message),
            "whole": whole_text(message),
            "mailto": mail_address(message, link if "@" in link else ""),
            "sent_form": SentForm(initial={"follow_up_on": message.follow_up_on or SentForm.suggested()}),
        },
    )


@require_POST
@student_required
def message_sent(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """The author says it was sent; the contact moves on with it, and a gentle date to follow up is kept."""
    get_object_or_404(Message.objects.of(student), pk=pk)
    form = SentForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "That date can't be read. Use the form 2026-12-31.")
        return redirect("message_edit", pk)

    def write(row: Message) -> None:
        row.sent_at = timezone.now()
        row.follow_up_on = form.cleaned_data["follow_up_on"]

    row = autosave.change(Message.objects.of(student), pk, None, write)
    if row.contact_id:
        advance_contact(student, row.contact_id, Stage.REACHED_OUT)
    messages.success(request, "Sent. Now it's their turn.")
    return redirect("message_edit", pk)


@require_POST
@student_required
def message_delete(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    get_object_or_404(Message.objects.of(student), pk=pk).delete()
    messages.success(request, "The draft is gone for good.")
    return redirect("networking_home")


@require_http_methods(["GET", "HEAD", "POST"])
@student_required
def talk_create(request: HttpRequest, student: Student) -> HttpResponse:
    """Plan a conversation, or note one that was had."""
    initial: dict[str, Any] = {"contact": request.GET.get("contact", "")}
    goal = goal_of(student, request.GET.get("goal", ""))
    if goal:
        known = contact_named(student, goal.said("whom"))
        initial = {"kind": goal.kind, "contact": known.pk if known else ""}
        initial["with_whom"] = "" if known else goal.said("whom")[:120]
    form = PlanForm(request.POST or None, student=student, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return render(request, "networking/talk_create.html", {"form": form})
    said = form.cleaned_data
    enrolment = Enrolment.objects.current_of(student, timezone.localdate())
    talk = Conversation.objects.create(
        owner=student,
        contact=form.chosen,
        goal=current_goal(student, enrolment.inning) if enrolment else None,
        kind=said["kind"],
        starts_at=said["starts_at"],
        minutes=said["minutes"],
        private={"with_whom": said["with_whom"]} if said["with_whom"] else {},
    )
    return redirect("talk_edit", talk.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@student_required
def talk_edit(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Questions, notes, takeaway: saved as they are typed."""
    talk = get_object_or_404(Conversation.objects.of(student).select_related("contact", "goal"), pk=pk)

    words = request.GET.get("q", "")
    return edit_row(
        request,
        talk,
        NotesForm,
        "networking/talk.html",
        to=reverse("talk_edit", args=[pk]) + ("#questions" if request.POST.get("add") else ""),
        context=lambda: {"talk": talk, "words": words, "bank": search_questions(words)},
    )


@require_POST
@student_required
def talk_change(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Say that it took place, or didn't after all."""
    held_at = timezone.now() if request.POST.get("held") == "1" else None
    rows = Conversation.objects.of(student)
    row = autosave.change(rows, pk, None, lambda row: setattr(row, "held_at", held_at))
    if row.held_at and row.contact_id:
        advance_contact(student, row.contact_id, Stage.TALKED)
    if row.held_at:
        messages.success(request, "You talked. Write down one takeaway while it's fresh.")
    return redirect("talk_edit", pk)


@require_POST
@student_required
def talk_delete(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    get_object_or_404(Conversation.objects.of(student), pk=pk).delete()
    messages.success(request, "The conversation and its notes are gone for good.")
    return redirect("networking_home")


@require_safe
@student_required
def talk_calendar_file(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """The talk as a calendar file: its time, and never a name."""
    talk = get_object_or_404(Conversation.objects.of(student), pk=pk)
    response = HttpResponse(talk_calendar(talk, timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="networking-talk.ics"'
    return response
