"""A school to test with: each factory makes one valid row and what it hangs on."""

import datetime

import factory
from django.db import transaction
from django.utils import timezone
from factory.django import DjangoModelFactory

from mixitup import library, models
from networking import models as networking


class UserFactory(DjangoModelFactory):
    class Meta:
        model = models.User

    email = factory.Sequence(lambda n: f"person{n}@example.org")


class ProgramFactory(DjangoModelFactory):
    class Meta:
        model = models.Program
        django_get_or_create = ("code",)

    code = "BE"
    name = factory.LazyAttribute(
        lambda program: {"BE": "Back End", "FE": "Front End"}.get(program.code, program.code)
    )


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = models.Module
        django_get_or_create = ("number",)

    number = 1
    name = factory.LazyAttribute(lambda module: f"Module {module.number}")
    lead_rank = factory.LazyAttribute(lambda module: {4: 1, 3: 2}.get(module.number))


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = models.Cohort
        django_get_or_create = ("name",)

    name = "2608-BE"
    program = factory.SubFactory(ProgramFactory)


class InningFactory(DjangoModelFactory):
    class Meta:
        model = models.Inning
        django_get_or_create = ("name",)

    name = "2611"
    starts_on = datetime.date(2026, 11, 16)


class StudentFactory(DjangoModelFactory):
    class Meta:
        model = models.Student

    name = factory.Sequence(lambda n: f"Student Number{n}")
    user = factory.SubFactory(UserFactory)


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Enrolment

    student = factory.SubFactory(StudentFactory)
    inning = factory.SubFactory(InningFactory)
    module = factory.SubFactory(ModuleFactory)
    program = factory.SubFactory(ProgramFactory)
    cohort = factory.SubFactory(CohortFactory, program=factory.SelfAttribute("..program"))


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = models.Session

    inning = factory.SubFactory(InningFactory)
    week = 2
    focus = models.Session.Focus.NETWORKING
    starts_at = datetime.datetime(2026, 11, 25, 18, 0, tzinfo=datetime.UTC)
    groups_out_at = factory.LazyAttribute(lambda session: session.starts_at - datetime.timedelta(days=1))
    zoom_link = "https://zoom.example.org/j/1"


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = models.Group

    session = factory.SubFactory(SessionFactory)
    number = factory.Sequence(lambda n: n + 1)


class ArrangementFactory(DjangoModelFactory):
    class Meta:
        model = models.Arrangement

    session = factory.SubFactory(SessionFactory)
    number = factory.Sequence(lambda n: n + 1)


def guide(source: str = "---\ntitle: Our hour\n---\n## Hello (10 mins)\nSay hello.\n") -> models.Page:
    """A guide with one version."""
    number = models.Page.objects.count() + 1
    page = models.Page.objects.create(
        kind=models.Page.Kind.GUIDE, slug=f"page-{number}", path=f"page-{number}.md"
    )
    library.save_version(page, source, None, seen=None, verb="page.imported", is_imported=True)
    page.refresh_from_db()
    return page


@transaction.atomic
def published_session(
    rooms: int = 2, people: int = 5, session: models.Session | None = None
) -> models.Session:
    """A session with a frozen, published arrangement: one Mod 4 lead and `people - 1` others in each room."""
    session = drafted_session(rooms, people, session)
    arrangement = session.draft
    arrangement.freeze(timezone.now())
    session.published = arrangement
    session.save(update_fields=["published"])
    return session


@transaction.atomic
def drafted_session(rooms: int = 2, people: int = 5, session: models.Session | None = None) -> models.Session:
    """A session with a draft: one Mod 4 lead and `people - 1` others in each room."""
    session = session or SessionFactory()
    arrangement = ArrangementFactory(session=session, number=1)
    groups = [GroupFactory(session=session, number=number) for number in range(1, rooms + 1)]
    modules = [ModuleFactory(number=4 - place) for place in range(min(people, 4))]
    cohort = CohortFactory()
    users = models.User.objects.bulk_create(UserFactory.build_batch(rooms * people))
    students = models.Student.objects.bulk_create(StudentFactory.build(user=user) for user in users)
    inning, program = session.inning, cohort.program
    models.Enrolment.objects.bulk_create(
        models.Enrolment(
            student=student,
            inning=inning,
            module=modules[number % people % 4],
            program=program,
            cohort=cohort,
        )
        for number, student in enumerate(students)
    )
    lead, member = models.Membership.Role.LEAD, models.Membership.Role.MEMBER
    models.Membership.objects.bulk_create(
        models.Membership(
            arrangement=arrangement,
            student=student,
            group=groups[number // people],
            role=member if number % people else lead,
        )
        for number, student in enumerate(students)
    )
    return session


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = networking.Contact

    owner = factory.SubFactory(StudentFactory)
    private = {"name": "Ada Long", "company": "Acme"}


class GoalFactory(DjangoModelFactory):
    class Meta:
        model = networking.Goal

    owner = factory.SubFactory(StudentFactory)
    inning = factory.SubFactory(InningFactory)
    kind = networking.Kind.KNOWN_CONTACT
    steps = ["Write to them", "Talk"]
    due_on = datetime.date(2026, 12, 4)


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = networking.Message

    owner = factory.SubFactory(StudentFactory)


class ConversationFactory(DjangoModelFactory):
    class Meta:
        model = networking.Conversation

    owner = factory.SubFactory(StudentFactory)
    kind = networking.Kind.MENTOR
    starts_at = datetime.datetime(2026, 11, 27, 18, 0, tzinfo=datetime.UTC)
