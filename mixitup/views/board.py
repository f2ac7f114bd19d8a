"""The board for staff: the page, a person's choices, a step, and news for whoever looks on."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mixitup.access import staff_required
from mixitup.board import applying, trail, words
from mixitup.board.applying import BoardChanged, Taken
from mixitup.board.choices import Choices
from mixitup.board.page import Board, Seat
from mixitup.board.seating import Seating, shown_arrangement, version_of
from mixitup.board.steps import Step, StepError
from mixitup.forms.board import StepForm
from mixitup.models import Session

PAGE = "mixitup/board.html"
MANY_ROOMS = 12
OFFERS = 6


def sessions() -> QuerySet[Session]:
    return Session.objects.select_related("inning", "published")


@staff_required
@require_safe
def board_detail(request: HttpRequest, pk: int) -> HttpResponse:
    board = Board(get_object_or_404(sessions(), pk=pk))
    find, show = request.GET.get("find", "").strip()[:80], request.GET.get("show", "")
    return render(
        request, PAGE, {**_shown(board), "find": find, "show": show, "rooms": _found(board, find, show)}
    )


def _found(board: Board, find: str, show: str) -> list[Any]:
    """The rooms that the search and the filter leave, as the page's script would."""
    rooms = board.rooms
    if show in ("look", "pinned"):
        rooms = [room for room in rooms if (room.looks if show == "look" else room.has_pins)]
    wanted = find.casefold()
    if not wanted:
        return rooms
    number = wanted.removeprefix("room").strip()
    return [
        room
        for room in rooms
        if number == str(room.number) or any(wanted in seat.name.casefold() for seat in room.seats)
    ]


def _shown(board: Board) -> dict[str, Any]:
    """What every piece of the board's page needs."""
    return {
        "session": board.session,
        "board": board,
        "rooms": board.rooms,
        "facts": words.facts(board) if board.rooms else [],
        "is_proved": bool(board.position and board.position.report().proved_best),
        "steps": board.steps,
        "is_draft": bool(board.arrangement and not board.arrangement.frozen_at),
        "is_open": board.session.state(timezone.now()) not in (Session.State.CANCELLED, Session.State.HELD),
        "room_count": board.session.rooms_for(len(board.seats) - len(board.absences & set(board.seats))),
    }


@staff_required
@require_safe
def board_person(request: HttpRequest, pk: int, student_pk: int) -> HttpResponse:
    """What can be done with one person, best first: a page, or the card beside the board."""
    board = Board(get_object_or_404(sessions(), pk=pk))
    seat = board.seats.get(student_pk)
    if seat is None:
        raise Http404
    template = "mixitup/board_person.html" + ("#person" if request.htmx else "")  # type: ignore[attr-defined]
    return render(request, template, {**_shown(board), "seat": seat, **_choices(board, seat)})


def _choices(board: Board, seat: Seat) -> dict[str, Any]:
    """The best few of each kind, and all of them room by room."""
    found = Choices(board, seat)
    is_seated = bool(seat.place.room)
    return {
        "swaps": found.swaps[:OFFERS] if is_seated else [],
        "moves": found.moves[: 2 if is_seated else 4],
        "all_swaps": sorted(found.swaps, key=lambda choice: choice.room or 0),
        "all_moves": sorted(found.moves, key=lambda choice: choice.room or 0),
    }


@staff_required
@require_safe
def board_effects(request: HttpRequest, pk: int, student_pk: int) -> HttpResponse:
    """For somebody being dragged: what dropping them on each person or room would change."""
    board = Board(get_object_or_404(sessions(), pk=pk))
    seat = board.seats.get(student_pk)
    if seat is None:
        raise Http404
    found = Choices(board, seat)
    return JsonResponse(
        {
            "people": {one.seat.pk: [one.tone, one.words] for one in found.swaps if one.seat},
            "rooms": {one.room: [one.tone, one.words] for one in found.moves},
        }
    )


@staff_required
@require_safe
def board_news(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing while the board is as this person saw it; else who changed it, and a way to see it."""
    session = get_object_or_404(Session, pk=pk)
    seen = request.GET.get("seen", "")
    arrangement = shown_arrangement(session)
    if version_of(arrangement) == seen:
        return HttpResponse(status=204)
    news = trail.since(session, arrangement, seen)
    return render(request, f"{PAGE}#board-news", {"session": session, "news": news, "seen": seen})


@staff_required
@require_POST
def board_step(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(sessions(), pk=pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _refused(request, session, "The board doesn't know this step. Nothing was changed.")
    return take(request, session, form.step, form.cleaned_data["seen"])


def take(
    request: HttpRequest, session: Session, step: Step, seen: str, extra: dict[str, Any] | None = None
) -> HttpResponse:
    """Take the step and answer: the board's changed pieces, a redirect, or 409 with both sides."""
    actor: Any = request.user
    try:
        taken = applying.apply(session.pk, step, seen=seen, actor=actor, now=timezone.now(), extra=extra)
    except BoardChanged:
        return _conflict(request, session, step, seen)
    except StepError as error:
        return _refused(request, session, str(error))
    return _taken(request, session, taken)


def _taken(request: HttpRequest, session: Session, taken: Taken) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        names = Seating.read(session).names
        messages.success(
            request, trail.tell(taken.change.verb, taken.change.after["step"], names) + ". Saved."
        )
        step = taken.change.after["step"]
        anchor = f"#p{step['student']}" if step.get("student") else ""
        return redirect(reverse("board_detail", args=[session.pk]) + anchor)
    session.refresh_from_db(fields=["prefer"])
    board = Board(session)
    last = len(board.rooms)
    is_whole = len(taken.rooms) > MANY_ROOMS or any(number >= last for number in taken.rooms)
    context = {**_shown(board), "said": board.steps.last, "oob": True}
    if is_whole:
        return render(request, f"{PAGE}#board", context)
    context["rooms"] = [room for room in board.rooms if room.number in taken.rooms]
    return render(request, f"{PAGE}#step-answer", context)


def _refused(request: HttpRequest, session: Session, message: str) -> HttpResponse:
    """The board as it is, with why the step wasn't taken."""
    context = {**_shown(Board(session)), "refused": message}
    return _whole(request, context, status=422)


def _conflict(request: HttpRequest, session: Session, step: Step, seen: str) -> HttpResponse:
    """Both sides: what others did since, and the step that waits, to be taken with one click."""
    board = Board(session)
    asked = {name: value for name, value in vars(step).items() if isinstance(value, str | int)}
    context = {
        **_shown(board),
        "conflict": {
            "asked": asked,
            "told": trail.tell("", asked, board.names()),
            "since": trail.since(session, board.arrangement, seen),
        },
    }
    return _whole(request, context, status=409)


def _whole(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    is_fragment = bool(request.htmx)  # type: ignore[attr-defined]
    template = f"{PAGE}#board" if is_fragment else PAGE
    return render(request, template, {**context, "oob": is_fragment}, status=status)
