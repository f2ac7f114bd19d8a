"""What staff hand to others on the day: the file and words for Zoom, and paper."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from mixitup import door_signs, zoom
from mixitup.access import staff_required
from mixitup.models import Arrangement, Membership, School, Session


def _rooms(pk: int) -> tuple[Session, Arrangement | None, list[Membership]]:
    """The session, what is published (or the draft where nothing is), and who sits where in it."""
    session = get_object_or_404(Session.objects.for_room_page(), pk=pk)
    arrangement = session.published or session.draft
    seats = list(arrangement.memberships.with_people(session.inning)) if arrangement else []
    return session, arrangement, seats


@staff_required
@require_safe
def zoom_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Who goes into Zoom's file, who doesn't and why, and words for the host to paste; to htmx, only the first two."""
    session, arrangement, seats = _rooms(pk)
    school = School.load()
    # The host reads the end of the hour in the school's time.
    session.starts_at = timezone.localtime(session.starts_at)
    context = {
        "session": session,
        "arrangement": arrangement,
        "assignment": zoom.assignment(seats, school, with_sign_in(request)),
        "with_sign_in": with_sign_in(request),
        "rooms": len({seat.group_id for seat in seats}),
        "account": school,
        "chat_text": zoom.chat_text(session, settings.SITE_URL + session.get_absolute_url()),
        "rooms_text": zoom.rooms_text(seats),
    }
    part = "#zoom-match" if request.headers.get("HX-Target") == "zoom-match" else ""
    return render(request, f"mixitup/zoom_detail.html{part}", context)


def with_sign_in(request: HttpRequest) -> bool:
    """Whether sign-in addresses stand in for Zoom e-mails that nobody gave: staff's tick."""
    return request.GET.get("sign_in") == "1"


@staff_required
@require_safe
def zoom_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The CSV that Zoom takes for breakout rooms assigned beforehand."""
    session, _, seats = _rooms(pk)
    if not seats:
        raise Http404
    found = zoom.assignment(seats, School.load(), with_sign_in(request))
    response = HttpResponse(zoom.file_bytes(found.rows), content_type="text/csv; charset=utf-8")
    name = f"zoom-rooms-{session.inning.name}-week-{session.week}.csv"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "private, no-store"
    return response


@staff_required
@require_safe
def sheet_print(request: HttpRequest, pk: int, paper: str) -> HttpResponse:
    """All rooms on paper."""
    session, arrangement, seats = _paper(pk, paper)
    context = {
        "session": session,
        "arrangement": arrangement,
        "rooms": door_signs.by_room(seats),
        "paper": paper,
    }
    return render(request, "mixitup/sheet_print.html", context)


@staff_required
@require_safe
def sign_print(request: HttpRequest, pk: int, paper: str) -> HttpResponse:
    """A sign for each door: the room's number, who belongs there, and a code that opens the session's page."""
    session, arrangement, seats = _paper(pk, paper)
    page = settings.SITE_URL + reverse("session_detail", args=[pk])
    context = {
        "session": session,
        "arrangement": arrangement,
        "rooms": door_signs.by_room(seats),
        "paper": paper,
        "page": page,
        "code": door_signs.code(page),
    }
    return render(request, "mixitup/sign_print.html", context)


def _paper(pk: int, paper: str) -> tuple[Session, Arrangement | None, list[Membership]]:
    if paper not in door_signs.PAPERS:
        raise Http404
    return _rooms(pk)
