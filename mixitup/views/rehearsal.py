"""A lead's rehearsal of the clock. It lives in their sign-in's session, and goes with it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mixitup.live import clock, rehearsal
from mixitup.live.rehearsal import Rehearsal
from mixitup.views.live import UNKNOWN, own_place

KEY = "rehearsal"


@require_http_methods(["GET", "HEAD", "POST"])
def room_rehearsal(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever leads the room: `press` as in the room itself, "again", or "speed 10"."""
    place = own_place(request, pk)
    if not clock.leads(place.room, place.mine):
        raise Http404
    now = timezone.now()
    current = rehearsal.resumed(request.session.get(KEY), place, now)
    if request.method != "POST":
        return _show(request, current)
    action, _, to = request.POST.get("press", "").partition(" ")
    if action == "again":
        current = rehearsal.begun(place, now, current.speed)
    elif action == "speed" and to in map(str, rehearsal.SPEEDS):
        current = current.at_speed(int(to), now)
    elif action in list(clock.Action):
        try:
            current = current.press(clock.Action(action), now, to)
        except clock.NotAllowed as refusal:
            return _show(request, current, str(refusal), status=409)
    else:
        return _show(request, current, UNKNOWN, status=400)
    request.session[KEY] = current.as_data()
    return _show(request, current) if request.headers.get("X-Live") else redirect("room_rehearsal", pk)


def _show(request: HttpRequest, current: Rehearsal, said: str = "", status: int = 200) -> HttpResponse:
    template = "mixitup/room_rehearsal.html"
    if request.headers.get("X-Live"):
        template += "#live"
    context = {
        "session": current.place.session,
        "place": current.place,
        "rehearsal": current,
        "speeds": rehearsal.SPEEDS,
        "live": current.page(timezone.now()),
        "said": said,
    }
    return render(request, template, context, status=status)
