import csv
import json
import subprocess
import sys

import pytest

from mixitup.assignment.__main__ import main
from tests.assignment.cases import people


@pytest.fixture
def roster(tmp_path):
    path = tmp_path / "roster.csv"
    lines = ["Email,Name,Module,Program,Cohort"]
    for person in people(24):
        values = person.attributes
        lines.append(
            f"{person.key},{person.name},Mod {values['module']},{values['program']},{values['cohort']}"
        )
    path.write_text("\n".join(lines) + "\n")
    return path


def test_plain_output_is_csv_with_one_lead_a_group(roster, capsys):
    assert main([str(roster), "--groups", "6"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert list(rows[0]) == ["group", "email", "name", "lead"]
    assert [row["group"] for row in rows if row["lead"] == "yes"] == ["1", "2", "3", "4", "5", "6"]
    assert len(rows) == 24


def test_json_output_holds_groups_and_report(roster, capsys):
    main([str(roster), "--size", "4", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert [group["number"] for group in found["groups"]] == [1, 2, 3, 4, 5, 6]
    assert found["groups"][0]["lead"][0] in found["groups"][0]["members"]
    assert found["report"]["proved_best"] is True
    assert found["report"]["spread"]["module"] == {"value": 0, "floor": 0}


def test_history_is_avoided(roster, tmp_path, capsys):
    main([str(roster), "--groups", "6"])
    rows = csv.DictReader(capsys.readouterr().out.splitlines())
    history = tmp_path / "history.csv"
    history.write_text(
        "session,email,group\n" + "".join(f"one,{row['email']},{row['group']}\n" for row in rows)
    )
    main([str(roster), "--groups", "6", "--history", str(history), "--json"])
    assert json.loads(capsys.readouterr().out)["report"]["repeats"] == {"value": 0, "floor": 0}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("email,name\n", "row 1, column module: there is no such column (found: email, name)."),
        ("email,name,module,program,cohort\na@x,A,five,BE,1\n", "row 2, column module: 'five' is no module"),
        ("email,name,module,program,cohort\n,A,1,BE,1\n", "row 2, column email: there is no e-mail."),
        (
            "email,name,module,program,cohort\na@x,A,1,BE,1\nA@x,A,1,BE,1\n",
            "row 3, column email: a@x is already",
        ),
        ("", "row 1: the file is empty"),
    ],
)
def test_bad_input_names_file_row_and_column(tmp_path, capsys, text, message):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    assert main([str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{path}, {message}")


def test_the_module_runs_by_itself(roster):
    done = subprocess.run(
        [sys.executable, "-m", "mixitup.assignment", str(roster), "--groups", "50"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (2, "24 people can't fill 50 groups.\n")
