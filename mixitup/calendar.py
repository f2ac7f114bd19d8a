"""The school's calendar: when innings start, which sessions suggest themselves, how many rooms they need."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Exists, OuterRef

from mixitup.assignment import sizing, sizings
from mixitup.models import Absence, Change, Enrolment, Inning, Module, Page, School, Session, User

WEDNESDAY = 2
USUAL_FOCUS = {2: Session.Focus.NETWORKING, 4: Session.Focus.INTERVIEW_PREP}
STARTER_GUIDES = {
    Session.Focus.NETWORKING: "week-2-networking",
    Session.Focus.INTERVIEW_PREP: "week-4-interview-prep",
}


def next_start(today: datetime.date) -> datetime.date:
    """The Monday on which a new inning would start: after the last inning, and not in the past."""
    last = Inning.objects.order_by("-starts_on").first()
    day = last.ends_on + datetime.timedelta(days=1) if last else today
    day = max(day, today)
    return day + datetime.timedelta(days=-day.weekday() % 7)


def suggested_name(starts_on: datetime.date) -> str:
    return f"{starts_on:%y%m}"


def clash(inning: Inning, starts_on: datetime.date) -> str:
    """Why an inning can't start on this Monday, in words; empty when it can."""
    moved = Inning(pk=inning.pk, name=inning.name, starts_on=starts_on, weeks=inning.weeks)
    for other in Inning.objects.exclude(pk=inning.pk):
        if other.starts_on <= moved.ends_on and moved.starts_on <= other.ends_on:
            return (
                f"{other} runs from {other.starts_on:%-d %B %Y} to {other.ends_on:%-d %B %Y}, "
                "so these two would overlap."
            )
    for session in inning.sessions.all() if inning.pk else []:
        day = session.starts_at.astimezone(School.load().zone).date()
        if moved.week_on(day) != session.week:
            return f"{session} is planned for {day:%-d %B}, which would no longer be in Week {session.week}. Move it first."
    return ""


def moment(day: datetime.date, time: datetime.time, zone: ZoneInfo) -> datetime.datetime:
    """When the school's clocks show this time on this day, summer time included."""
    return datetime.datetime.combine(day, time, tzinfo=zone).astimezone(datetime.UTC)


def usual_session(inning: Inning, week: int, focus: str, school: School) -> Session:
    """What a session of this week is by default; not saved."""
    day = inning.day(week, WEDNESDAY)
    out_on = day - datetime.timedelta(days=school.groups_out_days_before)
    return Session(
        inning=inning,
        week=week,
        focus=focus,
        starts_at=moment(day, school.usual_start, school.zone),
        minutes=school.usual_minutes,
        guide=usual_guide(focus),
        zoom_link=school.zoom_link,
        groups_out_at=moment(out_on, school.groups_out_time, school.zone),
    )


def usual_guide(focus: str) -> Page | None:
    """The guide that the last session of this focus used, or the one that comes with the product."""
    last = Session.objects.filter(focus=focus).exclude(guide=None).order_by("-starts_at").first()
    if last:
        return last.guide
    return Page.objects.filter(kind=Page.Kind.GUIDE, slug=STARTER_GUIDES[Session.Focus(focus)]).first()


def suggested_sessions(inning: Inning, school: School, planned: Iterable[Session]) -> list[Session]:
    """The usual sessions that the inning, with these planned, doesn't have yet; not saved."""
    taken = {session.week for session in planned}
    return [
        usual_session(inning, week, focus, school) for week, focus in USUAL_FOCUS.items() if week not in taken
    ]


def add_suggested(inning: Inning, actor: User, school: School) -> list[Session]:
    """Saves what suggests itself; twice is harmless."""
    with transaction.atomic():
        inning = Inning.objects.select_for_update().get(pk=inning.pk)
        added = suggested_sessions(inning, school, inning.sessions.all())
        for session in added:
            session.save()
            record(session, actor, "session.planned")
    return added


def record(
    session: Session,
    actor: User,
    verb: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    Change.objects.create(
        actor=actor,
        verb=verb,
        subject=f"{session}, {session.inning}",
        session=session,
        before=before or {},
        after=after or {},
    )


CHIPS = {
    Session.State.PLANNED: ("To mix", "warn"),
    Session.State.MIXED: ("To publish", "warn"),
    Session.State.PUBLISHED: ("Published", "good"),
    Session.State.HELD: ("Held", "good"),
    Session.State.CANCELLED: ("Cancelled", ""),
}


@dataclass(frozen=True)
class Week:
    """One week of an inning as the line of weeks shows it."""

    number: int
    monday: datetime.date
    friday: datetime.date
    tense: str  # past, now or coming
    session: Session | None
    chip: tuple[str, str]


def weeks(inning: Inning, sessions: Iterable[Session], now: datetime.datetime, zone: ZoneInfo) -> list[Week]:
    """The inning's weeks in order, each with its session. Reads the sessions' prefetched arrangements."""
    by_week = {session.week: session for session in sessions}
    current = (now.astimezone(zone).date() - inning.starts_on).days // 7 + 1
    line = []
    for number in range(1, inning.weeks + 1):
        session = by_week.get(number)
        tense = "now" if number == current else "past" if number < current else "coming"
        words = chip(session, now) if session else ("", "")
        line.append(Week(number, inning.day(number, 0), inning.day(number, 4), tense, session, words))
    return line


@dataclass(frozen=True)
class Roster:
    """Whom a session can count on. `leads`: how many present people of each lead rank, best first.

    `lead_modules`: the numbers of those ranks' modules, as far as anybody is in them.
    """

    people: int
    absent: int
    leads: tuple[int, ...]
    modules: tuple[tuple[int, int], ...]  # (module's number, active people), absent ones included
    lead_modules: tuple[int | None, ...] = ()

    @property
    def present(self) -> int:
        return self.people - self.absent

    @property
    def best_module(self) -> int | None:
        return next(iter(self.lead_modules), None)

    @property
    def best_title(self) -> str:
        """ "Mod 4": what somebody is called who leads first."""
        return f"Mod {self.best_module}" if self.best_module else "first-choice lead"

    @property
    def next_leads(self) -> list[tuple[int, int]]:
        """(module's number, present people) of those who lead where the first rank runs out, best first."""
        ranks = zip(self.lead_modules[1:], self.leads[1:], strict=True)
        return [(module, count) for module, count in ranks if module and count]


def roster(inning: Inning, session: Session | None = None) -> Roster:
    """The active people of the inning, without those who said that they can't come to the session. One query."""
    away = Absence.objects.filter(
        session=session if session and session.pk else None, student=OuterRef("student")
    )
    counts = (
        Enrolment.objects.active()
        .filter(inning=inning)
        .annotate(is_away=Exists(away))
        .values_list("module__number", "module__lead_rank", "is_away")
        .annotate(count=Count("pk"))
        .order_by("module__number")
    )
    modules: Counter[int] = Counter()
    ranks: Counter[int] = Counter()
    numbers: dict[int, int] = {}
    absent = 0
    for number, rank, is_away, count in counts:
        modules[number] += count
        if is_away:
            absent += count
        elif rank:
            ranks[rank] += count
            numbers[rank] = number
    places = range(1, max(ranks, default=0) + 1)
    return Roster(
        people=sum(modules.values()),
        absent=absent,
        leads=tuple(ranks[rank] for rank in places),
        modules=tuple(modules.items()),
        lead_modules=tuple(numbers.get(rank) for rank in places),
    )


@dataclass(frozen=True)
class RoomChoice:
    """One way to size a session, with what it means and what Zoom would refuse."""

    rooms: int
    sizes: str
    leads: str
    is_led: bool
    warning: str


def leads_of(session: Session, found: Roster) -> tuple[int, ...]:
    """How many may lead under the session's rule, by rank, best first."""
    if session.lead_rule == Session.LeadRule.NONE:
        return ()
    return found.leads[:1] if session.lead_rule == Session.LeadRule.FIRST_RANK else found.leads


def lead_rules() -> dict[str, str]:
    """Each lead rule in words, by what the school's modules are: "Mod 4 first, Mod 3 where those run out". One query."""
    leading = Module.objects.exclude(lead_rank=None).order_by("lead_rank")
    best, *others = [f"Mod {number}" for number in leading.values_list("number", flat=True)] or ["Rank 1"]
    by_rank = f"{best} first, {', then '.join(others)} where those run out" if others else best
    return {
        Session.LeadRule.BY_RANK: by_rank,
        Session.LeadRule.FIRST_RANK: f"{best} only",
        Session.LeadRule.NONE: Session.LeadRule.NONE.label,
    }


def room_choice(session: Session, rooms: int, found: Roster, school: School) -> RoomChoice:
    """What this number of rooms means for the people who are there."""
    one = sizing(found.present, rooms, leads_of(session, found))
    sizes = " and ".join(f"{count} of {people}" for people, count in one.sizes)
    if session.lead_rule == Session.LeadRule.NONE:
        leads, is_led = "Nobody leads", True
    elif not one.without_best_lead:
        leads, is_led = f"Every room can have a {found.best_title}", True
    else:
        leads, is_led = f"{one.without_best_lead} without a {found.best_title}", False
        if one.without_lead:
            leads += f", {one.without_lead} without any lead"
    return RoomChoice(rooms, sizes, leads, is_led, too_many_rooms(rooms, school))


def room_choices(session: Session, found: Roster, school: School) -> list[RoomChoice]:
    """Two or three sizings to choose from, fewest rooms first; none while nobody is on the roster."""
    offered = sizings(found.present, leads_of(session, found), session.people_per_room)
    return [room_choice(session, one.rooms, found, school) for one in offered]


def too_many_rooms(rooms: int, school: School) -> str:
    """What the school's Zoom account can't split into, in words; empty when it can."""
    if rooms <= school.zoom_rooms:
        return ""
    return f"{rooms - school.zoom_rooms} more than the {school.zoom_rooms} breakout rooms of the Zoom account"


def too_many_people(people: int, school: School) -> str:
    """Who won't fit into the school's Zoom account, in words; empty when all do."""
    if people <= school.zoom_people:
        return ""
    return f"{people:,} people are more than the {school.zoom_people:,} of the Zoom account"


def chip(session: Session, now: datetime.datetime) -> tuple[str, str]:
    """What the session's state asks for, in a word or two, and the chip's colour."""
    state = session.state(now)
    if state in (Session.State.PLANNED, Session.State.MIXED) and session.ends_at <= now:
        return ("Not held", "")
    return CHIPS[state]


def next_usual_session(inning: Inning, school: School, today: datetime.date) -> Session:
    """What a further session of the inning starts from.

    The next usual week without one, or the first free week; weeks whose day is past only where no other is left.
    """
    taken = {session.week for session in inning.sessions.all()}
    free = [week for week in [*USUAL_FOCUS, *range(1, inning.weeks + 1)] if week not in taken]
    to_come = [week for week in free if inning.day(week, WEDNESDAY) >= today]
    week = (to_come or free or [inning.weeks])[0]
    return usual_session(inning, week, USUAL_FOCUS.get(week, Session.Focus.NETWORKING), school)


def reinstate(pk: int, actor: User) -> Session:
    """Puts a cancelled session back, with its groups as a draft; one that isn't cancelled stays as it is."""
    with transaction.atomic():
        session = Session.objects.locked(pk)
        if session.cancelled_at:
            before = {"cancelled_at": session.cancelled_at}
            session.cancelled_at = None
            session.save(update_fields=["cancelled_at"])
            record(session, actor, "session.reinstated", before, {"cancelled_at": None})
    return session
