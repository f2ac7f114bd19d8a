import datetime

import pytest

from mixitup.models import RosterImport
from mixitup.roster.applying import commit
from mixitup.roster.applying import plan_of as current_plan
from mixitup.roster.decisions import Decisions
from mixitup.roster.imports import read_paste, start_import
from tests.factories import CohortFactory, EnrolmentFactory, InningFactory, ModuleFactory, ProgramFactory

NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
HEADER = "E-mail\tName\tMod\tProgram\tCohort"


@pytest.fixture
def school(db):
    """Two programs, four modules, a cohort of each program, and the inning that everything goes into."""
    for number in (1, 2, 3, 4):
        ModuleFactory(number=number)
    CohortFactory(name="2608-BE", program=ProgramFactory(code="BE"))
    CohortFactory(name="2608-FE", program=ProgramFactory(code="FE"))
    return InningFactory()


@pytest.fixture
def enrol(school):
    """Puts somebody into the inning: enrol("Amara Park", "amara@example.org", 1)."""

    def enrol(name, email, module=1, inning=school, **student):
        return EnrolmentFactory(
            student__name=name,
            student__user__email=email,
            module=ModuleFactory(number=module),
            inning=inning,
            **{f"student__{key}": value for key, value in student.items()},
        )

    return enrol


@pytest.fixture
def bring(school):
    """Starts an import of pasted rows under HEADER (or a header of their own)."""

    def bring(*rows, header=HEADER, by=None, kind=RosterImport.Kind.PEOPLE, **decisions):
        sheets, content_hash = read_paste("\n".join([header, *rows]))
        importing = start_import(kind, school, "pasted text", sheets, content_hash, by)
        importing.decisions = Decisions(**decisions).to_json()
        importing.save()
        return importing

    return bring


@pytest.fixture
def plan_of():
    def plan_of(importing):
        return current_plan(importing, NOW)

    return plan_of


@pytest.fixture
def apply(plan_of):
    def apply(importing, by=None):
        return commit(importing, plan_of(importing).digest, by, NOW)

    return apply
