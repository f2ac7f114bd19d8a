import pytest
from django.contrib.auth.models import Permission
from django.db import connection

from tests import emptying
from tests.factories import published_session


@pytest.mark.django_db(transaction=True)
def test_what_a_test_commits_goes_and_what_a_new_database_has_stays():
    fresh = Permission.objects.count()
    published_session(rooms=1, people=2)
    assert {"mixitup_user", "mixitup_session", "mixitup_membership"} <= set(emptying.filled())

    emptying.empty()

    assert emptying.filled() == []
    assert Permission.objects.count() == fresh > 0


def test_every_table_is_emptied_but_those_that_a_new_database_fills(db):
    names = set(connection.introspection.table_names())
    assert names - set(emptying.tables()) == emptying.STAY
