"""Messages and conversations: before, during and after a talk."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mixitup import autosave
from mixitup.access import student_required
from mixitup.models import Enrolment, Student
from networking.calendar import talk_calendar
from networking.contacts import advance_contact
from networking.forms.conversation import MessageForm, NotesForm, PlanForm, SentForm
from networking.goals import current_goal
from networking.messages import check_message, mail_address, whole_text
from networking.models import Contact, Conversation, Message, Stage
from networking.questions import search_questions
from networking.views.saving import save_form


@require_POST
@student_required
def message_start(request: HttpRequest, student: Student) -> HttpResponse:
    """A new draft, for a contact or for nobody yet."""
    pk = request.POST.get("contact", "")
    contact = get_object_or_404(Contact.objects.of(student), pk=pk) if pk.isdecimal() else None
    return redirect("message_edit", Message.objects.create(owner=student, contact=contact).pk)


@require_http_methods(["GET", "POST"])
@student_required
def message_edit(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    rows = Message.objects.of(student).select_related("contact")
    message = get_object_or_404(rows, pk=pk)

    def show(form: Any, elsewhere: Message | None) -> HttpResponse:
        link = message.contact.said("channel") if message.contact else ""
        context = {
            "message": message,
            "form": form,
            "elsewhere": elsewhere,
            "check": check_message(message),
            "whole": whole_text(message),
            "mailto": mail_address(message, link if "@" in link else ""),
            "sent_form": SentForm(initial={"follow_up_on": message.follow_up_on or SentForm.suggested()}),
        }
        return render(request, "networking/message.html", context)

    if request.method == "GET":
        return show(MessageForm(initial=MessageForm.initial_of(message)), None)
    form = MessageForm(request.POST)
    return save_form(
        request,
        form,
        Message.objects.of(student),
        pk,
        lambda row: form.write_to(row),
        to=reverse("message_edit", args=[pk]),
        show=show,
        current=lambda row: dict(row.private),
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


@require_http_methods(["GET", "POST"])
@student_required
def talk_create(request: HttpRequest, student: Student) -> HttpResponse:
    """Plan a conversation, or note one that was had."""
    initial = {"contact": request.GET.get("contact", ""), "kind": request.GET.get("kind", "")}
    form = PlanForm(request.POST or None, student=student, initial=initial)
    if request.method == "GET" or not form.is_valid():
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


@require_http_methods(["GET", "POST"])
@student_required
def talk_edit(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Questions, notes, takeaway: saved as they are typed."""
    talk = get_object_or_404(Conversation.objects.of(student).select_related("contact"), pk=pk)

    def show(form: Any, elsewhere: Conversation | None) -> HttpResponse:
        words = request.GET.get("q", "")
        bank = search_questions(words)
        context = {"talk": talk, "form": form, "elsewhere": elsewhere, "words": words, "bank": bank}
        return render(request, "networking/talk.html", context)

    if request.method == "GET":
        return show(NotesForm(initial=NotesForm.initial_of(talk)), None)
    form = NotesForm(request.POST)
    return save_form(
        request,
        form,
        Conversation.objects.of(student),
        pk,
        lambda row: form.write_to(row),
        to=reverse("talk_edit", args=[pk]),
        show=show,
        current=lambda row: {name: row.said(name) for name in ("notes", "takeaway", "introduction")},
    )


@require_POST
@student_required
def talk_change(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Say that it took place (or didn't after all), or put a question of the bank into the plan."""
    get_object_or_404(Conversation.objects.of(student), pk=pk)
    question = request.POST.get("question", "").strip()[:500]

    def write(row: Conversation) -> None:
        if question:
            row.private = {**row.private, "questions": [*row.private.get("questions", []), question]}
        elif "held" in request.POST:
            row.held_at = timezone.now() if request.POST["held"] == "1" else None

    row = autosave.change(Conversation.objects.of(student), pk, None, write)
    if row.held_at and row.contact_id:
        advance_contact(student, row.contact_id, Stage.TALKED)
    return redirect(reverse("talk_edit", args=[pk]) + ("#questions" if question else ""))


@require_POST
@student_required
def talk_delete(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    get_object_or_404(Conversation.objects.of(student), pk=pk).delete()
    messages.success(request, "The conversation and its notes are gone for good.")
    return redirect("networking_home")


@require_GET
@student_required
def talk_calendar_file(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """The talk as a calendar file: its time, and never a name."""
    talk = get_object_or_404(Conversation.objects.of(student), pk=pk)
    response = HttpResponse(talk_calendar(talk, timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="networking-talk.ics"'
    return response
