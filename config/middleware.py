"""What every request passes through, beyond Django's own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mixitup.models import School

Handler = Callable[[HttpRequest], HttpResponse]


def htmx_login_redirect(get_response: Handler) -> Handler:
    """A fragment can't show the sign-in page in its place: tell htmx to go there as a whole page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "htmx", False) and response.status_code == 302:
            target = response["Location"]
            if target.startswith("/sign-in/"):
                answer = HttpResponse()
                answer["HX-Redirect"] = target.split("?")[0]
                return answer
        return response

    return middleware


def school_time_zone(get_response: Handler) -> Handler:
    """Times are said in the school's zone; the browser adds the viewer's own beside them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":  # answers even when the database doesn't
            return get_response(request)
        with timezone.override(School.load().zone):
            return get_response(request)

    return middleware
