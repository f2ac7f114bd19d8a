"""Two people at the same time, on the database as it is."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from mixitup.models import Change, Student
from mixitup.roster.applying import PlanMovedError, commit
from mixitup.roster.undoing import undo
from tests.mixitup.roster.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)
AMARA = "amara@example.org\tAmara Park\t1\tBE\t2608-BE"


def at_once(*calls):
    """Each call in a thread and with a connection of its own; what each gave or raised."""

    def call(function):
        try:
            return function()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(call, calls))


def test_one_import_committed_four_times_comes_in_once(bring, plan_of):
    importing = bring(AMARA)
    digest = plan_of(importing).digest
    results = at_once(*[lambda: commit(importing, digest, None, NOW)] * 4)
    assert [result.applied_at for result in results] == [NOW] * 4
    assert (Student.objects.count(), Change.objects.filter(verb="roster.imported").count()) == (1, 1)


def test_of_two_imports_of_the_same_person_one_is_shown_again(bring, plan_of):
    first, second = bring(AMARA), bring(AMARA.replace("Park", "Parks"))
    digests = [plan_of(importing).digest for importing in (first, second)]
    results = at_once(
        lambda: commit(first, digests[0], None, NOW), lambda: commit(second, digests[1], None, NOW)
    )
    assert sorted(isinstance(result, PlanMovedError) for result in results) == [False, True]
    assert Student.objects.count() == 1


def test_one_import_undone_twice_is_undone_once(bring, apply):
    importing = apply(bring(AMARA))
    results = at_once(*[lambda: undo(importing, None)] * 2)
    assert [result.applied_at for result in results] == [None, None]
    assert Change.objects.filter(verb="roster.undone").count() == 2
