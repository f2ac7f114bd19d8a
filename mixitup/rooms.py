"""A session as its students see it: their own room, read from what is published and from nothing else."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.humanize.templatetags.humanize import apnumber

from mixitup import absences, meetings
from mixitup.models import Arrangement, Membership, RoomRequest, Session, Student, User
from mixitup.wording import listed


@dataclass(frozen=True)
class Room:
    """One room of what is published, from the place of the student who looks (`mine`), or of staff (None)."""

    number: int
    people: list[Membership]
    mine: Membership | None = None

    @property
    def leads(self) -> list[Membership]:
        return [seat for seat in self.people if seat.leads]

    @property
    def is_led_by_me(self) -> bool:
        return bool(self.mine and self.mine.leads)

    @property
    def others(self) -> list[Membership]:
        return [seat for seat in self.people if seat != self.mine]


@dataclass(frozen=True)
class Place:
    """All that a student's page of a session is made of, at one moment."""

    session: Session
    state: Session.State
    room: Room | None = None
    is_absent: bool = False
    request: RoomRequest | None = None
    can_say: bool = False

    @property
    def is_ahead(self) -> bool:
        """Whether the session is still to come or going on, so that not coming means something."""
        return self.state in (Session.State.PLANNED, Session.State.PUBLISHED)

    @property
    def can_ask(self) -> bool:
        """Whether asking for a room makes sense: groups are out, without this student."""
        return self.state == Session.State.PUBLISHED and self.room is None


def place_of(session: Session, student: Student, now: datetime) -> Place:
    """Where a student is in one session; at most six queries."""
    return places_of([session], student, now)[0]


def places_of(sessions: list[Session], student: Student, now: datetime) -> list[Place]:
    """Where a student is in each of these sessions of one inning; at most six queries, however many sessions."""
    rooms = _rooms(sessions, student)
    absent = set(student.absences.filter(session__in=sessions).values_list("session_id", flat=True))
    requests = {one.session_id: one for one in student.room_requests.filter(session__in=sessions)}
    return [
        Place(
            session=one,
            state=state_for_students(one, now),
            room=rooms.get(one.pk),
            is_absent=one.pk in absent,
            request=requests.get(one.pk),
            can_say=now < absences.closes_at(one),
        )
        for one in sessions
    ]


def state_for_students(session: Session, now: datetime) -> Session.State:
    """The state without a word about drafts: whether staff have mixed already is not for students to see."""
    if session.cancelled_at:
        return Session.State.CANCELLED
    if now >= session.ends_at:
        return Session.State.HELD
    return Session.State.PUBLISHED if session.published_id else Session.State.PLANNED


def _rooms(sessions: list[Session], student: Student) -> dict[int, Room]:
    """For each session whose groups are out, the room in which this student sits."""
    shown = {one.published_id: one for one in sessions if one.published_id and not one.cancelled_at}
    if not shown:
        return {}
    own = Membership.objects.filter(arrangement__in=shown, student=student).values("group")
    people = Membership.objects.filter(arrangement__in=shown, group__in=own)
    seats: dict[int, list[Membership]] = defaultdict(list)
    for seat in people.with_people(sessions[0].inning):
        seats[seat.arrangement_id].append(seat)
    found = {}
    for arrangement_id, room in seats.items():
        place = next(seat for seat in room if seat.student_id == student.pk)
        found[shown[arrangement_id].pk] = Room(place.group.number, room, place)
    return found


def are_out(session: Session) -> bool:
    return session.published_id is not None and session.cancelled_at is None


def leads_somewhere(session: Session, user: User) -> bool:
    """Whether this person leads or co-leads a room of what is published."""
    if not are_out(session):
        return False
    leading = Membership.objects.filter(arrangement=session.published_id, student__user=user)
    return leading.exclude(role=Membership.Role.MEMBER).exists()


def met_before(session: Session, room: Room) -> set[int]:
    """Which of the others in the room the viewer sat with in an earlier session (student ids)."""
    if room.mine is None:
        return set()
    me, others = room.mine.student_id, {seat.student_id for seat in room.others}
    met = set()
    for past in meetings.before(session):
        here = past.rooms.get(me)
        met |= {pk for pk in others if here is not None and past.rooms.get(pk) == here}
    return met


def summary(room: Room, met: set[int]) -> str:
    """ "Five people, four modules. You haven't met any of them yet." """
    modules = {here.module_id for seat in room.people if (here := seat.enrolment_here)}
    count = f"{apnumber(len(room.people))} people, {apnumber(len(modules))} modules".capitalize()
    if len(room.people) == 1:
        return "Nobody else is in this room yet."
    if len(modules) < 2:
        count = f"{apnumber(len(room.people))} people".capitalize()
    known = [seat.student.first_name for seat in room.others if seat.student_id in met]
    if not known:
        return f"{count}. You haven't met any of them yet."
    if len(known) == len(room.others):
        return f"{count}. You've been in a room with all of them before."
    return f"{count}. You've been in a room with {listed(known)} before; the others are new to you."


@dataclass(frozen=True)
class ListedRoom:
    """A room as everybody may see it: its number, and the names of those who are on the list."""

    number: int
    names: list[str]
    is_own: bool


def all_rooms(session: Session, viewer: User, words: str = "") -> list[ListedRoom]:
    """The published rooms in order; those who chose to be left off show to themselves and staff. Two queries."""
    seats = Membership.objects.filter(arrangement=session.published_id).select_related("group", "student")
    names: dict[int, list[str]] = defaultdict(list)
    own = None
    for seat in seats.order_by("group__number", "student__name", "pk"):
        is_me = seat.student.user_id == viewer.pk
        own = seat.group.number if is_me else own
        names[seat.group.number]  # a room stays on the list even if nobody in it does
        if seat.student.erased_at is None and (seat.student.is_listed or is_me or viewer.is_staff):
            names[seat.group.number].append(seat.student.shown_name)
    found = [ListedRoom(number, people, number == own) for number, people in names.items()]
    sought = fold(words)
    return [room for room in found if not sought or any(sought in fold(name) for name in room.names)]


def fold(text: str) -> str:
    """For finding names: neither case nor accents matter."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


COLUMNS = [
    "Room",
    "Name",
    "Leads",
    "E-mail",
    "Module",
    "Program",
    "Cohort",
    "Pronouns",
    "Zoom e-mail",
    "Slack name",
]


def table(session: Session, arrangement: Arrangement | None) -> Iterator[list[object]]:
    """All rooms for staff, header first, room by room."""
    yield list(COLUMNS)
    for seat in arrangement.memberships.with_people(session.inning) if arrangement else []:
        student = seat.student
        here = seat.enrolment_here
        yield [
            seat.group.number,
            student.shown_name,
            seat.get_role_display() if seat.leads else "",
            student.email,
            here.module.number if here else "",
            here.program.name if here else "",
            here.cohort.name if here else "",
            student.pronouns,
            student.zoom_email,
            student.slack_name,
        ]
