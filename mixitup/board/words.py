"""What the board's figures say, in sentences for staff."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mixitup.assignment import Figure, Report
from mixitup.board.page import Board, Room
from mixitup.mixing import Proposal
from mixitup.models import Enrolment, Session
from mixitup.wording import listed

GOOD, WARN, SAME = "good", "warn", "same"
SMALL = ("no", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True)
class Fact:
    """A sentence about the board: good, worth a look, or no better and nobody's fault (SAME), with the figure beside
    its floor in `detail`."""

    tone: str
    text: str
    detail: str = ""


def number(count: int) -> str:
    return SMALL[count] if 0 < count < len(SMALL) else str(count)


@dataclass(frozen=True)
class Setting:
    """What the figures are about. `title`: what those who lead first are called; `able`: how many of them there are;
    `again`: the rooms in which somebody meets again, None where rooms have no names yet; `outranked`: the rooms that
    somebody else leads though one of the first rank is in them."""

    prefer: str
    lead_rule: str
    title: str
    able: int
    rooms: int
    again: list[int] | None = None
    has_past: bool = True
    outranked: Sequence[int] = ()


def facts(board: Board) -> list[Fact]:
    """What is to be said about the board, in the order of the goals."""
    if board.position is None:
        return [Fact(WARN, "There are fewer people than rooms.", "Mix again, or move people together")]
    setting = Setting(
        board.session.prefer,
        board.session.lead_rule,
        best_title(board.enrolments.values()),
        sum(_is_best(seat.enrolment) for seat in board.seats.values() if seat.place.room),
        len(board.rooms),
        [room.number for room in board.rooms if room.again],
        bool(board.past),
        [room.number for room in board.rooms if _is_outranked(room)],
    )
    broken = [Fact(WARN, sentence, "A rule of yours") for sentence in board.position.broken_rules()]
    return [*_unplaced(board), *broken, *report_facts(board.position.report(), setting), *_sizes(board)]


def report_facts(report: Report, setting: Setting) -> list[Fact]:
    """The report's figures, each beside its floor."""
    leads = _leads(report, setting) if setting.lead_rule != Session.LeadRule.NONE else []
    repeats = [_repeats(report.repeats, setting)]
    spread = _spread(report.spread)
    by_goal = [*spread, *repeats] if setting.prefer == Session.Prefer.SPREAD else [*repeats, *spread]
    return [*leads, *by_goal]


def _unplaced(board: Board) -> list[Fact]:
    count = len(board.unplaced)
    if not count:
        return []
    return [Fact(WARN, f"{number(count)} {'person has' if count == 1 else 'people have'} no room yet.")]


def _leads(report: Report, setting: Setting) -> list[Fact]:
    """The best rank first; those below it only where it runs out."""
    best, able = report.without_best_lead, report.without_lead
    if not setting.able:
        first = Fact(WARN, f"There is no {setting.title} here to lead a room.")
    elif not best.value and not setting.outranked:
        return [Fact(GOOD, f"Every room has a {setting.title} lead.", "Proved: no room is without one")]
    elif not best.value:
        here = Fact(GOOD, f"Every room has a {setting.title}.", "Proved: no room is without one")
        return [here, *_outranked(setting)]
    else:
        text = f"{number(best.value)} {'room has' if best.value == 1 else 'rooms have'} no {setting.title}."
        if best.value == best.floor:
            first = Fact(
                SAME, text, f"Fewest possible: proved, with {setting.able} for {setting.rooms} rooms"
            )
        else:
            first = Fact(
                WARN, text, f"Proved to be possible: {best.floor}" if best.floor else "It could be none"
            )
    rest = _leaderless(able) if able.value else Fact(GOOD, "Every room has somebody who can lead.")
    return [first, rest, *_outranked(setting)]


def _is_outranked(room: Room) -> bool:
    leads = [seat for seat in room.seats if seat.leads]
    return any(_is_best(seat.enrolment) for seat in room.seats) and not any(
        _is_best(seat.enrolment) for seat in leads
    )


def _outranked(setting: Setting) -> list[Fact]:
    rooms = [str(room) for room in setting.outranked]
    if not rooms:
        return []
    which = f"Room {rooms[0]} is" if len(rooms) == 1 else f"Rooms {listed(rooms)} are"
    return [
        Fact(SAME, f"{which} led by somebody else.", f"Open the {setting.title} there to make them the lead")
    ]


def _leaderless(able: Figure) -> Fact:
    text = f"{number(able.value)} {'room has' if able.value == 1 else 'rooms have'} nobody who can lead."
    proved = able.value == able.floor
    return Fact(WARN, text, "Fewest possible: proved" if proved else f"It needn't be more than {able.floor}")


def _is_best(enrolment: Enrolment | None) -> bool:
    return enrolment is not None and enrolment.module.lead_rank == 1


def best_title(enrolments: Iterable[Enrolment]) -> str:
    """ "Mod 4": what the people who lead first are called."""
    numbers = [one.module.number for one in enrolments if _is_best(one)]
    return f"Mod {numbers[0]}" if numbers else "first-choice lead"


def preview_facts(session: Session, enrolments: Sequence[Enrolment], proposal: Proposal) -> list[Fact]:
    """What is to be said about a mix before it is on the board."""
    able = sum(_is_best(one) for one in enrolments)
    title = best_title(enrolments)
    setting = Setting(proposal.prefer, session.lead_rule, title, able, len(proposal.rooms))
    return [*report_facts(proposal.report, setting), *_for_later(proposal.report)]


def _for_later(report: Report) -> list[Fact]:
    """What a small school's session gives up for the next one of the same people."""
    if not report.alone:
        return []
    repeats, uneven = report.alone
    met = f"{number(repeats).lower()} {'pair' if repeats == 1 else 'pairs'}" if repeats else "nobody"
    more = "pair more than needed" if uneven == 1 else "pairs more than needed"
    shared = f", and {uneven} {more} would share a cohort, module or program" if uneven else ""
    return [
        Fact(
            SAME,
            "New faces are left for the next session.",
            f"Mixed for this one alone, {met} would meet again{shared}",
        )
    ]


def _repeats(figure: Figure, setting: Setting) -> Fact:
    if not figure.value:
        proof = "Proved: 0 repeats" if setting.has_past else "There is no earlier session to repeat"
        return Fact(GOOD, "Nobody meets anyone again.", proof)
    rooms = [str(room) for room in setting.again or []]
    where = f", in {'room' if len(rooms) == 1 else 'rooms'} {listed(rooms)}" if len(rooms) < 5 else ""
    where = where if rooms else ""
    text = f"{number(figure.value)} {'pair meets' if figure.value == 1 else 'pairs meet'} again{where}."
    if figure.value == figure.floor:
        return Fact(SAME, text, "Fewest possible: proved")
    floor = (
        f"At least {figure.floor} can't be avoided" if figure.floor else "No proof says that it must be so"
    )
    return Fact(WARN, text, floor)


def _spread(spread: Mapping[str, Figure]) -> list[Fact]:
    """One sentence for all attributes at their floor, one for each that isn't."""
    proved = {name: figure for name, figure in spread.items() if figure.value == figure.floor}
    found = [
        Fact(
            WARN,
            f"{name.capitalize()}s could be spread more evenly.",
            f"{_pairs(figure.value)} a {name}; the fewest possible is {figure.floor}",
        )
        for name, figure in spread.items()
        if name not in proved
    ]
    if not proved:
        return found
    title = listed([f"{name}s" for name in proved]).capitalize()
    shares = listed([f"{_pairs(figure.value)} a {name}" for name, figure in proved.items()])
    return [
        Fact(GOOD, f"{title} are spread as evenly as possible.", f"Proved: {shares}, the fewest possible"),
        *found,
    ]


def _pairs(count: int) -> str:
    return "1 pair shares" if count == 1 else f"{count} pairs share" if count else "no two share"


def _sizes(board: Board) -> list[Fact]:
    sizes = sorted(len(room.seats) for room in board.rooms)
    if not sizes or sizes[-1] - sizes[0] < 2:
        return []
    return [
        Fact(WARN, f"Rooms have {sizes[0]} to {sizes[-1]} people.", "Even would be within one of each other")
    ]
