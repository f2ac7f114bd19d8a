"""The day itself: staff see who is missing and mend the rooms in one go."""

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mixitup import absences, tasks
from mixitup.access import signed_in, staff_required
from mixitup.board import trail
from mixitup.board.applying import BoardChanged
from mixitup.board.steps import StepError
from mixitup.forms.rescue import PersonForm, RescueForm
from mixitup.models import Session, Student
from mixitup.publishing import Refused
from mixitup.rescue import plan as rescue
from mixitup.rescue.plan import Plan, Rescued
from mixitup.slack import posting

PAGE = "mixitup/rescue.html"
# For so long a plan that somebody looked at can still be shown beside a newer one.
KEPT_SECONDS = 60 * 60
# A longer list of names helps nobody who types one.
OFFERED = 2000


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def rescue_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is missing and what would mend it; applying all or some of it."""
    session = get_object_or_404(Session.objects.for_room_page(), pk=pk)
    plan = Plan(session)
    if request.method != "POST":
        is_asking = request.headers.get("HX-Target") == "outcome"
        taken = request.GET.getlist("take") if is_asking else plan.keys
        is_next = "next" in request.GET
        return _show(request, plan, taken, fragment="#outcome" if is_asking else "", is_next=is_next)
    form, taken = RescueForm(request.POST), request.POST.getlist("take")
    if not form.is_valid() or form.cleaned_data["seen"] != plan.digest:
        return _conflict(request, plan, taken, form)
    try:
        is_published = request.POST.get("then") == "publish"
        to_slack = form.cleaned_data["to_slack"]
        now, actor = timezone.now(), signed_in(request)
        done = rescue.apply(plan, taken, actor, now, publish=is_published, to_slack=to_slack)
    except BoardChanged:
        return _conflict(request, Plan(session), taken, form)
    except (StepError, Refused) as refusal:
        messages.warning(request, str(refusal))
        return redirect("rescue_detail", pk)
    return _done(request, session, done)


def _done(request: HttpRequest, session: Session, done: Rescued) -> HttpResponse:
    if done.told is None:
        messages.success(
            request, "Applied to the board. Nobody has been told yet: publish when you're ready."
        )
        return redirect("publication_create", session.pk)
    tasks.send_notices.enqueue(session.pk)
    told = "Nobody needed to be told." if not done.told else f"{_people(done.told)} told by mail."
    messages.success(request, f"Applied and published. {told}")
    return redirect("rescue_detail", session.pk)


def _people(count: int) -> str:
    return "One person is" if count == 1 else f"{count} people are"


def _show(
    request: HttpRequest,
    plan: Plan,
    taken: list[str],
    fragment: str = "",
    form: PersonForm | None = None,
    *,
    is_next: bool = False,
) -> HttpResponse:
    """`is_next`: names are being noted one after the other."""
    return render(request, PAGE + fragment, {**_context(plan, taken, form), "is_next": is_next})


def _context(plan: Plan, taken: list[str], form: PersonForm | None = None) -> dict[str, object]:
    cache.set(f"rescue:{plan.session.pk}:{plan.digest}", plan.items, KEPT_SECONDS)
    state = plan.session.state(timezone.now())
    names = sorted({seat.name for seat in plan.board.seats.values() if seat.is_active})
    return {
        "session": plan.session,
        "plan": plan,
        "taken": taken,
        "outcome": plan.outcome(taken),
        "is_in_slack": posting.is_told(plan.session),
        "form": form or PersonForm(),
        "names": names if len(names) <= OFFERED else [],
        "is_open": state not in (Session.State.CANCELLED, Session.State.HELD),
    }


def _conflict(request: HttpRequest, plan: Plan, taken: list[str], form: RescueForm) -> HttpResponse:
    """Nothing was written: what the person had chosen, what happened meanwhile, and the plan as it is now."""
    digest = form.cleaned_data.get("seen", "")
    seen = cache.get(f"rescue:{plan.session.pk}:{digest}", []) if digest else []
    context = {
        **_context(plan, [key for key in plan.keys if key in taken]),
        "is_conflict": True,
        "chosen": [item for item in seen if item.key in taken],
        "meanwhile": trail.since(plan.session, plan.board.arrangement, request.POST.get("version", "")),
    }
    return render(request, PAGE, context, status=409)


@staff_required
@require_POST
def rescue_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody by name: can't come, or is here after all. Nobody is moved by it."""
    session = get_object_or_404(Session.objects.for_room_page(), pk=pk)
    plan, form = Plan(session), PersonForm(request.POST)
    student = _named(plan, form) if form.is_valid() else None
    if student is None:
        return _show(request, plan, plan.keys, form=form)
    try:
        if form.cleaned_data["says"] == "missing":
            absences.note(session, student, signed_in(request), timezone.now())
            messages.success(request, f"{student.shown_name} is down as not coming.")
        else:
            absences.take_back(session, student, signed_in(request), timezone.now())
            messages.success(request, f"{student.shown_name} is down as coming.")
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect(f"{reverse('rescue_detail', args=[pk])}?next")


def _named(plan: Plan, form: PersonForm) -> Student | None:
    """The one person of that name; otherwise the form says what is wrong."""
    name = " ".join(form.cleaned_data["name"].split())
    seats = [seat for seat in plan.board.seats.values() if seat.is_active]
    known = form.cleaned_data["student"]
    found = [seat for seat in seats if seat.student.pk == known]
    found = found or [seat for seat in seats if seat.name.casefold() == name.casefold()]
    found = found or [seat for seat in seats if name.casefold() in seat.name.casefold()]
    if len(found) == 1:
        return found[0].student
    if found:
        some = ", ".join(sorted(seat.name for seat in found)[:5])
        form.add_error(
            "name", f"{len(found)} people have that name: {some}. Write more of it, or use the board."
        )
    else:
        form.add_error(
            "name", f"Nobody called “{name}” is in {plan.session.inning}. Add them to the roster first."
        )
    return None
