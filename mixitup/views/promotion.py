"""The turn of the inning: see what promotion would do, choose for single people, do it, take it back."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from mixitup.access import signed_in, staff_required
from mixitup.forms.promotion import MovesForm, Said
from mixitup.models import Inning, Promotion
from mixitup.promotion import wording
from mixitup.promotion.applying import PlanMovedError, UndoRefusedError, commit, reasons_against, undo
from mixitup.promotion.state import CrossedError, next_inning, plan_of, promotion_of, save_choices

A_PAGE = 50


@staff_required
@require_safe
def promotion_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview while it is open, what it did once it is applied."""
    inning = get_object_or_404(Inning, pk=pk)
    promotion = promotion_of(inning)
    if promotion.applied_at:
        return _result(request, promotion, reasons_against(promotion))
    return _preview(request, promotion, request.GET)


@staff_required
@require_POST
def promotion_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was chosen, and show the plan that it makes."""
    inning = get_object_or_404(Inning, pk=pk)
    said = Said.read(request.POST)
    try:
        _save(request, inning, said)
    except CrossedError as crossed:
        return _crossed(request, inning, said, crossed)
    return redirect(f"{reverse('promotion_detail', args=[pk])}?{_asked(request)}")


@staff_required
@require_POST
def promotion_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Promote exactly as was shown: anything else is shown again first."""
    inning = get_object_or_404(Inning, pk=pk)
    said = Said.read(request.POST)
    before = promotion_of(inning).choices
    try:
        _save(request, inning, said)
        commit(inning, request.POST.get("digest", ""), signed_in(request), timezone.now())
    except CrossedError as crossed:
        return _crossed(request, inning, said, crossed)
    except PlanMovedError:
        promotion = promotion_of(inning)
        is_own = promotion.choices != before
        return _preview(request, promotion, _shown(request), status=409, own=is_own, moved=not is_own)
    return redirect("promotion_detail", pk)


@staff_required
@require_POST
def promotion_undo(request: HttpRequest, pk: int) -> HttpResponse:
    inning = get_object_or_404(Inning, pk=pk)
    try:
        undo(inning, signed_in(request))
    except UndoRefusedError as refused:
        return _result(request, promotion_of(inning), refused.reasons, status=409)
    return redirect("promotion_detail", pk)


def _save(request: HttpRequest, inning: Inning, said: Said) -> None:
    """What is said of all holds for those who were found when the page was shown."""
    plan = plan_of(promotion_of(inning), next_inning(inning))
    found = MovesForm(_shown(request)).found(plan) if said.for_all else []
    save_choices(inning, said.answers, {move.who.enrolment_id: said.for_all for move in found})


def _shown(request: HttpRequest) -> QueryDict:
    """What the page that sent this was narrowed to."""
    return QueryDict(request.POST.get("shown", ""))


def _asked(request: HttpRequest) -> str:
    """Where to go next: another page, or what was typed into the search; a new search starts on its first page."""
    typed = MovesForm(request.POST).values()
    page = request.POST.get("page", "")
    if not page and typed == MovesForm(_shown(request)).values():
        page = _shown(request).get("page", "")
    return urlencode({**typed, **({"page": page} if page.isdecimal() else {})})


def _crossed(request: HttpRequest, inning: Inning, said: Said, crossed: CrossedError) -> HttpResponse:
    """Both are shown; what was chosen here stays in its place, and saving again replaces theirs knowingly."""
    promotion = promotion_of(inning)
    plan = plan_of(promotion, next_inning(inning))
    both = [
        {
            "name": move.who.name,
            "yours": dict(wording.options(move, plan))[said.answers[move.who.enrolment_id].said],
            "theirs": dict(wording.options(move, plan))[move.choice.value],
        }
        for move in crossed.moves
    ]
    return _preview(request, promotion, _shown(request), status=409, said=said, crossed=both)


def _preview(
    request: HttpRequest,
    promotion: Promotion,
    query: QueryDict,
    *,
    status: int = 200,
    said: Said | None = None,
    **notices: Any,
) -> HttpResponse:
    inning = promotion.source
    target = next_inning(inning)
    plan = plan_of(promotion, target)
    form = MovesForm(query)
    page = Paginator(form.found(plan), A_PAGE).get_page(query.get("page"))
    typed = {pk: one.said for pk, one in said.answers.items()} if said else {}
    coming = inning.sessions.filter(starts_at__gt=timezone.now(), cancelled_at=None).in_order().first()
    context = {
        "inning": inning,
        "target": target,
        "plan": plan,
        "headline": wording.headline(plan.counts),
        "aside": wording.aside(plan.counts, target),
        "sentences": [wording.sentence(line) for line in plan.lines],
        "form": MovesForm(initial=form.values()),
        "is_narrowed": bool(form.values()),
        "page": page,
        "rows": [
            (move, wording.options(move, plan), typed.get(move.who.enrolment_id, move.choice.value))
            for move in page
        ],
        "bulk": wording.BULK,
        "for_all": said.for_all if said else "",
        "shown": urlencode({**form.values(), "page": page.number}),
        "coming": coming,
        "gone": plan.counts["graduates"] + plan.counts["leaves"],
        **notices,
    }
    return render(request, "mixitup/promotion_preview.html", context, status=status)


def _result(
    request: HttpRequest, promotion: Promotion, reasons: list[str], *, status: int = 200
) -> HttpResponse:
    context = {
        "promotion": promotion,
        "inning": promotion.source,
        "outcome": wording.done(promotion.counts),
        "can_undo": not reasons,
        "is_refused": status == 409,
        "reasons": reasons[:10],
        "reason_rest": max(0, len(reasons) - 10),
    }
    return render(request, "mixitup/promotion_result.html", context, status=status)
