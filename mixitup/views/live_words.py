"""What people bring to their room: an intention, lines on its lists, the lead's questions."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from mixitup import autosave
from mixitup.forms.live import IntentionForm, RoomLineForm
from mixitup.live import clock, words
from mixitup.live.page import Place
from mixitup.models import Intention
from mixitup.views.live import own_place, pressed, show


@require_POST
def room_line_add(request: HttpRequest, pk: int) -> HttpResponse:
    place = own_place(request, pk)
    form = RoomLineForm(request.POST)
    if not form.is_valid():
        return show(request, place, said="Write a line of at most 200 letters, then press Add.", status=400)
    try:
        words.add_line(place.group, place.mine.student, form.cleaned_data["kind"], form.cleaned_data["text"])
    except words.TooMany as refusal:
        return show(request, place, said=str(refusal), status=409)
    return pressed(request, pk)


@require_POST
def room_line_delete(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    place = own_place(request, pk)
    words.take_out(place.group, line_pk, place.mine.student, clock.leads(place.room, place.mine))
    return pressed(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def intention_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own words for the session, saved as they are typed."""
    place = own_place(request, pk)
    row = words.own_intention(place.session, place.mine.student)
    if request.method != "POST":
        return _intention(request, place, IntentionForm(initial={"version": row.version, "text": row.text}))
    form, typing = IntentionForm(request.POST), autosave.is_autosave(request)
    if not form.is_valid():
        return autosave.invalid(form.errors) if typing else _intention(request, place, form)
    mine = Intention.objects.filter(session=place.session, student=place.mine.student)
    row, _ = mine.get_or_create(session=place.session, student=place.mine.student)
    text = form.cleaned_data["text"]
    try:
        row = autosave.change(mine, row.pk, form.cleaned_data["version"], lambda found: _write(found, text))
    except autosave.Conflict as clash:
        if typing:
            return autosave.conflict(clash.row, {"text": clash.row.text})
        again = IntentionForm({"version": clash.row.version, "text": text})
        return _intention(request, place, again, clash.row)
    if row.is_shared:
        words.touch(place.group)
    return autosave.saved(request, row, reverse("room_live", args=[pk]))


def _write(row: Intention, text: str) -> None:
    row.text = text


def _intention(
    request: HttpRequest, place: Place, form: IntentionForm, elsewhere: Intention | None = None
) -> HttpResponse:
    context = {"session": place.session, "form": form, "elsewhere": elsewhere}
    return render(request, "mixitup/intention_edit.html", context, status=409 if elsewhere else 200)


@require_POST
def intention_share(request: HttpRequest, pk: int) -> HttpResponse:
    place = own_place(request, pk)
    words.share_intention(place.group, place.mine.student, request.POST.get("share") == "yes")
    return pressed(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def room_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """For the room's leads: what leading is, a hello to copy, and the questions to choose."""
    place = own_place(request, pk)
    if not clock.leads(place.room, place.mine):
        raise Http404
    guide = place.session.guide
    agenda = clock.agenda_of(guide.current) if guide and guide.current else None
    pins = place.room.pins if place.room else {}
    if request.method != "POST" or agenda is None:
        if request.method == "POST":
            return redirect("room_prepare", pk)
        return _prepare(request, place, agenda, pins)
    chosen = {part.anchor: request.POST.getlist(f"pin-{part.anchor}") for part, _ in words.choices(agenda)}
    try:
        words.pin(place.group, agenda, chosen)
    except words.TooMany as refusal:
        return _prepare(request, place, agenda, chosen, str(refusal))
    messages.success(request, "Your questions are kept. They show when you come to that part.")
    return redirect("room_prepare", pk)


def _prepare(
    request: HttpRequest,
    place: Place,
    agenda: clock.Agenda | None,
    pins: dict[str, list[str]],
    said: str = "",
) -> HttpResponse:
    context = {
        "session": place.session,
        "place": place,
        "hello": words.hello(place.group, place.mine),
        "choices": [
            (part, texts, pins.get(part.anchor, []))
            for part, texts in (words.choices(agenda) if agenda else [])
        ],
        "most": words.MOST_PINS,
        "said": said,
    }
    return render(request, "mixitup/room_prepare.html", context, status=409 if said else 200)
