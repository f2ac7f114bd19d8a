import pytest

from mixitup import library
from mixitup.library import Answer, State
from mixitup.models import Change, Page, PageVersion
from mixitup.pages import LeadNotes

pytestmark = pytest.mark.django_db

HELLO = b"---\ntitle: Hello\n---\n## Hello (5 mins)\nSay hello.\n"
LATER = HELLO.replace(b"Say hello.", b"Say hello twice.")


def bring(data, path="hello.md", answers=None):
    planned = library.plan("guide", [library.file_from(path, data)])
    library.apply("guide", planned, answers or {}, None)
    return planned[0], Page.objects.get(path=path)


def test_a_new_file_becomes_a_page_and_twice_changes_nothing():
    one, page = bring(HELLO)
    assert (one.state, page.slug, page.current.title) == (State.NEW, "hello", "Hello")
    one, page = bring(HELLO)
    assert one.state == State.SAME
    assert (PageVersion.objects.count(), Change.objects.count()) == (1, 1)


def test_a_changed_file_makes_a_new_version():
    bring(HELLO)
    one, page = bring(LATER)
    assert (one.state, page.current.number) == (State.CHANGED, 2)


def test_what_staff_edited_stays_until_they_say_otherwise(staff):
    _, page = bring(HELLO)
    library.save_version(page, HELLO.decode() + "Ours.\n", staff, seen=1, verb="page.edited")
    assert bring(HELLO)[0].state == State.SAME
    one, page = bring(LATER)
    assert (one.state, one.usual_answer, page.current.number) == (State.EDITED, Answer.KEEP, 2)
    _, page = bring(LATER, answers={one.key: Answer.TAKE})
    assert page.current.source == LATER.decode()
    assert page.versions.get(number=2).source.endswith("Ours.\n")


def test_an_answer_to_keep_ours_is_remembered_until_the_file_changes(staff):
    _, page = bring(HELLO)
    library.save_version(page, HELLO.decode() + "Ours.\n", staff, seen=1, verb="page.edited")
    one, _ = bring(LATER)
    assert bring(LATER)[0].asks is True  # the usual answer was nobody's
    bring(LATER, answers={one.key: Answer.KEEP})
    again, page = bring(LATER)
    assert (again.asks, again.usual_answer, page.current.number) == (False, Answer.KEEP, 2)
    assert bring(LATER.replace(b"twice", b"thrice"))[0].asks is True
    _, page = bring(LATER, answers={one.key: Answer.TAKE})
    assert page.current.source == LATER.decode()


def test_notes_for_the_lead_move_into_the_new_text(staff):
    _, page = bring(HELLO)
    library.save_notes(page, {"hello": LeadNotes(open="Smile.")}, staff, seen=1)
    one, page = bring(LATER)
    assert (one.state, one.usual_answer) == (State.EDITED, Answer.MERGE)
    read = library.read(page.current)
    assert (read.sections[0].lead.open, "twice" in read.sections[0].html) == ("Smile.", True)


def test_saving_over_a_newer_version_is_refused(staff):
    _, page = bring(HELLO)
    library.save_version(page, "Newer.", staff, seen=1, verb="page.edited")
    with pytest.raises(library.MovedOnError):
        library.save_version(page, "Older.", staff, seen=1, verb="page.edited")
    assert page.versions.count() == 2


def test_an_earlier_version_comes_back_as_the_newest(staff):
    _, page = bring(HELLO)
    library.save_version(page, "Other.", staff, seen=1, verb="page.edited")
    page.refresh_from_db()
    version = library.bring_back(page, 1, staff, seen=2)
    assert (version.number, version.source) == (3, HELLO.decode())


def test_a_version_read_by_another_parser_is_read_anew():
    _, page = bring(HELLO)
    page.versions.update(parser_version=0, parsed={})
    assert library.read(page.versions.get()).title == "Hello"


def test_pages_of_one_name_get_addresses_of_their_own():
    bring(HELLO, "one/index.md")
    _, page = bring(HELLO, "two/index.md")
    assert page.slug == "index-2"


def test_starter_pages_load_once_and_leave_edited_ones_alone(staff):
    assert len(library.load_starters("guide")) == 3
    page = Page.objects.get(slug="week-2-networking")
    library.save_version(page, "# Ours", staff, seen=1, verb="page.edited")
    assert library.load_starters("guide") == []
    page.refresh_from_db()
    assert page.current.source == "# Ours"


def test_old_addresses_lead_to_pages_addresses_or_nowhere(staff):
    _, page = bring(HELLO, "mixed_groups/week2.md")
    reading = library.file_from(
        "x.md", b"[a](/mixed_groups/week2) [b](/resources/index) [c](/mixed_groups/week2#x)"
    )
    assert library.propose_links("guide", [reading]) == {"/mixed_groups/week2": page, "/resources": None}
    assert library.resolver()("/mixed_groups/week2") is None
    library.save_links({"/mixed_groups/week2": page, "/resources": "https://example.org/r"}, staff)


def test_links_are_resolved_from_the_table_then_the_old_site(staff, django_capture_on_commit_callbacks):
    _, page = bring(HELLO)
    with django_capture_on_commit_callbacks(execute=True):
        library.save_links({"/week2": page, "/r": "https://example.org/r", "/gone": ""}, staff)
    resolve = library.resolver()
    assert [resolve(url) for url in ("/week2.html", "/r/", "/gone", "/other")] == [
        f"/pages/{page.pk}/",
        "https://example.org/r",
        None,
        None,
    ]
