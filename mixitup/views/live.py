"""The hour itself: a room's live page, its poll and its buttons."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mixitup.access import signed_in, student_required
from mixitup.live import attendance, clock, places
from mixitup.live.page import Place, live_page, milliseconds
from mixitup.models import Session, Student

COMFORTS = [
    ("awake", "Keep the screen on"),
    ("big", "Big type"),
    ("sound", "Sound at a part's end"),
    ("shake", "Vibrate at a part's end"),
]


@require_GET
@student_required
def room_live(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """The viewer's own room in its hour; without a room, the session's page says what to do."""
    session = get_object_or_404(Session.objects.visible_to(signed_in(request)).for_room_page(), pk=pk)
    place = places.place_of(session, signed_in(request))
    return show(request, place) if place else redirect(session)


@require_GET
def room_state(request: HttpRequest, pk: int) -> HttpResponse:
    """The page's moving part; 304 where nothing in it has changed. Asked by every phone every few seconds."""
    user, now = signed_in(request), timezone.now()
    seen = places.signature(pk, user, now)
    if seen is None:
        raise Http404
    if request.headers.get("If-None-Match", "").removeprefix("W/") == f'"{seen}"':
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = show(request, own_place(request, pk), fragment=True)
    answer["ETag"] = f'"{seen}"'
    answer["X-Now"] = str(milliseconds(now))
    return answer


@require_POST
def room_press(request: HttpRequest, pk: int) -> HttpResponse:
    """One press of a button of the clock: `press` is the action and, after a blank, where it leads."""
    place = own_place(request, pk)
    action, _, to = request.POST.get("press", "").partition(" ")
    seen = request.POST.get("seen", "")
    if action not in list(clock.Action) or not seen.isdecimal():
        return show(request, place, said="That button isn't known here. Try again.", status=400)
    try:
        clock.press(place.group, place.mine, place.seats, clock.Action(action), int(seen), timezone.now(), to)
    except clock.MovedOn:
        place = own_place(request, pk)
        said = "Somebody pressed first, so your press changed nothing. This is where your room is now."
        return show(request, place, said=said, status=409)
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
    attendance.note(place.group, here, signed_in(request))
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
        return show(request, own_place(request, pk), said=said)
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
    template = "mixitup/room_live.html"
    if fragment or request.headers.get("X-Live"):
        template += "#live"
    context = {
        "session": place.session,
        "place": place,
        "live": live_page(place, now),
        "seen": places.signature(place.session.pk, signed_in(request), now),
        "said": said,
        "comforts": COMFORTS,
    }
    return render(request, template, context, status=status)
