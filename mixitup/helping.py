"""Looking at a student's pages to help them: read-only, announced, on record, over after half an hour.

The staff account stays the one that is signed in; what its session holds is only whose pages are looked at, and until
when. Which pages may be looked at, each view says itself; any other isn't there meanwhile.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpResponse

from mixitup.models import Change, Student, User

KEY = "helping"
LASTS = datetime.timedelta(minutes=30)
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Helping:
    """Who looks at whose pages, until when."""

    staff: User
    student: Student
    until: datetime.datetime


class OverError(Exception):
    """The half hour is over, or the student is gone."""


def shown_to_helpers(view: View) -> View:
    """Marks a page that staff may look at as the student sees it: nothing on it is the student's alone."""
    view.shown_to_helpers = True  # type: ignore[attr-defined]
    return view


def ends_helping(view: View) -> View:
    """Marks the way out."""
    view.ends_helping = True  # type: ignore[attr-defined]
    return view


def may_be_helped(student: Student) -> bool:
    """Whoever can sign in as a student, and is nothing else."""
    return student.user is not None and student.user.is_active and not student.user.is_staff


def start(session: SessionBase, student: Student, actor: User, now: datetime.datetime) -> None:
    until = now + LASTS
    with transaction.atomic():
        _record("help.started", student, actor, {"until": until})
    session[KEY] = {"student": student.pk, "until": until.isoformat()}


def stop(session: SessionBase, helping: Helping) -> None:
    with transaction.atomic():
        _record("help.stopped", helping.student, helping.staff, {})
    session.pop(KEY, None)


def running(session: SessionBase, user: object, now: datetime.datetime) -> Helping | None:
    """Whose pages this session looks at now. Raises OverError, once, when that has ended by itself."""
    kept = session.get(KEY)
    if not kept:
        return None
    until = datetime.datetime.fromisoformat(kept["until"])
    student = Student.objects.select_related("user").filter(pk=kept["student"]).first()
    is_staff = isinstance(user, User) and user.is_staff and user.is_active
    if not is_staff or now >= until or student is None or not may_be_helped(student):
        session.pop(KEY)
        raise OverError
    assert isinstance(user, User)
    return Helping(user, student, until)


def _record(verb: str, student: Student, actor: User, after: dict[str, object]) -> None:
    Change.objects.create(
        actor=actor, verb=verb, subject=student.shown_name[:120], student=student, after=after
    )
