"""What a student finds on their home page: the next session with their room, then the inning's others."""

from datetime import datetime

from mixitup import rooms, when
from mixitup.cards import Card
from mixitup.models import Inning, School, Session, User


def cards(user: User, now: datetime) -> list[Card]:
    student = getattr(user, "student", None)
    if student is None:
        return []
    zone = School.load().zone
    inning = Inning.objects.current_on(now.astimezone(zone).date())
    if inning is None or not student.enrolments.filter(inning=inning).exists():
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
