from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mixitup import autosave
from mixitup.access import student_required
from mixitup.models import Enrolment, Student
from networking.forms.goal import DoneForm, GoalForm, GoalWordsForm
from networking.goals import (
    LEVELS,
    STEPS,
    GoalTaken,
    choose_goal,
    current_goal,
    finish_goal,
    kind_about,
    plan_for,
    reopen_goal,
    tick_step,
)
from networking.models import Goal, Kind
from networking.views.saving import edit_row


@require_http_methods(["GET", "HEAD", "POST"])
@student_required
def goal_choose(request: HttpRequest, student: Student) -> HttpResponse:
    """One goal of one kind; another window's choice is never overwritten."""
    enrolment = Enrolment.objects.current_of(student, timezone.localdate())
    if enrolment is None:
        return render(request, "networking/no_inning.html")
    about = request.GET.get("about", "")
    if request.method != "POST" and current_goal(student, enrolment.inning):
        if about:
            messages.warning(request, "You have a goal already. To take another, put this one away below.")
        return redirect("goal_detail")
    plan = plan_for(enrolment)
    initial = {"due_on": plan.due_on, "kind": kind_about(about)}
    form = GoalForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return start_goal(request, student, enrolment, form)
    kinds = [
        {"value": kind.value, "label": kind.label, "level": LEVELS.get(kind, ""), "steps": STEPS[kind]}
        for kind in Kind
    ]
    return render(request, "networking/goal_choose.html", {"form": form, "kinds": kinds, "plan": plan})


def start_goal(request: HttpRequest, student: Student, enrolment: Enrolment, form: GoalForm) -> HttpResponse:
    said = form.cleaned_data
    try:
        choose_goal(student, enrolment.inning, Kind(said["kind"]), said["due_on"], form.words())
    except GoalTaken:
        messages.warning(request, "You chose a goal already, in another window. Here it is.")
        return redirect("goal_detail")
    messages.success(request, "That's your goal. The first step is small.")
    return redirect("goal_detail")


def own_goal(student: Student) -> Goal | None:
    enrolment = Enrolment.objects.current_of(student, timezone.localdate())
    return current_goal(student, enrolment.inning) if enrolment else None


@require_http_methods(["GET", "HEAD", "POST"])
@student_required
def goal_detail(request: HttpRequest, student: Student) -> HttpResponse:
    """The goal of this inning: its words, its steps, and whether it's done. POST saves the words."""
    goal = own_goal(student)
    if goal is None:
        return redirect("goal_choose")

    return edit_row(
        request,
        goal,
        GoalWordsForm,
        "networking/goal.html",
        to=reverse("goal_detail"),
        context=lambda: {
            "goal": goal,
            "steps": [{"text": t, "is_done": place in goal.done_steps} for place, t in enumerate(goal.steps)],
            "done_form": DoneForm(initial=DoneForm.initial_of(goal)),
            "is_late": goal.is_late(timezone.localdate()),
        },
    )


@require_POST
@student_required
def goal_step(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """One step ticked or unticked."""
    goal = get_object_or_404(Goal.objects.of(student), pk=pk)
    place = request.POST.get("place", "")
    if place.isdecimal() and int(place) < len(goal.steps):
        is_done = request.POST.get("done") == "1"
        autosave.change(
            Goal.objects.of(student),
            pk,
            None,
            lambda row: tick_step(row, int(place), is_done, timezone.now()),
        )
    return redirect("goal_detail")


@require_POST
@student_required
def goal_finish(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Done, with one takeaway."""
    get_object_or_404(Goal.objects.of(student), pk=pk)
    form = DoneForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Write one takeaway first: a sentence is enough.")
        return redirect(reverse("goal_detail") + "#done")
    autosave.change(
        Goal.objects.of(student),
        pk,
        None,
        lambda row: finish_goal(row, form.cleaned_data["takeaway"], timezone.now()),
    )
    messages.success(request, "Done. Well done.")
    return redirect("goal_detail")


@require_POST
@student_required
def goal_change(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Open a done goal again, share or stop sharing its words, or give it up for another."""
    get_object_or_404(Goal.objects.of(student), pk=pk)
    what = request.POST.get("what")
    if what == "reopen":
        autosave.change(Goal.objects.of(student), pk, None, reopen_goal)
    elif what in ("share", "unshare"):
        autosave.change(
            Goal.objects.of(student), pk, None, lambda row: setattr(row, "is_shared", what == "share")
        )
    elif what == "drop":
        autosave.change(
            Goal.objects.of(student), pk, None, lambda row: setattr(row, "dropped_at", timezone.now())
        )
        messages.success(request, "That goal is put away; what you wrote stays in your file. Choose another.")
        return redirect("goal_choose")
    return redirect("goal_detail")
