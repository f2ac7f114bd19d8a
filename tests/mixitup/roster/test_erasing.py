import datetime
import json

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.core.serializers.json import DjangoJSONEncoder

from config.composition import erase_person
from mixitup.models import Change, Membership, Notice, RoomRequest, RosterImport, Student, User
from mixitup.roster.students import change_own
from tests.factories import ArrangementFactory, published_session
from tests.mixitup.roster.conftest import NOW

ZOE = "zoe@example.org\tZoë Müller\t1\tBE\t2608-BE"
TEO = "teo@example.org\tTeo Aziz\t4\tFE\t2608-FE"


def everything():
    """All that the database says, as one text."""
    rows = [
        list(model.objects.values_list())
        for model in apps.get_models()
        if model._meta.app_label in ("mixitup", "lessons", "networking", "account", "socialaccount")
    ]
    return json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, default=str)


@pytest.fixture
def zoe(bring, apply, school, staff):
    """Somebody imported, corrected, mentioned by others, published, on a draft, asking, and told."""
    apply(bring(ZOE, TEO, by=staff), staff)
    zoe = Student.objects.get(name="Zoë Müller")
    change_own(zoe, {"preferred_name": "Zo", "pronouns": "she/her"}, zoe.user)
    bring(ZOE.replace("Zoë Müller", "Zo Müller"), TEO, cells={3: {"name": "Zoë Müller"}}, by=staff)
    session = published_session(rooms=2)
    group = session.groups.first()
    session.published.memberships.create(student=zoe, group=group)
    draft = ArrangementFactory(session=session, number=2)
    draft.memberships.create(student=zoe, group=group)
    RoomRequest.objects.create(session=session, student=zoe, message="I'm Zoë")
    Notice.objects.create(kind="published", key="zoe", user=zoe.user, session=session, due_at=NOW)
    Change.objects.create(
        verb="board.moved", subject="Zoë Müller to room 2", after={"who": ["zoe@example.org"]}
    )
    return zoe


def test_nothing_about_an_erased_person_is_left_anywhere(zoe, staff):
    assert "zoe@example.org" in everything()
    erase_person(zoe, staff, NOW)
    left = everything().casefold()
    assert [trace for trace in ("zoe", "zoë", "müller", "she/her") if trace in left] == []


def test_counts_keep_a_former_student(zoe, staff):
    erase_person(zoe, staff, NOW)
    zoe.refresh_from_db()
    assert (zoe.shown_name, zoe.user, zoe.erased_at) == ("Former student", None, NOW)
    assert Membership.objects.get(student=zoe).arrangement.frozen_at
    assert zoe.enrolments.get().status == "left"


def test_the_others_and_the_fact_stay_on_record(zoe, staff):
    erase_person(zoe, staff, NOW)
    assert Change.objects.filter(subject="Teo Aziz", after__email="teo@example.org").exists()
    assert Change.objects.get(verb="board.moved").subject == "Former student to room 2"
    assert Change.objects.get(verb="student.erased").actor == staff
    kept = [row for importing in RosterImport.objects.all() for row in importing.sheets[0]["rows"]]
    assert "teo@example.org" in json.dumps(kept)


def test_an_open_board_counts_the_step(zoe, staff):
    draft = zoe.memberships.get(arrangement__frozen_at=None).arrangement
    erase_person(zoe, staff, NOW)
    draft.refresh_from_db()
    assert draft.revision == 1


def test_erasing_twice_is_harmless(zoe, staff):
    erase_person(zoe, staff, NOW)
    erase_person(zoe, staff, NOW + datetime.timedelta(days=1))
    zoe.refresh_from_db()
    assert zoe.erased_at == NOW


def test_a_namesake_keeps_their_record(zoe, enrol, staff):
    other = enrol("Zoë Müller", "other@example.org").student
    Change.objects.create(
        verb="roster.added", subject="Zoë Müller", student=other, after={"email": "other@example.org"}
    )
    erase_person(zoe, staff, NOW)
    kept = Change.objects.get(student=other)
    assert (kept.subject, kept.after) == ("Zoë Müller", {"email": "other@example.org"})


def test_the_command_erases_by_address_ignoring_case(zoe):
    call_command("erase_student", "ZOE@example.org")
    assert not User.objects.filter(email="zoe@example.org").exists()


def test_the_command_says_who_is_not_there(db):
    with pytest.raises(CommandError, match="No student has the address") as error:
        call_command("erase_student", "nobody@example.org")
    assert error.value.returncode == 2
