import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mixitup import library
from mixitup.models import Page, PageImport, SiteLink
from tests import factories

pytestmark = pytest.mark.django_db

SOURCE = "---\ntitle: Our hour\n---\n## Hello (10 mins)\nSay [hello](/old/page).\n"


@pytest.fixture
def guide():
    return factories.guide(SOURCE)


def upload(client, **files):
    uploads = [SimpleUploadedFile(name.replace("_", "."), text.encode()) for name, text in files.items()]
    return client.post("/staff/pages/guides/import/", {"uploads": uploads})


def test_files_are_shown_with_their_problems_before_anything_is_saved(staff_client):
    where = upload(staff_client, one_md="# One\nText.\n\n## Empty\n", two_md="\0")
    page = staff_client.get(where.url).content.decode()
    assert "There is nothing under “Empty”." in page
    assert "line 4" in page
    assert "isn&#x27;t a text file" in page or "isn't a text file" in page
    assert not Page.objects.exists()


def test_an_import_is_brought_in_with_its_links(staff_client, guide, django_capture_on_commit_callbacks):
    where = upload(staff_client, new_md="# New\n[a](/x/page-1) [b](/gone) [c](/y)\n")
    answers = {"to:/x/page-1": guide.pk, "to:/gone": "nowhere", "old_site": "example.org"}
    with django_capture_on_commit_callbacks(execute=True):
        assert staff_client.post(where.url, answers).url == "/staff/pages/guides/"
    page = Page.objects.get(slug="new")
    links = SiteLink.objects.values_list("old", "page", "url")
    assert set(links) == {("/x/page-1", guide.pk, ""), ("/gone", None, "")}
    shown = staff_client.get(f"/pages/{page.pk}/").content.decode()
    assert f'<a href="/pages/{guide.pk}/">a</a> b <a href="https://example.org/y" class="out"' in shown


def test_a_page_edited_here_is_kept_unless_they_say_otherwise(staff_client, staff, guide):
    library.save_version(guide, "# Ours\nText.\n", staff, seen=1, verb="page.edited")
    where = upload(staff_client, **{"page-1_md": SOURCE + "More.\n"})
    assert "Which should it be?" in staff_client.get(where.url).content.decode()
    staff_client.post(where.url, {"old_site": ""})
    guide.refresh_from_db()
    assert guide.current.source == "# Ours\nText.\n"


def test_who_kept_theirs_isnt_asked_about_the_same_file_again(staff_client, staff, guide):
    library.save_version(guide, "# Ours\nText.\n", staff, seen=1, verb="page.edited")
    (one,) = library.plan("guide", [library.file_from("page-1.md", (SOURCE + "More.\n").encode())])
    where = upload(staff_client, **{"page-1_md": SOURCE + "More.\n"})
    staff_client.post(where.url, {one.key: "keep"})
    again = staff_client.get(upload(staff_client, **{"page-1_md": SOURCE + "More.\n"}).url).content.decode()
    assert ("Which should it be?" in again, "you kept your page" in again) == (False, True)


def test_each_problem_leads_to_its_line_and_quotes_it(staff_client, staff, guide):
    library.save_version(guide, "# Ours\nSee [it](#gone).\n", staff, seen=1, verb="page.edited")
    edit = f"/staff/pages/{guide.pk}/edit/"
    page = staff_client.get(edit).content.decode()
    assert 'href="#id_source" data-line="2">line 2</a>' in page
    assert '<code class="quote">See [it](#gone).</code>' in page
    assert (
        f'href="{edit}#line-2">line 2</a>' in staff_client.get(f"/staff/pages/{guide.pk}/").content.decode()
    )


def test_a_pasted_text_can_be_a_new_text_of_a_page(staff_client, guide):
    pasted = {"pasted": SOURCE.replace("Hello", "Welcome"), "page": guide.pk}
    where = staff_client.post("/staff/pages/guides/import/", pasted)
    staff_client.post(where.url, {"old_site": ""})
    guide.refresh_from_db()
    assert (guide.current.number, Page.objects.count()) == (2, 1)


def test_an_import_can_be_put_aside(staff_client):
    where = upload(staff_client, one_md="# One\nText.\n")
    staff_client.post(where.url + "discard/")
    assert not PageImport.objects.exists()


def test_nothing_given_is_said(staff_client):
    answer = staff_client.post("/staff/pages/guides/import/", {})
    assert "Choose files, or paste" in answer.content.decode()


def test_more_files_than_a_page_can_show_are_refused_in_words(staff_client):
    answer = upload(staff_client, **{f"page{number}_md": "# One" for number in range(61)})
    assert answer.context["form"].errors["uploads"] == ["These are 61 files. Bring in 60 at most at a time."]
    assert not PageImport.objects.exists()


def test_a_preview_saves_nothing_and_saving_makes_a_version(staff_client, guide):
    url = f"/staff/pages/{guide.pk}/edit/"
    typed = {"source": "# New\r\n\r\nSome words and\r\n", "seen": 1}
    shown = staff_client.post(url, {**typed, "preview": "1"}, headers={"HX-Target": "preview"})
    assert "finished" in shown.content.decode()
    assert "<html" not in shown.content.decode()
    staff_client.post(url, typed)
    guide.refresh_from_db()
    assert (guide.current.number, guide.current.source) == (2, "# New\n\nSome words and\n")


def test_two_people_editing_at_once_lose_nothing(staff_client, guide):
    url = f"/staff/pages/{guide.pk}/edit/"
    staff_client.post(url, {"source": "# Theirs\n", "seen": 1})
    answer = staff_client.post(url, {"source": "# Mine\n", "seen": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "# Theirs" in page
    assert "# Mine" in page
    staff_client.post(url, {"source": "# Mine\n", "seen": answer.context["form"]["seen"].value()})
    guide.refresh_from_db()
    assert [guide.current.number, guide.current.source] == [3, "# Mine\n"]


def test_notes_for_the_lead_are_saved_and_students_never_see_them(staff_client, sign_in, guide):
    answer = staff_client.post(f"/staff/pages/{guide.pk}/notes/", {"seen": 1, "0-open": "Breathe out first."})
    assert answer.status_code == 302
    assert "Breathe out first" in staff_client.get(f"/staff/pages/{guide.pk}/").content.decode()
    student = sign_in(factories.StudentFactory().user)
    assert "Breathe" not in student.get(f"/pages/{guide.pk}/").content.decode()


def test_notes_typed_over_a_newer_version_are_kept_on_the_page(staff_client, guide):
    staff_client.post(f"/staff/pages/{guide.pk}/edit/", {"source": SOURCE + "More.\n", "seen": 1})
    answer = staff_client.post(f"/staff/pages/{guide.pk}/notes/", {"seen": 1, "0-open": "Breathe."})
    assert (answer.status_code, "Breathe." in answer.content.decode()) == (409, True)
    again = {"seen": answer.context["form"]["seen"].value(), "0-open": "Breathe."}
    assert staff_client.post(f"/staff/pages/{guide.pk}/notes/", again).status_code == 302


def test_versions_are_compared_and_brought_back(staff_client, guide):
    staff_client.post(f"/staff/pages/{guide.pk}/edit/", {"source": SOURCE + "More.\n", "seen": 1})
    compared = staff_client.get(f"/staff/pages/{guide.pk}/versions/?old=1&new=2")
    changed = [(line.kind, line.text) for line in compared.context["lines"] if line.kind in ("gone", "new")]
    assert changed == [("new", "More.")]
    staff_client.post(f"/staff/pages/{guide.pk}/versions/1/", {"seen": 2})
    guide.refresh_from_db()
    assert (guide.current.number, guide.current.source) == (3, SOURCE)


def test_the_table_of_links_can_be_changed(staff_client, staff, guide):
    library.save_links({"/a": guide, "/b": "", "/c": "https://example.org/c"}, staff)
    posted = {"to:/a": "forget", "to:/b": guide.pk, "to:/c": "", "old_site": ""}
    staff_client.post("/staff/pages/links/", posted)
    assert list(SiteLink.objects.values_list("old", "page", "url")) == [
        ("/b", guide.pk, ""),
        ("/c", None, "https://example.org/c"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_guide_and_three(
    staff_client, count, django_assert_num_queries
):
    for _ in range(count):
        factories.guide()
    staff_client.get("/staff/pages/guides/")
    with django_assert_num_queries(4):
        staff_client.get("/staff/pages/guides/")


def test_a_lesson_says_before_it_comes_in_whose_it_is_and_an_empty_file_that_it_is_empty(staff_client):
    factories.ModuleFactory(number=2)
    factories.ProgramFactory(code="FE", name="Front End")
    head = "---\ntitle: Module {}\nprogram: {}\n---\n\nText.\n"
    sources = {
        "one.md": "# Module 2 Week 3\n\nText.\n",
        "two.md": "# A lesson\n\nText.\n",
        "three.md": "",
        "four.md": head.format("2 Week 4", "front end"),
        "five.md": head.format("2", "Data"),
        "six.md": head.format("9", ""),
    }
    uploads = [SimpleUploadedFile(name, source.encode()) for name, source in sources.items()]
    response = staff_client.post("/staff/pages/lessons/import/", {"uploads": uploads}, follow=True)
    page = response.content.decode()
    found = [
        "Module 2, week 3",
        "Names no module: no student will see it",
        "This file is empty.",
        "Module 2, week 4, FE only",
        "The school has no program “Data”: no student will see it",
        "The school has no Module 9: no student will see it",
    ]
    assert [page.count(words) for words in found] == [1, 1, 1, 1, 1, 1]
