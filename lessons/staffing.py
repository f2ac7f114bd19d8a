"""What staff see of lessons: who is how far, where people stop, what was handed in; never a private word."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from lessons.course import deadlines_of, parts_of
from lessons.models import Extension, Nudge, PartDone, Ticket, TicketQuestion, Visit
from lessons.reading import Lesson, read_lesson
from mixitup import library
from mixitup.models import Change, Enrolment, Inning, Page, School, User

STATES = {"none": "Not begun", "going": "On the way", "done": "Done"}
MANY, LEAST_MANY = 0.2, 3  # a fifth of those who began, and never fewer than three, stop at the same part


@dataclass(frozen=True, slots=True)
class Row:
    """One student and one lesson: parts done of how many, begun or not, the ticket, when it's due, more time."""

    enrolment: Enrolment
    done: int
    parts: int
    has_started: bool
    ticket: Ticket | None
    until: datetime.date | None
    due_at: datetime.datetime | None

    @property
    def state(self) -> str:
        if self.parts and self.done >= self.parts:
            return "done"
        return "going" if self.has_started or self.done else "none"

    @property
    def state_label(self) -> str:
        return STATES[self.state]

    def is_late(self, now: datetime.datetime) -> bool:
        """The exit ticket came after its time, or hasn't come by now."""
        handed_in = self.ticket.handed_in_at if self.ticket else now
        return self.due_at is not None and handed_in > self.due_at


@dataclass(frozen=True, slots=True)
class Stop:
    """A part, how many finished it, and how many who began the lesson were last seen there without going on."""

    title: str
    finished: int
    stopped: int
    is_many: bool


def is_for(page: Page, enrolment: Enrolment) -> bool:
    """Whether it is a lesson of the student's module, for everyone or for their program."""
    return enrolment.module.number == page.module and (
        not page.program or page.program.upper() == enrolment.program.code.upper()
    )


def progress(pages: Sequence[Page], inning: Inning) -> dict[Page, list[Row]]:
    """Everyone that each lesson is for, by name, and how far they are; five queries and the school's row
    whatever their number."""
    people = list(
        Enrolment.objects.active().with_details().filter(inning=inning).order_by("student__name", "pk")
    )
    here = {"page__in": pages, "enrolment__inning": inning}
    done: dict[tuple[int, int], set[str]] = {}
    for page_id, pk, anchor in PartDone.objects.filter(**here).values_list("page", "enrolment", "anchor"):
        done.setdefault((page_id, pk), set()).add(anchor)
    started = set(Visit.objects.filter(**here).values_list("page", "enrolment"))
    tickets = {(one.page_id, one.enrolment_id): one for one in Ticket.objects.filter(**here)}
    extensions = Extension.objects.filter(**here).values_list("page", "enrolment", "until")
    until = {(page_id, pk): day for page_id, pk, day in extensions}
    zone = School.load().zone
    found: dict[Page, list[Row]] = {}
    for page in pages:
        assert page.current is not None
        read = library.read(page.current)
        anchors, lesson = {part.anchor for part in parts_of(read)}, read_lesson(read)
        found[page] = []
        for one in people:
            if is_for(page, one):
                key = page.pk, one.pk
                ticked = len(done.get(key, set()) & anchors)
                due_at = ticket_due(lesson, inning, zone, until.get(key))
                found[page].append(
                    Row(one, ticked, len(anchors), key in started, tickets.get(key), until.get(key), due_at)
                )
    return found


def ticket_due(
    lesson: Lesson, inning: Inning, zone: ZoneInfo, until: datetime.date | None
) -> datetime.datetime | None:
    """When the exit ticket has to be in; None where the lesson doesn't say."""
    return next((one.at for one in deadlines_of(lesson, inning, zone, until) if one.due.is_ticket), None)


def stops(page: Page, inning: Inning) -> list[Stop]:
    """Part by part, who finished it and who stopped there: what may confuse people. Two queries."""
    assert page.current is not None
    here = {"page": page, "enrolment__inning": inning}
    begun = Visit.objects.filter(**here).values_list("enrolment_id", flat=True)
    per_person: dict[int, set[str]] = {pk: set() for pk in begun}
    for enrolment, anchor in PartDone.objects.filter(**here).values_list("enrolment_id", "anchor"):
        per_person.setdefault(enrolment, set()).add(anchor)
    parts = parts_of(library.read(page.current))
    done = Counter(anchor for ticked in per_person.values() for anchor in ticked)
    waiting = Counter(
        next((part.anchor for part in parts if part.anchor not in ticked), "")
        for ticked in per_person.values()
    )
    many = max(LEAST_MANY, len(per_person) * MANY)
    return [
        Stop(part.section.title, done[part.anchor], waiting[part.anchor], waiting[part.anchor] >= many)
        for part in parts
    ]


def ask_nudges(page: Page, inning: Inning, actor: User, today: datetime.date) -> int:
    """Write a reminder for everyone who hasn't begun; at most one a person and day. Answers how many are new."""
    waiting = [row.enrolment for row in progress([page], inning)[page] if row.state == "none"]
    there = set(Nudge.objects.filter(page=page, on=today).values_list("enrolment_id", flat=True))
    new = [
        Nudge(enrolment=one, page=page, on=today, asked_by=actor) for one in waiting if one.pk not in there
    ]
    Nudge.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def extend(page: Page, enrolment: Enrolment, until: datetime.date | None, actor: User) -> None:
    """More time until the end of that day for one person; None takes it back."""
    if until:
        values = {"until": until, "given_by": actor}
        Extension.objects.update_or_create(page=page, enrolment=enrolment, defaults=values)
    else:
        Extension.objects.filter(page=page, enrolment=enrolment).delete()


def add_question(page: Page, question: TicketQuestion, actor: User) -> None:
    """At the end of the lesson's own ticket, on record."""
    with transaction.atomic():
        question.page = Page.objects.locked(page.pk)
        last = TicketQuestion.objects.filter(page=page).aggregate(last=Max("position"))["last"] or 0
        question.position = last + 1
        question.save()
        _record(question, "lesson.question_added", actor)


def reword_question(question: TicketQuestion, actor: User) -> None:
    """Other words, kind or choices, on record. Call it in a transaction that holds the question."""
    question.save()
    _record(question, "lesson.question_changed", actor)


def remove_question(question: TicketQuestion, actor: User) -> None:
    """Out of the ticket, on record; twice is harmless."""
    with transaction.atomic():
        count, _ = TicketQuestion.objects.filter(pk=question.pk).delete()
        if count:
            _record(question, "lesson.question_removed", actor)


def _record(question: TicketQuestion, verb: str, actor: User) -> None:
    subject = f"Exit ticket of “{question.page}”"[:120]
    Change.objects.create(actor=actor, verb=verb, subject=subject, after={"question": question.text})


def move_up(question: TicketQuestion) -> None:
    """One place up among its page's questions; the first one stays."""
    with transaction.atomic():
        order = list(TicketQuestion.objects.filter(page=question.page_id).select_for_update())
        if question in order[1:]:  # or somebody took it out a moment ago
            place = order.index(question)
            order.insert(place - 1, order.pop(place))
        for position, one in enumerate(order, 1):
            one.position = position
        TicketQuestion.objects.bulk_update(order, ["position"])


def progress_table(rows: Sequence[Row], now: datetime.datetime) -> Iterator[list[object]]:
    """A header and a row for each person, for a download: how far and when, nothing that they wrote."""
    yield [
        *("Name", "E-mail", "Module", "Program", "Cohort", "How far", "Parts done", "Parts"),
        *("Exit ticket", "Exit ticket due", "Exit ticket late", "More time until"),
    ]
    for row in rows:
        who = row.enrolment
        yield [
            who.student.shown_name,
            who.student.email,
            who.module.number,
            who.program.name,
            who.cohort.name,
            row.state_label,
            row.done,
            row.parts,
            _when(row.ticket.handed_in_at) + _says_so(row.ticket) if row.ticket else "",
            _when(row.due_at) if row.due_at else "",
            "yes" if row.is_late(now) else "",
            row.until.isoformat() if row.until else "",
        ]


def _when(at: datetime.datetime) -> str:
    """In the school's time."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _says_so(ticket: Ticket) -> str:
    return " (says so)" if ticket.is_reported else ""


def answer_rows(page: Page, inning: Inning) -> Iterator[list[str]]:
    """A header and a row for each ticket handed in, for a download."""
    questions = list(TicketQuestion.objects.filter(page=page))
    yield ["Name", "E-mail", "Module", "Cohort", "Handed in", *(question.text for question in questions)]
    tickets = Ticket.objects.filter(page=page, enrolment__inning=inning).select_related(
        "enrolment__student__user", "enrolment__module", "enrolment__cohort"
    )
    for ticket in tickets.order_by("enrolment__student__name", "pk"):
        who = ticket.enrolment
        when = _when(ticket.handed_in_at) + _says_so(ticket)
        said = [str(ticket.answers.get(str(question.pk), "")) for question in questions]
        yield [
            who.student.shown_name,
            who.student.email,
            str(who.module.number),
            who.cohort.name,
            when,
            *said,
        ]
