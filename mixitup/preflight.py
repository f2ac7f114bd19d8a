"""What staff should know before they publish: what is good as well as what isn't, each with the way out."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from django.urls import reverse

from mixitup import meetings
from mixitup.models import Enrolment, Membership, School, Session
from mixitup.wording import rooms_named


@dataclass(frozen=True)
class Finding:
    """One sentence, the people it is about, and where to mend it."""

    text: str
    is_good: bool = False
    names: tuple[str, ...] = ()
    url: str = ""
    action: str = ""


def findings(session: Session, seats: list[Membership], school: School) -> list[Finding]:
    """Warnings first, then what is well; seven queries at any size. `seats` come from `with_people`."""
    board = reverse("board_detail", args=[session.pk])
    found = [
        *_leads(session, seats, board),
        *_people(session, seats, board),
        *_meetings(session, seats, board),
        *_zoom(session, seats, school),
        *_mail(seats),
    ]
    if session.guide is None:
        found.append(Finding("No guide is chosen, so rooms have no agenda for the hour."))
    return sorted(found, key=lambda finding: finding.is_good)


def _leads(session: Session, seats: list[Membership], board: str) -> Iterable[Finding]:
    if session.lead_rule == Session.LeadRule.NONE:
        return
    rooms = sorted({seat.group.number for seat in seats})
    led = {seat.group.number for seat in seats if seat.leads}
    without = [number for number in rooms if number not in led]
    if without:
        yield Finding(f"{rooms_named(without)} {_have(without)} no lead.", url=board, action="Choose a lead")
    else:
        yield Finding("Every room has a lead.", is_good=True)


def _people(session: Session, seats: list[Membership], board: str) -> Iterable[Finding]:
    placed = {seat.student_id: seat.student.shown_name for seat in seats}
    absent = set(session.absences.values_list("student_id", flat=True))
    active = Enrolment.objects.active().filter(inning=session.inning_id).select_related("student")
    people = {one.student_id: one.student.shown_name for one in active}
    left_out = _names(name for pk, name in people.items() if pk not in placed and pk not in absent)
    if left_out:
        yield Finding(f"{_count(left_out)} no room.", names=left_out, url=board, action="Find them rooms")
    away = _names(name for pk, name in placed.items() if pk in absent)
    if away:
        yield Finding(f"{_count(away)} a room but can't come.", names=away, url=board, action="Take them out")
    gone = _names(name for pk, name in placed.items() if pk not in people)
    if gone:
        text = f"{_count(gone)} a room but no active place in this inning."
        yield Finding(text, names=gone, url=board, action="Take them out")
    if not left_out:
        yield Finding("Everybody who can come has a room.", is_good=True)


def _meetings(session: Session, seats: list[Membership], board: str) -> Iterable[Finding]:
    """Who meets again, by the rooms of earlier sessions."""
    met: set[tuple[int, int]] = set()
    for past in meetings.before(session):
        for room in _by_room(past.rooms.items()):
            met.update(combinations(sorted(room), 2))
    names = {seat.student_id: seat.student.shown_name for seat in seats}
    again = [
        pair
        for room in _by_room((seat.student_id, seat.group.number) for seat in seats)
        for pair in combinations(sorted(room), 2)
        if pair in met
    ]
    if not again:
        yield Finding("Nobody meets anyone again.", is_good=True)
        return
    pairs = tuple(f"{names[one]} and {names[other]}" for one, other in again)
    text = f"{len(again)} pairs have met before." if len(again) > 1 else "One pair has met before."
    yield Finding(text, names=pairs, url=board, action="Look at the board")


def _zoom(session: Session, seats: list[Membership], school: School) -> Iterable[Finding]:
    settings = reverse("school_detail")
    rooms = len({seat.group.number for seat in seats})
    if not session.join_link:
        yield Finding(
            "There is no Zoom link, so the mail can't say how to join.", url=settings, action="Add one"
        )
    if rooms > school.zoom_rooms:
        text = f"{rooms} rooms are more than the {school.zoom_rooms} that your Zoom account allows."
        yield Finding(text, url=settings, action="Check the account's limits")
    if len(seats) > school.zoom_people:
        text = f"{len(seats)} people are more than the {school.zoom_people} that your Zoom account allows."
        yield Finding(text, url=settings, action="Check the account's limits")


def _mail(seats: list[Membership]) -> Iterable[Finding]:
    without = _names(
        seat.student.shown_name for seat in seats if not (seat.student.user and seat.student.user.is_active)
    )
    if without:
        yield Finding(f"{_count(without)} no address we can write to, and won't get a mail.", names=without)


def _by_room(pairs: Iterable[tuple[int, int]]) -> Iterable[list[int]]:
    rooms: dict[int, list[int]] = {}
    for student, room in pairs:
        rooms.setdefault(room, []).append(student)
    return rooms.values()


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def _count(names: tuple[str, ...]) -> str:
    return "One person has" if len(names) == 1 else f"{len(names)} people have"


def _have(numbers: list[int]) -> str:
    return "has" if len(numbers) == 1 else "have"
