"""The hour itself: a room's live page, its poll and its buttons."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mixitup.access import signed_in, student_required
from mixitup.live import clock, places, pulse, turns
from mixitup.live.page import Place, live_page, milliseconds
from mixitup.models import LiveRoom, Session, Student

UNKNOWN = "That button isn't known here. Try again."

COMFORTS = [
    ("awake", "Keep the screen on"),
    ("big", "Big type"),
    ("sound", "Sound at a part's end"),
    ("shake", "Vibrate at a part's end"),
]


@require_safe
@student_required
def room_live(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """The viewer's own room in its hour; without a room, the session's page says what to do."""
    session = get_object_or_404(Session.objects.visible_to(signed_in(request)).for_room_page(), pk=pk)
    seen = places.signature(pk, signed_in(request), timezone.now())
    place = places.place_of(session, signed_in(request))
    return show(request, replace(place, seen=seen)) if place else redirect(session)


@require_safe
def room_state(request: HttpRequest, pk: int) -> HttpResponse:
    """The page's moving part; 304 where nothing in it has changed. Asked by every phone every few seconds."""
    user, now = signed_in(request), timezone.now()
    seen = places.signature(pk, user, now)
    if seen is None:
        raise Http404
    if request.headers.get("If-None-Match", "").removeprefix("W/") == f'"{seen}"':
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = show(request, replace(own_place(request, pk), seen=seen), fragment=True)
    answer["ETag"] = f'"{seen}"'
    answer["X-Now"] = str(milliseconds(now))
    return answer


@require_POST
def room_press(request: HttpRequest, pk: int) -> HttpResponse:
    """One press of a button of the clock: `press` is the action and, after a blank, where it leads."""
    place = own_place(request, pk)
    action, _, to = request.POST.get("press", "").partition(" ")
    if action not in list(clock.Action):
        return show(request, place, said=UNKNOWN, status=400)
    return _press(
        request,
        place,
        lambda seen, now: clock.press(
            place.group, place.mine, place.seats, clock.Action(action), seen, now, to
        ),
    )


@require_POST
def room_turns(request: HttpRequest, pk: int) -> HttpResponse:
    """One press of a button about turns: on, done, pass, back, off."""
    place = own_place(request, pk)
    action = request.POST.get("turn", "")
    if action not in list(turns.TurnAction):
        return show(request, place, said=UNKNOWN, status=400)
    return _press(
        request,
        place,
        lambda seen, now: turns.press_turn(place, turns.TurnAction(action), seen, now),
    )


def _press(request: HttpRequest, place: Place, press: Callable[[int, datetime], LiveRoom]) -> HttpResponse:
    """Presses with the revision that the person saw; what stands against it is said on the room's page."""
    pk, seen = place.session.pk, request.POST.get("seen", "")
    if not seen.isdecimal():
        return show(request, place, said=UNKNOWN, status=400)
    try:
        press(int(seen), timezone.now())
    except clock.MovedOn:
        said = "Somebody pressed first, so your press changed nothing. This is where your room is now."
        return show(request, own_place(request, pk), said=said, status=409)
    except clock.NotAllowed as refusal:
        return show(request, own_place(request, pk), said=str(refusal), status=409)
    return pressed(request, pk)


@require_POST
def room_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is here, by whoever leads: `student` is toggled to `here`, or `all` are here."""
    place = own_place(request, pk)
    if not clock.leads(place.room, place.mine):
        return show(request, place, said="Whoever leads the room notes who is here.", status=409)
    sent = request.POST
    known = {str(seat.student_id): seat.student_id for seat in place.seats}
    if sent.get("student") in known:
        here = {known[sent["student"]]: sent.get("here") == "yes"}
    elif "all" in sent:
        here = dict.fromkeys(known.values(), True)
    else:
        return show(request, place, said="That person isn't in this room any more.", status=400)
    turns.note_here(place, here, signed_in(request), timezone.now())
    return pressed(request, pk)


@require_POST
def room_help(request: HttpRequest, pk: int) -> HttpResponse:
    """Anybody in the room calls for staff, or takes it back."""
    place = own_place(request, pk)
    clock.ask_for_help(place.group, timezone.now() if request.POST.get("ask") == "yes" else None)
    return pressed(request, pk)


def pressed(request: HttpRequest, pk: int, said: str = "") -> HttpResponse:
    """After a change: the moving part for a browser that swaps it in, else back to the page."""
    if request.headers.get("X-Live"):
        seen = places.signature(pk, signed_in(request), timezone.now())
        return show(request, replace(own_place(request, pk), seen=seen), said=said)
    if said:
        messages.success(request, said)
    return redirect("room_live", pk)


def own_place(request: HttpRequest, pk: int) -> Place:
    session = get_object_or_404(Session.objects.visible_to(signed_in(request)).for_room_page(), pk=pk)
    place = places.place_of(session, signed_in(request))
    if place is None:
        raise Http404
    return place


def show(
    request: HttpRequest, place: Place, said: str = "", status: int = 200, fragment: bool = False
) -> HttpResponse:
    """The page, or its moving part for the browser that asked for that alone."""
    now = timezone.now()
    live = live_page(place, now)
    template = "mixitup/room_live.html"
    if fragment or request.headers.get("X-Live"):
        template += "#live"
    context = {
        "session": place.session,
        "place": place,
        "live": live,
        "turns": turns.turns_of(place, live.is_lead, now),
        "is_round": turns.round_here(place.room) is not None,
        "seen": place.seen or places.signature(place.session.pk, signed_in(request), now),
        "has_answered": live.phase == "finished" and pulse.has_answered(place.session, place.mine.student),
        "said": said,
        "comforts": COMFORTS,
    }
    return render(request, template, context, status=status)
