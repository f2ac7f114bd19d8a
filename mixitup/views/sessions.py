"""Staff plan sessions and see where each stands."""

from itertools import groupby

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mixitup import calendar, overview, publishing, tasks
from mixitup.access import signed_in, staff_required
from mixitup.forms.session import SessionForm
from mixitup.models import Inning, School, Session


@staff_required
@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    sessions = Session.objects.for_calendar().order_by("-inning__starts_on", "starts_at")
    innings = [
        (inning, [(session, calendar.chip(session, now)) for session in group])
        for inning, group in groupby(sessions, key=lambda session: session.inning)
    ]
    current = Inning.objects.current_on(timezone.localdate())
    return render(request, "mixitup/session_list.html", {"innings": innings, "current": current})


@staff_required
@require_safe
def session_overview(request: HttpRequest, pk: int) -> HttpResponse:
    sessions = Session.objects.for_calendar().select_related("inning", "guide__current", "published")
    session = get_object_or_404(sessions, pk=pk)
    now, school = timezone.now(), School.load()
    roster = calendar.roster(session.inning, session)
    rooms = overview.rooms(session, overview.arrangement_of(session))
    context = {
        "session": session,
        "state": session.state(now),
        "stages": [Session.State.PLANNED, Session.State.MIXED, Session.State.PUBLISHED, Session.State.HELD],
        "step": overview.step(session, roster, now, school),
        "roster": roster,
        "who_leads": calendar.lead_rules()[session.lead_rule],
        "rooms": rooms,
        "unled": sum(not room.leads for room in rooms),
        "seated": sum(room.people for room in rooms),
        "came": sum(room.came or 0 for room in rooms),
        "noted": sum(room.came is not None for room in rooms),
        "is_over": session.ends_at <= now,
        "zoom_warnings": overview.zoom_warnings(session, roster, len(rooms), school),
    }
    return render(request, "mixitup/session_overview.html", context)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_create(request: HttpRequest, pk: int) -> HttpResponse:
    """A session of the inning; starts from what is usual for its next free week."""
    with transaction.atomic():
        inning = get_object_or_404(_writable(request, Inning.objects.all()), pk=pk)
        session = calendar.next_usual_session(inning, School.load(), timezone.localdate())
        return _form_page(request, session, f"A session in {inning}")


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_update(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.select_related("inning"), pk=pk)
    if request.method != "POST":
        return _form_page(request, session, str(session))
    with transaction.atomic():
        inning = _writable(request, Inning.objects.all()).get(pk=session.inning_id)
        session = Session.objects.locked(pk)
        session.inning = inning
        return _form_page(request, session, str(session))


def _writable(request: HttpRequest, innings: QuerySet[Inning]) -> QuerySet[Inning]:
    """Locked for a POST: planning goes inning by inning, so that two people can't plan the same week at once."""
    return innings.select_for_update() if request.method == "POST" else innings


def _form_page(request: HttpRequest, session: Session, title: str) -> HttpResponse:
    """Shows the form; saves it; or shows it again with other sizings, nothing typed lost and nothing saved."""
    showing = request.method == "POST" and "show_sizings" in request.POST
    if showing:
        form = SessionForm(instance=session, initial=request.POST.dict())
    else:
        form = SessionForm(request.POST if request.method == "POST" else None, instance=session)
        if form.is_valid():
            _save(request, form)
            return redirect("session_overview", form.instance.pk)
    context = {"form": form, "title": title, "session": session, **_sizings(form, session)}
    template = "mixitup/session_form.html"
    return render(
        request,
        f"{template}#sizings" if showing and getattr(request, "htmx", False) else template,
        context,
        status=form.status,
    )


def _sizings(form: SessionForm, session: Session) -> dict[str, object]:
    """The sizings for what is typed so far, from the people who are active now."""
    typed, school = form.as_typed(), School.load()
    roster = calendar.roster(session.inning, session)
    chosen = str(form["sizing"].value())
    choices = calendar.room_choices(typed, roster, school)
    offered = {str(choice.rooms) for choice in choices}
    own = typed.rooms_for(roster.present) if typed.room_count else 0
    typed.room_count = None
    by_size = typed.rooms_for(roster.present)
    return {
        "choices": choices,
        "by_size": calendar.room_choice(typed, by_size, roster, school) if roster.present else None,
        "own": calendar.room_choice(typed, own, roster, school) if own and roster.present else None,
        "chosen": chosen if chosen in offered or chosen == "size" else "own",
        "roster": roster,
        "too_many_people": calendar.too_many_people(roster.present, school),
    }


def _save(request: HttpRequest, form: SessionForm) -> None:
    is_new = form.instance.pk is None
    with transaction.atomic():
        before, after = form.before_and_after()
        session = form.save()
        if is_new or after:
            verb = "session.planned" if is_new else "session.changed"
            calendar.record(session, signed_in(request), verb, before, after)
    messages.success(
        request, f"{'Planned' if is_new else 'Saved'}: {session}, {overview.day_and_time(session.starts_at)}."
    )
    if not is_new and session.draft and {"room_count", "people_per_room"} & after.keys():
        messages.info(request, "The board keeps the rooms it has until you mix again.")


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, and says who would be told."""
    session = get_object_or_404(Session.objects.select_related("inning", "published"), pk=pk)
    if request.method == "POST":
        try:
            told = publishing.cancel(session, signed_in(request), timezone.now())
        except publishing.Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("session_overview", pk)
        tasks.send_notices.enqueue(pk)
        words = (
            ngettext("One person is told.", f"{told} people are told.", told)
            if told
            else "Nobody had been told of it."
        )
        messages.success(request, f"Cancelled: {session}. {words}")
        return redirect("session_overview", pk)
    told = session.published.memberships.count() if session.published else 0
    return render(request, "mixitup/session_cancel.html", {"session": session, "told": told})


@staff_required
@require_POST
def session_reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Session, pk=pk)
    session = calendar.reinstate(pk, signed_in(request))
    messages.success(
        request,
        f"{session} is planned again. Its groups, if it had any, are a draft: publish them to tell people.",
    )
    return redirect("session_overview", pk)
