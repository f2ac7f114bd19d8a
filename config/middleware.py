"""What every request passes through, beyond Django's own."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode

from mixitup.models import School

Handler = Callable[[HttpRequest], HttpResponse]


def htmx_login_redirect(get_response: Handler) -> Handler:
    """A fragment can't show the sign-in page in its place.

    Reading: htmx goes there as a whole page, and comes back to the page it was on. Writing: 401, which htmx leaves
    unshown, so that what was typed stays on the screen (static/js/errors.js says what to do).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        htmx = getattr(request, "htmx", None)
        sign_in = resolve_url(settings.LOGIN_URL)
        if not htmx or response.status_code != 302 or response["Location"].split("?")[0] != sign_in:
            return response
        if request.method != "GET":
            return HttpResponse(status=401)
        answer = HttpResponse()
        back = htmx.current_url_abs_path
        answer["HX-Redirect"] = f"{sign_in}?{urlencode({'next': back})}" if back else sign_in
        return answer

    return middleware


def school_time_zone(get_response: Handler) -> Handler:
    """Times are said in the school's zone; the browser adds the viewer's own beside them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path in ("/healthz", "/readyz"):  # they answer even when the database doesn't
            return get_response(request)
        with timezone.override(School.load().zone):
            return get_response(request)

    return middleware


def keep_private(get_response: Handler) -> Handler:
    """No proxy keeps a page of somebody's. (Files under /static/ are answered before this.)"""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True)
        return response

    return middleware
