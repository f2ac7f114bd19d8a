"""The school as it is now, as far as an import needs to know it: read once, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass

from mixitup.models import Cohort, Enrolment, Inning, Module, Program, Student, User
from mixitup.roster.fields import STUDENT_FIELDS
from mixitup.tables import Choice, name_key, squash


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's enrolment in the inning, in the words of a roster: module “1”, program's code, cohort's name."""

    enrolment_id: int
    module: str
    program: str
    cohort: str
    status: str


@dataclass(frozen=True, slots=True)
class Person:
    student_id: int
    user_id: int
    email: str
    fields: Mapping[str, str]
    self_edited: frozenset[str]
    place: Place | None
    known_from: str

    @property
    def name(self) -> str:
        return self.fields["name"]


@dataclass(frozen=True, slots=True)
class State:
    """`programs` by code, `modules` by number as text, `cohorts` by name: their ids, and a cohort's program.

    `cohort_spellings` finds a cohort's name by what is left of a spelling without case and punctuation.
    """

    people: Mapping[str, Person]
    by_name: Mapping[str, tuple[Person, ...]]
    staff_emails: frozenset[str]
    programs: Mapping[str, int]
    program_choices: tuple[Choice, ...]
    program_names: Mapping[str, str]
    modules: Mapping[str, int]
    cohorts: Mapping[str, int]
    cohort_programs: Mapping[str, str]
    cohort_spellings: Mapping[str, str]


def load_state(inning: Inning) -> State:
    programs = list(Program.objects.all())
    cohorts = list(Cohort.objects.select_related("program"))
    people = _people(inning)
    by_name: dict[str, list[Person]] = {}
    for person in people:
        preferred = person.fields["preferred_name"]
        for key in {name_key(person.name), name_key(f"{preferred} {person.name.partition(' ')[2]}")}:
            by_name.setdefault(key, []).append(person)
    return State(
        people={person.email: person for person in people},
        by_name={key: tuple(namesakes) for key, namesakes in by_name.items()},
        staff_emails=frozenset(User.objects.filter(student=None).values_list("email", flat=True)),
        programs={program.code: program.pk for program in programs},
        program_choices=tuple(Choice(program.code, (program.name,)) for program in programs),
        program_names={program.code: program.name for program in programs},
        modules={str(module.number): module.pk for module in Module.objects.all()},
        cohorts={cohort.name: cohort.pk for cohort in cohorts},
        cohort_programs={cohort.name: cohort.program.code for cohort in cohorts},
        cohort_spellings={squash(cohort.name): cohort.name for cohort in cohorts},
    )


def _people(inning: Inning) -> list[Person]:
    places = _places(inning)
    known_from = dict(
        Enrolment.objects.exclude(inning=inning)
        .order_by("inning__starts_on")
        .values_list("student_id", "inning__name")
    )
    rows = Student.objects.filter(user__isnull=False).values(
        "pk", "user_id", "user__email", "self_edited", *STUDENT_FIELDS
    )
    return [
        Person(
            student_id=row["pk"],
            user_id=row["user_id"],
            email=row["user__email"],
            fields={name: row[name] for name in STUDENT_FIELDS},
            self_edited=frozenset(row["self_edited"]),
            place=places.get(row["pk"]),
            known_from=known_from.get(row["pk"], ""),
        )
        for row in rows
    ]


def _places(inning: Inning) -> dict[int, Place]:
    rows = Enrolment.objects.filter(inning=inning).values_list(
        "student_id", "pk", "module__number", "program__code", "cohort__name", "status"
    )
    return {
        student: Place(enrolment, str(module), program, cohort, status)
        for student, enrolment, module, program, cohort, status in rows
    }
