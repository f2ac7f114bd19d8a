"""How long the data of people who are gone is kept: months after their last inning ended, as the school chose."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from mixitup.models import Inning, School, Student


def months_later(day: date, months: int) -> date:
    """The same day so many months later (earlier, if negative), or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def kept_until(inning: Inning, school: School) -> date | None:
    """The last day that somebody whose last inning this is keeps everything; None where the school chose no time."""
    return months_later(inning.ends_on, school.keep_months) if school.keep_months else None


def to_erase(today: date, months: int) -> QuerySet[Student]:
    """Whose last inning ended longer ago than that; neither erased nor staff. People without any inning stay."""
    kept = [one.pk for one in Inning.objects.all() if months_later(one.ends_on, months) >= today]
    return (
        Student.objects.filter(user__isnull=False, user__is_staff=False, enrolments__isnull=False)
        .exclude(enrolments__inning__in=kept)
        .select_related("user")
        .distinct()
        .order_by("pk")
    )


def to_erase_now(now: datetime) -> QuerySet[Student]:
    """Whom the school's own choice says to erase today; nobody, where it chose no time."""
    school = School.load()
    if not school.keep_months:
        return Student.objects.none()
    return to_erase(now.astimezone(school.zone).date(), school.keep_months)


@dataclass(frozen=True)
class Coming:
    """The next people whose time is over: `people` of them on `on`, or now where that has passed."""

    people: int
    on: date


def coming(today: date, months: int) -> Coming | None:
    """Who would be erased next if data were kept for so many months; None where nobody is on any roster."""
    now = to_erase(today, months).count()
    if now:
        return Coming(now, today)
    ends = sorted({months_later(one.ends_on, months) for one in Inning.objects.all()})
    for end in ends:
        day = date.fromordinal(end.toordinal() + 1)
        if day > today and (people := to_erase(day, months).count()):
            return Coming(people, day)
    return None
