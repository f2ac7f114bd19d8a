"""Staff look after all rooms of a session while it runs, and mend afterwards who came."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mixitup import door_signs, downloads, lists
from mixitup.access import signed_in, staff_required
from mixitup.forms.live import RoomsLineForm
from mixitup.hour import hour_of
from mixitup.live import attendance, clock, control
from mixitup.models import Group, Membership, Session

ROOMS_A_PAGE = 60
# The control room shows those that need somebody first; above so many, the rest goes well and stays out.
ROOMS_FOLLOWED = 200


@staff_required
@require_safe
def control_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """All rooms at once; the page asks for its list again every few seconds."""
    session = get_object_or_404(Session, pk=pk)
    return _show(request, session, RoomsLineForm(initial={"line": session.rooms_line}))


def _show(request: HttpRequest, session: Session, form: RoomsLineForm) -> HttpResponse:
    now = timezone.now()
    rooms = control.control_rooms(session, now)
    template = "mixitup/control_detail.html"
    if request.headers.get("HX-Target") == "rooms":
        template += "#rooms"
    context = {
        "session": session,
        "rooms": rooms[:ROOMS_FOLLOWED],
        "room_count": len(rooms),
        "rest": len(rooms[ROOMS_FOLLOWED:]),
        "form": form,
        "now": now,
        "started": sum(room.where != "Not started" for room in rooms),
        "calling": [room for room in rooms if room.help_asked_at],
        "leaderless": [room for room in rooms if room.lead_trouble],
    }
    return render(request, template, context)


@staff_required
@require_POST
def control_line(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(Session, pk=pk)
    form = RoomsLineForm(request.POST)
    if not form.is_valid():
        return _show(request, session, form)
    words = form.cleaned_data["line"]
    control.say_to_rooms(session, words, signed_in(request))
    messages.success(request, "Every room sees it now." if words else "The line is gone from every room.")
    return redirect("control_detail", pk)


@staff_required
@require_POST
def control_help(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Staff have seen to a room that called."""
    group = get_object_or_404(Group, session=pk, number=number)
    clock.ask_for_help(group, None)
    messages.success(request, f"Room {number} is no longer calling.")
    return redirect("control_detail", pk)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came, room by room, some rooms a page; only what is changed here is written."""
    session = get_object_or_404(Session.objects.select_related("inning"), pk=pk)
    still_open, is_open = attendance.open_rooms(session), request.GET.get("show") == "open"
    rooms = still_open if is_open else attendance.rooms(session)
    page = Paginator(rooms, ROOMS_A_PAGE).get_page(request.GET.get("page"))
    query = "show=open&" if is_open else ""
    seen, wanted = _answers(request, "was-"), _answers(request, "is-")
    asked = request.POST.get("everybody", "")
    if asked.isdecimal() and int(asked) in rooms:
        room = attendance.lines(session, [int(asked)])
        wanted |= {line.seat.student_id: "yes" for line in room if not wanted.get(line.seat.student_id)}
    moved = attendance.correct(session, seen, wanted, signed_in(request)) if request.method == "POST" else []
    if request.method == "POST" and not moved:
        messages.success(request, "Saved. Who has met whom follows from it.")
        return redirect(f"{reverse('attendance_edit', args=[pk])}?{query}page={page.number}")
    context = {
        "session": session,
        "page": page,
        "query": query.rstrip("&"),
        "still_open": still_open,
        "is_open": is_open,
        "lines": attendance.lines(session, list(page)),
        "moved": [(line, wanted[line.seat.student_id]) for line in moved],
        "wanted": wanted,
    }
    return render(request, "mixitup/attendance_edit.html", context, status=409 if moved else 200)


@staff_required
@require_safe
def attendance_export(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """Who came, as a table."""
    session = get_object_or_404(Session.objects.select_related("inning").exclude(published=None), pk=pk)
    if extension not in ("csv", "xlsx"):
        raise Http404
    name = f"who-came-{session.inning.name}-week-{session.week}"
    return downloads.table_response(lists.attendance(session), name, extension)


def _answers(request: HttpRequest, prefix: str) -> dict[int, str]:
    """Student id -> answer, from fields like "is-17"."""
    sent = {
        name.removeprefix(prefix): str(said) for name, said in request.POST.items() if name.startswith(prefix)
    }
    return {int(pk): said for pk, said in sent.items() if pk.isdecimal() and len(pk) < 19}


@staff_required
@require_safe
def guide_print(request: HttpRequest, pk: int, paper: str) -> HttpResponse:
    """The hour on paper, one room a page: who leads, the parts with their clock times, a code to the live page."""
    if paper not in door_signs.PAPERS:
        raise Http404
    session = get_object_or_404(Session.objects.for_room_page(), pk=pk)
    seats = Membership.objects.filter(arrangement=session.published_id).with_people(session.inning)
    hour = hour_of(session)
    parts = hour.parts if hour else ()
    page = settings.SITE_URL + reverse("room_live", args=[pk])
    context = {
        "session": session,
        "rooms": door_signs.by_room(list(seats)),
        "hour": hour,
        "parts": [(part, clock.steps_of(part.section)) for part in parts],
        "paper": paper,
        "page": page,
        "code": door_signs.code(page),
    }
    return render(request, "mixitup/guide_print.html", context)
