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


def test_no_more_of_a_quick_line_is_read_than_its_field_holds():
    """Telling the words apart takes time that grows faster than the line: hours for this one."""
    assert read_quick_line("Ada" + " at " * 100_000 + ",@")["name"] == "Ada"


def test_search_looks_at_every_private_word_of_ones_own(student):
    mine = add_contact(student, {"name": "Ada", "notes": "met at the Łódź meetup"}, timezone.now())
    ContactFactory(private={"name": "Łódź of somebody else"})
    assert search_contacts(student, "łódź ada") == [mine]


def test_quick_add_puts_somebody_on_the_tracker(own, student):
    own.post(reverse("contact_add"), {"line": "Ada Long, engineer at Acme"})
    contact = Contact.objects.of(student).get()
    assert (contact.name, contact.stage, contact.line) == ("Ada Long", Stage.TO_REACH_OUT, "engineer, Acme")


def test_quick_add_goes_on_to_tell_more(own, student):
    response = own.post(reverse("contact_add"), {"line": "Ada Long", "more": "1"})
    assert response.url == reverse("contact_edit", args=[Contact.objects.of(student).get().pk])


def test_somebody_met_joins_under_their_whole_name(own, student):
    own.post(reverse("contact_add"), {"name": "Long, Ada at Last", "how_met": "Mix It Up"})
    contact = Contact.objects.of(student).get()
    assert contact.private == {"name": "Long, Ada at Last", "how_met": "Mix It Up"}


def test_moving_comes_back_to_the_same_search(own, student):
    contact = ContactFactory(owner=student)
    data = {"stage": "replied", "q": "ada & co", "view": "table", "page": "2"}
    response = own.post(reverse("contact_move", args=[contact.pk]), data)
    assert response.url == f"{reverse('contact_list')}?view=table&q=ada+%26+co&page=2#contact-{contact.pk}"


def test_saving_an_older_version_changes_nothing_and_shows_both(own, student):
    contact = ContactFactory(owner=student, version=3)
    response = own.post(
        reverse("contact_edit", args=[contact.pk]), {"name": "Typed here", "stage": "replied", "version": 2}
    )
    page = response.content.decode()
    contact.refresh_from_db()
    assert (response.status_code, contact.name, contact.stage) == (409, "Ada Long", Stage.TO_REACH_OUT)
    assert "Typed here" in page
    assert "<dt>Name</dt><dd>Ada Long</dd>" in page
    assert "<dt>Stage</dt><dd>To reach out</dd>" in page


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


@pytest.mark.parametrize("count", [1, 2000])
@pytest.mark.parametrize("query", ["view=board", "view=table", "view=board&q=maps", "view=table&q=maps"])
def test_tracker_asks_as_little_for_many_as_for_one(own, student, django_assert_num_queries, count, query):
    Contact.objects.bulk_create(
        Contact(owner=student, stage=list(Stage)[n % 6], private={"name": f"Contact {n}", "notes": "Maps"})
        for n in range(count)
    )
    with django_assert_num_queries(5):  # sign-in 2, the person's student, the school, contacts
        response = own.get(f"{reverse('contact_list')}?{query}")
    assert len(response.context["found"]) == count


def test_board_of_many_shows_the_first_of_each_stage_and_counts_the_rest(own, student):
    ContactFactory.create_batch(35, owner=student)
    page = own.get(reverse("contact_list")).content.decode()
    assert page.count('class="card contact"') == 30
    assert "and 5 more, in the table" in page


def test_an_empty_tracker_says_where_to_start_and_a_search_without_a_hit_that_there_is_none(own, student):
    tracker = reverse("contact_list")
    empty = own.get(tracker).content.decode()
    assert ("Start with one name" in empty, 'class="stage"' in empty, "export" in empty) == (
        True,
        False,
        False,
    )
    add_contact(student, {"name": "Ada"}, timezone.now())
    for view in ("board", "table"):
        none = own.get(tracker, {"q": "maps", "view": view}).content.decode()
        assert ("Nobody on your tracker has these words." in none, "Start with one name" in none) == (
            True,
            False,
        )
