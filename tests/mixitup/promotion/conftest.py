import pytest

from mixitup.models import Enrolment
from tests.factories import EnrolmentFactory, InningFactory, ModuleFactory, UserFactory


@pytest.fixture
def turn(db):
    """An inning, and the one after it."""
    for number in (1, 2, 3, 4):
        ModuleFactory(number=number)
    InningFactory(name="2701", starts_on="2027-01-04")
    return InningFactory()


@pytest.fixture
def person(turn):
    """Puts somebody into the inning that ends: person("Ada Park", 1)."""

    def person(name, module=1, status=Enrolment.Status.ACTIVE, **fields):
        return EnrolmentFactory(
            student__name=name, inning=turn, module=ModuleFactory(number=module), status=status, **fields
        )

    return person


@pytest.fixture
def actor(db):
    return UserFactory(is_staff=True, name="Robin Staff")
