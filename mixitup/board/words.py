"""What the board's figures say, and what a step would change, in sentences for staff."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mixitup.assignment import Effect, Figure, Position, Report
from mixitup.board.page import Board, Seat, listed
from mixitup.models import Session

GOOD, WARN, SAME = "good", "warn", "same"
SMALL = ("no", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True)
class Fact:
    """A sentence about the board: good or worth a look, with the figure beside its floor in `detail`."""

    tone: str
    text: str
    detail: str = ""


def number(count: int) -> str:
    return SMALL[count] if 0 < count < len(SMALL) else str(count)


def facts(board: Board) -> list[Fact]:
    """What is to be said about the board, in the order of the goals."""
    if board.position is None:
        return [Fact(WARN, "There are fewer people than rooms.", "Mix again, or move people together.")]
    report = board.position.report()
    leads = _leads(board, report) if board.session.lead_rule != Session.LeadRule.NONE else []
    repeats = [_repeats(board, report.repeats)]
    spread = [_spread(name, figure) for name, figure in report.spread.items()]
    order = [*spread, *repeats] if board.session.prefer == Session.Prefer.SPREAD else [*repeats, *spread]
    return [*_unplaced(board), *leads, *order, *_sizes(board)]


def _unplaced(board: Board) -> list[Fact]:
    count = len(board.unplaced)
    if not count:
        return []
    return [Fact(WARN, f"{number(count)} {'person has' if count == 1 else 'people have'} no room yet.")]


def _leads(board: Board, report: Report) -> list[Fact]:
    """The best rank first; those below it only where it runs out."""
    best, able = report.without_best_lead, report.without_lead
    title = best_title(board)
    if not best.value:
        return [Fact(GOOD, f"Every room has a {title} lead.", "Proved: no room is without one")]
    start = f"{number(best.value)} {'room has' if best.value == 1 else 'rooms have'} no {title}."
    if best.value == best.floor:
        there = sum(_is_best(board, seat) for seat in board.seats.values() if seat.place.room)
        first = Fact(GOOD, start, f"Fewest possible: proved, with {there} for {len(board.rooms)} rooms")
    else:
        first = Fact(WARN, start, f"It needn't be more than {best.floor}: mix again, or swap")
    if able.value and able.value != best.value:
        return [first, _leaderless(able)]
    if able.value:
        return [_leaderless(able)]
    return [first, Fact(GOOD, "Every room has somebody who can lead.")]


def _leaderless(able: Figure) -> Fact:
    text = f"{number(able.value)} {'room has' if able.value == 1 else 'rooms have'} nobody who can lead."
    proved = able.value == able.floor
    return Fact(WARN, text, "Fewest possible: proved" if proved else f"It needn't be more than {able.floor}")


def _is_best(board: Board, seat: Seat) -> bool:
    return seat.enrolment is not None and seat.enrolment.module.lead_rank == 1


def best_title(board: Board) -> str:
    """ "Mod 4": what the people who lead first are called."""
    numbers = [seat.module for seat in board.seats.values() if _is_best(board, seat)]
    return f"Mod {numbers[0]}" if numbers else "first-choice"


def _repeats(board: Board, figure: Figure) -> Fact:
    if not figure.value:
        if not board.past:
            return Fact(GOOD, "Nobody meets anyone again.", "There is no earlier session to repeat")
        return Fact(GOOD, "Nobody meets anyone again.", "Proved: 0 repeats")
    rooms = [str(room.number) for room in board.rooms if room.again]
    where = (
        f"in {'room' if len(rooms) == 1 else 'rooms'} {listed(rooms)}"
        if len(rooms) < 5
        else f"in {len(rooms)} rooms"
    )
    text = f"{number(figure.value)} {'pair meets' if figure.value == 1 else 'pairs meet'} again, {where}."
    if figure.value == figure.floor:
        return Fact(GOOD, text, "Fewest possible: proved")
    floor = f"at least {figure.floor} can't be avoided" if figure.floor else "no proof says that it must"
    return Fact(WARN, text, floor[:1].upper() + floor[1:])


def _spread(name: str, figure: Figure) -> Fact:
    title = f"{name}s".capitalize()
    pairs = f"{figure.value} {'pair shares' if figure.value == 1 else 'pairs share'} a {name}"
    if figure.value == figure.floor:
        detail = (
            f"Proved: {pairs}, the fewest possible"
            if figure.value
            else f"Proved: no two in a room share a {name}"
        )
        return Fact(GOOD, f"{title} are spread as evenly as possible.", detail)
    return Fact(
        WARN, f"{title} could be spread more evenly.", f"{pairs}; the fewest possible is {figure.floor}"
    )


def _sizes(board: Board) -> list[Fact]:
    sizes = sorted(len(room.seats) for room in board.rooms)
    if not sizes or sizes[-1] - sizes[0] < 2:
        return []
    return [
        Fact(WARN, f"Rooms have {sizes[0]} to {sizes[-1]} people.", "Even would be within one of each other")
    ]


@dataclass(frozen=True)
class Choice:
    """A step that somebody could take: what it's called, what it changes, and whether that is better or worse."""

    kind: str
    words: str
    tone: str
    seat: Seat | None = None
    room: int | None = None


def swap_choice(board: Board, seat: Seat, other: Seat) -> tuple[tuple[int, ...], Choice]:
    """What swapping two people would change, with its rank among choices (smaller is better)."""
    position = standing(board)
    effect = position.swap_effect(str(seat.pk), str(other.pk))
    words = [
        *_met_words(board, seat, other.place.room, other),
        *_met_words(board, other, seat.place.room, seat),
        *_figure_words(board, effect),
    ]
    goals = (int(other.place.is_pinned), *effect.goals(board.session.prefer))
    return goals, Choice("swap", listed_changes(words), _tone(goals[1:]), seat=other, room=other.place.room)


def move_choice(board: Board, seat: Seat, room: int) -> tuple[tuple[int, ...], Choice]:
    """What moving a person to a room would change; uneven sizes rank behind everything else that is equal."""
    position = standing(board)
    effect = position.move_effect(str(seat.pk), room)
    sizes = [len(one.seats) for one in board.rooms]
    left = seat.place.room
    grown, most = sizes[room - 1] + 1, max(sizes)
    words = [*_met_words(board, seat, room, None), *_figure_words(board, effect)]
    uneven = 0
    if grown > most or (left and sizes[left - 1] - 1 < min(sizes)):
        uneven = 1
        words.append(f"rooms of {sizes[left - 1] - 1} and {grown}" if left else f"room of {grown}")
    goals = effect.goals(board.session.prefer)
    return (uneven, grown, *goals), Choice(
        "move", listed_changes(words), WARN if uneven else _tone(goals), room=room
    )


def standing(board: Board) -> Position:
    if board.position is None:
        raise ValueError("the board has fewer people than rooms")
    return board.position


def _met_words(board: Board, seat: Seat, room: int | None, leaving: Seat | None) -> list[str]:
    """ "Rafa meets Noor again", "Rafa's repeat with Ola goes": by name, for one person changing rooms."""
    position = standing(board)
    problem = position.problem
    met = problem.met[problem.index[str(seat.pk)]]

    def known(number: int | None) -> list[str]:
        seats = board.rooms[number - 1].seats if number else []
        away = {seat.pk, leaving.pk if leaving else 0}
        return [
            one.student.first_name
            for one in seats
            if one.pk not in away and problem.index.get(str(one.pk)) in met
        ]

    first = seat.student.first_name
    new, old = known(room), known(seat.place.room)
    words = [f"{first} meets {listed(new)} again"] if new and room else []
    return [*words, *([f"{first} no longer meets {listed(old)} again"] if old else [])]


def _figure_words(board: Board, effect: Effect) -> Iterable[str]:
    yield from effect.breaks
    title = best_title(board)
    if effect.without_best_lead:
        more = effect.without_best_lead > 0
        yield f"a room {'loses its' if more else 'gets a'} {title}"
    elif effect.without_lead:
        yield "a room loses its lead" if effect.without_lead > 0 else "a room gets a lead"
    for name, change in effect.spread.items():
        if change:
            yield f"{name}s {'less' if change > 0 else 'more'} even"


def _tone(goals: Sequence[int]) -> str:
    first = next((one for one in goals if one), 0)
    return WARN if first > 0 else GOOD if first < 0 else SAME


def listed_changes(words: Sequence[str]) -> str:
    return ", ".join(words) or "changes nothing"
