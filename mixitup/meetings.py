"""Who has met whom: those who attended together; where nobody recorded attendance, who was published together."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Exists, OuterRef

from mixitup.models import Attendance, Enrolment, Membership, Session


@dataclass(frozen=True)
class Past:
    """An earlier session, and the room in which each person sat (student id -> group id)."""

    label: str
    rooms: dict[int, int]


def before(session: Session) -> list[Past]:
    """The sessions before this one, oldest first, with the rooms of the people of this session's inning.

    Cancelled sessions never met. Attendance counts room by room: a room in which nobody wrote down who came is
    told by what was published, without those who were seen (or missed) elsewhere. Three queries, whatever the size.
    """
    return _past(session, list(Session.objects.before(session).in_order().select_related("inning")))


def at(session: Session) -> Past:
    """The session itself, told the way `before` tells earlier ones. Two queries."""
    return next(iter(_past(session, [session])), Past(label(session, session), {}))


@dataclass(frozen=True)
class FirstMeetings:
    """How many pairs of people sat in one room, and how many of them had not met before. `new <= pairs`."""

    pairs: int
    new: int

    @property
    def again(self) -> int:
        return self.pairs - self.new


def first_meetings(session: Session) -> FirstMeetings:
    """The session's pairs, and those among them that were new. Five queries; time grows with the pairs."""
    earlier = [past.rooms for past in before(session)]
    rooms: dict[int, list[int]] = defaultdict(list)
    for student, group in at(session).rooms.items():
        rooms[group].append(student)
    pairs = [pair for people in rooms.values() for pair in combinations(people, 2)]
    new = sum(not any(one in met and met[one] == met.get(two) for met in earlier) for one, two in pairs)
    return FirstMeetings(len(pairs), new)


def _past(session: Session, earlier: list[Session]) -> list[Past]:
    came, recorded, listed = _attended(session, earlier)
    published = {one.published_id: one.pk for one in earlier if one.published_id}
    placed = Membership.objects.filter(
        arrangement_id__in=published, student__enrolments__inning=session.inning_id
    )
    for arrangement, student, group in placed.values_list("arrangement_id", "student_id", "group_id"):
        pk = published[arrangement]
        if group not in recorded[pk] and student not in listed[pk]:
            came[pk][student] = group
    return [Past(label(one, session), came[one.pk]) for one in earlier if came[one.pk]]


def label(one: Session, here: Session) -> str:
    """ "Week 2" for a session of the same inning, "Week 4 of 2609" for one of an earlier inning."""
    same = one.inning_id == here.inning_id
    return f"Week {one.week}" if same else f"Week {one.week} of {one.inning.name}"


Rooms = dict[int, dict[int, int]]
Marks = dict[int, set[int]]


def _attended(session: Session, earlier: list[Session]) -> tuple[Rooms, Marks, Marks]:
    """By session: the room of each person who came, the rooms with a record, the people with a record."""
    came: Rooms = defaultdict(dict)
    recorded: Marks = defaultdict(set)
    listed: Marks = defaultdict(set)
    here = Enrolment.objects.filter(inning=session.inning_id, student=OuterRef("student"))
    rows = (
        Attendance.objects.filter(session__in=[one.pk for one in earlier])
        .annotate(is_here=Exists(here))
        .values_list("session_id", "student_id", "group_id", "is_present", "is_here")
    )
    for pk, student, group, is_present, is_here in rows:
        recorded[pk].add(group)
        listed[pk].add(student)
        if is_present and is_here:
            came[pk][student] = group
    return came, recorded, listed
