"""The demo's school: some 240 invented people, three innings behind them and one running, filled in seconds."""

import datetime
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from random import Random

from django.core.management import call_command
from django.utils import timezone

from config.demo import innings, learning, names
from config.demo.personas import persona
from config.demo.sessions import hold, mix_and_publish, plan
from mixitup import room_requests
from mixitup import school as settings_of_school
from mixitup.models import (
    Absence,
    Cohort,
    Enrolment,
    Inning,
    Module,
    Program,
    School,
    Session,
    Student,
    User,
)

NAME = "Juniper Code School"
STAFF = [("robin.vale@example.org", "Robin Vale"), ("amal.haddad@example.org", "Amal Haddad")]
LATE = 2
BATCH = 500


@dataclass
class Cast:
    """What filling goes along with: chance, the rows made so far, and who acts."""

    chance: Random
    staff: User
    innings: list[Inning]
    students: dict[int, Student] = field(default_factory=dict)

    def __post_init__(self) -> None:
        settings_of_school.add_usual_rows(self.staff)
        self.modules = {module.number: module for module in Module.objects.all()}
        self.programs = {program.code: program for program in Program.objects.all()}


def fill(students: int, seed: int, now: datetime.datetime) -> Cast:
    """Fill an empty database: `students` people active in the running inning. Same seed and day, same school."""
    chance = Random(seed)
    school = _school(students)
    today = now.astimezone(school.zone).date()
    rosters = innings.rosters(students, chance)
    cast = Cast(chance, _staff(), _innings(today))
    _people(cast, rosters)
    _enrol(cast, rosters)
    call_command("load_starter_pages", stdout=StringIO())
    for inning in cast.innings:
        plan(inning, cast.staff, school)
    for number, session in enumerate(_past(cast)):
        hold(session, cast.staff, chance, seed + number)
    _close(cast, rosters)
    week_2, week_4 = cast.innings[-1].sessions.in_order()
    _absences(cast, week_2, week_4)
    mix_and_publish(week_2, cast.staff, seed, now)
    _late(cast, week_2, now)
    learner = persona("mod-1")
    user = learner.find() if learner else None
    learning.fill(cast.innings[-1], user.student if user else None, chance, now)
    return cast


def _school(students: int) -> School:
    school = School(
        name=NAME,
        contact_name="Career Development",
        contact_email="career@example.org",
        zoom_link="https://zoom.example.org/j/2468013579",
        zoom_rooms=100 if students > 250 else 50,
        zoom_people=max(300, students),
    )
    school.save()
    return school


def _staff() -> User:
    first, *_ = [User.objects.create_user(email, name=name, is_staff=True) for email, name in STAFF]
    return first


def _innings(today: datetime.date) -> list[Inning]:
    return [Inning.objects.create(name=f"{day:%y%m}", starts_on=day) for day in innings.starts(today)]


def _people(cast: Cast, rosters: list[innings.Roster]) -> None:
    """Everybody who was ever enrolled, and the few who will come late."""
    count = 1 + LATE + max(place.person for roster in rosters for place in roster.places)
    people = list(islice(names.people(cast.chance), count))
    users = User.objects.bulk_create([_user(person.email) for person in people], batch_size=BATCH)
    students = Student.objects.bulk_create(
        [
            _student(number, user, person)
            for number, (user, person) in enumerate(zip(users, people, strict=True))
        ],
        batch_size=BATCH,
    )
    cast.students = dict(enumerate(students))


def _student(number: int, user: User, person: names.Person) -> Student:
    """Most have said their Zoom and Slack names, and a few are off the list: by number, so that chance stays as it was."""
    handle = person.email.split("@")[0]
    return Student(
        user=user,
        name=person.name,
        preferred_name=person.preferred_name,
        pronouns=person.pronouns,
        zoom_email="" if number % 9 == 4 else person.email,
        slack_name="" if number % 7 == 3 else handle,
        is_listed=number % 31 != 17,
    )


def _user(email: str) -> User:
    user = User(email=email)
    user.set_unusable_password()
    return user


def _enrol(cast: Cast, rosters: list[innings.Roster]) -> None:
    cohorts = _cohorts(cast, rosters)
    rows = [
        Enrolment(
            student=cast.students[place.person],
            inning=inning,
            module=cast.modules[place.module],
            program=cast.programs[place.program],
            cohort=cohorts[place.cohort, place.program],
            status=status,
        )
        for inning, roster in zip(cast.innings, rosters, strict=True)
        for status, places in (
            (Enrolment.Status.ACTIVE, roster.places),
            (Enrolment.Status.PAUSED, roster.paused),
        )
        for place in places
    ]
    Enrolment.objects.bulk_create(rows, batch_size=BATCH)


def _cohorts(cast: Cast, rosters: list[innings.Roster]) -> dict[tuple[int, str], Cohort]:
    """A cohort for each inning and program in which somebody joined, named for its Monday: 2608-BE."""
    first = cast.innings[0].starts_on
    wanted = sorted({(place.cohort, place.program) for roster in rosters for place in roster.places})
    return {
        (number, code): Cohort.objects.create(
            name=f"{first + innings.PACE * number:%y%m}-{code}", program=cast.programs[code]
        )
        for number, code in wanted
    }


def _past(cast: Cast) -> list[Session]:
    return list(Session.objects.in_order().exclude(inning=cast.innings[-1]).select_related("inning"))


def _close(cast: Cast, rosters: list[innings.Roster]) -> None:
    """What became of people when their inning ended; said afterwards, for they took part in its sessions."""
    for inning, roster in zip(cast.innings, rosters, strict=True):
        for status, people in (
            (Enrolment.Status.GRADUATED, roster.graduated),
            (Enrolment.Status.LEFT, roster.left),
        ):
            students = [cast.students[person].pk for person in people]
            for start in range(0, len(students), BATCH):
                inning.enrolments.filter(student__in=students[start : start + BATCH]).update(status=status)


def _absences(cast: Cast, *sessions: Session) -> None:
    """Two or three people have said beforehand that they can't come."""
    active = list(cast.innings[-1].enrolments.active().filter(module__lead_rank=None).order_by("student"))
    for count, session in zip((2, 3), sessions, strict=True):
        for enrolment in cast.chance.sample(active, min(count, len(active))):
            Absence.objects.create(session=session, student=enrolment.student, noted_by=cast.staff)


def _late(cast: Cast, session: Session, now: datetime.datetime) -> None:
    """Two joined after the rooms were out; one of them has asked for a room."""
    late = list(cast.students.values())[-LATE:]
    newest = (
        cast.innings[-1].enrolments.active().filter(module__number=1).order_by("-cohort__name", "student")
    )
    like = newest.select_related("module", "program", "cohort")[0]
    for student in late:
        Enrolment.objects.create(
            student=student, inning=like.inning, module=like.module, program=like.program, cohort=like.cohort
        )
    room_requests.ask(session, late[0], "I only joined on Monday. Could I still sit with a group?", now)


def is_filled() -> bool:
    return School.objects.exists() or User.objects.exists()


def is_over() -> bool:
    """Whether the demo's running inning has ended since it was made."""
    last = Inning.objects.first()
    return last is not None and last.ends_on < timezone.localdate()
