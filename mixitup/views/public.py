from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from mixitup import reminders
from mixitup.helping import shown_to_helpers


@shown_to_helpers
@login_not_required
@require_safe
def about_detail(request: HttpRequest) -> HttpResponse:
    return render(request, "mixitup/about.html")


@login_not_required
@csrf_exempt  # a mail program's one-click POST (RFC 8058) has no token but the link's own
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_off(request: HttpRequest, token: str) -> HttpResponse:
    student = reminders.student_of(token)
    if student is None:
        raise Http404
    if request.method == "POST":
        reminders.choose(student, wants=False)
    return render(request, "mixitup/reminder_off.html", {"is_off": request.method == "POST"})
