"""Staff publish a session's groups, see how the telling goes, and take them back."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mixitup import downloads, notices, publishing, reminders, room_requests, rooms, tasks
from mixitup.access import signed_in, staff_required
from mixitup.forms.publishing import PublishForm, SeenForm
from mixitup.letters import Letters
from mixitup.models import Notice, RoomRequest, Session
from mixitup.publication_page import page_of
from mixitup.publishing import Conflict, Refused


@staff_required
@require_http_methods(["GET", "POST"])
def publication_create(request: HttpRequest, pk: int) -> HttpResponse:
    """What publishing will do, and doing it: now, or at a time."""
    session = get_object_or_404(Session.objects.for_room_page(), pk=pk)
    if request.headers.get("HX-Target") == "progress":
        context = {"session": session, "progress": notices.progress(session)}
        return render(request, "mixitup/publication_create.html#progress", context)
    form = PublishForm(request.POST or None, initial={"at": _usual_time(session)})
    if request.method == "POST" and form.is_valid():
        try:
            _publish(request, session, form)
            return redirect("publication_create", pk)
        except Refused as refusal:
            form.add_error("at" if request.POST.get("when") == "later" else None, str(refusal))
        except Conflict:
            return _show(request, session, form, status=409)
    return _show(request, session, form)


def _usual_time(session: Session) -> datetime | None:
    """When students were told to expect their rooms, unless that has passed."""
    return session.groups_out_at if session.groups_out_at > timezone.now() else None


def _publish(request: HttpRequest, session: Session, form: PublishForm) -> None:
    now, seen = timezone.now(), form.cleaned_data["seen"]
    if request.POST.get("when") == "later":
        plan = publishing.schedule(session, signed_in(request), seen, form.cleaned_data["at"], now)
        local = timezone.localtime(plan.due_at)
        messages.success(
            request, f"The groups will be published on {local:%A} {local.day} {local:%B} at {local:%H:%M}."
        )
        return
    done = publishing.publish(session, signed_in(request), seen, now)
    tasks.send_notices.enqueue(session.pk)
    count = len(done.tellings)
    told = (
        "Nobody needed to be told."
        if not count
        else f"{count} {'mail is' if count == 1 else 'mails are'} on the way."
    )
    messages.success(request, f"Published. {told}")


def _show(request: HttpRequest, session: Session, form: PublishForm, status: int = 200) -> HttpResponse:
    page = page_of(session, timezone.now())
    context = {
        "session": session,
        "page": page,
        "form": form,
        "progress": notices.progress(session),
        "sendings": reminders.sendings(session) if session.published_id else [],
        "failed": Notice.objects.filter(session=session).failed().select_related("user__student")[:500],
        "meanwhile": page.lines_since(form.data.get("last_change", "")) if status == 409 else [],
        "is_conflict": status == 409,
    }
    return render(request, "mixitup/publication_create.html", context, status=status)


@staff_required
@require_POST
def publication_sample(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail, as a student would get it, to the person who asks."""
    session = get_object_or_404(Session.objects.for_room_page(), pk=pk)
    arrangement = publishing.source(session)
    if arrangement is None or not arrangement.memberships.exists():
        messages.warning(
            request, "Nobody is in a room yet, so there is no mail to show. Mix the groups first."
        )
        return redirect("publication_create", pk)
    Notice.objects.create(
        kind=Notice.Kind.SAMPLE,
        key=f"sample:{session.pk}:{uuid.uuid4()}",
        user=signed_in(request),
        session=session,
        arrangement=arrangement,
        due_at=timezone.now(),
    )
    tasks.send_notices.enqueue(session.pk)
    messages.success(request, f"A sample is on its way to {signed_in(request).email}.")
    return redirect("publication_create", pk)


@staff_required
@require_POST
def publication_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Don't publish at the time chosen before."""
    session = get_object_or_404(Session, pk=pk)
    if publishing.revoke(session, signed_in(request), timezone.now()):
        messages.success(request, "The groups won't be published by themselves any more.")
    else:
        messages.warning(request, "There was no time left to take back: see below how things stand.")
    return redirect("publication_create", pk)


@staff_required
@require_http_methods(["GET", "POST"])
def publication_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what is published, after saying who will hear of it."""
    session = get_object_or_404(Session.objects.for_room_page(), pk=pk)
    form = SeenForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            count = publishing.withdraw(
                session, signed_in(request), form.cleaned_data["seen"], timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Conflict:
            form.add_error(
                None, "Somebody published again since you opened this page. Nothing was taken back."
            )
            status = 409
        else:
            tasks.send_notices.enqueue(session.pk)
            messages.success(
                request,
                f"Taken back. {count} {'person hears' if count == 1 else 'people hear'} of it by mail.",
            )
            return redirect("publication_create", pk)
    context = {"session": session, "form": form, "progress": notices.progress(session)}
    return render(request, "mixitup/publication_withdraw.html", context, status=status)


@staff_required
@require_POST
def notice_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try failed mail again: one (`notice`), or all of the session's."""
    failed = Notice.objects.filter(session=get_object_or_404(Session, pk=pk))
    if request.POST.get("notice", "").isdecimal():
        failed = failed.filter(pk=request.POST["notice"])
    count = notices.try_again(failed, timezone.now())
    tasks.send_notices.enqueue(pk)
    messages.success(request, f"Trying {count} {'mail' if count == 1 else 'mails'} again.")
    return redirect("publication_create", pk)


@staff_required
@require_GET
def notice_preview(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The words of a packet or reminder, as the first person who gets one would read them now."""
    session = get_object_or_404(Session.objects.for_room_page().exclude(published=None), pk=pk)
    if kind not in reminders.BY_CLOCK:
        raise Http404
    seats = reminders.recipients(session, Notice.Kind(kind)).select_related("student__user")
    seat, mail = seats.first(), None
    if seat:
        notice = Notice(kind=kind, key="preview", user=seat.student.user, session=session)
        mail = Letters().compose(notice)
    context = {
        "session": session,
        "kind": kind,
        "title": reminders.TITLES[Notice.Kind(kind)],
        "mail": mail,
        "seat": seat,
        "people": seats.count(),
    }
    return render(request, "mixitup/notice_preview.html", context)


@staff_required
@require_POST
def notice_send_again(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One kind of mail once more, to everybody it is for now."""
    session = get_object_or_404(Session, pk=pk)
    if kind not in reminders.REPEATABLE:
        raise Http404
    count = reminders.send_again(session, Notice.Kind(kind), signed_in(request), timezone.now())
    tasks.send_notices.enqueue(session.pk)
    if count:
        messages.success(request, f"{count} {'mail is' if count == 1 else 'mails are'} on the way.")
    else:
        messages.warning(request, "Nothing was sent: it has just been, or there is nobody to tell any more.")
    return redirect("publication_create", pk)


@staff_required
@require_POST
def room_request_answer(request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
    """Put somebody who asks into a room of the board, or say that it's seen to."""
    asked = get_object_or_404(
        RoomRequest.objects.select_related("session", "student"), pk=request_pk, session=pk
    )
    if request.POST.get("answer") == "done":
        room_requests.answer(asked, timezone.now())
        messages.success(request, f"{asked.student.shown_name} isn't on the list of requests any more.")
        return redirect("publication_create", pk)
    try:
        room_requests.place(asked, request.POST.get("room", ""), signed_in(request), timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(
            request,
            f"{asked.student.shown_name} is in room {request.POST['room']} on the board. Publish to tell them.",
        )
    return redirect("publication_create", pk)


@staff_required
@require_GET
def group_export(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """All rooms as a table: what is published, or the draft where nothing is."""
    if extension not in ("csv", "xlsx"):
        raise Http404
    session = get_object_or_404(Session.objects.for_room_page(), pk=pk)
    arrangement = session.published or session.draft
    state = "groups" if session.published else "draft"
    name = f"mix-it-up-{session.inning.name}-week-{session.week}-{state}"
    return downloads.table_response(rooms.table(session, arrangement), name, extension)
