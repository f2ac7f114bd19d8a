import datetime
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mixitup.tables import MAX_BYTES, TableError, read_pasted
from networking.models import Contact, ContactMove, Stage
from networking.tracker_files import apply_import, as_text, export_rows, plan_import, read_date
from networking.views.tracker_files import read_grid
from tests.factories import ContactFactory, StudentFactory

SHEET = (
    "Contact Name\tOrganization\tStatus\tFollow up date\tShoe size\n"
    "Ada Long\tAcme\tContacted\t12/01/2026\t40\n\n"
    "Bo Short\tByte\tsomehow\tsoon\t41\n"
    "\tNobody Inc\t\t\t\n"
)


@pytest.fixture
def student(db):
    return StudentFactory()


def test_old_spreadsheet_is_understood_and_what_is_not_is_said(student):
    plan = plan_import(student, read_pasted(SHEET))
    ada, bo, nameless = plan.rows
    assert (ada.number, ada.stage, ada.next_on) == (2, Stage.REACHED_OUT, datetime.date(2026, 12, 1))
    assert (bo.number, bo.stage, bo.words["notes"]) == (
        4,
        Stage.TO_REACH_OUT,
        "(Next step on: soon) (Stage: somehow)",
    )
    assert nameless.faults == ("has no name, so it is left out",)
    assert plan.ignored == ("Shoe size",)


def test_same_table_twice_brings_nothing_new(student):
    plan = plan_import(student, read_pasted(SHEET))
    assert apply_import(student, plan, timezone.now()) == 2
    again = plan_import(student, read_pasted(SHEET))
    assert apply_import(student, again, timezone.now()) == 0


@pytest.mark.parametrize("rows", [1, 40])
def test_many_rows_come_in_as_quickly_as_one(student, rows, django_assert_num_queries):
    table = "Name\tStage\n" + "".join(f"Person {number}\tSent\n" for number in range(rows))
    plan = plan_import(student, read_pasted(table))
    with django_assert_num_queries(4):  # two of them begin and end the transaction
        assert apply_import(student, plan, timezone.now()) == rows
    moves = ContactMove.objects.filter(contact__owner=student, stage=Stage.REACHED_OUT)
    assert moves.values("contact").distinct().count() == rows


def test_a_table_of_a_whole_company_is_refused(student):
    table = "Name\n" + "".join(f"Person {number}\n" for number in range(2_001))
    with pytest.raises(TableError, match="more than 2,000 rows"):
        plan_import(student, read_pasted(table))


def test_what_goes_out_comes_back_in_the_same(student):
    ContactFactory(owner=student, private={"name": "Ada", "notes": "two\tparts"}, stage=Stage.TALKED)
    text = "\n".join(
        "\t".join(row).replace("two\tparts", '"two\tparts"')
        for row in export_rows(list(Contact.objects.all()))
    )
    other = StudentFactory()
    apply_import(other, plan_import(other, read_pasted(text)), timezone.now())
    copy = Contact.objects.of(other).get()
    assert (copy.name, copy.stage, copy.said("notes")) == ("Ada", Stage.TALKED, "two parts")


def test_preview_carries_the_same_rows_and_numbers(student):
    grid = read_pasted(SHEET)
    assert [(r.number, r.cells) for r in read_pasted(as_text(grid)).rows] == [
        (r.number, r.cells) for r in grid.rows
    ]


@pytest.mark.parametrize(
    "text", ["2026-12-01", "12/01/2026", "12/1/26", "01.12.2026", "Dec 1, 2026", "2026-12-01 00:00:00"]
)
def test_date_in_the_wild_is_read(text):
    assert read_date(text) == datetime.date(2026, 12, 1)


def test_upload_is_previewed_then_brought_in(student, sign_in):
    client = sign_in(student.user)
    upload = SimpleUploadedFile("tracker.csv", SHEET.replace("\t", ",").encode())
    preview = client.post(reverse("contact_import"), {"file": upload})
    assert "2 to come in, of 3 rows" in preview.content.decode()
    assert Contact.objects.count() == 0
    client.post(reverse("contact_import"), {"pasted": preview.context["text"], "commit": "1"})
    assert sorted(contact.name for contact in Contact.objects.of(student)) == ["Ada Long", "Bo Short"]


def test_empty_upload_says_so(student, sign_in):
    response = sign_in(student.user).post(reverse("contact_import"), {"pasted": "  "})
    assert "Choose a file, or paste rows into the box." in response.content.decode()


def test_of_an_upload_no_more_is_read_than_a_table_may_have():
    asked = []
    upload = SimpleNamespace(read=lambda size: asked.append(size) or b"Name\nAda Long\n")
    read_grid(SimpleNamespace(cleaned_data={"file": upload}))
    assert asked == [MAX_BYTES + 1]
