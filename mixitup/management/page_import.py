"""What the commands that bring pages in have in common; each kind says what it prints of a page."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from mixitup import library
from mixitup.library import Answer, File, Planned, State
from mixitup.pages import MAX_BYTES, Page, Section

SUFFIXES = {".md", ".markdown", ".txt"}

DONE = {
    State.NEW: "new",
    State.CHANGED: "updated",
    State.SAME: "unchanged",
    State.EDITED: "edited here",
    State.UNREADABLE: "left out",
}


class PageImportCommand(BaseCommand):
    """Reads the files, tells what is in them and what is wrong with them, and writes them unless told not to.

    Ends with 0 whatever the pages hold; with 2 for bad arguments only.
    """

    kind: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="Files (.md, .txt) or folders."
        )
        parser.add_argument("--dry-run", action="store_true", help="Write nothing; needs no database.")
        parser.add_argument("--json", action="store_true", help="Print a list with one entry a file.")
        parser.add_argument(
            "--edited",
            choices=["ask", *Answer],
            default="ask",
            help="Pages that staff edited here since: keep ours, take the file, or take it with our lead's notes.",
        )

    def describe(self, path: str, page: Page) -> dict[str, Any]:
        """The entry of one file in the list that `--json` prints."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        found = [_read(path, name) for path, name in _files(options["paths"])]
        if options["json"]:
            entries = [self.describe(str(path), file.read) for path, file in found]
            self.stdout.write(json.dumps(entries, indent=2, ensure_ascii=False))
        files = [file for _, file in found]
        if options["dry_run"]:
            results = dict.fromkeys((file.path for file in files), "")
        else:
            results = self._write(files, options["edited"], quiet=options["json"])
        if not options["json"]:
            self._print(files, results)

    def _write(self, files: list[File], edited: str, quiet: bool) -> dict[str, str]:
        try:
            planned = library.plan(self.kind, files)
            asked = [one for one in planned if one.state == State.EDITED]
            found = {one.key: self._answer(one, edited, quiet) for one in asked}
            answers = {key: answer for key, answer in found.items() if answer}
            library.apply(self.kind, planned, answers, None)
        except DatabaseError as error:
            raise CommandError(
                f"The database isn't ready ({error}). Run “manage.py migrate” first."
            ) from None
        return {one.file.path: _result(one, answers) for one in planned}

    def _answer(self, one: Planned, edited: str, quiet: bool) -> Answer | None:
        """None where nobody says anything: the usual answer then goes, and isn't remembered as theirs."""
        if edited != "ask":
            return Answer(edited)
        if not one.asks or quiet or not sys.stdin.isatty():
            return None
        usual = one.usual_answer
        self.stdout.write(f"{one.file.path}: staff edited this page here, and the file has changed too.")
        typed = input(f"keep ours, take the file, or merge (the file with our lead's notes)? [{usual}] ")
        return next(
            (answer for answer in Answer if typed.strip() and answer.startswith(typed.strip())), usual
        )

    def _print(self, files: list[File], results: dict[str, str]) -> None:
        for file in files:
            page, result = file.read, results[file.path]
            total = f", {page.minutes} minutes" if page.minutes else ""
            self.stdout.write(
                f"{file.path}: {page.title or 'no title'}, {len(page.sections)} sections{total}"
                + (f" ({result})" if result else "")
            )
            for problem in page.problems:
                self.stdout.write(f"  line {problem.line}: {problem.message} [{problem.code}]")


def _files(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    """Each file with the name that its page is known by: its place in the folder given, or its own name."""
    for path in paths:
        if path.is_dir():
            inner = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES)
            yield from ((p, p.relative_to(path).as_posix()) for p in inner)
        elif path.is_file():
            yield path, path.name
        else:
            raise CommandError(f"{path}: there is no such file or folder.", returncode=2)


def _read(path: Path, name: str) -> tuple[Path, File]:
    try:
        with path.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError:
        data = b""
    return path, library.file_from(name, data)


def _result(one: Planned, answers: dict[str, Answer]) -> str:
    if one.state != State.EDITED:
        return DONE[one.state]
    return {
        Answer.KEEP: "edited here since, so ours was kept; --edited take brings the file in",
        Answer.TAKE: "the file was taken; ours is among the versions",
        Answer.MERGE: "the file was taken, with our notes for the lead",
    }[answers.get(one.key, one.usual_answer)]


def section_entry(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "level": section.level,
        "anchor": section.anchor,
        "minutes_from": section.minutes_from,
        "minutes_to": section.minutes_to,
        "steps": len(section.steps),
        "prompts": len(section.prompts),
    }


def problem_entries(page: Page) -> list[dict[str, Any]]:
    return [{"code": p.code, "line": p.line, "message": p.message} for p in page.problems]
