import pytest

from lessons.models import Reflection
from mixitup.models import Intention, Page
from tests.factories import ContactFactory, SessionFactory, StudentFactory


def test_healthz_answers_without_a_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_readyz_says_that_nothing_is_pending(client):
    answer = client.get("/readyz")
    assert answer.json() == {"ready": True, "pending_migrations": 0, "oldest_unsent_notice_seconds": 0}


@pytest.mark.django_db
def test_home_explains_mix_it_up_to_anyone(client):
    assert "Mix It Up" in client.get("/").content.decode()


def test_home_greets_staff_by_name(staff_client):
    assert "Robin Staff" in staff_client.get("/").content.decode()


def test_students_take_out_what_they_wrote_for_themselves_and_nobody_elses(db, sign_in):
    session, mine, other = SessionFactory(), StudentFactory(), StudentFactory()
    lesson = Page.objects.create(kind=Page.Kind.LESSON, slug="a-lesson")
    for student, words in ((mine, "mine"), (other, "another's")):
        ContactFactory(owner=student, private={"name": words})
        Reflection.objects.create(owner=student, page=lesson, anchor="values", private={"text": words})
        Intention.objects.create(session=session, student=student, text=words)
    answer = sign_in(mine.user).get("/profile/take-out/")
    assert answer["Cache-Control"] == "private, no-store"
    told = answer.json()
    assert [told["contacts"][0]["name"], told["reflections"], told["intentions"]] == [
        "mine",
        [{"lesson": "a-lesson", "part": "values", "text": "mine"}],
        [{"session": "Week 2 · Networking", "on": "2026-11-25T18:00:00Z", "text": "mine"}],
    ]
    assert "another" not in answer.content.decode()
