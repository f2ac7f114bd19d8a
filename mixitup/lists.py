"""Lists that staff see, as tables to take out: header first, one row a line of the list."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from mixitup.live.attendance import lines, rooms
from mixitup.models import Change, Enrolment, Session
from mixitup.record import telling
from mixitup.roster.fields import LABELS, PEOPLE_FIELDS

RECORD_ROWS = 5000
_AT_ONCE = 500
ROSTER = [field.key for field in PEOPLE_FIELDS if field.key not in ("given_name", "family_name")]
CAME = {"yes": "Came", "no": "Missed", "": ""}


def roster(found: QuerySet[Enrolment]) -> Iterator[list[object]]:
    """People with the columns that bringing a roster in reads. `found` comes from `for_list`."""
    yield [*(LABELS[key] for key in ROSTER), LABELS["status"]]
    for place in found:
        said = {
            "email": place.student.email,
            "module": place.module.number,
            "program": place.program.code,
            "cohort": place.cohort.name,
        }
        own = [said[key] if key in said else getattr(place.student, key) for key in ROSTER]
        yield [*own, place.get_status_display()]


def attendance(session: Session) -> Iterator[list[object]]:
    """Who was in which room, and whether they came, as far as somebody noted it."""
    yield ["Room", "Name", "Leads", "E-mail", "Module", "Program", "Cohort", "Came"]
    for line in lines(session, rooms(session)):
        seat, here = line.seat, line.seat.enrolment_here
        place = [here.module.number, here.program.name, here.cohort.name] if here else ["", "", ""]
        leads = seat.get_role_display() if seat.leads else ""
        yield [
            seat.group.number,
            seat.student.shown_name,
            leads,
            seat.student.email,
            *place,
            CAME[line.noted],
        ]


def record(found: QuerySet[Change]) -> Iterator[list[object]]:
    """The newest 5,000 rows of what was looked for, in the school's time."""
    yield ["When", "Who", "What", "About", "Before and after"]
    for start in range(0, RECORD_ROWS, _AT_ONCE):
        some = list(found[start : start + _AT_ONCE])
        for told in telling.tell(some):
            fields = "; ".join(f"{one.label}: {one.old or '–'} → {one.new or '–'}" for one in told.fields)
            yield [
                f"{timezone.localtime(told.at):%Y-%m-%d %H:%M}",
                told.actor,
                told.sentence,
                told.about,
                fields,
            ]
        if len(some) < _AT_ONCE:
            return
