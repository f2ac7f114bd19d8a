"""A student's lessons: which are theirs, what is in them, how far they are, and what is due when."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from lessons.models import Extension, PartDone, Ticket, Visit
from lessons.reading import Due, Lesson, read_lesson
from mixitup import library
from mixitup.models import Enrolment, Inning, Page, School
from mixitup.pages import Page as ReadPage
from mixitup.pages import Section

VIDEO_WEIGHT = 1500  # a video counts as this many characters of reading


@dataclass(frozen=True, slots=True)
class Part:
    """What is ticked as one: a section with the smaller ones in it."""

    section: Section
    inner: tuple[Section, ...]
    weight: int

    @property
    def anchor(self) -> str:
        return self.section.anchor


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date as a moment: the end of that day, 23:59 in the school's zone."""

    anchor: str  # "due-2": what is ticked when it's done
    due: Due
    at: datetime.datetime
    is_extended: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """One lesson for one enrolment."""

    page: Page
    read: ReadPage
    lesson: Lesson
    parts: tuple[Part, ...]
    done: frozenset[str]
    visit: Visit | None
    ticket: Ticket | None
    deadlines: tuple[Deadline, ...]

    @property
    def done_count(self) -> int:
        return sum(part.anchor in self.done for part in self.parts)

    @property
    def is_done(self) -> bool:
        return self.done_count == len(self.parts)

    @property
    def next_part(self) -> Part | None:
        """Where to go on: where the student was at last, unless that is done; else the first part that isn't."""
        left = [part for part in self.parts if part.anchor not in self.done]
        here = [part for part in left if self.visit and part.anchor == self.visit.anchor]
        return next(iter([*here, *left]), None)

    @property
    def minutes_left(self) -> int | None:
        """The stated length over what isn't done."""
        return self.minutes_of(part for part in self.parts if part.anchor not in self.done)

    def minutes_of(self, parts: Iterable[Part]) -> int | None:
        """These parts' share of the stated length, by how much there is to read and watch."""
        if not self.lesson.minutes_to:
            return None
        total = sum(part.weight for part in self.parts) or 1
        return round(self.lesson.minutes_to * sum(part.weight for part in parts) / total)

    def is_in(self, deadline: Deadline) -> bool:
        return self.ticket is not None if deadline.due.is_ticket else deadline.anchor in self.done

    def is_late(self, deadline: Deadline, now: datetime.datetime) -> bool:
        return now > deadline.at and not self.is_in(deadline)

    def dues(self, now: datetime.datetime) -> list[dict[str, Any]]:
        """What is due when, and how it stands, for a page."""
        return [
            {"deadline": one, "is_in": self.is_in(one), "is_late": self.is_late(one, now)}
            for one in self.deadlines
        ]


def lessons_of(enrolment: Enrolment) -> QuerySet[Page]:
    """The lessons of the student's module, for everyone or for their own program; by week."""
    own = Q(program="") | Q(program__iexact=enrolment.program.code)
    pages = Page.objects.of_kind(Page.Kind.LESSON).exclude(current=None)
    return pages.filter(own, module=enrolment.module.number).order_by("week", "slug")


def parts_of(read: ReadPage) -> tuple[Part, ...]:
    """The sections of the first three levels, each with the smaller ones in it; headings without a body aren't parts."""
    films = [video.section for video in read.videos]
    runs: list[list[Section]] = []
    for section in read.sections:
        if section.level <= 3 or not runs:
            runs.append([])
        runs[-1].append(section)
    found = []
    for first, *inner in runs:
        if first.html.strip() or inner:
            weight = sum(len(one.html) + VIDEO_WEIGHT * films.count(one.anchor) for one in (first, *inner))
            found.append(Part(first, tuple(inner), weight))
    return tuple(found)


def part_with(parts: Iterable[Part], anchor: str) -> Part | None:
    """The part that a section is in."""
    return next((p for p in parts if anchor in {one.anchor for one in (p.section, *p.inner)}), None)


def deadlines_of(
    lesson: Lesson, inning: Inning, zone: ZoneInfo, until: datetime.date | None
) -> tuple[Deadline, ...]:
    """The lesson's due dates as moments of the inning; `until` is one person's extension of earlier ones."""
    found = []
    for number, due in enumerate(lesson.due, 1):
        day = due.day(inning.starts_on, inning.last_friday)
        is_extended = until is not None and until > day
        end = datetime.datetime.combine(until if until and is_extended else day, datetime.time(23, 59), zone)
        found.append(Deadline(f"due-{number}", due, end, is_extended))
    return tuple(found)


def courses(enrolment: Enrolment, pages: list[Page]) -> list[Course]:
    """These lessons for this enrolment, in their order; four queries whatever their number."""
    rows = {"enrolment": enrolment, "page__in": pages}
    done: dict[int, set[str]] = {}
    for page_id, anchor in PartDone.objects.filter(**rows).values_list("page_id", "anchor"):
        done.setdefault(page_id, set()).add(anchor)
    visits = {visit.page_id: visit for visit in Visit.objects.filter(**rows)}
    tickets = {ticket.page_id: ticket for ticket in Ticket.objects.filter(**rows)}
    extensions = dict(Extension.objects.filter(**rows).values_list("page_id", "until"))
    zone = School.load().zone
    found = []
    for page in pages:
        assert page.current is not None
        read = library.read(page.current).without_lead_notes()
        lesson = read_lesson(read)
        found.append(
            Course(
                page,
                read,
                lesson,
                parts_of(read),
                frozenset(done.get(page.pk, ())),
                visits.get(page.pk),
                tickets.get(page.pk),
                deadlines_of(lesson, enrolment.inning, zone, extensions.get(page.pk)),
            )
        )
    return found
