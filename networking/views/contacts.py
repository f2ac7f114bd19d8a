from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mixitup import autosave
from mixitup.access import student_required
from mixitup.models import Student
from networking.contacts import add_contact, move_contact, read_quick_line, search_contacts
from networking.forms.contact import ContactForm
from networking.models import Contact, Stage
from networking.views.saving import save_form

COLUMN_LENGTH = 30


@require_GET
@student_required
def contact_list(request: HttpRequest, student: Student) -> HttpResponse:
    """The tracker, as a board of stages or as a table of the same rows."""
    words = request.GET.get("q", "").strip()
    found = search_contacts(student, words)
    is_table = request.GET.get("view") == "table"
    context: dict[str, Any] = {
        "words": words,
        "found": found,
        "is_table": is_table,
        "stages": Stage.choices,
        "today": timezone.localdate(),
    }
    if is_table:
        context["page"] = Paginator(found, 100).get_page(request.GET.get("page"))
    else:
        context["columns"] = [column(stage, found) for stage in Stage]
    return render(request, "networking/contacts.html", context)


def column(stage: Stage, found: list[Contact]) -> dict[str, Any]:
    here = [contact for contact in found if contact.stage == stage]
    return {
        "stage": stage,
        "count": len(here),
        "contacts": here[:COLUMN_LENGTH],
        "more": len(here) - COLUMN_LENGTH,
    }


@require_POST
@student_required
def contact_add(request: HttpRequest, student: Student) -> HttpResponse:
    """Quick add: one line."""
    words = read_quick_line(request.POST.get("line", ""))
    if not words.get("name"):
        messages.warning(request, "Write at least a name: “Ada Long, engineer at Acme”.")
        return redirect("contact_list")
    contact = add_contact(student, words, timezone.now())
    messages.success(request, f"{contact.name} is on your tracker.")
    return redirect((request.POST.get("next") == "edit" and contact_url(contact)) or reverse("contact_list"))


def contact_url(contact: Contact) -> str:
    return reverse("contact_edit", args=[contact.pk])


@require_http_methods(["GET", "POST"])
@student_required
def contact_edit(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.of(student), pk=pk)

    def show(form: Any, elsewhere: Contact | None) -> HttpResponse:
        context = {
            "contact": contact,
            "form": form,
            "elsewhere": elsewhere,
            "moves": contact.moves.all(),
            "drafts": contact.messages.all(),
            "talks": contact.conversations.all(),
        }
        return render(request, "networking/contact.html", context)

    if request.method == "GET":
        return show(ContactForm(initial=ContactForm.initial_of(contact)), None)
    form = ContactForm(request.POST)

    def write(row: Contact) -> None:
        row.private = form.words()
        row.next_on = form.next_date
        move_contact(row, Stage(form.cleaned_data["stage"]), timezone.now())

    rows = Contact.objects.of(student)
    return save_form(
        request,
        form,
        rows,
        pk,
        write,
        to=reverse("contact_list"),
        show=show,
        current=lambda row: dict(row.private),
    )


@require_POST
@student_required
def contact_move(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """From the board or the table: one contact to another stage."""
    contact = get_object_or_404(Contact.objects.of(student), pk=pk)
    stage = request.POST.get("stage", "")
    if stage not in Stage.values:
        messages.warning(request, "That is no stage. Choose one from the list.")
        return redirect("contact_list")
    rows = Contact.objects.of(student)
    autosave.change(rows, pk, None, lambda row: move_contact(row, Stage(stage), timezone.now()))
    messages.success(request, f"{contact.name}: {Stage(stage).label.lower()}.")
    view = "?view=table" if request.POST.get("view") == "table" else ""
    return redirect(reverse("contact_list") + view)


@require_http_methods(["GET", "POST"])
@student_required
def contact_delete(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Asked once, then gone with its messages; conversations stay, without the contact."""
    contact = get_object_or_404(Contact.objects.of(student), pk=pk)
    if request.method == "GET":
        return render(request, "networking/contact_delete.html", {"contact": contact})
    contact.delete()
    messages.success(request, "The contact is gone for good.")
    return redirect("contact_list")
