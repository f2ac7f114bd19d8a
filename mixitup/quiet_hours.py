"""When the school wants no mail to be sent."""

from datetime import datetime, timedelta

from mixitup.models import School, Session


def end_at(now: datetime) -> datetime | None:
    """When the quiet hours that run now are over; None outside them. They may cross midnight, in the school's zone."""
    school = School.load()
    begin, end = school.quiet_from, school.quiet_until
    if begin is None or end is None:
        return None
    local = now.astimezone(school.zone)
    clock = local.time()
    is_quiet = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not is_quiet:
        return None
    day = local.date() if clock < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, school.zone)


def held_until(session: Session, now: datetime) -> datetime | None:
    """When what tells of a session may leave, where quiet hours hold it; what can't wait for the session isn't held."""
    end = end_at(now)
    return end if end and end <= session.starts_at else None
