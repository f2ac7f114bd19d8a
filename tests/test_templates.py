"""No page carries inline script, style or handlers: the policy forbids them, and a browser would drop them silently."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Mail is read where no policy of ours holds, and shows only the styles that stand in it.
MAIL = {ROOT / "templates/mail", ROOT / "templates/account/email"}
PAGES = sorted(
    path
    for folder in ROOT.glob("**/templates")
    if ".venv" not in folder.parts
    for path in folder.rglob("*.html")
    if not MAIL & set(path.parents)
)
FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style",
    "a handler": r"<[^>]*\s(on[a-z]+|hx-on[:\-][^=]*)\s*=",
    "a script without a src": r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")",
    "a javascript: link": r"javascript:",
    "an unescaped value": r"\|\s*safe\b|{%\s*autoescape off",
    "an evaluated htmx value": r"hx-vals\s*=\s*['\"]js:|hx-trigger\s*=\s*['\"][^'\"]*\[",
}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_carries_nothing_that_the_policy_forbids(path):
    text = path.read_text()

    assert [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text, re.I)] == []
