from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from mixitup import school
from mixitup.access import signed_in, staff_required
from mixitup.downloads import table_response
from mixitup.models import Inning, Module
from networking.forms.goal import GoalPlanForm
from networking.models import Goal, GoalPlan
from networking.progress import progress, progress_table, shared_goal

A_PAGE = 100


@staff_required
@require_safe
def goal_progress(request: HttpRequest) -> HttpResponse:
    """Who has chosen, is in motion, is done: states and dates."""
    inning = Inning.objects.current_on(timezone.localdate())
    if inning is None:
        return render(request, "networking/staff_progress.html", {"inning": None})
    module, state = asked_for(request)
    rows, totals = progress(inning, module, state)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    plans = {
        plan.module_id: plan
        for plan in GoalPlan.objects.filter(inning=inning).select_related("page__current")
    }
    context = {
        "inning": inning,
        "page": page,
        "query": urlencode({"module": module, "state": state}),
        "totals": [(total, plans.get(total.module.pk)) for total in totals],
        "module": module,
        "state": state,
        "states": [("none", "Not chosen yet"), *Goal.State.choices],
    }
    return render(request, "networking/staff_progress.html", context)


def asked_for(request: HttpRequest) -> tuple[str, str]:
    """The module's number and the state that people are narrowed to; empty for all."""
    return request.GET.get("module", ""), request.GET.get("state", "")


@staff_required
@require_safe
def goal_export(request: HttpRequest, extension: str) -> HttpResponse:
    """Everyone's state and dates, narrowed as the page is, all of its pages."""
    inning = Inning.objects.current_on(timezone.localdate())
    if extension not in ("csv", "xlsx") or inning is None:
        raise Http404
    rows, _ = progress(inning, *asked_for(request))
    table = progress_table(rows, timezone.localdate())
    return table_response(table, f"networking-goals-{inning.name}", extension)


@staff_required
@require_safe
def goal_shared(request: HttpRequest, pk: int) -> HttpResponse:
    """What a student chose to share of their goal."""
    goal = shared_goal(pk)
    if goal is None:
        raise Http404
    return render(request, "networking/staff_goal.html", {"goal": goal})


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def goal_plan_edit(request: HttpRequest, inning_pk: int, number: int) -> HttpResponse:
    """Which activity page and which deadline hold for one module this inning."""
    inning = get_object_or_404(Inning, pk=inning_pk)
    module = get_object_or_404(Module, number=number)
    if request.method != "POST":
        return _plan_page(request, GoalPlanForm(instance=_plan(inning, module)))
    with transaction.atomic():
        # A first plan has no row to lock: staff take the inning's in turn.
        Inning.objects.select_for_update(no_key=True).get(pk=inning.pk)
        form = GoalPlanForm(request.POST, instance=_plan(inning, module))
        if form.is_valid():
            is_new = form.instance.pk is None
            before, after = form.before_and_after()
            plan = form.save()
            if is_new or after:
                verb = "settings.added" if is_new else "settings.changed"
                school.record(signed_in(request), verb, plan, before, after)
            messages.success(request, f"{module}: goals are due on {plan.due_on:%A, %-d %B}.")
            return redirect("goal_progress")
    return _plan_page(request, form)


def _plan(inning: Inning, module: Module) -> GoalPlan:
    """The plan there is, or the usual one, not saved."""
    found = GoalPlan.objects.filter(inning=inning, module=module).first()
    return found or GoalPlan(inning=inning, module=module, due_on=inning.last_friday)


def _plan_page(request: HttpRequest, form: GoalPlanForm) -> HttpResponse:
    inning, module = form.instance.inning, form.instance.module
    context = {"form": form, "inning": inning, "module": module, "week_3": inning.day(3, 4)}
    return render(request, "networking/staff_plan.html", context, status=form.status)
