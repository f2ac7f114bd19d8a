"""Sessions as calendar entries: the invitation in a mail, the file to add by hand, the feed. RFC 5545, all in UTC.

An entry is one student's: its UID is the same for good, its SEQUENCE rises with every arrangement published or taken
back, and it names nobody but the student.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event, vCalAddress, vText

from mixitup.due import Due
from mixitup.models import Arrangement, School, Session, Student

PRODUCT = "-//Mix It Up//Sessions//EN"


@dataclass(frozen=True)
class Entry:
    """What a student's calendar says of one session. `room` is None before groups are out, and once there is none."""

    session: Session
    student: Student
    sequence: int
    room: int | None = None
    leads: bool = False
    is_cancelled: bool = False


def uid(session_pk: int, student_pk: int) -> str:
    return f"session-{session_pk}-student-{student_pk}@{urlsplit(settings.SITE_URL).hostname}"


def sequence(arrangement: Arrangement, *, is_taken_back: bool = False) -> int:
    """Rises from one published arrangement to the next, and in between when it's taken back."""
    return 2 * arrangement.number + is_taken_back


def invitation(entry: Entry, at: datetime) -> bytes:
    """For a mail: a request to put the session into the calendar, or to take it out again."""
    calendar = _calendar("CANCEL" if entry.is_cancelled else "REQUEST")
    event = _event(entry, at)
    school = School.load()
    organizer = vCalAddress(f"mailto:{school.contact_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["cn"] = vText(school.contact_name)
    attendee = vCalAddress(f"mailto:{entry.student.email}")
    attendee.params["partstat"] = vText("NEEDS-ACTION")
    attendee.params["rsvp"] = vText("FALSE")
    event["organizer"], event["attendee"] = organizer, attendee
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def published(entries: list[Entry], due: list[Due], at: datetime, name: str = "") -> bytes:
    """For a file or a feed: these sessions, and what is due on which day."""
    calendar = _calendar("PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", timedelta(hours=1), {"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry, at))
    for one in due:
        calendar.add_component(_due(one, at))
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(entry: Entry, at: datetime) -> Event:
    session = entry.session
    page = settings.SITE_URL + reverse("session_detail", args=[session.pk])
    event = Event()
    event.add("uid", uid(session.pk, entry.student.pk))
    event.add("dtstamp", at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("summary", f"Mix It Up: room {entry.room}" if entry.room else "Mix It Up")
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("description", _description(entry, page))
    event.add("url", page)
    if session.join_link and not entry.is_cancelled:
        event.add("location", session.join_link)
    return event


def _description(entry: Entry, page: str) -> str:
    lines = [f"{entry.session}."]
    if entry.is_cancelled:
        lines.append("You have no room in this session any more.")
    elif entry.room is None:
        lines.append("Your room isn't out yet.")
    else:
        lines.append(f"Join the Zoom meeting, then pick breakout room {entry.room}.")
        lines += ["You lead this room; the guide has the hour, minute by minute."] if entry.leads else []
    return "\n".join([*lines, f"Your room's page always has the latest: {page}"])


def _due(due: Due, at: datetime) -> Event:
    """A whole day, in no zone: what is due by its end."""
    event = Event()
    event.add("uid", f"due-{due.key}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", at)
    event.add("dtstart", due.on)
    event.add("dtend", due.on + timedelta(days=1))
    event.add("summary", f"Due: {due.what}")
    event.add("url", settings.SITE_URL + due.path)
    event.add("transp", "TRANSPARENT")
    return event
