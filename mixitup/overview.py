"""Where a session stands: its people, its rooms, and the one thing to do next, in sentences with real figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from mixitup import absences, calendar, telling
from mixitup.models import Arrangement, Enrolment, Membership, Notice, School, Session
from mixitup.models import Attendance as NotedAttendance
from mixitup.wording import count, listed

State = Session.State


@dataclass(frozen=True)
class Step:
    """What to do next: a title, sentences, and where it is done."""

    title: str
    text: str
    action: str = ""
    url: str = ""
    warning: str = ""


@dataclass(frozen=True)
class Room:
    number: int
    leads: str
    people: int
    came: int | None  # None: nobody noted it


@dataclass(frozen=True)
class Attendance:
    """How many came of those whose attendance somebody noted."""

    came: int
    noted: int

    @property
    def percent(self) -> int:
        return round(100 * self.came / self.noted) if self.noted else 0


def day_and_time(moment: datetime) -> str:
    """ "Wednesday 9 December, 11:00" in the school's zone."""
    return f"{timezone.localtime(moment):%A %-d %B, %H:%M}"


def arrangement_of(session: Session) -> Arrangement | None:
    """What staff look at: the draft, or else what is published."""
    return session.draft or session.published


def rooms(session: Session, arrangement: Arrangement | None) -> list[Room]:
    """The arrangement's rooms in order, with who leads and how many came. Three queries, however many rooms."""
    if arrangement is None:
        return []
    seats = Membership.objects.filter(arrangement=arrangement)
    people = dict(seats.order_by().values_list("group__number").annotate(Count("pk")))
    leads: dict[int, list[str]] = {}
    leading = seats.exclude(role=Membership.Role.MEMBER).select_related("student", "group")
    for seat in leading.order_by("role", "student__name"):
        leads.setdefault(seat.group.number, []).append(seat.student.shown_name)
    noted = session.attendances.order_by().values("group__number")
    came = dict(
        noted.annotate(came=Count("pk", filter=Q(is_present=True))).values_list("group__number", "came")
    )
    return [
        Room(number, listed(leads.get(number, [])), people[number], came.get(number))
        for number in sorted(people)
    ]


def zoom_warnings(session: Session, found: calendar.Roster, rooms: int, school: School) -> list[str]:
    """What the Zoom account can't do for the rooms there are, or else for those there would be."""
    rooms = rooms or session.rooms_for(found.present)
    over = calendar.too_many_rooms(rooms, school)
    said = [
        over and f"{count(rooms, 'room', 'rooms')}: {over}",
        calendar.too_many_people(found.present, school),
    ]
    return [warning for warning in said if warning]


def attendance(session: Session) -> Attendance:
    return came([session]).get(session.pk, Attendance(0, 0))


def came(sessions: Sequence[Session]) -> dict[int, Attendance]:
    """By session id, who came to those of the sessions where somebody noted it. One query."""
    noted = NotedAttendance.objects.filter(session__in=sessions).order_by().values("session_id")
    counts = noted.annotate(came=Count("pk", filter=Q(is_present=True)), noted=Count("pk"))
    return {one["session_id"]: Attendance(one["came"], one["noted"]) for one in counts}


def step(session: Session, found: calendar.Roster, now: datetime, school: School) -> Step:
    """The session's next step, by its state."""
    state = session.state(now)
    if state == State.PLANNED:
        return _to_mix(session, found, now, school)
    if state == State.MIXED:
        return _to_publish(session, found, now)
    if state == State.PUBLISHED:
        return _to_hold(session, found, now)
    if state == State.HELD:
        return _held(session)
    kept = (
        "Its groups are kept as a draft, in case you put it back."
        if session.draft
        else "You can put it back."
    )
    return Step(f"{week(session)} is cancelled", kept)


def week(session: Session) -> str:
    return f"Week {session.week}"


def page(name: str, session: Session) -> str:
    return reverse(name, args=[session.pk])


def _passed(session: Session) -> Step:
    return Step(
        f"{week(session)} went by without published groups",
        f"It was planned for {day_and_time(session.starts_at)}. Move it to another day, or cancel it.",
        "Choose another day",
        page("session_update", session),
    )


def _late(session: Session, now: datetime) -> str:
    return (
        f"Students expected their room by {day_and_time(session.groups_out_at)}."
        if now > session.groups_out_at
        else ""
    )


def _to_mix(session: Session, found: calendar.Roster, now: datetime, school: School) -> Step:
    if now >= session.ends_at:
        return _passed(session)
    if not found.present:
        return Step(
            f"{week(session)} waits for its people",
            f"Nobody is active in {session.inning} yet. The groups come from the roster.",
            "Bring the roster in",
            f"{reverse('import_create')}?inning={session.inning_id}",
        )
    text = f"{day_and_time(session.starts_at)}. {people_sentence(found)} {rooms_sentence(session, found, school)}"
    return Step(
        f"{week(session)} isn’t mixed yet",
        text,
        "Mix the groups",
        page("board_mix", session),
        _late(session, now),
    )


def people_sentence(found: calendar.Roster) -> str:
    away = f", {found.absent} can’t come" if found.absent else ""
    return f"{count(found.people, 'person', 'people')}{away}."


def rooms_sentence(session: Session, found: calendar.Roster, school: School) -> str:
    """What the session's size comes to, and the number of rooms that would give each a lead of the first rank."""
    one = calendar.room_choice(session, session.rooms_for(found.present), found, school)
    said = f"{count(one.rooms, 'room', 'rooms')}: {one.sizes}. {one.leads}."
    best = calendar.leads_of(session, found)[:1]
    if one.is_led or not best or not best[0] or found.present > best[0] * LARGEST_ROOM:
        return said
    fits = calendar.room_choice(session, best[0], found, school)
    return f"{said} In {count(fits.rooms, 'room', 'rooms')} ({fits.sizes}) each could have one."


LARGEST_ROOM = 7


def _to_publish(session: Session, found: calendar.Roster, now: datetime) -> Step:
    if now >= session.ends_at:
        return _passed(session)
    seats = Membership.objects.filter(arrangement=session.draft)
    placed = seats.aggregate(people=Count("pk"), rooms=Count("group", distinct=True))
    text = f"{count(placed['people'], 'person', 'people')} in {count(placed['rooms'], 'room', 'rooms')}. {left_out(*seats_amiss(session, session.draft))}"
    waiting = session.publications.waiting().first()
    if waiting:
        title = f"{week(session)} goes out on {day_and_time(waiting.due_at)}"
        return Step(
            title,
            f"{text} Nobody has been told yet.",
            "Look at it again",
            page("publication_create", session),
        )
    title = f"{week(session)} is mixed, and nobody has been told"
    return Step(title, text, "Check and publish", page("publication_create", session), _late(session, now))


def seats_amiss(session: Session, arrangement: Arrangement | None) -> tuple[int, int]:
    """How many can come and have no room, and how many have a room and won't come. Two queries."""
    coming = (
        Enrolment.objects.active()
        .filter(inning=session.inning_id)
        .exclude(student__absences__session=session)
    )
    seats = Membership.objects.filter(arrangement=arrangement)
    without = coming.exclude(student__in=seats.values("student")).count()
    return without, seats.exclude(student__in=coming.values("student")).count()


def left_out(without: int, gone: int) -> str:
    said = (
        "Everybody who can come has a room."
        if not without
        else f"{count(without, 'person has', 'people have')} no room yet."
    )
    return f"{said} {count(gone, 'person in a room', 'people in rooms')} won’t come." if gone else said


def _to_hold(session: Session, roster: calendar.Roster, now: datetime) -> Step:
    assert session.published
    if found := absences.gaps(session, arrangement_of(session)):
        text = f"{day_and_time(session.starts_at)}. See the fewest moves that mend it, and tell only those concerned."
        return Step(found.sentence, text, "Rescue the day", page("rescue_detail", session))
    told = Membership.objects.filter(arrangement=session.published).count()
    if session.draft or telling.terms_told(session.published, session) != telling.terms_now(session):
        what = "Groups changed" if session.draft else "The time or link changed"
        return Step(
            f"{what} after people were told",
            f"{day_and_time(session.starts_at)}. Publish again, and only those whose room, lead, people, time or link changed hear of it.",
            "Check and publish",
            page("publication_create", session),
        )
    mails, posts = Notice.objects.filter(session=session).failures()
    failed = [f"{count(mails, 'mail', 'mails')} could not be delivered."] if mails else []
    warning = " ".join([*failed, *(["Slack did not take the post."] if posts else [])])
    without, gone = seats_amiss(session, session.published)
    away = f", {roster.absent} can’t come" if roster.absent else ""
    known = f"{count(told, 'person has', 'people have')} a room{away}. {left_out(without, gone)}"
    board = page("board_detail", session)
    if now >= session.starts_at:
        title = f"{week(session)} is on now, until {timezone.localtime(session.ends_at):%H:%M}"
        return Step(title, known, "Open the board", board, warning)
    title, text = f"{week(session)} is published", f"{day_and_time(session.starts_at)}. {known}"
    if without:
        action = "Find them a room" if without > 1 else "Find a room"
        return Step(title, text, action, page("rescue_detail", session), warning)
    return Step(title, text, "See who is where", board, warning)


def _held(session: Session) -> Step:
    found = attendance(session)
    if not found.noted:
        return Step(
            f"{week(session)} was held",
            "Nobody noted who came, so everyone who had a room counts as having met their room.",
        )
    return Step(f"{week(session)} was held", f"{found.came} of {found.noted} came.")


def upcoming(sessions: Sequence[Session], now: datetime) -> Session | None:
    """The session that staff work towards: the first not over and not cancelled."""
    return next((one for one in sessions if not one.cancelled_at and one.ends_at > now), None)


def last_held(sessions: Sequence[Session], now: datetime) -> Session | None:
    """The latest session that was held, of sessions in order."""
    return next((one for one in reversed(sessions) if one.state(now) == State.HELD), None)
