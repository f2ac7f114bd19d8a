"""What every request passes through, beyond Django's own."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from config.errors import typed
from mixitup.models import School

Handler = Callable[[HttpRequest], HttpResponse]
MOST_BYTES = 32 * 1024 * 1024  # of one request: sixty pages of the largest size


class SignInRequired(LoginRequiredMiddleware):
    """Whoever was signed out while they had a form open comes back to its page, and loses nothing they typed."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:  # type: ignore[override]
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        page = request.META.get("HTTP_REFERER", "")
        here = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
        back = urlsplit(page)._replace(scheme="", netloc="").geturl() if here else "/"
        sign_in = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
        words = typed(request)
        if words and not getattr(request, "htmx", False):
            return render(request, "401.html", {"typed": words, "sign_in": sign_in}, status=401)
        return redirect(sign_in)


def refuse_large(get_response: Handler) -> Handler:
    """What is larger than anything a page here takes isn't read: the forgery check would, before it is known who sends it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > MOST_BYTES:
            return HttpResponse(render_to_string("413.html"), status=413)
        return get_response(request)

    return middleware


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


BUTTON_ONLY = "Nothing was done: that address works only from its button. This is the page it belongs to."


def lead_to_the_page(get_response: Handler) -> Handler:
    """A button's address that a person opens by hand (from the history, or to see an answer anew) leads to its page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        by_hand = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if response.status_code != 405 or not by_hand:
            return response
        for message in messages.get_messages(request):
            if message.message != BUTTON_ONLY:  # said already, when the page above is a button's as well
                messages.add_message(request, message.level or 0, message.message, message.extra_tags or "")
        messages.info(request, BUTTON_ONLY)
        return redirect(page_above(request.path))

    return middleware


def page_above(path: str) -> str:
    """The nearest address above this one that leads anywhere."""
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return "/"
