import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mixitup.models import Enrolment, RosterImport, Student
from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    InningFactory,
    ModuleFactory,
    SessionFactory,
    UserFactory,
)
from tests.tables.test_reading import workbook

pytestmark = pytest.mark.django_db
NEW = "/staff/roster/import/"
ROWS = [["E-mail", "Name", "Mod", "Cohort"], ["amara@example.org", "Amara Park", "1", "2608-BE"]]
TEXT = "\n".join("\t".join(row) for row in ROWS)


@pytest.fixture
def inning():
    ModuleFactory(number=1)
    ModuleFactory(number=2)
    CohortFactory(name="2608-BE")
    return InningFactory()


@pytest.fixture
def bring(staff_client, inning):
    """Pastes rows, gives the address of the preview."""

    def bring(text=TEXT):
        return staff_client.post(NEW, {"inning": inning.pk, "pasted": text}).url

    return bring


def answers(client, url, **more):
    """What the preview's form would send, with more answers."""
    context = client.get(url).context
    plan, importing = context["plan"], context["importing"]
    return {"version": importing.version, "digest": plan.digest, "shown": context["shown"], **more}


def page(response):
    return response.content.decode()


def test_pasted_cells_are_previewed_and_nothing_is_written(staff_client, bring):
    response = staff_client.get(bring())
    assert response.context["headline"] == "1 new person."
    assert not Student.objects.exists()


def test_a_file_is_previewed(staff_client, inning):
    file = SimpleUploadedFile("autumn.csv", TEXT.replace("\t", ";").encode("utf-16"))
    response = staff_client.post(NEW, {"inning": inning.pk, "file": file}, follow=True)
    assert "autumn.csv" in page(response)
    assert response.context["plan"].counts["joins"] == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Choose a file, or paste the cells."),
        ({"file": SimpleUploadedFile("x.pdf", b"%PDF-1")}, "This is a PDF."),
        ({"file": SimpleUploadedFile("x.csv", b"")}, "The submitted file is empty."),
        ({"pasted": " , ,\n , ,"}, "every cell is blank"),
        ({"file": SimpleUploadedFile("x.csv", b"a"), "pasted": "b"}, "Give one of them."),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(staff_client, inning, given, said):
    response = staff_client.post(NEW, {"inning": inning.pk, **given})
    assert said in page(response)
    assert response.context["form"]["pasted"].value() == given.get("pasted")
    assert not RosterImport.objects.exists()


def test_a_workbook_asks_which_sheet(staff_client, inning):
    file = SimpleUploadedFile("a.xlsx", workbook(Now=ROWS, Old=[["Name"], ["Teo"]]))
    url = staff_client.post(NEW, {"inning": inning.pk, "file": file}).url
    assert "Which sheet?" in page(staff_client.get(url))
    staff_client.post(f"{url}sheet/", {"sheet": "Now"})
    assert staff_client.get(url).context["headline"] == "1 new person."
    assert "What you answered about “Now” is forgotten" in page(staff_client.get(f"{url}?sheets=1"))


def test_the_same_table_goes_on_where_it_was_left(bring):
    assert bring() == bring()


def test_a_cell_is_corrected_in_the_preview_and_what_was_shown_comes_in(staff_client, bring, staff):
    url = bring(TEXT.replace("\t1\t", "\tx\t"))
    assert "“x” isn&#x27;t a module" in page(staff_client.get(url))
    staff_client.post(f"{url}decide/", answers(staff_client, url, **{"c-2-module": "Mod 2"}))
    staff_client.post(f"{url}commit/", answers(staff_client, url))
    assert Enrolment.objects.get().module.number == 2
    assert "Brought in: 1 person joined." in page(staff_client.get(url))


def test_answers_that_change_the_plan_are_shown_before_they_come_in(staff_client, bring):
    url = bring()
    response = staff_client.post(f"{url}commit/", answers(staff_client, url, **{"c-2-name": "Amara Parks"}))
    assert response.status_code == 409
    assert "Your last answers are kept" in page(response)
    assert not Student.objects.exists()
    staff_client.post(f"{url}commit/", answers(staff_client, url))
    assert Student.objects.get().name == "Amara Parks"


def test_a_school_that_moved_is_shown_before_anything_comes_in(staff_client, bring, inning):
    url = bring()
    seen = answers(staff_client, url)
    EnrolmentFactory(student__name="Bo Holm", inning=inning)
    response = staff_client.post(f"{url}commit/", seen)
    assert (response.status_code, Student.objects.count()) == (409, 1)
    assert "the school has changed since you looked" in page(response)
    assert "Bo Holm" in page(response)


def test_two_people_at_one_import_lose_nothing(staff_client, bring, sign_in):
    url = bring()
    mine = answers(staff_client, url, **{"c-2-name": "Mine"})
    other = sign_in(UserFactory(is_staff=True))
    other.post(f"{url}decide/", answers(other, url, **{"c-2-name": "Theirs"}))
    for action in ("decide", "commit"):
        response = staff_client.post(f"{url}{action}/", mine)
        assert response.status_code == 409
        assert "Row 2, Name: you wrote “Mine”; it says “Theirs”." in page(response)
    assert not Student.objects.exists()


def test_a_second_click_is_harmless(staff_client, bring):
    url = bring()
    seen = answers(staff_client, url)
    assert [staff_client.post(f"{url}commit/", seen).status_code for _ in range(2)] == [302, 302]
    assert Student.objects.count() == 1


def test_a_row_is_left_out_and_taken_in_again(staff_client, bring):
    url = bring()
    staff_client.post(f"{url}decide/", answers(staff_client, f"{url}?edit=2", **{"o-2": "on"}))
    assert staff_client.get(url).context["plan"].counts["left_out"] == 1
    staff_client.post(f"{url}decide/", answers(staff_client, url))
    assert staff_client.get(url).context["plan"].counts["joins"] == 1


def test_all_faulty_rows_are_left_out_at_once(staff_client, bring):
    url = bring(TEXT + "\nnonsense\tTeo\t1\t2608-BE\nalso\tBo\t1\t2608-BE")
    staff_client.post(f"{url}decide/", answers(staff_client, url, leave_out_faulty="1"))
    assert staff_client.get(url).context["plan"].counts["left_out"] == 2


def test_columns_may_be_said_by_hand(staff_client, bring):
    url = bring(TEXT.replace("E-mail", "Reachable at"))
    assert "No column holds the e-mail address." in page(staff_client.get(url))
    staff_client.post(f"{url}decide/", answers(staff_client, url, **{"col-0": "email"}))
    assert staff_client.get(url).context["headline"] == "1 new person."


def test_from_a_page_about_an_inning_the_roster_goes_into_that_inning(staff_client, inning):
    later = InningFactory(name="2702", starts_on=inning.starts_on + datetime.timedelta(weeks=7))
    session = SessionFactory(inning=later, starts_at=timezone.now() + datetime.timedelta(days=3))
    for address in (f"/staff/sessions/{session.pk}/", f"/staff/students/?inning={later.pk}"):
        assert f'href="{NEW}?inning={later.pk}"' in page(staff_client.get(address))


def test_cells_pasted_without_column_names_are_read_by_what_is_in_them(staff_client, bring):
    response = staff_client.get(bring("Amara Park\t2608-BE\tMod 1\tamara@example.org"))
    assert response.context["headline"] == "1 new person."
    assert "so each column was read by what is in it" in page(response)
    assert ">Column A</label>" in page(response)


def test_a_long_list_of_new_people_is_folded(staff_client, bring):
    rows = [f"p{number}@example.org\tPat {number}\t1\t2608-BE" for number in range(41)]
    found = page(staff_client.get(bring("\n".join(["E-mail\tName\tMod\tCohort", *rows]))))
    assert '<details class="card fold">\n      <summary><h2>41 new people' in found


def test_changes_are_counted_by_field(staff_client, bring, inning):
    for number in (1, 2):
        EnrolmentFactory(
            inning=inning,
            student__name="Old",
            student__user__email=f"p{number}@example.org",
            module__number=2,
        )
    rows = ["p1@example.org\tNew\t1", "p2@example.org\tOld\t1"]
    response = staff_client.get(bring("\n".join(["E-mail\tName\tMod", *rows])))
    assert response.context["changed_fields"] == [("Module", 2), ("Name", 1)]


def test_ticks_choices_and_radios_are_kept(staff_client, bring, inning):
    gone = EnrolmentFactory(student__name="Bo Holm", inning=inning)
    known = EnrolmentFactory(student__name="Amara Park", inning=inning)
    url = bring(TEXT.replace("2608-BE", "2611-BE"))
    said = {"cohorts_shown": "1", "cohort": "2611-BE", "s-2": known.student_id, f"m-{gone.pk}": "left"}
    staff_client.post(f"{url}decide/", answers(staff_client, url, **{"s-2": known.student_id}))
    staff_client.post(f"{url}decide/", answers(staff_client, url, **said))
    plan = staff_client.get(url).context["plan"]
    assert (plan.is_ready, plan.cohorts[0].is_ticked, plan.missing[0].choice) == (True, True, "left")


def test_nonsense_in_the_form_is_passed_over(staff_client, bring):
    url = bring()
    nonsense = {
        "c-x-name": "a",
        "c-99-name": "b",
        "m-77": "left",
        "s-2": "12",
        "missing_all": "gone",
        "col-99": "email",
    }
    assert staff_client.post(f"{url}decide/", answers(staff_client, url, **nonsense)).status_code == 302
    assert staff_client.get(url).context["headline"] == "1 new person."


def test_an_import_is_taken_back_and_open_again(staff_client, bring):
    url = bring()
    staff_client.post(f"{url}commit/", answers(staff_client, url))
    staff_client.post(f"{url}undo/")
    assert not Student.objects.exists()
    assert "Taken back" in page(staff_client.get(url))


def test_an_undo_that_would_lose_something_says_what(staff_client, bring):
    url = bring()
    staff_client.post(f"{url}commit/", answers(staff_client, url))
    Student.objects.update(name="Amara Parks")
    response = staff_client.post(f"{url}undo/")
    assert response.status_code == 409
    assert "Amara Parks: the name has changed since." in page(response)


def test_an_import_is_thrown_away_with_its_table(staff_client, bring, inning):
    assert staff_client.post(f"{bring()}discard/").url == f"{NEW}?inning={inning.pk}"
    assert not RosterImport.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_takes_the_same_queries_however_long(
    staff_client, bring, count, django_assert_num_queries
):
    rows = [f"p{number}@example.org\tPerson {number}\tx\t2608-BE" for number in range(count)]
    url = bring("\n".join([TEXT, *rows]))
    staff_client.get(url)
    with django_assert_num_queries(15):
        staff_client.get(url)


def test_earlier_groups_are_previewed_and_come_in(staff_client, inning):
    past = InningFactory(name="2609", starts_on="2026-09-28")
    EnrolmentFactory(student__name="Amara Park", inning=past)
    text = "Session\tName\tRoom\nAutumn\tAmara Park\t3"
    url = staff_client.post(f"{NEW}groups/", {"inning": inning.pk, "pasted": text}).url
    assert "Which session is this?" in page(staff_client.get(url))
    said = {"x-0": f"new-{past.pk}-2", "x-text-0": "Autumn", "as_draft": "history"}
    staff_client.post(f"{url}decide/", answers(staff_client, url, **said))
    staff_client.post(f"{url}commit/", answers(staff_client, url, **said))
    session = past.sessions.get()
    assert session.published.memberships.get().group.number == 3
    found = page(staff_client.get(url))
    assert "1 person in 1 room came in." in found
    assert f'href="/staff/sessions/{session.pk}/board/"' in found
