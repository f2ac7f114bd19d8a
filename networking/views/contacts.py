from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mixitup import autosave
from mixitup.access import student_required
from mixitup.models import Student
from networking.contacts import add_contact, move_contact, read_quick_line, search_contacts
from networking.forms.contact import ContactForm
from networking.models import Contact, Stage
from networking.views.saving import edit_row

COLUMN_LENGTH = 30


@require_safe
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
    """Quick add: one line, or somebody's `name` as it is."""
    name = request.POST.get("name", "").strip()[:120]
    words = {"name": name} if name else read_quick_line(request.POST.get("line", ""))
    if not words.get("name"):
        messages.warning(request, "Write at least a name: “Ada Long, engineer at Acme”.")
        return redirect("contact_list")
    if request.POST.get("how_met"):
        words["how_met"] = request.POST["how_met"][:200]
    contact = add_contact(student, words, timezone.now())
    if "more" in request.POST:
        return redirect("contact_edit", contact.pk)
    messages.success(request, "One more on your tracker.")  # no name: it would stand in a cookie
    return redirect("contact_list")


@require_http_methods(["GET", "HEAD", "POST"])
@student_required
def contact_edit(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.of(student), pk=pk)
    return edit_row(
        request,
        contact,
        ContactForm,
        "networking/contact.html",
        to=reverse("contact_list"),
        context=lambda: {
            "contact": contact,
            "moves": contact.moves.all(),
            "drafts": contact.messages.all(),
            "talks": contact.conversations.all(),
        },
    )


@require_POST
@student_required
def contact_move(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """From the board or the table: one contact to another stage."""
    get_object_or_404(Contact.objects.of(student), pk=pk)
    stage = request.POST.get("stage", "")
    if stage not in Stage.values:
        messages.warning(request, "That is no stage. Choose one from the list.")
        return redirect("contact_list")
    rows = Contact.objects.of(student)
    autosave.change(rows, pk, None, lambda row: move_contact(row, Stage(stage), timezone.now()))
    messages.success(request, f"Moved to “{Stage(stage).label}”.")
    here = {name: request.POST[name] for name in ("view", "q", "page") if request.POST.get(name)}
    return redirect(f"{reverse('contact_list')}?{urlencode(here)}#contact-{pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@student_required
def contact_delete(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Asked once, then gone with its messages; conversations stay, without the contact."""
    contact = get_object_or_404(Contact.objects.of(student), pk=pk)
    if request.method != "POST":
        return render(request, "networking/contact_delete.html", {"contact": contact})
    contact.delete()
    messages.success(request, "The contact is gone for good.")
    return redirect("contact_list")
