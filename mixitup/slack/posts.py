"""What is posted, and the texts that staff copy for each room.

Who chose to be left off the whole session's list is counted in a post and never named. In the text for a room everybody
is named, because only that room reads it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from mixitup import publishing, telling
from mixitup.letters import Seating
from mixitup.models import Membership, Notice, School, Session
from mixitup.slack import posting
from mixitup.telling import Terms
from mixitup.wording import listed, rooms_named

# Slack cuts a text after 40,000 characters.
LONGEST = 38_000


def escaped(text: str) -> str:
    """Slack reads these three itself: "<!channel>" in a name would ring everybody's phone."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def text_of(notice: Notice, *, names_people: bool) -> str:
    """What a notice to the channel says, as things are now."""
    session = notice.session
    if notice.kind == Notice.Kind.SLACK_BACK:
        return cancelled(session) if session.cancelled_at else taken_back(session)
    assert notice.arrangement is not None
    new = Seating(notice.arrangement, session)
    old = Seating(notice.previous, session) if notice.previous else None
    return changed(session, old, new, names_people) if old else all_rooms(session, new, names_people)


def preview(session: Session, *, names_people: bool) -> str:
    """What publishing now would post; once nothing is left to publish, what posting again would. Empty where nothing is."""
    if publishing.refusal(session, timezone.now()):
        published = session.published
        return all_rooms(session, Seating(published, session), names_people) if published else ""
    arrangement = publishing.source(session)
    assert arrangement is not None  # or publishing would be refused
    new, old = Seating(arrangement, session), posting.posted(session)
    new.terms = telling.terms_now(session)
    if old is None:
        return all_rooms(session, new, names_people)
    before = Seating(old, session)
    has_news = posting.differ(before.seats, before.terms, new.seats, new.terms)
    return changed(session, before, new, names_people) if has_news else ""


def all_rooms(session: Session, seating: Seating, names_people: bool) -> str:
    rooms, people = seating.rooms, len(seating.by_student)
    head = [
        f"*{escaped(str(session))}*: the rooms are out",
        f"{_time(seating.terms)}. The room's number is the number of the Zoom breakout room; the link to join is here:",
        _page(session),
    ]
    if not names_people:
        return "\n".join([*head, f"{len(rooms)} rooms, {people} people: look up yours there."])
    return _cut([*head, ""], [_room(number, seats) for number, seats in rooms.items()], session)


def changed(session: Session, old: Seating, new: Seating, names_people: bool) -> str:
    """The rooms that are others now, and a new time; who has no room any more is nobody else's business."""
    lines = [f"*{escaped(str(session))}*: something changed"]
    if posting.when(old.terms) != posting.when(new.terms):
        lines.append(f"The time: {_time(new.terms)} (it was {_time(old.terms)}).")
    rooms = posting.changed_rooms(old.seats, new.seats)
    here, gone = (
        [room for room in rooms if room in new.rooms],
        [room for room in rooms if room not in new.rooms],
    )
    if gone:
        lines.append(f"{rooms_named(gone)} {'is' if len(gone) == 1 else 'are'} closed.")
    if here and not names_people:
        lines.append(f"{rooms_named(here)} changed.")
    if here and names_people:
        lines.append(f"{rooms_named(here)} {'is' if len(here) == 1 else 'are'} now:")
    lines.append(f"All the others stay as they were: {_page(session)}" if rooms else _page(session))
    if not here or not names_people:
        return "\n".join(lines)
    known = {number: {seat.student_id for seat in seats} for number, seats in old.rooms.items()}
    told = [_room(number, new.rooms[number], known.get(number, set())) for number in here]
    return _cut([*lines[:-1], ""], [*told, "", lines[-1]], session)


def taken_back(session: Session) -> str:
    return (
        f"*{escaped(str(session))}*: the groups are being made again, so the rooms above don't count any more. "
        f"New ones come by mail and here: {_page(session)}"
    )


def cancelled(session: Session) -> str:
    start = session.starts_at.astimezone(School.load().zone)
    return f"*{escaped(str(session))}* on {start:%A} {start.day} {start:%B} is cancelled. You need to do nothing."


def test_line() -> str:
    return (
        f"A test from Mix It Up at {escaped(School.load().name)}: which rooms there are will be posted here."
    )


@dataclass(frozen=True)
class RoomText:
    """What staff copy to one room's people, and whom to write to in Slack: names with an @, where they are known."""

    number: int
    lead: str
    text: str
    to: str
    unknown: list[str]


def room_texts(session: Session, seating: Seating) -> list[RoomText]:
    return [_room_text(session, seating.terms, number, seats) for number, seats in seating.rooms.items()]


def _room_text(session: Session, terms: Terms, number: int, seats: list[Membership]) -> RoomText:
    people = [seat.student for seat in seats if not seat.student.erased_at]
    join = (
        f"Join: {terms.zoom_link} and pick breakout room {number}."
        if terms.zoom_link
        else f"In Zoom, pick breakout room {number}."
    )
    lines = [
        f"You are room {number} at Mix It Up, {session}.",
        f"{_time(terms)}.",
        listed([f"{seat.student.shown_name}{_lead(seat)}" for seat in seats if not seat.student.erased_at])
        + ".",
        join,
        f"Who you are and what it will be about: {_page(session)}",
    ]
    to = " ".join(f"@{one.slack_name.lstrip('@')}" for one in people if one.slack_name)
    lead = next(
        (f"{seat.student.shown_name} leads" for seat in seats if seat.role == Membership.Role.LEAD), ""
    )
    unknown = [one.shown_name for one in people if not one.slack_name]
    return RoomText(number, lead, "\n".join(lines), to, unknown)


def left_off(seating: Seating) -> int:
    """How many a post counts without naming them."""
    return sum(
        not seat.student.is_listed and not seat.student.erased_at for seat in seating.by_student.values()
    )


def _room(number: int, seats: list[Membership], known: set[int] | None = None) -> str:
    """One room's line; with `known`, who wasn't in it before is marked."""
    there = [seat for seat in seats if not seat.student.erased_at]
    named = [seat for seat in there if seat.student.is_listed]
    said = [f"{escaped(seat.student.shown_name)}{_lead(seat)}{_new(seat, known)}" for seat in named]
    if others := len(there) - len(named):
        said.append(f"{others} more" if named else f"{others} {'person' if others == 1 else 'people'}")
    return f"*Room {number}*: {listed(said) if said else 'nobody'}"


def _lead(seat: Membership) -> str:
    return " (leads)" if seat.leads else ""


def _new(seat: Membership, known: set[int] | None) -> str:
    return " (new here)" if known and seat.student_id not in known else ""


def _cut(head: list[str], lines: list[str], session: Session) -> str:
    """As many lines as Slack takes, and where the rest is."""
    return "\n".join([*head, *_fitting(lines, LONGEST - len("\n".join(head)), session)])


def _fitting(lines: list[str], room: int, session: Session) -> Iterator[str]:
    for place, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            yield f"… and {len(lines) - place} more rooms: {_page(session)}"
            return
        yield line


def _time(terms: Terms) -> str:
    school = School.load()
    start = terms.starts_at.astimezone(school.zone)
    end = (terms.starts_at + timedelta(minutes=terms.minutes)).astimezone(school.zone)
    return f"{start:%A} {start.day} {start:%B}, {start:%H:%M}–{end:%H:%M}, {school.city} time ({start:%Z})"


def _page(session: Session) -> str:
    return f"{settings.SITE_URL}{reverse('session_detail', args=[session.pk])}"
