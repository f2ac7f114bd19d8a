"""Mixing a session's groups: what is kept and what comes first, then the mix, here or in the worker."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mixitup import keep_rules, mix_jobs, mixing, tasks
from mixitup.access import staff_required
from mixitup.assignment import Contradiction
from mixitup.board import applying, words
from mixitup.board.applying import Asked, BoardChanged
from mixitup.board.seating import NO_BOARD, Seating
from mixitup.board.steps import Step, StepError
from mixitup.forms.board import MixForm
from mixitup.models import MixJob, Session
from mixitup.views.board import sessions, take

PAGE = "mixitup/board_mix.html"
STALE = (
    "The roster, the rules, the pins or the session changed since these groups were made. Nothing was changed; here"
    " are new ones."
)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def board_mix(request: HttpRequest, pk: int) -> HttpResponse:
    """Before mixing (again): what is kept, what comes first; for a small school both results side by side."""
    session = get_object_or_404(sessions(), pk=pk)
    if request.method == "POST":
        return _mix(request, session)
    if job := session.mix_jobs.open().first():
        template = f"{PAGE}#mix-progress" if request.htmx else PAGE  # type: ignore[attr-defined]
        return render(request, template, {"session": session, "job": job})
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": _after(session)})
    return _page(request, session)


def _after(session: Session) -> str:
    """Where somebody goes who watched a mix come to its end: the board, or back where it says what went wrong."""
    last = session.mix_jobs.last()
    return reverse("board_mix" if last and last.trouble else "board_detail", args=[session.pk])


def _page(request: HttpRequest, session: Session, problem: str = "", status: int = 200) -> HttpResponse:
    seating = Seating.read(session)
    present = mixing.present(session)
    here, pins = len(present), seating.pins()
    alone = "alone" in (request.POST if request.method == "POST" else request.GET)
    proposals: list[mixing.Proposal] = []
    if here <= mixing.SMALL_SCHOOL and not problem:
        try:
            proposals = mixing.previews(session, pins, seating.version, alone=alone)
        except Contradiction as error:
            problem, status = str(error), 422
    last: MixJob | None = session.mix_jobs.last()
    context = {
        "session": session,
        "version": seating.version,
        "results": [(one, words.preview_facts(session, present, one)) for one in proposals],
        "alone": alone,
        "leaves_faces": any(one.report.alone for one in proposals),
        "problem": problem or (last.trouble if last and last.seen == seating.version else ""),
        "here": here,
        "room_count": session.rooms_for(here),
        "pins": [seating.name(student) for student in pins],
        "rule_count": sum(len(sets) for sets in keep_rules.sets().values()),
        "has_rooms": bool(seating.last_room),
        "later": mixing.next_to_plan(session) if not pins and here <= mix_jobs.IN_REQUEST else None,
    }
    return render(request, PAGE, context, status=status)


def _mix(request: HttpRequest, session: Session) -> HttpResponse:
    """Mix and write. Asked for a mix that was shown, it writes that one, or shows anew when it can't be had."""
    form = MixForm(request.POST)
    if not form.is_valid():
        return _page(request, session, "Choose what comes first, then mix.", status=422)
    asked = form.cleaned_data
    if len(mixing.present(session)) > mix_jobs.IN_REQUEST:
        return _in_worker(request, session, asked["prefer"], asked["seen"])
    if asked["both"]:
        return _mix_both(request, session, asked["prefer"], asked["seen"])
    pins = Seating.read(session).pins()
    try:
        proposal = mixing.propose(
            session, prefer=asked["prefer"], seed=asked["seed"], pins=pins, alone=asked["alone"]
        )
    except Contradiction as error:
        return _page(request, session, str(error), status=422)
    if asked["digest"] and proposal.digest != asked["digest"]:
        messages.warning(request, STALE)
        return _page(request, session, status=409)
    step = Step("mix", rooms=proposal.rooms, leads=proposal.leads, prefer=proposal.prefer)
    return take(request, session, step, asked["seen"], proposal.record)


def _mix_both(request: HttpRequest, session: Session, prefer: str, seen: str) -> HttpResponse:
    """This session and the inning's next one, planned together: both boards are written, or neither."""
    later = mixing.next_to_plan(session)
    if later is None:
        return _page(
            request, session, "The other session has changed, so they can't be planned together.", status=409
        )
    assert request.user.is_authenticated
    try:
        both = mixing.propose_together(session, later, prefer)
        asked = [
            Asked(one.pk, Step("mix", rooms=mix.rooms, leads=mix.leads, prefer=prefer), version, mix.record)
            for one, mix, version in zip((session, later), both, (seen, NO_BOARD), strict=True)
        ]
        applying.apply_all(asked, actor=request.user, now=timezone.now())
    except (Contradiction, StepError) as error:
        return _page(request, session, str(error), status=422)
    except BoardChanged:
        return _page(
            request, session, "Somebody changed one of the boards meanwhile. Nothing was mixed.", status=409
        )
    messages.success(request, f"Both are mixed: {session} here, and {later}.")
    return redirect("board_detail", session.pk)


def _in_worker(request: HttpRequest, session: Session, prefer: str, seen: str) -> HttpResponse:
    assert request.user.is_authenticated
    mix_jobs.ask(session, prefer=prefer, seen=seen, actor=request.user)
    tasks.mix_groups.enqueue(session.pk)
    return redirect("board_mix", session.pk)


@staff_required
@require_POST
def board_mix_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(Session, pk=pk)
    mix_jobs.cancel(session, timezone.now())
    messages.success(request, "The mix was cancelled. The board is as it was.")
    return redirect("board_detail", session.pk)
