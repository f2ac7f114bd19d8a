"""Slack: the channel that the school posts to, and what a session says there."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mixitup import publishing, quiet_hours, school, tasks
from mixitup.access import signed_in, staff_required
from mixitup.forms.slack import SlackForm
from mixitup.letters import Seating
from mixitup.models import School, Session, SlackChannel
from mixitup.slack import channel as channels
from mixitup.slack import posting, posts
from mixitup.slack.webhook import NotPosted


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def slack_update(request: HttpRequest) -> HttpResponse:
    """The school's channel: set, tried, changed, taken out."""
    form = SlackForm(instance=posting.channel())
    if request.method == "POST":
        form, is_saved = _save(request)
        if is_saved:
            messages.success(request, "Saved. Send a test line to see whether it arrives.")
            return redirect("slack_update")
    context = {"form": form, "channel": posting.channel()}
    return render(request, "mixitup/slack_form.html", context, status=form.status)


@transaction.atomic
def _save(request: HttpRequest) -> tuple[SlackForm, bool]:
    School.objects.select_for_update().get_or_create(pk=1)  # one at a time, a first channel too
    form = SlackForm(request.POST, instance=SlackChannel.objects.first())
    if not form.is_valid():
        return form, False
    is_new = form.instance.pk is None
    before, after = form.before_and_after()
    channel = form.save()
    if after:
        verb = "settings.added" if is_new else "settings.changed"
        school.record(signed_in(request), verb, channel, before, after)
    return form, True


@staff_required
@require_POST
def slack_try(request: HttpRequest) -> HttpResponse:
    """A test line, at once: whoever sets it up waits for the answer."""
    channel = posting.channel()
    if channel is None:
        messages.warning(request, "There is no Slack channel to try. Paste a webhook’s address first.")
        return redirect("slack_update")
    try:
        channels.try_out(channel, signed_in(request))
    except NotPosted as refusal:
        messages.error(request, f"The test line didn’t get there. {refusal}")
    else:
        messages.success(request, f"Slack took the test line. Look into {channel.called}: is it there?")
    return redirect("slack_update")


@staff_required
@require_POST
def slack_remove(request: HttpRequest) -> HttpResponse:
    if channels.remove(signed_in(request)):
        messages.success(
            request, "Removed. Nothing is posted to Slack any more. Switch the webhook off there, too."
        )
    return redirect("slack_update")


@staff_required
@require_safe
def slack_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What the channel reads about a session, how far that is, and a text to copy for each room."""
    session = get_object_or_404(Session.objects.for_room_page(), pk=pk)
    channel = posting.channel()
    arrangement = session.published or publishing.source(session)
    seating = Seating(arrangement, session) if arrangement else None
    context = {
        "session": session,
        "state": session.state(timezone.now()),
        "channel": channel,
        "post": posts.preview(session, names_people=channel.names_people if channel else True),
        "is_to_publish": not publishing.refusal(session, timezone.now()),
        "left_off": posts.left_off(seating) if seating else 0,
        "last": posting.last(session),
        "quiet_until": quiet_hours.held_until(session, timezone.now()),
        "texts": posts.room_texts(session, seating) if seating else [],
    }
    return render(request, "mixitup/slack_detail.html", context)


@staff_required
@require_POST
def slack_post(request: HttpRequest, pk: int) -> HttpResponse:
    """All rooms as they are published, into the channel, once more."""
    session = get_object_or_404(Session, pk=pk)
    if posting.post_again(session, signed_in(request), timezone.now()):
        tasks.send_notices.enqueue(session.pk)
        messages.success(request, "The post is on its way.")
    else:
        messages.warning(
            request, "Nothing was posted: it has just been, or there is nothing to post any more."
        )
    return redirect("slack_detail", pk)
