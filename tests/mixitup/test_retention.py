import datetime

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from config import composition
from mixitup import retention
from mixitup.models import Change, Intention, RosterImport, School, Student
from mixitup.retention import Coming
from networking.models import Contact
from tests.factories import (
    ContactFactory,
    EnrolmentFactory,
    InningFactory,
    SessionFactory,
    StudentFactory,
    UserFactory,
)

NOW = datetime.datetime(2026, 11, 23, 16, tzinfo=datetime.UTC)
TODAY = NOW.date()
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at(monkeypatch):
    cache.clear()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def old():
    """An inning that ended on 16 October 2022."""
    return InningFactory(name="2209", starts_on=datetime.date(2022, 9, 5))


@pytest.fixture
def gone(old):
    return EnrolmentFactory(inning=old, student__user__email="old@example.org").student


def erased():
    return list(Student.objects.filter(user=None))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-11-23", 1, "2026-12-23"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2026-01-31", 24, "2028-01-31"),
        ("2026-01-15", -1, "2025-12-15"),
    ],
)
def test_months_are_counted_on_the_calendar(day, months, later):
    assert str(retention.months_later(datetime.date.fromisoformat(day), months)) == later


def test_the_last_inning_counts_and_its_last_day_is_still_kept(old, gone):
    both = EnrolmentFactory(inning=old).student
    EnrolmentFactory(student=both, inning=InningFactory())
    EnrolmentFactory(inning=old, student__user=UserFactory(is_staff=True))
    StudentFactory()  # never in any inning
    assert list(retention.to_erase(datetime.date(2023, 10, 16), 12)) == []
    assert list(retention.to_erase(datetime.date(2023, 10, 17), 12)) == [gone]


def test_what_comes_next_is_told(gone):
    EnrolmentFactory(inning=InningFactory())
    assert retention.coming(TODAY, 60) == Coming(1, datetime.date(2027, 10, 17))
    assert retention.coming(TODAY, 12) == Coming(1, TODAY)
    Student.objects.all().delete()
    assert retention.coming(TODAY, 12) is None


def test_a_school_that_chose_no_time_erases_nobody(gone):
    School().save()
    assert composition.erase_due(NOW) == 0
    assert erased() == []


def test_the_worker_erases_once_a_day_whom_the_school_chose_to(old, gone):
    School(keep_months=24).save()
    EnrolmentFactory(inning=InningFactory())
    assert composition.erase_due(NOW) == 1
    assert erased() == [gone]
    assert Change.objects.get(verb="student.erased").actor is None
    EnrolmentFactory(inning=old)
    assert composition.erase_due(NOW) == 0
    assert composition.erase_due(NOW + datetime.timedelta(days=1)) == 1


def test_a_large_year_is_erased_some_a_minute(old, monkeypatch):
    monkeypatch.setattr(composition, "ERASED_A_MINUTE", 2)
    School(keep_months=24).save()
    for _ in range(5):
        EnrolmentFactory(inning=old)
    assert [composition.erase_due(NOW) for _ in range(4)] == [2, 2, 1, 0]


def test_one_that_cannot_be_erased_leaves_the_others_to_be(old, gone, monkeypatch):
    School(keep_months=24).save()
    other = EnrolmentFactory(inning=old).student
    erase = composition.erase_person

    def sometimes(student, *args):
        if student == gone:
            raise ValueError
        erase(student, *args)

    monkeypatch.setattr(composition, "erase_person", sometimes)
    composition.erase_due(NOW)
    assert erased() == [other]


def test_who_joins_an_inning_while_others_are_erased_stays(old, gone, monkeypatch):
    School(keep_months=24).save()
    back = EnrolmentFactory(inning=old).student
    erase = composition.erase_person

    def meanwhile(student, *args):
        erase(student, *args)
        EnrolmentFactory(student=back, inning=InningFactory())

    monkeypatch.setattr(composition, "erase_person", meanwhile)
    assert composition.erase_due(NOW) == 1
    assert erased() == [gone]


def test_the_command_reads_the_school_and_says_who_it_would_be(gone, capsys):
    School(keep_months=24).save()
    call_command("erase_former_students", "--dry-run")
    assert capsys.readouterr().out == "would erase old@example.org\n"
    call_command("erase_former_students", "--months", "120")
    assert erased() == []
    call_command("erase_former_students")
    assert erased() == [gone]


def test_the_command_does_not_guess(gone):
    School().save()
    with pytest.raises(CommandError, match="chose no time"):
        call_command("erase_former_students")
    with pytest.raises(CommandError, match="at least 1"):
        call_command("erase_former_students", "--months", "0")
    assert erased() == []


def test_old_uploads_are_forgotten_and_what_they_did_is_kept(staff):
    School().save()
    importing = RosterImport.objects.create(
        kind="people",
        inning=InningFactory(),
        source="a.csv",
        sheets=[{"name": "a", "rows": []}],
        counts={"joins": 1},
    )
    RosterImport.objects.update(created_at=NOW - datetime.timedelta(days=31))
    composition.erase_due(NOW)
    importing.refresh_from_db()
    assert (importing.sheets, importing.counts) == ([], {"joins": 1})


def test_choosing_a_time_that_is_over_for_some_asks_first(staff_client, gone):
    School().save()
    url = "/staff/settings/school/keep/"
    seen = staff_client.get(url).context["form"]["seen"].value()
    response = staff_client.post(url, {"keep_months": "24", "seen": seen})
    assert "One person’s last inning ended longer ago than that." in response.content.decode()
    assert School.objects.get().keep_months is None
    staff_client.post(url, {"keep_months": "24", "seen": seen, "is_sure": "on"})
    assert School.objects.get().keep_months == 24
    cache.clear()
    change = Change.objects.get(verb="settings.changed")
    assert (change.before, change.after) == ({"keep_months": None}, {"keep_months": 24})
    assert (
        "Next: 1 person is erased on 23 November 2026"
        in staff_client.get("/staff/settings/").content.decode()
    )


def test_what_was_being_saved_while_somebody_was_erased_goes_the_next_day(gone):
    composition.erase_person(gone, None, NOW)
    ContactFactory(owner=gone)
    Intention.objects.create(session=SessionFactory(), student=gone, text="to listen")
    composition.erase_due(NOW + datetime.timedelta(days=1))
    assert (Contact.objects.count(), Intention.objects.count()) == (0, 0)
