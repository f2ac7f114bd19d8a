"""Staff publish a session's groups, see how the telling goes, and take them back."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mixitup import downloads, notices, publishing, quiet_hours, reminders, room_requests, rooms, tasks
from mixitup.access import signed_in, staff_required
from mixitup.forms.publishing import PublishForm, SeenForm
from mixitup.letters import Letters
from mixitup.models import Notice, RoomRequest, Session
from mixitup.publication_page import page_of
from mixitup.publishing import Conflict, Refused
from mixitup.slack import posting


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def publication_create(request: HttpRequest, pk: int) -> HttpResponse:
    """What publishing will do, and doing it: now, or at a time."""
    session = get_object_or_404(Session.objects.for_room_page(), pk=pk)
    part = request.headers.get("HX-Target")
    if part in ("progress", "slack-state"):
        so_far = _mail_so_far(session) if part == "progress" else _slack_so_far(session)
        return render(request, f"mixitup/publication_create.html#{part}", {"session": session, **so_far})
    form = PublishForm(request.POST or None, initial={"at": _usual_time(session), "to_slack": True})
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
    now, seen, to_slack = timezone.now(), form.cleaned_data["seen"], form.cleaned_data["to_slack"]
    if request.POST.get("when") == "later":
        due_at = form.cleaned_data["at"]
        plan = publishing.schedule(session, signed_in(request), seen, due_at, now, to_slack=to_slack)
        local = timezone.localtime(plan.due_at)
        messages.success(
            request, f"The groups will be published on {local:%A} {local.day} {local:%B} at {local:%H:%M}."
        )
        return
    done = publishing.publish(session, signed_in(request), seen, now, to_slack=to_slack)
    tasks.send_notices.enqueue(session.pk)
    count, quiet_until = len(done.tellings), quiet_hours.held_until(session, now)
    told = f"{count} {'mail is' if count == 1 else 'mails are'} on the way."
    if not count:
        told = "Nobody needed to be told."
    elif quiet_until:
        local = timezone.localtime(quiet_until)
        told = f"{count} {'mail waits' if count == 1 else 'mails wait'} until {local:%H:%M}, after the quiet hours."
    slack = " So is the post to Slack." if done.is_posted and count else ""
    slack = " The post to Slack is on its way." if done.is_posted and not count else slack
    messages.success(request, f"Published. {told}{slack}")


def _show(request: HttpRequest, session: Session, form: PublishForm, status: int = 200) -> HttpResponse:
    page = page_of(session, timezone.now())
    context = {
        "session": session,
        "page": page,
        "form": form,
        **_mail_so_far(session),
        **_slack_so_far(session),
        "sendings": reminders.sendings(session) if session.published_id else [],
        "meanwhile": page.lines_since(form.data.get("last_change", "")) if status == 409 else [],
        "is_conflict": status == 409,
    }
    return render(request, "mixitup/publication_create.html", context, status=status)


def _mail_so_far(session: Session) -> dict[str, Any]:
    """How far telling the students is, what holds it up, and which mail failed. Three queries at most."""
    about, progress = Notice.objects.filter(session=session), notices.progress(session)
    return {
        "progress": progress,
        "quiet_until": quiet_hours.held_until(session, timezone.now()),
        "held_up": about.held_up().order_by("due_at").first() if progress["waiting"] else None,
        "failed": about.failed().exclude(user=None).select_related("user__student")[:500],
    }


def _slack_so_far(session: Session) -> dict[str, Any]:
    return {
        "channel": posting.channel(),
        "last": posting.last(session),
        "quiet_until": quiet_hours.held_until(session, timezone.now()),
    }


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
@require_http_methods(["GET", "HEAD", "POST"])
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
    context = {
        "session": session,
        "form": form,
        "progress": notices.progress(session),
        "is_in_slack": posting.is_told(session),
    }
    return render(request, "mixitup/publication_withdraw.html", context, status=status)


@staff_required
@require_POST
def notice_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again what failed: one mail or post (`notice`), or all of the session's mail."""
    failed = Notice.objects.filter(session=get_object_or_404(Session, pk=pk))
    if request.POST.get("notice", "").isdecimal():
        failed = failed.filter(pk=request.POST["notice"])
    else:
        failed = failed.exclude(user=None)
    count = notices.try_again(failed, timezone.now())
    tasks.send_notices.enqueue(pk)
    messages.success(request, f"Trying {count} again." if count > 1 else "Trying again.")
    return redirect("publication_create", pk)


@staff_required
@require_safe
def notice_preview(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One kind of mail as the first person who gets it would read it now, and the button that sends it to all of them."""
    session = get_object_or_404(Session.objects.for_room_page().exclude(published=None), pk=pk)
    if kind not in reminders.REPEATABLE:
        raise Http404
    now = timezone.now()
    seats = reminders.recipients(session, Notice.Kind(kind)).select_related("student__user")
    seat, mail = seats.first(), None
    if seat:
        notice = Notice(kind=kind, key="preview", user=seat.student.user, session=session, created_at=now)
        mail = Letters().compose(notice)
    context = {
        "session": session,
        "kind": kind,
        "title": reminders.TITLES[Notice.Kind(kind)],
        "mail": mail,
        "seat": seat,
        "people": seats.count(),
        "can_send": session.state(now) == Session.State.PUBLISHED and session.starts_at > now,
        "quiet_until": quiet_hours.held_until(session, now),
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
@require_safe
def group_export(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """All rooms as a table: what is published, or the draft where nothing is."""
    if extension not in ("csv", "xlsx"):
        raise Http404
    session = get_object_or_404(Session.objects.for_room_page(), pk=pk)
    arrangement = session.published or session.draft
    state = "groups" if session.published else "draft"
    name = f"mix-it-up-{session.inning.name}-week-{session.week}-{state}"
    return downloads.table_response(rooms.table(session, arrangement), name, extension)
