"""What the publishing page says: what would happen, to whom, and what has happened so far."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from mixitup import preflight, publishing, room_requests, telling
from mixitup.board import trail
from mixitup.models import Arrangement, Change, Membership, Notice, Publication, RoomRequest, School, Session
from mixitup.preflight import Finding
from mixitup.telling import Reason, Telling
from mixitup.wording import listed

# A page of more rooms than these is no preview.
SHOWN_ROOMS = 200


@dataclass(frozen=True)
class Told:
    """Somebody who gets a mail, and why, in words."""

    name: str
    room: int | None
    why: str


@dataclass(frozen=True)
class Asked:
    """An open request for a room; `room` once the person has one on the board, which nobody has been told yet."""

    request: RoomRequest
    room: int | None


@dataclass(frozen=True)
class Line:
    """One thing that happened, as the history tells it."""

    at: datetime
    text: str
    who: str


@dataclass(frozen=True)
class PublicationPage:
    session: Session
    state: Session.State
    arrangement: Arrangement | None
    rooms: dict[int, list[Membership]]
    tellings: list[Telling]
    findings: list[Finding]
    refusal: str
    planned: Publication | None
    refused: Publication | None
    requests: list[Asked]
    history: list[Line]
    last_change: int

    @property
    def is_again(self) -> bool:
        return self.session.published_id is not None

    @property
    def shown_rooms(self) -> list[tuple[int, list[Membership]]]:
        return list(self.rooms.items())[:SHOWN_ROOMS]

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """(room, people), the smallest first: where one more fits best."""
        return sorted(
            ((room, len(seats)) for room, seats in self.rooms.items()), key=lambda one: (one[1], one[0])
        )

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """How many are told for which reason, in the order of the reasons."""
        counts = Counter(reason for one in self.tellings for reason in one.reasons)
        return [(reason.label, counts[reason]) for reason in Reason if counts[reason]]

    @property
    def told(self) -> list[Told]:
        """Everybody who gets a mail, by room and name."""
        seats = {seat.student_id: seat for room in self.rooms.values() for seat in room}
        gone = {one.student_id for one in self.tellings} - set(seats)
        names = dict(telling.names(gone))
        found = []
        for one in self.tellings:
            seat = seats.get(one.student_id)
            name = seat.student.shown_name if seat else names[one.student_id]
            why = listed([reason.label for reason in one.reasons])
            found.append(Told(name, seat.group.number if seat else None, why))
        return sorted(found, key=lambda told: (told.room or 0, told.name))

    def lines_since(self, last_change: str) -> list[Line]:
        """What was done to this session after the page was made that somebody decided from."""
        since = int(last_change) if last_change.isdecimal() else 0
        return lines(self.session.changes.filter(pk__gt=since).order_by("pk")[:20])


def page_of(session: Session, now: datetime) -> PublicationPage:
    """Everything for one session, in a number of queries that doesn't grow with it."""
    arrangement = publishing.source(session)
    seats = list(arrangement.memberships.with_people(session.inning)) if arrangement else []
    rooms: dict[int, list[Membership]] = {}
    for seat in seats:
        rooms.setdefault(seat.group.number, []).append(seat)
    placed = {seat.student_id: seat.group.number for seat in seats}
    is_open = session.ends_at > now and not session.cancelled_at
    refusal = publishing.refusal(session, now)
    last = session.changes.order_by("-pk").values_list("pk", flat=True).first()
    return PublicationPage(
        session=session,
        state=session.state(now),
        arrangement=arrangement,
        rooms=rooms,
        tellings=telling.tellings(session, arrangement) if arrangement and not refusal else [],
        findings=preflight.findings(session, seats, School.load()) if not refusal else [],
        refusal=refusal,
        planned=session.publications.waiting().select_related("asked_by__student").first(),
        refused=_refused(session),
        requests=[
            Asked(one, placed.get(one.student_id)) for one in room_requests.waiting(session) if is_open
        ],
        history=lines(session.changes.filter(verb__in=TOLD).order_by("-pk")[:30]),
        last_change=last or 0,
    )


def _refused(session: Session) -> Publication | None:
    """The last plan, if it could not be carried out and nothing was published since."""
    last = session.publications.filter(revoked_at=None).exclude(done_at=None).order_by("-done_at").first()
    return last if last and last.refused and session.published_id is None else None


TOLD = {
    "session.published": "Arrangement {arrangement} published, {told}{slack}",
    "session.withdrawn": "Groups taken back, {told}{slack}",
    "session.cancelled": "Session cancelled, {told}{slack}",
    "session.posted": "Rooms posted to Slack once more",
    "session.sent_again": "Sent once more ({kind}), {told}",
    "session.publication_planned": "To be published by itself on {due_at}",
    "session.publication_revoked": "Not to be published by itself any more",
}


def lines(changes: QuerySet[Change]) -> list[Line]:
    """Changes in words; those of the board as the board tells them."""
    rows = list(changes.select_related("actor__student"))
    people = {one.after.get("step", {}).get(who, 0) for one in rows for who in ("student", "other")}
    names = dict(telling.names(people))
    return [Line(one.at, _words(one, names), one.actor.get_full_name() if one.actor else "") for one in rows]


def _words(change: Change, names: dict[int, str]) -> str:
    if change.verb.startswith("board."):
        return trail.tell(change.verb, change.after.get("step", {}), names)
    if change.verb not in TOLD:
        return "The session was changed"
    told = change.after.get("told", 0)
    count = sum(told.values()) if isinstance(told, dict) else told
    due_at = change.after.get("due_at")
    return TOLD[change.verb].format(
        arrangement=change.after.get("arrangement", ""),
        kind=dict(Notice.Kind.choices).get(change.after.get("kind", ""), "").lower(),
        told="nobody had to be told" if not count else f"{count} {'person' if count == 1 else 'people'} told",
        slack=", in Slack too" if change.after.get("slack") else "",
        due_at=f"{timezone.localtime(datetime.fromisoformat(due_at)):%-d %B at %H:%M}" if due_at else "",
    )
