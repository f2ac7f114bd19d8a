"""A talk as a calendar file."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from networking.models import Conversation


def talk_calendar(talk: Conversation, now: datetime) -> bytes:
    """One event, in UTC, called "Networking talk": whose it is with stays with its author."""
    calendar = Calendar()
    calendar.add("prodid", "-//Mix It Up//Networking//EN")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", f"{talk.uid}@mixitup")
    event.add("dtstamp", now)
    event.add("sequence", talk.version)
    event.add("summary", "Networking talk")
    event.add("dtstart", talk.starts_at)
    event.add("dtend", talk.starts_at + timedelta(minutes=talk.minutes))
    calendar.add_component(event)
    return bytes(calendar.to_ical())
