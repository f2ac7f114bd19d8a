"""Saying when: the words for a moment, seen from now, in the school's zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mixitup.models import Session


def headline(session: Session, now: datetime, zone: ZoneInfo) -> str:
    """ "Today at 11:00", "Wednesday 25 November at 11:00", "Now, until 12:00"."""
    start, here = session.starts_at.astimezone(zone), now.astimezone(zone)
    if now >= session.ends_at:
        return f"{day(start)} at {start:%H:%M}"
    if now >= session.starts_at:
        return f"Now, until {session.ends_at.astimezone(zone):%H:%M}"
    if start.date() == here.date():
        return f"Today at {start:%H:%M}"
    if start.date() == here.date() + timedelta(days=1):
        return f"Tomorrow at {start:%H:%M}"
    return f"{day(start)} at {start:%H:%M}"


def countdown(session: Session, now: datetime, zone: ZoneInfo) -> str:
    """ "in 42 minutes" on the day itself, before the session starts; else nothing."""
    is_today = session.starts_at.astimezone(zone).date() == now.astimezone(zone).date()
    return f"in {distance(session.starts_at - now)}" if is_today and now < session.starts_at else ""


def day(local: datetime) -> str:
    return f"{local:%A} {local.day} {local:%B}"


def distance(span: timedelta) -> str:
    """Minutes up to an hour and a half, then hours; rounded up, so that it never says 0."""
    minutes = -(-span // timedelta(minutes=1))
    if minutes < 90:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"{round(minutes / 60)} hours"
