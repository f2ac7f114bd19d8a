import csv
import json
import os
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
    assert main([str(roster), "--groups", "6", "--iterations", "20000"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert list(rows[0]) == ["group", "email", "name", "lead"]
    assert [row["group"] for row in rows if row["lead"] == "yes"] == ["1", "2", "3", "4", "5", "6"]
    assert len(rows) == 24


def test_json_output_holds_groups_and_report(roster, capsys):
    main([str(roster), "--size", "4", "--json", "--iterations", "20000"])
    found = json.loads(capsys.readouterr().out)
    assert [group["number"] for group in found["groups"]] == [1, 2, 3, 4, 5, 6]
    assert found["groups"][0]["lead"][0] in found["groups"][0]["members"]
    assert found["report"]["proved_best"] is True
    assert found["report"]["spread"]["module"] == {"value": 0, "floor": 0}


def test_history_is_avoided(roster, tmp_path, capsys):
    main([str(roster), "--groups", "6", "--iterations", "20000"])
    rows = csv.DictReader(capsys.readouterr().out.splitlines())
    history = tmp_path / "history.csv"
    history.write_text(
        "session,email,group\n" + "".join(f"one,{row['email']},{row['group']}\n" for row in rows)
    )
    main([str(roster), "--groups", "6", "--history", str(history), "--json", "--iterations", "20000"])
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


def write(folder, name, text):
    path = folder / name
    path.write_text(text)
    return str(path)


def run_json(capsys, *arguments):
    assert main([*arguments, "--json", "--iterations", "20000"]) == 0
    return json.loads(capsys.readouterr().out)


def test_rules_come_from_files(roster, tmp_path, capsys):
    apart = write(tmp_path, "apart.csv", "email,other\np0@example.org,p1@example.org\n")
    together = write(tmp_path, "together.csv", "one,two\np2@example.org,p5@example.org\n")
    pin = write(tmp_path, "pin.csv", "email,group\np0@example.org,4\n")
    absent = write(tmp_path, "absent.csv", "email\np9@example.org\n")
    rules = ["--apart", apart, "--together", together, "--pin", pin, "--absent", absent]
    found = run_json(capsys, str(roster), "--groups", "5", *rules)
    room = {key: group["number"] for group in found["groups"] for key in group["members"]}
    assert room["p0@example.org"] == 4 != room["p1@example.org"]
    assert room["p2@example.org"] == room["p5@example.org"]
    assert "p9@example.org" not in room


@pytest.mark.parametrize(
    ("option", "text", "message"),
    [
        ("--apart", "a,b\np0@example.org,nobody@x\n", "row 2, column b: nobody@x is not on the roster."),
        (
            "--apart",
            "a,b\np0@example.org,p0@example.org\n",
            "row 2, column b: p0@example.org stands here twice.",
        ),
        ("--pin", "email,group\np0@example.org,x\n", "row 2, column group: 'x' is no room number."),
        ("--absent", "mail\np0@example.org\n", "row 1, column email: there is no such column (found: mail)."),
        (
            "--choices",
            "email,1\np0@example.org,A\np0@example.org,B\n",
            "row 3, column email: p0@example.org has",
        ),
        (
            "--history",
            "session,email,group\n,p0@example.org,1\n",
            "row 2, column session: there is no session.",
        ),
    ],
)
def test_bad_rules_name_file_row_and_column(roster, tmp_path, capsys, option, text, message):
    path = write(tmp_path, "rule.csv", text)
    assert main([str(roster), option, path]) == 2
    assert capsys.readouterr().err.startswith(f"{path}, {message}")


def test_contradictions_are_said(roster, tmp_path, capsys):
    pair = write(tmp_path, "pair.csv", "a,b\np0@example.org,p1@example.org\n")
    assert main([str(roster), "--apart", pair, "--together", pair]) == 2
    assert capsys.readouterr().err == "Person 0 and Person 1 are to be kept together and apart.\n"


def test_two_sessions_make_a_list(roster, capsys):
    found = run_json(capsys, str(roster), "--groups", "6", "--sessions", "2")
    assert [list(session) for session in found["sessions"]] == [["groups", "report"]] * 2


def test_a_repair_tells_who_moves(roster, tmp_path, capsys):
    main([str(roster), "--groups", "6", "--iterations", "20000"])
    current = write(tmp_path, "current.csv", capsys.readouterr().out)
    absent = write(tmp_path, "absent.csv", "email\np1@example.org\n")
    found = run_json(capsys, str(roster), "--keep", current, "--absent", absent)
    assert found["report"]["moves"] == []
    assert len(found["groups"]) == 6


def test_a_repair_closes_the_emptiest_room_but_not_one_with_pins(roster, tmp_path, capsys):
    keep = write(
        tmp_path, "keep.csv", "".join(f"p{n}@example.org,{1 if n < 2 else 2 + n % 2}\n" for n in range(24))
    )
    asked = [str(roster), "--groups", "2", "--keep", keep]
    found = run_json(capsys, *asked)
    assert [group["number"] for group in found["groups"]] == [2, 3]
    assert all(move["why"].endswith("room 1 is no more.") for move in found["report"]["moves"])
    pin = write(tmp_path, "pin.csv", "p0@example.org,1\n")
    assert run_json(capsys, *asked, "--pin", pin)["groups"][0]["number"] == 1


def test_what_everyone_has_alone_is_not_spread(roster, capsys):
    assert main([str(roster), "--spread", "name"]) == 2
    assert "--spread name" in capsys.readouterr().err


def test_only_line_ends_end_a_row(roster, capsys):
    text = roster.read_text(encoding="utf-8")
    roster.write_text(text.replace("Person 3,", "Person\u2028\x0b3,"), encoding="utf-8")
    found = run_json(capsys, str(roster), "--groups", "6")
    assert sum(len(group["members"]) for group in found["groups"]) == 24


def test_a_repair_is_of_one_session(roster, tmp_path, capsys):
    keep = write(tmp_path, "keep.csv", "p0@example.org,1\n")
    assert main([str(roster), "--keep", keep, "--sessions", "2"]) == 2
    assert "a repair is of one session" in capsys.readouterr().err


def test_capacities_and_explanations(roster, capsys):
    found = run_json(capsys, str(roster), "--capacities", "3,7,7,7", "--explain")
    assert [len(group["members"]) for group in found["groups"]] == [3, 7, 7, 7]
    assert found["groups"][0]["why"][0].endswith("leads.")
    assert sorted(found["groups"][0]["meets_anew"]) == sorted(found["groups"][0]["members"])


def test_a_reader_who_has_had_enough_hears_no_complaint(roster):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "mixitup.assignment", str(roster), "--groups", "6", "--iterations", "1000"],
        stdout=writer,
        stderr=subprocess.PIPE,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "soon"])
def test_seconds_must_be_above_zero(roster, capsys, seconds):
    with pytest.raises(SystemExit) as stopped:
        main([str(roster), "--seconds", seconds])
    assert stopped.value.code == 2
    assert f"{seconds!r} is not a number of seconds above zero" in capsys.readouterr().err


def test_files_of_rules_may_go_without_column_names(roster, tmp_path, capsys):
    apart = write(tmp_path, "apart.csv", "P0@example.org,p1@example.org\np0@example.org,p2@example.org\n")
    pin = write(tmp_path, "pin.csv", "p0@example.org,4.0\n")
    absent = write(tmp_path, "absent.csv", "p9@example.org\n")
    found = run_json(capsys, str(roster), "--groups", "5", "--apart", apart, "--pin", pin, "--absent", absent)
    room = {key: group["number"] for group in found["groups"] for key in group["members"]}
    assert room["p0@example.org"] == 4
    assert 4 not in (room["p1@example.org"], room["p2@example.org"])
    assert "p9@example.org" not in room


def test_a_private_topic_must_be_one_that_was_chosen(roster, tmp_path, capsys):
    choices = write(tmp_path, "choices.csv", "email,first\np0@example.org,Pay\n")
    assert main([str(roster), "--choices", choices, "--private", "Pya"]) == 2
    assert capsys.readouterr().err == f"{choices}: nobody chose the private topic 'Pya'.\n"
    assert main([str(roster), "--private", "Pay"]) == 2
    assert capsys.readouterr().err.startswith("--private goes with --choices")
