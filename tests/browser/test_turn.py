import pytest
from django.urls import reverse

from mixitup.models import Enrolment
from tests.factories import EnrolmentFactory, InningFactory, ModuleFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def inning(db):
    for number in (1, 2, 3, 4):
        ModuleFactory(number=number)
    InningFactory(name="2701", starts_on="2027-01-04")
    inning = InningFactory()
    for number in range(8):
        EnrolmentFactory(inning=inning, module=ModuleFactory(number=number % 4 + 1))
    return inning


@pytest.mark.parametrize("width", [320, 1440])
def test_people_are_promoted_looked_at_and_found_on_record(visit, axe, inning, width):
    staff = UserFactory(is_staff=True, name="Robin Staff")
    page = visit(
        reverse("promotion_detail", args=[inning.pk]), staff, viewport={"width": width, "height": 900}
    )
    axe(page)
    page.get_by_role("button", name="Promote to Inning 2701").click()
    page.get_by_role("heading", name="Promoted: 6 people moved up and 2 graduated.").wait_for()
    axe(page)
    assert Enrolment.objects.filter(inning__name="2701").count() == 6

    page.goto(reverse("record_list"))
    page.get_by_role(
        "link", name="People were promoted from Inning 2611 to Inning 2701", exact=True
    ).wait_for()
    axe(page)

    student = inning.enrolments.first().student
    page.goto(reverse("student_edit", args=[student.pk]))
    page.get_by_role("button", name="See their pages").click()
    page.get_by_text("pages, read-only, until").wait_for()
    axe(page)
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("You’ve stopped looking at").wait_for()
