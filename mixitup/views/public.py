from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mixitup.helping import shown_to_helpers


@shown_to_helpers
@login_not_required
@require_safe
def about_detail(request: HttpRequest) -> HttpResponse:
    return render(request, "mixitup/about.html")
