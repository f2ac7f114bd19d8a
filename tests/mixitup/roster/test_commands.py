import json

import pytest
from django.core.management import CommandError, call_command

from mixitup.models import Change, Cohort, Enrolment, RosterImport, Session, Student
from tests.factories import InningFactory
from tests.tables.test_reading import workbook

CSV = "E-mail,Name,Mod,Cohort,Shirt\namara@example.org,Amara Park,Mod 1,2608-BE,M\nteo@example.org,Teo Aziz,4,2608-FE,L\n"


@pytest.fixture
def file(tmp_path):
    def file(content, name="roster.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return file


def refused(*arguments):
    with pytest.raises(CommandError) as error:
        call_command(*arguments)
    assert error.value.returncode == 2
    return str(error.value)


def test_a_roster_comes_in(school, file, capsys):
    call_command("import_roster", file(CSV), inning="2611")
    assert Student.objects.count() == 2
    assert capsys.readouterr().out == "2 new people.\nColumns left alone: Shirt (E).\nBrought in.\n"


def test_a_dry_run_writes_nothing(school, file, capsys):
    call_command("import_roster", file(CSV), "--inning=2611", "--dry-run", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["committed"], told["ready"], told["counts"]["joins"]) == (False, True, 2)
    assert told["ignored_columns"] == ["Shirt"]
    assert [model.objects.count() for model in (Student, RosterImport, Change)] == [0, 0, 0]


def test_the_same_file_again_changes_nothing(school, file, capsys):
    path = file(CSV)
    call_command("import_roster", path, inning="2611")
    before = Change.objects.count()
    call_command("import_roster", path, "--inning=2611", "--json")
    told = json.loads(capsys.readouterr().out.partition("Brought in.\n")[2])
    assert (told["committed"], told["counts"]["same"], Change.objects.count()) == (False, 2, before)


def test_faults_are_named_by_file_row_and_column_and_nothing_comes_in(school, file):
    path = file(CSV.replace("Mod 1", "x").replace("teo@", "teo"))
    assert refused("import_roster", path, "--inning=2611").splitlines() == [
        "roster.csv: row 2, column C (Module): “x” isn't a module. Write its number, such as 1 or Mod 1.",
        "roster.csv: row 3, column A (E-mail): “teoexample.org” isn't an e-mail address.",
        "Nothing was brought in.",
    ]
    assert not Student.objects.exists()


def test_faulty_rows_can_be_left_out(school, file):
    call_command("import_roster", file(CSV.replace("Mod 1", "x")), "--inning=2611", "--leave-out-faulty")
    assert Student.objects.get().name == "Teo Aziz"


def test_new_cohorts_need_saying(school, file):
    path = file(CSV.replace("2608-BE", "2611-BE"))
    assert "2611-BE (1 person) isn't a cohort yet" in refused("import_roster", path, "--inning=Inning 2611")
    call_command("import_roster", path, "--inning=2611", "--new-cohorts")
    assert Cohort.objects.get(name="2611-BE").program.code == "BE"


def test_known_names_need_saying(school, file, enrol):
    enrol("Amara Park", "old@example.org")
    path = file(CSV)
    assert "Say --known-names same or new" in refused("import_roster", path, "--inning=2611")
    call_command("import_roster", path, "--inning=2611", "--known-names=same")
    assert Student.objects.get(name="Amara Park").email == "amara@example.org"


def test_missing_people_can_be_set_aside(school, file, enrol):
    gone = enrol("Bo Holm", "bo@example.org")
    call_command("import_roster", file(CSV), "--inning=2611", "--missing=graduated")
    gone.refresh_from_db()
    assert gone.status == Enrolment.Status.GRADUATED


def test_a_workbook_wants_its_sheet_named(school, file):
    rows = [line.split(",") for line in CSV.splitlines()]
    path = file(workbook(Now=rows, Old=rows[:2]), "roster.xlsx")
    assert refused("import_roster", path, "--inning=2611").endswith("choose a sheet with --sheet: Now, Old")
    call_command("import_roster", path, "--inning=2611", "--sheet=Old")
    assert Student.objects.get().name == "Amara Park"


def test_an_unknown_inning_and_an_unreadable_file_are_said(school, file):
    assert refused("import_roster", file(CSV), "--inning=1") == "There is no inning named 1. There is: 2611."
    assert "No such file" in refused("import_roster", "nowhere.csv", "--inning=2611")
    assert "a PDF" in refused("import_roster", file(b"%PDF-1"), "--inning=2611")


def test_earlier_groups_come_in(school, file, enrol, capsys):
    past = InningFactory(name="2609", starts_on="2026-09-28")
    enrol("Amara Park", "amara@example.org", 4, inning=past)
    path = file("session,person,group\nAutumn,Amara Park,3\n", "groups.csv")
    assert "session “Autumn”: Which session is this?" in refused("import_groups", path)
    call_command("import_groups", path, "--session=Autumn=2609/2", "--json")
    told = json.loads(capsys.readouterr().out.rpartition("\n{")[2].join(["{", ""]))
    assert (told["committed"], told["sessions"][0]["rooms"]) == (True, 1)
    assert Session.objects.get().published.memberships.get().group.number == 3


def test_a_dry_run_of_groups_writes_nothing(school, file, enrol):
    InningFactory(name="2609", starts_on="2026-09-28")
    enrol("Amara Park", "amara@example.org")
    path = file("session,person,group\n2609 week 2,Amara Park,3\n", "groups.csv")
    call_command("import_groups", path, "--dry-run")
    assert not Session.objects.exists()
