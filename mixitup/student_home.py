"""What a student finds on their home page: the next session with their room, then the inning's others."""

from datetime import datetime

from django.db.models import F

from mixitup import retention, rooms, when
from mixitup.cards import Card
from mixitup.models import Enrolment, Inning, Membership, School, Session, Student, User
from mixitup.models.session import LONGEST


def cards(user: User, now: datetime) -> list[Card]:
    student = getattr(user, "student", None)
    if student is None:
        return []
    zone = School.load().zone
    mine = list(student.enrolments.select_related("inning").order_by("inning__starts_on"))
    today = now.astimezone(zone).date()
    if mine and mine[-1].is_gone and not any(one.inning.ends_on >= today for one in mine if not one.is_gone):
        return _gone(student, mine[-1], now)
    inning = Inning.objects.current_on(today)
    if inning is None or inning.pk not in [one.inning_id for one in mine]:
        return [Card(10, "mixitup/_card_no_session.html", {"inning": inning})]
    sessions = list(Session.objects.filter(inning=inning).for_room_page().in_order())
    places = rooms.places_of(sessions, student, now) if sessions else []
    coming = [place for place in places if place.state not in (Session.State.HELD, Session.State.CANCELLED)]
    if not coming:
        first = Card(10, "mixitup/_card_no_session.html", {"inning": inning, "is_enrolled": True})
    else:
        session = coming[0].session
        said = {
            "headline": when.headline(session, now, zone),
            "countdown": when.countdown(session, now, zone),
        }
        first = Card(10, "mixitup/_card_session.html", {"place": coming[0], **said})
    others = [place for place in places if place not in coming[:1]]
    return [first, Card(30, "mixitup/_card_sessions.html", {"places": others})] if others else [first]


def _gone(student: Student, last: Enrolment, now: datetime) -> list[Card]:
    """For somebody who left or graduated: what stays theirs, and until when. One query."""
    seats = Membership.objects.filter(
        student=student,
        arrangement=F("group__session__published"),
        group__session__cancelled_at=None,
        group__session__starts_at__lte=now - LONGEST,
    )
    seats = seats.select_related("group__session__inning").order_by("-group__session__starts_at")
    school = School.load()
    context = {
        "last": last,
        "rooms": [seat.group for seat in seats],
        "until": retention.kept_until(last.inning, school),
    }
    return [Card(10, "mixitup/_card_gone.html", context)]
