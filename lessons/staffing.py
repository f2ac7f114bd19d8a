"""What staff see of lessons: who is how far, where people stop, what was handed in; never a private word."""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lessons.course import parts_of
from lessons.models import Extension, Nudge, PartDone, Ticket, TicketQuestion, Visit
from mixitup import library
from mixitup.models import Enrolment, Inning, Page, User


@dataclass(frozen=True, slots=True)
class Row:
    """One student and one lesson: parts done of how many, begun or not, the ticket, more time."""

    enrolment: Enrolment
    done: int
    parts: int
    has_started: bool
    ticket: Ticket | None
    until: datetime.date | None

    @property
    def state(self) -> str:
        if self.parts and self.done >= self.parts:
            return "done"
        return "going" if self.has_started or self.done else "none"


@dataclass(frozen=True, slots=True)
class Stop:
    """A part, how many finished it, and how many who began the lesson were last seen there without going on."""

    title: str
    finished: int
    stopped: int


def audience(page: Page, inning: Inning) -> list[Enrolment]:
    """Whose lesson it is: the active students of its module (and program), by name; one query."""
    rows = Enrolment.objects.active().with_details().filter(inning=inning, module__number=page.module or 0)
    if page.program:
        rows = rows.filter(program__code__iexact=page.program)
    return list(rows.order_by("student__name", "pk"))


def progress(page: Page, inning: Inning) -> list[Row]:
    """Everyone the lesson is for, and how far they are; five queries whatever their number."""
    assert page.current is not None
    anchors = {part.anchor for part in parts_of(library.read(page.current))}
    here = {"page": page, "enrolment__inning": inning}
    ticked = PartDone.objects.filter(**here, anchor__in=anchors).values_list("enrolment_id", flat=True)
    done = Counter(ticked)
    started = set(Visit.objects.filter(**here).values_list("enrolment_id", flat=True))
    tickets = {ticket.enrolment_id: ticket for ticket in Ticket.objects.filter(**here)}
    until = dict(Extension.objects.filter(**here).values_list("enrolment_id", "until"))
    return [
        Row(one, done[one.pk], len(anchors), one.pk in started, tickets.get(one.pk), until.get(one.pk))
        for one in audience(page, inning)
    ]


def stops(page: Page, inning: Inning) -> list[Stop]:
    """Part by part, who finished it and who stopped there: what may confuse people. Two queries."""
    assert page.current is not None
    here = {"page": page, "enrolment__inning": inning}
    done = Counter(PartDone.objects.filter(**here).values_list("anchor", flat=True))
    per_person: dict[int, set[str]] = {}
    for enrolment, anchor in PartDone.objects.filter(**here).values_list("enrolment_id", "anchor"):
        per_person.setdefault(enrolment, set()).add(anchor)
    for enrolment in Visit.objects.filter(**here).values_list("enrolment_id", flat=True):
        per_person.setdefault(enrolment, set())
    parts = parts_of(library.read(page.current))
    waiting = Counter(
        next((part.anchor for part in parts if part.anchor not in ticked), "")
        for ticked in per_person.values()
    )
    return [Stop(part.section.title, done[part.anchor], waiting[part.anchor]) for part in parts]


def ask_nudges(page: Page, inning: Inning, actor: User, today: datetime.date) -> int:
    """Write a reminder for everyone who hasn't begun; at most one a person and day. Answers how many are new."""
    waiting = [row.enrolment for row in progress(page, inning) if row.state == "none"]
    there = set(Nudge.objects.filter(page=page, on=today).values_list("enrolment_id", flat=True))
    new = [
        Nudge(enrolment=one, page=page, on=today, asked_by=actor) for one in waiting if one.pk not in there
    ]
    Nudge.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def answer_rows(page: Page, inning: Inning) -> Iterator[list[str]]:
    """A header and a row for each ticket handed in, for a download."""
    questions = list(TicketQuestion.objects.filter(page=page))
    yield ["Name", "E-mail", "Module", "Cohort", "Handed in", *(question.text for question in questions)]
    tickets = Ticket.objects.filter(page=page, enrolment__inning=inning).select_related(
        "enrolment__student__user", "enrolment__module", "enrolment__cohort"
    )
    for ticket in tickets.order_by("enrolment__student__name", "pk"):
        who = ticket.enrolment
        when = f"{ticket.handed_in_at:%Y-%m-%d %H:%M} UTC" + (" (says so)" if ticket.is_reported else "")
        said = [str(ticket.answers.get(str(question.pk), "")) for question in questions]
        yield [
            who.student.shown_name,
            who.student.email,
            str(who.module.number),
            who.cohort.name,
            when,
            *said,
        ]
