"""Who may open a page: said once on the view, held by the access table test."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import Http404, HttpRequest, HttpResponse

from mixitup.models import Student, User

View = Callable[..., HttpResponse]


def staff_required(view: View) -> View:
    """For Career Development staff; for anyone else the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not getattr(request.user, "is_staff", False):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def student_required(view: Callable[Concatenate[HttpRequest, Student, ...], HttpResponse]) -> View:
    """For students: the view gets the signed-in person's Student right after the request."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        student = getattr(request.user, "student", None)
        if student is None:
            raise Http404
        return view(request, student, *args, **kwargs)

    return guarded


def signed_in(request: HttpRequest) -> User:
    """The person behind a request that only signed-in people get through."""
    assert isinstance(request.user, User)
    return request.user
