"""Who has met whom: those who attended together; where nobody recorded attendance, who was published together."""

from collections import defaultdict
from dataclasses import dataclass

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
    earlier = list(Session.objects.before(session).in_order().select_related("inning"))
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
