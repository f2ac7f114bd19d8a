"""A session as students and leads see it: their room, the guide, everybody's rooms."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mixitup import calendar_feed, invitations, room_requests, rooms, tasks, when
from mixitup.access import signed_in, student_required
from mixitup.forms.rooms import RoomRequestForm
from mixitup.helping import shown_to_helpers
from mixitup.hour import hour_of
from mixitup.models import School, Session, Student
from mixitup.publishing import Refused


@shown_to_helpers
@require_safe
def session_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A student's room page; staff, who have no room, see how things stand for students."""
    session = get_object_or_404(Session.objects.visible_to(signed_in(request)).for_room_page(), pk=pk)
    return _show(request, session, RoomRequestForm())


def _show(request: HttpRequest, session: Session, form: RoomRequestForm) -> HttpResponse:
    now, zone = timezone.now(), School.load().zone
    place = _place(request, session)
    context = {
        "session": session,
        "place": place,
        "summary": rooms.summary(place.room, rooms.met_before(session, place.room)) if place.room else "",
        "hour": hour_of(session),
        "headline": when.headline(session, now, zone),
        "countdown": when.countdown(session, now, zone),
        "is_late": now > session.groups_out_at,
        "form": form,
        "has_list": Session.objects.listed_for(signed_in(request)).filter(pk=session.pk).exists(),
    }
    return render(request, "mixitup/session_detail.html", context)


def _place(request: HttpRequest, session: Session) -> rooms.Place:
    student = getattr(request.user, "student", None)
    if student is None:
        return rooms.Place(session, rooms.state_for_students(session, timezone.now()))
    return rooms.place_of(session, student, timezone.now())


@require_safe
@student_required
def session_calendar(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """The session as a file that calendar programs take."""
    session = get_object_or_404(Session.objects.visible_to(signed_in(request)).for_room_page(), pk=pk)
    if session.cancelled_at:
        raise Http404
    file = invitations.published(calendar_feed.entries_of([session], student), [], timezone.now())
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mix-it-up-week-{session.week}.ics"'
    return response


@shown_to_helpers
@require_safe
def guide_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The session's guide for everybody in it; the notes for leads only to this session's leads and to staff."""
    session = get_object_or_404(Session.objects.visible_to(signed_in(request)).for_room_page(), pk=pk)
    viewer = signed_in(request)
    sees_lead_notes = viewer.is_staff or rooms.leads_somewhere(session, viewer)
    context = {"session": session, "hour": hour_of(session, with_lead_notes=sees_lead_notes)}
    return render(request, "mixitup/guide_detail.html", context)


@shown_to_helpers
@require_safe
def group_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody's rooms, names only; with `q`, the rooms in which that name is."""
    session = get_object_or_404(Session.objects.listed_for(signed_in(request)).for_room_page(), pk=pk)
    words = " ".join(request.GET.get("q", "").split())[:80]
    found = rooms.all_rooms(session, signed_in(request), words) if rooms.are_out(session) else []
    template = "mixitup/group_list.html"
    if request.headers.get("HX-Target") == "rooms":
        template += "#rooms"
    return render(
        request,
        template,
        {"session": session, "rooms": found, "words": words, "are_out": rooms.are_out(session)},
    )


@require_POST
@student_required
def room_request_create(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.visible_to(signed_in(request)).for_room_page(), pk=pk)
    form = RoomRequestForm(request.POST)
    if not form.is_valid():
        return _show(request, session, form)
    try:
        room_requests.ask(session, student, form.cleaned_data["message"], timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        tasks.send_notices.enqueue(session.pk)
        contact = School.load().contact_name
        messages.success(request, f"We've told {contact}. Your room will show here, and you'll get a mail.")
    return redirect(session)


@require_POST
@student_required
def room_request_delete(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.visible_to(signed_in(request)), pk=pk)
    room_requests.take_back(session, student)
    messages.success(request, "You're no longer asking for a room.")
    return redirect(session)
