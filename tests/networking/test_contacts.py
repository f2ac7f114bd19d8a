import pytest
from django.urls import reverse
from django.utils import timezone

from networking.contacts import add_contact, read_quick_line, search_contacts
from networking.models import Contact, Stage
from tests.factories import ContactFactory, StudentFactory


@pytest.fixture
def student(db):
    return StudentFactory()


@pytest.fixture
def own(student, sign_in):
    return sign_in(student.user)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Ada Long", {"name": "Ada Long"}),
        ("Ada Long, engineer at Acme", {"name": "Ada Long", "role": "engineer", "company": "Acme"}),
        (
            "Ada Long at Acme https://example.org/ada",
            {"name": "Ada Long", "company": "Acme", "link": "https://example.org/ada"},
        ),
        ("ada@example.org", {"name": "ada@example.org"}),
    ],
)
def test_quick_line_is_told_apart_where_it_can_be(line, words):
    assert read_quick_line(line) == words


def test_search_looks_at_every_private_word_of_ones_own(student):
    mine = add_contact(student, {"name": "Ada", "notes": "met at the Łódź meetup"}, timezone.now())
    ContactFactory(private={"name": "Łódź of somebody else"})
    assert search_contacts(student, "łódź ada") == [mine]


def test_quick_add_puts_somebody_on_the_tracker(own, student):
    own.post(reverse("contact_add"), {"line": "Ada Long, engineer at Acme"})
    contact = Contact.objects.of(student).get()
    assert (contact.name, contact.stage, contact.line) == ("Ada Long", Stage.TO_REACH_OUT, "engineer, Acme")


def test_saving_an_older_version_changes_nothing_and_shows_both(own, student):
    contact = ContactFactory(owner=student, version=3)
    response = own.post(
        reverse("contact_edit", args=[contact.pk]), {"name": "Typed here", "stage": "replied", "version": 2}
    )
    page = response.content.decode()
    contact.refresh_from_db()
    assert (response.status_code, contact.name, contact.stage) == (409, "Ada Long", Stage.TO_REACH_OUT)
    assert "Typed here" in page
    assert "Ada Long" in page


def test_typing_is_answered_with_the_new_version(own, student):
    contact = ContactFactory(owner=student)
    response = own.post(
        reverse("contact_edit", args=[contact.pk]),
        {"name": "Ada L.", "stage": "talked", "version": 0},
        headers={"X-Autosave": "1"},
    )
    contact.refresh_from_db()
    assert (response.json()["version"], contact.name, contact.stage) == (1, "Ada L.", Stage.TALKED)


def test_moving_keeps_the_history_of_stages(own, student):
    contact = add_contact(student, {"name": "Ada"}, timezone.now())
    own.post(reverse("contact_move", args=[contact.pk]), {"stage": "reached_out"})
    assert [move.stage for move in contact.moves.all()] == [Stage.TO_REACH_OUT, Stage.REACHED_OUT]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("view", ["board", "table"])
def test_tracker_asks_as_little_for_many_as_for_one(own, student, django_assert_num_queries, count, view):
    ContactFactory.create_batch(count, owner=student)
    with django_assert_num_queries(5):  # sign-in 2, the person's student, the school, contacts
        own.get(reverse("contact_list"), {"view": view})


def test_board_of_many_shows_the_first_of_each_stage_and_counts_the_rest(own, student):
    ContactFactory.create_batch(35, owner=student)
    page = own.get(reverse("contact_list")).content.decode()
    assert page.count('class="card contact"') == 30
    assert "and 5 more, in the table" in page
