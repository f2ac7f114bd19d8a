"""Bringing a table in: choose it, see what it would do, mend it, bring it in, take it back."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mixitup.access import signed_in, staff_required
from mixitup.forms.import_answers import MISSING_CHOICES, merge_answers, typed_otherwise
from mixitup.forms.roster_import import ImportForm
from mixitup.models import Change, Cohort, Inning, Module, Program, RosterImport
from mixitup.roster import wording
from mixitup.roster.applying import NotReadyError, PlanMovedError, commit, plan_of
from mixitup.roster.decisions import Decisions
from mixitup.roster.fields import GROUP_FIELDS, LABELS, PEOPLE_FIELDS
from mixitup.roster.groups_plan import GroupsPlan
from mixitup.roster.imports import (
    VersionMovedError,
    applied_before,
    choose_sheet,
    save_decisions,
    start_import,
)
from mixitup.roster.plan import Kind, Plan
from mixitup.roster.undoing import UndoRefusedError, can_undo, log_of, undo

ROWS_TO_MEND = 50
ROWS_LISTED = 500


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_create(request: HttpRequest, kind: str) -> HttpResponse:
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            inning = form.cleaned_data["inning"]
            importing = start_import(
                kind, inning, form.source, form.sheets, form.content_hash, signed_in(request)
            )
            return redirect("import_detail", importing.pk)
    else:
        asked = {"inning": request.GET["inning"]} if "inning" in request.GET else {}
        form = ImportForm(initial=asked)
    recent = RosterImport.objects.filter(kind=kind).select_related("inning", "created_by").defer("sheets")[:8]
    context = {"form": form, "kind": kind, "has_innings": Inning.objects.exists(), "recent": recent}
    return render(request, "mixitup/import_create.html", context)


@staff_required
@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview while the import is open, what it did once it is applied."""
    importing = get_object_or_404(RosterImport.objects.select_related("inning", "applied_by"), pk=pk)
    if importing.applied_at:
        return render(request, "mixitup/import_result.html", _result(importing))
    if importing.sheet is None or ("sheets" in request.GET and len(importing.readable) > 1):
        return render(request, "mixitup/import_sheet.html", {"importing": importing})
    plan = plan_of(importing, timezone.now())
    edit = request.GET.get("edit", "")
    return _preview(request, importing, plan, edit=int(edit) if edit.isdecimal() and len(edit) < 10 else 0)


@staff_required
@require_POST
def import_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        with transaction.atomic():
            importing = _open_import(pk)
            choose_sheet(importing, request.POST.get("sheet", ""))
            importing.save(update_fields=["sheet", "decisions", "version"])
    except ValueError as fault:
        messages.error(request, str(fault), extra_tags="bad")
    return redirect("import_detail", pk)


@staff_required
@require_POST
def import_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was typed and ticked, and show the plan that it makes."""
    importing = get_object_or_404(RosterImport.objects.exclude(sheet=None), pk=pk)
    if importing.applied_at:
        return redirect("import_detail", pk)
    plan = plan_of(importing, timezone.now())
    try:
        _save_answers(request, importing, plan)
    except VersionMovedError:
        return _somebody_else(request, importing, plan)
    edit = request.POST.get("edit", "")
    where = redirect("import_detail", pk)
    if edit.isdecimal():
        where["Location"] += f"?edit={edit}#row-{edit}"
    return where


@staff_required
@require_POST
def import_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring in exactly what was shown: anything else is shown again first."""
    importing = get_object_or_404(RosterImport.objects.exclude(sheet=None).select_related("inning"), pk=pk)
    if importing.applied_at:
        return redirect("import_detail", pk)
    now = timezone.now()
    plan = plan_of(importing, now)
    actor = signed_in(request)
    version = importing.version
    try:
        importing = _save_answers(request, importing, plan)
        commit(importing, request.POST.get("digest", ""), actor, now)
    except VersionMovedError:
        return _somebody_else(request, importing, plan)
    except PlanMovedError as moved:
        own = importing.version != version
        return _preview(request, importing, moved.plan, own=own, moved=not own, status=409)
    except NotReadyError:
        return _preview(request, importing, plan_of(importing, now), unready=True, status=409)
    return redirect("import_detail", pk)


@staff_required
@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    importing = get_object_or_404(RosterImport, pk=pk)
    try:
        undo(importing, signed_in(request))
    except UndoRefusedError as refused:
        importing = get_object_or_404(RosterImport.objects.select_related("inning", "applied_by"), pk=pk)
        context = {
            **_result(importing),
            "reasons": refused.reasons[:10],
            "reason_count": len(refused.reasons),
        }
        return render(request, "mixitup/import_result.html", context, status=409)
    return redirect("import_detail", pk)


@staff_required
@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away an import that was never brought in, with everything that was read."""
    with transaction.atomic():
        importing = _open_import(pk)
        kind = importing.kind
        importing.delete()
    messages.success(request, "Thrown away. Nothing was brought in.", extra_tags="good")
    page = reverse("import_create" if kind == RosterImport.Kind.PEOPLE else "import_groups_create")
    return redirect(f"{page}?inning={importing.inning_id}")


def _open_import(pk: int) -> RosterImport:
    """One that isn't applied, and can't be until the transaction ends."""
    return get_object_or_404(RosterImport.objects.select_for_update(), pk=pk, applied_at=None)


def _save_answers(request: HttpRequest, importing: RosterImport, plan: Plan | GroupsPlan) -> RosterImport:
    version = request.POST.get("version", "")
    merged = merge_answers(Decisions.from_json(importing.decisions), plan, request.POST)
    return save_decisions(importing, int(version) if version.isdecimal() else -1, merged)


def _somebody_else(request: HttpRequest, importing: RosterImport, plan: Plan | GroupsPlan) -> HttpResponse:
    """Both are shown: the plan as the other person left it, and what was typed here."""
    typed = [
        (number, LABELS[key], text, now) for number, key, text, now in typed_otherwise(plan, request.POST)
    ]
    return _preview(request, importing, plan, typed=typed, crossed=True, status=409)


def _preview(
    request: HttpRequest,
    importing: RosterImport,
    plan: Plan | GroupsPlan,
    *,
    edit: int = 0,
    status: int = 200,
    **notices: Any,
) -> HttpResponse:
    is_groups = isinstance(plan, GroupsPlan)
    needs = plan.of(Kind.NEEDS)
    editable = needs[:ROWS_TO_MEND] + [row for row in plan.rows if row.number == edit and row not in needs]
    fields = GROUP_FIELDS if is_groups else PEOPLE_FIELDS
    context = {
        "importing": importing,
        "plan": plan,
        "headline": wording.headline(plan),
        "aside": wording.aside(plan),
        "mend": [_row_to_mend(plan, row, is_open=row.number == edit) for row in editable],
        "mend_rest": len(needs) - min(len(needs), ROWS_TO_MEND),
        "shown": ",".join(str(row.number) for row in [*editable, *plan.of(Kind.LEFT_OUT)]),
        "left_out": plan.of(Kind.LEFT_OUT),
        "fields": fields,
        "columns": [
            (column, next((text for row in plan.columns.rows if (text := row.cell(column.index))), ""))
            for column in plan.columns.columns
            if column.header
        ],
        "applied_before": applied_before(importing),
        "listed": ROWS_LISTED,
        "listed_slice": f":{ROWS_LISTED}",
        **(_groups_context(plan) if isinstance(plan, GroupsPlan) else _people_context(plan)),
        **notices,
    }
    name = "mixitup/import_groups_preview.html" if is_groups else "mixitup/import_preview.html"
    return render(request, name, context, status=status)


def _people_context(plan: Plan) -> dict[str, Any]:
    return {
        "joins": plan.of(Kind.JOINS),
        "changes": plan.of(Kind.CHANGES),
        "changed_fields": Counter(
            change.label for row in plan.of(Kind.CHANGES) for change in row.changes
        ).most_common(),
        "same": plan.of(Kind.SAME),
        "kept": [row for row in plan.rows if row.kept and row.kind != Kind.LEFT_OUT],
        "backs": [row for row in plan.rows if row.asks_back and row.kind in (Kind.SAME, Kind.CHANGES)],
        "back_shown": ",".join(str(row.number) for row in plan.rows if row.asks_back),
        "missing_choices": MISSING_CHOICES,
        "known": {
            "cohort": Cohort.objects.values_list("name", flat=True),
            "module": Module.objects.values_list("name", flat=True),
            "program": Program.objects.values_list("name", flat=True),
        },
    }


def _groups_context(plan: GroupsPlan) -> dict[str, Any]:
    return {
        "placed": plan.of(Kind.JOINS),
        "unknown_sessions": any(session.known is None for session in plan.sessions),
    }


def _row_to_mend(plan: Plan | GroupsPlan, row: Any, *, is_open: bool) -> dict[str, Any]:
    """One row with a box for each field that the table has, must have, or that is at fault.

    The boxes at fault come first; the others are `rest`, folded away unless the row was opened by hand.
    """
    always = {"person", "group"} if isinstance(plan, GroupsPlan) else {"email", "name", "module", "cohort"}
    keys = [
        key
        for key in row.raw
        if key in always
        or key in row.faults
        or (plan.columns.find(key) and key not in ("given_name", "family_name"))
    ]
    # Program and cohort contradict each other: either may be the wrong one.
    wrong = {*row.faults, *({"program"} if "cohort" in row.faults and row.raw.get("program") else ())}
    first = keys if is_open else [key for key in keys if key in wrong]
    return {
        "row": row,
        "boxes": [_box(plan, row, key) for key in first],
        "rest": [_box(plan, row, key) for key in keys if key not in first],
        "rest_text": " · ".join(row.raw[key] for key in keys if key not in first and row.raw[key]),
        "is_left_out": row.kind == Kind.LEFT_OUT,
    }


def _box(plan: Plan | GroupsPlan, row: Any, key: str) -> dict[str, str]:
    column = plan.columns.find(key)
    return {
        "key": key,
        "label": LABELS[key],
        "text": row.raw[key],
        "fault": row.faults.get(key, ""),
        "column": column.letter if column else "",
    }


def _result(importing: RosterImport) -> dict[str, Any]:
    log = log_of(importing).exclude(verb="roster.imported")
    return {
        "importing": importing,
        "outcome": wording.outcome(importing.counts),
        "can_undo": can_undo(importing),
        "log": [_told(change) for change in log[:ROWS_LISTED]],
        "log_rest": max(0, log.count() - ROWS_LISTED),
    }


def _told(change: Change) -> dict[str, Any]:
    """A log row in words: what changed, from what to what."""
    verbs = {
        "roster.added": "joined",
        "roster.enrolled": "joined, known from before",
        "roster.cohort_added": "new cohort",
        "groups.imported": "groups brought in",
    }
    fields = [
        {"label": LABELS[key], "old": old, "new": change.after[key]}
        for key, old in change.before.items()
        if key in LABELS and key in change.after
    ]
    what = verbs.get(change.verb, "")
    return {"subject": change.subject, "what": what, "fields": fields, "session": change.session_id}
