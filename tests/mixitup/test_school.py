import datetime

import pytest
from django.apps import apps
from django.core.cache import cache

from mixitup import school
from mixitup.models import Change, Cohort, Module, Program, School
from tests import factories

pytestmark = pytest.mark.django_db


def test_uses_names_every_table_that_points_at_a_row():
    enrolment = factories.EnrolmentFactory()
    factories.EnrolmentFactory(inning=enrolment.inning)
    spare = factories.ProgramFactory(code="DS")
    found = school.uses([enrolment.program, spare])
    assert found == {enrolment.program.pk: "1 cohort and 2 enrolments"}


def test_uses_lists_three_tables_as_a_sentence_does():
    inning = factories.EnrolmentFactory().inning
    factories.SessionFactory(inning=inning)
    factories.GoalFactory(inning=inning)
    assert school.uses([inning])[inning.pk] == "1 enrolment, 1 session and 1 goal"


def test_uses_of_nothing_is_nothing():
    assert school.uses([]) == {}


def test_a_used_row_stays_and_the_error_says_why(staff):
    cohort = factories.EnrolmentFactory().cohort
    with pytest.raises(school.StillUsedError, match="2608-BE stays: it is used by 1 enrolment"):
        school.delete_unused(cohort, staff)
    assert Cohort.objects.filter(pk=cohort.pk).exists()
    assert Change.objects.count() == 0


def test_deleting_records_what_the_row_was(staff):
    school.delete_unused(factories.ModuleFactory(number=3), staff)
    change = Change.objects.get()
    assert (change.verb, change.subject, change.actor) == ("settings.deleted", "Module 3", staff)
    assert change.before["lead_rank"] == 2


def test_usual_rows_leave_what_a_school_has(staff):
    factories.ProgramFactory(code="DS", name="Data")
    school.add_usual_rows(staff)
    school.add_usual_rows(staff)
    assert list(Program.objects.values_list("code", flat=True)) == ["DS"]
    assert list(Module.objects.values_list("number", "lead_rank")) == [(1, None), (2, None), (3, 2), (4, 1)]


def test_no_default_is_a_fixed_time_that_the_framework_doubts_when_its_hour_comes():
    clock = (datetime.date, datetime.time)  # a datetime is a date too
    fields = (field for model in apps.get_models() for field in model._meta.get_fields())
    assert [field for field in fields if isinstance(getattr(field, "default", None), clock)] == []


def test_a_school_kept_in_the_cache_before_an_upgrade_is_read_anew():
    School(name="Our own").save()
    cache.set(School.CACHE_KEY, {"id": 1, "name": "Old", "a_field_that_is_gone": True})
    assert School.load().name == "Our own"
    assert cache.get(School.CACHE_KEY)["name"] == "Our own"


def test_the_record_says_a_row_as_staff_wrote_it(staff):
    cohort = factories.CohortFactory(name="2608-BE")
    school.record(staff, "settings.changed", cohort, {}, {})
    assert Change.objects.get().subject == "Cohort 2608-BE"
