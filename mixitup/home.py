"""The staff's home: the inning as a line of weeks, one next step, and figures of the last session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from mixitup import calendar, meetings, overview
from mixitup.cards import Card
from mixitup.models import (
    Enrolment,
    Inning,
    Module,
    Notice,
    Program,
    Promotion,
    RoomRequest,
    School,
    Session,
    User,
)
from mixitup.overview import Step
from mixitup.wording import count

SHOWN_ROOMS = 12


def cards(user: User, now: datetime) -> list[Card]:
    """Everything staff see first; nothing for anybody else."""
    if not user.is_staff:
        return []
    school = School.load()
    inning = Inning.objects.current_on(now.astimezone(school.zone).date())
    sessions = list(inning.sessions.for_calendar()) if inning else []
    if not sessions and not Session.objects.exists():
        steps = first_steps(inning)
        following = next(step for step in steps if not step.is_done)
        return [Card(0, "mixitup/_home_start.html", {"steps": steps, "next": following})]
    assert inning
    return inning_cards(inning, sessions, now, school)


@dataclass(frozen=True)
class FirstStep:
    """One thing that a new school does once."""

    title: str
    text: str
    action: str
    url: str
    is_done: bool
    is_post: bool = False


# Title, text, and what the button says, in order.
FIRST_STEPS = (
    ("Say who you are", "The school’s name, who answers questions, and the time zone.", "Name the school"),
    (
        "Programs and modules",
        "Back End and Front End, Modules 1 to 4: one click adds the usual ones.",
        "Add them",
    ),
    ("The first inning", "Six weeks from a Monday.", "Plan the inning"),
    ("The roster", "A file from your spreadsheet, or the cells pasted.", "Bring the roster in"),
    (
        "The two sessions",
        "Week 2 and Week 4 suggest themselves on the inning’s Wednesdays.",
        "Plan the sessions",
    ),
)


def first_steps(inning: Inning | None) -> list[FirstStep]:
    """What a school does before its first session, in order."""
    add_inning = reverse("setting_create", args=["innings"])
    add_rows = reverse("school_start")
    places = [
        (reverse("school_update", args=["name"]), School.objects.filter(pk=1).exists()),
        (add_rows, Program.objects.exists() and Module.objects.exists()),
        (add_inning, inning is not None),
        (reverse("import_create"), Enrolment.objects.exists()),
        (reverse("inning_detail", args=[inning.pk]) if inning else add_inning, False),
    ]
    return [
        FirstStep(*words, url, is_done, is_post=url == add_rows)
        for words, (url, is_done) in zip(FIRST_STEPS, places, strict=True)
    ]


def inning_cards(inning: Inning, sessions: Sequence[Session], now: datetime, school: School) -> list[Card]:
    upcoming = overview.upcoming(sessions, now)
    last = overview.last_held(sessions, now) or _last_of_all(now)
    roster = calendar.roster(inning, upcoming)
    step = (
        overview.step(upcoming, roster, now, school)
        if upcoming
        else between(inning, sessions, roster, now, school)
    )
    head = {
        "inning": inning,
        "title": title(inning, now.astimezone(school.zone)),
        "step": step,
        "weeks": calendar.weeks(inning, sessions, now, school.zone),
        "came": overview.came(sessions),
    }
    figures = {
        "people": roster.people,
        "meter": meter(roster),
        "waiting": waiting(upcoming) if upcoming else None,
        "upcoming": upcoming,
        "last": last,
        "met": met(last) if last else None,
    }
    found = [Card(0, "mixitup/_home_inning.html", head), Card(20, "mixitup/_home_figures.html", figures)]
    if last:
        rooms = overview.rooms(last, last.published)
        told = {
            "session": last,
            "is_earlier": last.inning_id != inning.pk,
            "rooms": rooms[:SHOWN_ROOMS],
            "room_count": len(rooms),
            "came": overview.attendance(last),
        }
        found.append(Card(40, "mixitup/_home_rooms.html", told))
    return found


def _last_of_all(now: datetime) -> Session | None:
    """The latest session held in any inning: what a new inning looks back on."""
    held = Session.objects.filter(starts_at__lt=now, cancelled_at=None).exclude(published=None)
    latest = list(held.select_related("inning", "published").order_by("-starts_at")[:2])
    return next((one for one in latest if one.ends_at <= now), None)


def title(inning: Inning, here: datetime) -> str:
    """ "Inning 2611, week 3"; before and after it, when it starts or that it is over."""
    week = inning.week_on(here.date())
    if week:
        return f"{inning}, week {week}"
    if here.date() < inning.starts_on:
        return f"{inning} starts on {inning.starts_on:%A %-d %B}"
    return f"{inning} is over"


def between(
    inning: Inning, sessions: Sequence[Session], roster: calendar.Roster, now: datetime, school: School
) -> Step:
    """The next step when no session of the inning is ahead: plan its others, or the next inning."""
    suggested = [one for one in calendar.suggested_sessions(inning, school, sessions) if one.starts_at > now]
    if suggested:
        days = " and ".join(f"Week {one.week} on {overview.day_and_time(one.starts_at)}" for one in suggested)
        url = reverse("inning_detail", args=[inning.pk])
        many = "sessions suggest themselves" if len(suggested) > 1 else "session suggests itself"
        return Step(
            f"{len(suggested)} {many}" if len(suggested) > 1 else f"One {many}",
            f"{days}.",
            "Plan them" if len(suggested) > 1 else "Plan it",
            url,
        )
    following = Inning.objects.filter(starts_on__gt=inning.starts_on).order_by("starts_on").first()
    if following is None:
        starts_on = calendar.next_start(timezone.localdate(now))
        text = f"No session is ahead. The next inning could start on {starts_on:%A %-d %B %Y}."
        return Step(
            f"The sessions of {inning} are done",
            text,
            "Plan the next inning",
            reverse("setting_create", args=["innings"]),
        )
    if roster.people and not Promotion.objects.filter(source=inning).exclude(applied_at=None).exists():
        return _to_promote(inning, following)
    people = calendar.roster(following).people
    text = f"{following} starts on {following.starts_on:%A %-d %B}, with {count(people, 'person', 'people')} so far."
    return Step(
        f"The sessions of {inning} are done",
        text,
        f"Open {following}",
        reverse("inning_detail", args=[following.pk]),
    )


def _to_promote(inning: Inning, following: Inning) -> Step:
    text = (
        f"{following} starts on {following.starts_on:%A %-d %B}. Say who repeats, pauses or leaves; everybody else moves"
        " up a module or graduates. You see it all before anything is written."
    )
    url = reverse("promotion_detail", args=[inning.pk])
    return Step(f"The sessions of {inning} are done", text, "Promote people", url)


@dataclass(frozen=True)
class Bar:
    """A module's stretch of the people's meter, in people."""

    module: int
    people: int
    start: int


def meter(roster: calendar.Roster) -> list[Bar]:
    bars: list[Bar] = []
    start = 0
    for module, people in roster.modules:
        bars.append(Bar(module, people, start))
        start += people
    return bars


@dataclass(frozen=True)
class Waiting:
    """What waits for staff before a session. `names`: up to three who ask for a room, oldest first."""

    requests: int
    names: str
    failed: int
    failed_posts: int


def waiting(session: Session) -> Waiting:
    asked = list(
        RoomRequest.objects.filter(session=session, answered_at=None)
        .select_related("student")
        .defer("message")
        .order_by("asked_at")
    )
    failed, failed_posts = Notice.objects.filter(session=session).failures()
    names = ", ".join(one.student.shown_name for one in asked[:3])
    names = f"{names} and {len(asked) - 3} more" if len(asked) > 3 else names
    return Waiting(len(asked), names, failed, failed_posts)


def met(session: Session) -> meetings.FirstMeetings:
    """The last session's new meetings; kept for an hour, since nothing but attendance still changes them."""
    came = overview.attendance(session)
    key = f"first-meetings:{session.published_id}:{came.came}:{came.noted}"
    found: meetings.FirstMeetings | None = cache.get(key)
    if found is None:
        found = meetings.first_meetings(session)
        cache.set(key, found, timedelta(hours=1).total_seconds())
    return found
