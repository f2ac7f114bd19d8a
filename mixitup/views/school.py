"""The school's settings: three short forms, and four lists of rows that everything else hangs on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mixitup import calendar, retention
from mixitup import school as rows
from mixitup.access import signed_in, staff_required
from mixitup.forms import settings as forms
from mixitup.forms.seen import SeenModelForm
from mixitup.models import Cohort, Inning, Module, Program, School, Session
from mixitup.slack import posting


@dataclass(frozen=True)
class Part:
    """One short form of the school's own row."""

    title: str
    form: type[SeenModelForm]
    intro: str = ""


PARTS = {
    "name": Part("Name, contact and time zone", forms.SchoolForm),
    "hour": Part("The usual hour", forms.HourForm, "What new sessions start with; each can differ."),
    "mail": Part("Mail to students", forms.MailForm, "What goes out by the clock, and when nothing does."),
    "keep": Part(
        "How long data is kept",
        forms.KeepForm,
        "Graduates and people who left keep their rooms and their networking for so long.",
    ),
    "zoom": Part("Zoom", forms.ZoomForm, "One meeting, one breakout room a group."),
}


@dataclass(frozen=True)
class Kind:
    """One list of rows. `describe` says the second line of a row in the list."""

    title: str
    one: str
    intro: str
    form: type[SeenModelForm]
    describe: Callable[[Any], str]
    query: Callable[[], models.QuerySet[Any]]
    initial: Callable[[], dict[str, Any]] = dict


def _lead_words(module: Module) -> str:
    if module.lead_rank is None:
        return "Never leads"
    return "Leads first" if module.lead_rank == 1 else f"Leads where rank {module.lead_rank - 1} runs out"


def _inning_words(inning: Inning) -> str:
    return f"{inning.starts_on:%-d %B %Y} to {inning.ends_on:%-d %B %Y}"


def _next_inning() -> dict[str, Any]:
    starts_on = calendar.next_start(timezone.localdate())
    return {"starts_on": starts_on, "name": calendar.suggested_name(starts_on)}


KINDS = {
    "programs": Kind(
        "Programs",
        "program",
        "What people study. Groups mix them.",
        forms.ProgramForm,
        lambda program: f"Code {program.code}",
        Program.objects.all,
    ),
    "modules": Kind(
        "Modules",
        "module",
        "How far along people are, and which modules lead a room.",
        forms.ModuleForm,
        _lead_words,
        Module.objects.all,
    ),
    "cohorts": Kind(
        "Cohorts",
        "cohort",
        "Who started together. Groups keep them apart.",
        forms.CohortForm,
        lambda cohort: cohort.program.name,
        lambda: Cohort.objects.select_related("program").order_by("-name"),
    ),
    "innings": Kind(
        "Innings",
        "inning",
        "Six weeks from a Monday. The Week 2 and Week 4 sessions suggest themselves.",
        forms.InningForm,
        _inning_words,
        Inning.objects.all,
        _next_inning,
    ),
}


def kind_or_404(slug: str) -> Kind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


@staff_required
@require_safe
def school_detail(request: HttpRequest) -> HttpResponse:
    school = School.load()
    context = {
        "zoom_account": forms.ZOOM_ACCOUNTS.get(
            (school.zoom_rooms, school.zoom_people), f"{school.zoom_rooms} rooms, {school.zoom_people} people"
        ),
        "coming": retention.coming(timezone.localdate(), school.keep_months) if school.keep_months else None,
        "channel": posting.channel(),
        "programs": list(Program.objects.all()),
        "modules": list(Module.objects.all()),
        "cohorts": list(Cohort.objects.order_by("-name")),
        "innings": list(Inning.objects.all()),
    }
    return render(request, "mixitup/school_detail.html", context)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def school_update(request: HttpRequest, part: str) -> HttpResponse:
    if part not in PARTS:
        raise Http404
    page = PARTS[part]
    form: SeenModelForm = page.form(instance=School.load())
    if request.method == "POST":
        with transaction.atomic():
            row, _ = School.objects.select_for_update().get_or_create(pk=1)
            form = page.form(request.POST, instance=row)
            if form.is_valid():
                _save(form, request)
                messages.success(request, f"Saved: {page.title.lower()}.")
                if "time_zone" in form.changed_data:
                    _warn_of_moved_hours(request)
                # A new school is led on from its home.
                return redirect("school_detail" if Session.objects.exists() else "home")
            transaction.set_rollback(True)  # a school's first row waits for valid values
    context = {"form": form, "title": page.title, "intro": page.intro, "back": reverse("school_detail")}
    return render(request, "mixitup/setting_form.html", context, status=form.status)


def _warn_of_moved_hours(request: HttpRequest) -> None:
    """Planned sessions stay the same moment when the school's zone changes, so their hour reads differently."""
    coming = Session.objects.filter(starts_at__gt=timezone.now(), cancelled_at=None).count()
    if coming:
        sessions = ngettext("One planned session keeps", f"{coming} planned sessions keep", coming)
        messages.warning(
            request, f"{sessions} the same moment, which the new zone calls another hour. Check Sessions."
        )


def _save(form: SeenModelForm, request: HttpRequest) -> models.Model:
    """Saves a valid form of settings, on record; a form that changes nothing leaves no trace."""
    is_new = form.instance.pk is None
    before, after = form.before_and_after()
    row: models.Model = form.save()
    if is_new or after:
        rows.record(
            signed_in(request), "settings.added" if is_new else "settings.changed", row, before, after
        )
    return row


@staff_required
@require_safe
def setting_list(request: HttpRequest, kind: str) -> HttpResponse:
    page = kind_or_404(kind)
    found = list(page.query())
    used = rows.uses(found)
    context = {
        "kind": kind,
        "page": page,
        "rows": [(row, page.describe(row), used.get(row.pk, "")) for row in found],
    }
    return render(request, "mixitup/setting_list.html", context)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def setting_create(request: HttpRequest, kind: str) -> HttpResponse:
    page = kind_or_404(kind)
    form = page.form(request.POST if request.method == "POST" else None, initial=page.initial())
    if request.method == "POST":
        with transaction.atomic():
            # One at a time, so that the second of two clicks finds the first one's row and says so.
            School.objects.select_for_update().filter(pk=1).first()
            if form.is_valid():
                row = _save(form, request)
                messages.success(request, f"Added: {row}.")
                return (
                    redirect("inning_detail", row.pk) if kind == "innings" else redirect("setting_list", kind)
                )
    return _row_page(request, kind, form, f"New {page.one}")


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def setting_update(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    page = kind_or_404(kind)
    if request.method != "POST":
        row = get_object_or_404(page.query(), pk=pk)
        return _row_page(request, kind, page.form(instance=row), str(row))
    with transaction.atomic():
        row = get_object_or_404(page.form._meta.model.objects.select_for_update(), pk=pk)
        title = str(row)
        form = page.form(request.POST, instance=row)
        if form.is_valid():
            _save(form, request)
            messages.success(request, f"Saved: {row}.")
            return redirect("setting_list", kind)
    return _row_page(request, kind, form, title)


def _row_page(request: HttpRequest, kind: str, form: SeenModelForm, title: str) -> HttpResponse:
    page = KINDS[kind]
    context = {
        "form": form,
        "title": title,
        "intro": page.intro,
        "back": reverse("setting_list", args=[kind]),
        "back_words": page.title,
    }
    return render(request, "mixitup/setting_form.html", context, status=form.status)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def setting_delete(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Asks first; a row that something uses stays, and the page says what uses it."""
    page = kind_or_404(kind)
    row = get_object_or_404(page.query(), pk=pk)
    if request.method == "POST":
        try:
            with transaction.atomic():
                row = get_object_or_404(page.form._meta.model.objects.select_for_update(), pk=pk)
                rows.delete_unused(row, signed_in(request))
        except rows.StillUsedError as error:
            messages.error(request, str(error))
            return redirect("setting_list", kind)
        messages.success(request, f"Deleted: {row}.")
        return redirect("setting_list", kind)
    context = {"kind": kind, "page": page, "row": row, "used": rows.uses([row]).get(row.pk, "")}
    return render(request, "mixitup/setting_delete.html", context)


@staff_required
@require_POST
def school_start(request: HttpRequest) -> HttpResponse:
    """The usual programs and modules with one click, for a school that has none."""
    rows.add_usual_rows(signed_in(request))
    messages.success(
        request, "Added the programs and modules that schools usually have. Change what differs."
    )
    return redirect("home" if "from_home" in request.POST else "school_detail")
