"""Every verb that the code writes has a sentence."""

import ast
import re
from pathlib import Path

from mixitup.board.applying import BACK
from mixitup.board.steps import KINDS as STEPS
from mixitup.record.verbs import KINDS, PARTS, SUMMARIES, UNDONE, VERBS

ROOT = Path(__file__).resolve().parents[3]
APPS = ["mixitup", "lessons", "networking", "config"]
DOTTED = re.compile(r"[a-z]+\.[a-z_]+")
# Dotted words of the code that are no verbs: modules, files.
OTHERS = {"manage.py", "config.settings", "config.wsgi", "networking.digest", "mixitup.reminders"}
OTHERS |= {f"{app}.urls" for app in APPS}


def constants():
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if {"migrations", "pages", "tables"} & set(path.parts) or path.parts[-2:] == (
                "record",
                "verbs.py",
            ):
                continue
            if (
                "Change" not in path.read_text()
                and "verb=" not in path.read_text()
                and "record(" not in path.read_text()
            ):
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def test_every_verb_in_the_code_has_a_sentence():
    written = {text for text in constants() if DOTTED.fullmatch(text)} - OTHERS

    assert written - set(VERBS) == set()


def test_every_step_of_the_board_has_a_sentence():
    assert {f"board.{kind}" for kind in (*STEPS, *BACK)} - set(VERBS) == set()


def test_no_verb_is_put_together_but_the_boards():
    """f"board.{kind}" is the one that the test above can't read."""
    beginnings = {text for text in constants() if re.fullmatch(r"[a-z]+\.", text)}

    assert beginnings <= {"board."}


def test_no_sentence_stands_there_for_nothing():
    known = set(constants()) | {f"board.{kind}" for kind in (*STEPS, *BACK)}

    assert set(VERBS) - known == set()


def test_every_verb_is_of_a_kind_that_can_be_chosen():
    assert {verb.kind for verb in VERBS.values()} == set(KINDS)
    assert {*PARTS, *SUMMARIES, *UNDONE} <= set(VERBS)
