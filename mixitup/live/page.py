"""What a room's live page shows at one moment, worked out from the clock's row."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.contrib.humanize.templatetags.humanize import apnumber

from mixitup.live.clock import SECOND, Agenda, Spot, agenda_of, end_for, leads, may_step_in, step_title
from mixitup.live.words import Words
from mixitup.models import Group, LiveRoom, Membership, Session
from mixitup.pages import Item, Section

SHARES = 24
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Place:
    """Somebody's seat in a room of what is published, with all the room's seats.

    `seen` is the room's signature from before the rest was read, so that a page is never older than it says.
    """

    session: Session
    group: Group
    seats: list[Membership]
    mine: Membership
    room: LiveRoom | None
    came: dict[int, bool] = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    seen: str | None = None

    @property
    def revision(self) -> int:
        return self.room.revision if self.room else 0

    @property
    def here(self) -> list[tuple[Membership, bool]]:
        """Everybody in the room, and whether they are noted as here."""
        return [(seat, self.came.get(seat.student_id, False)) for seat in self.seats]

    @property
    def here_count(self) -> int:
        return sum(is_here for _, is_here in self.here)


@dataclass(frozen=True)
class Part:
    """A part on the bar and in the list: "done", "now" or "next"; `share` is its width in 24ths."""

    section: Section
    state: str
    starts_at: datetime | None
    ends_at: datetime | None
    seconds: int
    share: int

    @property
    def minutes(self) -> int:
        """As long as its clock times say, which are shown without their seconds."""
        if self.starts_at is None or self.ends_at is None:
            return round(self.seconds / 60)
        return (whole_minute(self.ends_at) - whole_minute(self.starts_at)) // MINUTE


@dataclass(frozen=True)
class Step:
    item: Item
    title: str
    state: str
    number: int


@dataclass(frozen=True)
class Target:
    """Where a button leads: `to` is sent, `title` shown."""

    to: str
    title: str


@dataclass(frozen=True)
class Live:
    """The live page. Milliseconds count from 1970, for the browser."""

    place: Place
    now: datetime
    is_lead: bool
    may_step_in: bool
    agenda: Agenda | None
    parts: list[Part] = field(default_factory=list)
    current: Part | None = None
    steps: list[Step] = field(default_factory=list)
    next: Target | None = None
    back: Target | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def room(self) -> LiveRoom | None:
        return self.place.room

    @property
    def phase(self) -> str:
        if not self.room or not self.room.started_at:
            return "waiting"
        return "finished" if self.room.finished_at else "running"

    @property
    def may_press(self) -> bool:
        return self.is_lead or self.may_step_in

    @property
    def seconds_left(self) -> int:
        """Of the current section; negative once it is over."""
        if not self.room or not self.room.section_ends_at:
            return 0
        return -(((self.room.paused_at or self.now) - self.room.section_ends_at) // SECOND)

    @property
    def left(self) -> str:
        """ "23:14", and "+1:20" past the end: the clock as it stood when the page was made."""
        minutes, seconds = divmod(abs(self.seconds_left), 60)
        return f"{'+' if self.seconds_left < 0 else ''}{minutes}:{seconds:02}"

    @property
    def gone_seconds(self) -> int:
        return (
            max(0, min(self.current.seconds - self.seconds_left, self.current.seconds)) if self.current else 0
        )

    @property
    def now_ms(self) -> int:
        return milliseconds(self.now)

    @property
    def ends_ms(self) -> int | str:
        """When the current section is over, for a clock that runs; '' while it is paused or over."""
        running = (
            self.phase == "running" and self.room and not self.room.paused_at and self.room.section_ends_at
        )
        return milliseconds(running) if running else ""

    @property
    def inside(self) -> tuple[Section, ...]:
        """The sections within the current one."""
        return self.agenda.page.inside(self.current.section) if self.agenda and self.current else ()

    @property
    def pinned(self) -> list[str]:
        """The questions that the lead chose for the current section."""
        return self.room.pins.get(self.current.section.anchor, []) if self.room and self.current else []

    @property
    def is_close(self) -> bool:
        """Whether the room is in the last part, or through."""
        last = bool(self.parts) and self.current == self.parts[-1] and len(self.parts) > 1
        return self.phase == "finished" or last

    @property
    def is_about_norms(self) -> bool:
        return self.current is not None and "norm" in self.current.section.title.casefold()

    @property
    def coming(self) -> Part | None:
        return next((part for part in self.parts if part.state == "next" and part.seconds), None)


def whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def live_page(place: Place, now: datetime) -> Live:
    """No queries beyond what `place` brought."""
    session, room = place.session, place.room
    version = room.version if room and room.version else session.guide and session.guide.current
    agenda = agenda_of(version) if version else None
    is_lead = leads(room, place.mine)
    bare = Live(
        place=place,
        now=now,
        is_lead=is_lead,
        may_step_in=not is_lead and may_step_in(session, room, place.seats, now),
        agenda=agenda,
    )
    if agenda is None or not agenda.parts:
        return bare
    if room is None or not room.started_at:
        parts, line = _waiting(session, agenda, now)
        return replace(bare, parts=parts, lines=[line] if line else [])
    return _running(bare, room, agenda, now)


def _waiting(session: Session, agenda: Agenda, now: datetime) -> tuple[list[Part], str]:
    """The agenda as it would go if the room started at its time, or this minute where that has passed; what gives."""
    start = max(whole_minute(now), session.starts_at)
    fitted = agenda.fit(0, (end_for(session, start) - start) // SECOND)
    return _parts(agenda, fitted.lengths, 0, start), fitted.line


def _running(bare: Live, room: LiveRoom, agenda: Agenda, now: datetime) -> Live:
    assert room.section_ends_at is not None
    assert room.section_started_at is not None
    assert room.ends_at is not None
    spot, now = agenda.place(room), now.replace(microsecond=0)
    paused = now - room.paused_at if room.paused_at else timedelta(0)
    until = max(room.section_ends_at + paused, now)
    rest = agenda.fit(spot.part + 1, (room.ends_at - until) // SECOND)
    own = (room.section_ends_at - room.section_started_at) // SECOND
    before = tuple((section.minutes_to or 1) * 60 for section in agenda.parts[: spot.part])
    parts = _parts(agenda, (*before, own, *rest.lengths), spot.part, room.section_started_at, until)
    if room.finished_at:
        done = [replace(part, state="done", starts_at=None, ends_at=None) for part in parts]
        return replace(bare, parts=done, back=_target(agenda, spot))
    is_over = now >= room.section_ends_at and not room.paused_at
    return replace(
        bare,
        parts=parts,
        current=parts[spot.part],
        steps=_steps(agenda, spot),
        next=_target(agenda, agenda.after(spot, (room.ends_at - now) // SECOND, is_over))
        or Target("", "Finish"),
        back=_target(agenda, agenda.ahead(spot)),
        lines=[
            *_late(bare.place.session, room, agenda, spot, own),
            *filter(None, [rest.line]),
            *_beyond(room, until, sum(rest.lengths)),
        ],
    )


def _target(agenda: Agenda, spot: Spot | None) -> Target | None:
    return Target(f"{agenda.parts[spot.part].anchor}:{spot.step}", agenda.title(spot)) if spot else None


def _parts(
    agenda: Agenda, lengths: tuple[int, ...], at: int, start: datetime, until: datetime | None = None
) -> list[Part]:
    """All parts; those from `at` on with their clock times, the one at `at` ending at `until` where that is known."""
    whole, parts, begins = max(1, sum(lengths)), [], start
    for i, (section, seconds) in enumerate(zip(agenda.parts, lengths, strict=True)):
        share = max(1, round(SHARES * seconds / whole))
        if i < at:
            parts.append(Part(section, "done", None, None, seconds, share))
            continue
        ends = until if i == at and until else begins + seconds * SECOND
        state = "now" if i == at and until else "next"
        parts.append(Part(section, state, begins, ends, seconds, share))
        begins = ends
    return parts


def _steps(agenda: Agenda, spot: Spot) -> list[Step]:
    def state(i: int) -> str:
        return "was" if i < spot.step else "at" if i == spot.step else "later"

    return [Step(item, step_title(item), state(i), i + 1) for i, item in enumerate(agenda.steps[spot.part])]


def minutes_in_words(minutes: int) -> str:
    return "one minute" if minutes == 1 else f"{apnumber(minutes)} minutes"


def _late(session: Session, room: LiveRoom, agenda: Agenda, spot: Spot, seconds: int) -> list[str]:
    """ "You started 3 minutes late; this part gives one of them back." Said in the first part, and where one gives."""
    assert room.started_at is not None
    late = (room.started_at - session.starts_at) // MINUTE
    if late < 1 or late >= session.minutes:
        return []
    planned = agenda.fit(0, session.minutes * 60).lengths[spot.part]
    gives = min(late, round((planned - seconds) / 60))
    said = f"You started {minutes_in_words(late)} late"
    if gives < 1:
        return [] if spot.part else [f"{said}."]
    them = "it" if late == 1 else "all of them" if gives == late else f"{apnumber(gives)} of them"
    return [f"{said}; this part gives {them} back."]


def _beyond(room: LiveRoom, until: datetime, rest: int) -> list[str]:
    assert room.ends_at is not None
    over = (until + rest * SECOND - room.ends_at) // MINUTE
    return [f"At this pace you finish {minutes_in_words(over)} after the session's end."] if over >= 1 else []
