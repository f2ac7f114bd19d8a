"""The demo's cast: who can be signed in with one click, and what to try as each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from mixitup.models import Enrolment, Inning, Membership, Session, User

HOUR = timedelta(hours=1)
# What marks the hour that a button on /demo/ starts (config/demo/hour.py): the cast plays around it.
HOUR_LINK = "https://zoom.example.org/j/9753108642"


@dataclass(frozen=True)
class Persona:
    """A part to play; `find` gives the user who plays it as the school stands now, or nobody."""

    slug: str
    role: str
    try_this: str
    find: Callable[[], User | None]


def _staff() -> User | None:
    return User.objects.filter(is_staff=True, is_active=True).order_by("pk").first()


def _enrolled() -> QuerySet[Any]:
    """This inning's people, and whether they have a room, or lead one, in the session whose rooms are out next."""
    inning = Inning.objects.current_on(timezone.localdate())
    out = Session.objects.filter(inning=inning, cancelled_at=None).exclude(published=None)
    out = out.exclude(zoom_link=HOUR_LINK).in_order()
    session = out.filter(starts_at__gt=timezone.now() - HOUR).first() or out.last()
    published = Membership.objects.filter(
        student=OuterRef("student"), arrangement=session.published_id if session else None
    )
    return (
        Enrolment.objects.active()
        .filter(inning=inning)
        .annotate(has_room=Exists(published), has_lead=Exists(published.filter(role=Membership.Role.LEAD)))
        .select_related("student__user")
        .order_by("student_id")
    )


def _user(found: QuerySet[Any]) -> User | None:
    enrolment = found.first()
    return enrolment.student.user if enrolment else None


def _lead(module: int) -> Callable[[], User | None]:
    return lambda: _user(_enrolled().filter(module__number=module, has_lead=True))


def _member(module: int) -> Callable[[], User | None]:
    """Somebody who doesn't lead; in a school with too few to lead, the last of those who do."""
    return lambda: _user(
        _enrolled().filter(module__number=module, has_room=True).order_by("has_lead", "-student_id")
    )


def _without_room() -> User | None:
    """Somebody who is coming and hasn't asked for a room yet; failing that, anybody without one."""
    without = _enrolled().filter(has_room=False)
    return _user(without.filter(student__absences=None, student__room_requests=None)) or _user(without)


PERSONAS = [
    Persona(
        "staff",
        "Career Development",
        "Open Week 4, mix the groups and move people on the board. Then publish and read the mail below.",
        _staff,
    ),
    Persona(
        "mod-4-lead",
        "Mod 4, leads a room",
        "Week 2 is yours to lead: see who is in your room and open the guide for the hour.",
        _lead(4),
    ),
    Persona(
        "mod-3-lead",
        "Mod 3, leads a room",
        "There are more rooms than people in Mod 4, so a Mod 3 leads this one.",
        _lead(3),
    ),
    Persona(
        "mod-1", "Student in Mod 1", "Find your Week 2 room in one glance, on a narrow window.", _member(1)
    ),
    Persona(
        "mod-2", "Student in Mod 2", "Change your preferred name and pronouns in your profile.", _member(2)
    ),
    Persona("mod-3", "Student in Mod 3", "Look through the whole session's list of rooms.", _member(3)),
    Persona(
        "mod-4",
        "Student in Mod 4",
        "With fewer people in Mod 4 than rooms, each of them leads one: here is another room and its people.",
        _member(4),
    ),
    Persona(
        "without-a-group",
        "Student without a group",
        "Joined after the rooms were out: ask for one, then answer the request as staff.",
        _without_room,
    ),
]


def persona(slug: str) -> Persona | None:
    return next((one for one in PERSONAS if one.slug == slug), None)
