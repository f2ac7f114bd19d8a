import json
import sqlite3
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mixitup import library
from mixitup.models import Page

ROOT = Path(__file__).resolve().parents[2]
HOUR = (
    "## Today\nWe meet for one hour.\n\n### Hello (10 mins)\n1. One\n\n   * Two\n\n### Bye (48-50 mins)\n*\n"
)


def run(*args):
    out = StringIO()
    call_command("import_guides", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "hour.md").write_text(HOUR)
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\x00")
    (tmp_path / "ignored.png").write_bytes(b"\x89PNG\x00")
    return tmp_path


KEYS = ["title", "level", "minutes_from", "minutes_to", "steps", "prompts"]


def entry(title, level, least=None, most=None, steps=0, prompts=0):
    values = dict(zip(KEYS, [title, level, least, most, steps, prompts], strict=True))
    return {**values, "anchor": title.lower()}


def test_json_is_a_list_with_every_key(folder):
    first, second = json.loads(run(str(folder), "--dry-run", "--json"))
    assert first == {
        "path": str(folder / "inner" / "hour.md"),
        "title": None,
        "subheading": None,
        "minutes": {"stated": 60, "from": 58, "to": 60},
        "sections": [entry("Today", 2), entry("Hello", 3, 10, 10, 1, 1), entry("Bye", 3, 48, 50)],
        "problems": [
            {"code": "empty-section", "line": 9, "message": "There is nothing under “Bye”."},
            {"code": "empty-item", "line": 10, "message": "This list entry is empty."},
        ],
    }
    assert second["minutes"] == {"stated": None, "from": None, "to": None}
    assert [problem["code"] for problem in second["problems"]] == ["unreadable"]


@pytest.mark.django_db
def test_files_become_guides_known_by_their_place(folder):
    printed = run(str(folder))
    assert "inner/hour.md: no title, 3 sections, 58–60 minutes (new)" in printed
    assert list(Page.objects.values_list("path", "kind")) == [("inner/hour.md", "guide")]
    assert "(unchanged)" in run(str(folder))


@pytest.mark.django_db
def test_an_answer_given_to_the_command_is_remembered_and_silence_is_not(folder, staff):
    run(str(folder))
    page = Page.objects.get()
    library.save_version(page, "# Ours", staff, seen=1, verb="page.edited")
    file = folder / "inner" / "hour.md"
    file.write_text(file.read_text() + "\nMore.\n")
    for options, kept in [([], False), (["--edited", "keep"], True)]:
        assert "ours was kept" in run(str(folder), *options)
        page.refresh_from_db()
        assert bool(page.kept_from) is kept
    assert "ours was kept" in run(str(folder))
    assert "the file was taken" in run(str(folder), "--edited", "take")


@pytest.mark.django_db
def test_a_dry_run_writes_nothing(folder):
    run(str(folder), "--dry-run")
    assert not Page.objects.exists()


def test_a_path_that_is_not_there_is_a_bad_argument(tmp_path):
    with pytest.raises(CommandError) as refused:
        run(str(tmp_path / "nothing.md"))
    assert refused.value.returncode == 2


def test_a_dry_run_needs_no_database(folder, tmp_path):
    database = tmp_path / "empty.sqlite3"
    sqlite3.connect(database).close()
    command = [sys.executable, "manage.py", "import_guides", str(folder), "--dry-run", "--json"]
    env = {"DATABASE_URL": f"sqlite:///{database}", "SECRET_KEY": "x" * 60, "PATH": "", "DEBUG": "on"}
    env["PRIVATE_TEXT_KEYS"] = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (ended.returncode, len(json.loads(ended.stdout))) == (0, 2)


@pytest.mark.django_db
def test_starter_pages_load_by_an_idempotent_command():
    out = StringIO()
    call_command("load_starter_pages", stdout=out)
    call_command("load_starter_pages", stdout=out)
    assert out.getvalue().count("Week 2 networking, version 1") == 1
    assert "already" in out.getvalue()
