from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from mixitup.access import staff_required
from mixitup.models import Inning, Module, Page
from networking.forms.goal import GoalPlanForm
from networking.models import Goal, GoalPlan
from networking.progress import progress, shared_goal


@staff_required
@require_GET
def goal_progress(request: HttpRequest) -> HttpResponse:
    """Who has chosen, is in motion, is done: states and dates."""
    inning = Inning.objects.current_on(timezone.localdate())
    if inning is None:
        return render(request, "networking/staff_progress.html", {"inning": None})
    module, state = request.GET.get("module", ""), request.GET.get("state", "")
    rows, totals = progress(inning, module, state)
    plans = {
        plan.module_id: plan
        for plan in GoalPlan.objects.filter(inning=inning).select_related("page__current")
    }
    context = {
        "inning": inning,
        "rows": rows,
        "totals": [(total, plans.get(total.module.pk)) for total in totals],
        "module": module,
        "state": state,
        "states": [("none", "Not chosen yet"), *Goal.State.choices],
    }
    return render(request, "networking/staff_progress.html", context)


@staff_required
@require_GET
def goal_shared(request: HttpRequest, pk: int) -> HttpResponse:
    """What a student chose to share of their goal."""
    goal = shared_goal(pk)
    if goal is None:
        raise Http404
    return render(request, "networking/staff_goal.html", {"goal": goal})


@staff_required
@require_http_methods(["GET", "POST"])
def goal_plan_edit(request: HttpRequest, inning_pk: int, number: int) -> HttpResponse:
    """Which activity page and which deadline hold for one module this inning."""
    inning = get_object_or_404(Inning, pk=inning_pk)
    module = get_object_or_404(Module, number=number)
    plan = GoalPlan.objects.filter(inning=inning, module=module).first() or GoalPlan(
        inning=inning, module=module, due_on=inning.last_friday
    )
    form = GoalPlanForm(request.POST or None, instance=plan)
    form.fields["page"].queryset = Page.objects.filter(kind=Page.Kind.ACTIVITY, current__isnull=False)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"{module}: goals are due on {form.instance.due_on:%A, %-d %B}.")
        return redirect("goal_progress")
    context = {"form": form, "inning": inning, "module": module, "week_3": inning.day(3, 4)}
    return render(request, "networking/staff_plan.html", context)
