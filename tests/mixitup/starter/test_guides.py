import re
from pathlib import Path

import pytest

from mixitup.pages import Minutes, read_page

FOLDER = Path(__file__).resolve().parents[3] / "mixitup" / "starter"
PAGES = sorted(FOLDER.rglob("*.md"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_starter_page_has_no_problems(path):
    assert read_page(path.read_bytes()).problems == ()


@pytest.mark.parametrize(
    ("name", "spans", "stated"),
    [
        ("week-2-networking", ["10", "8–10", "35", "5"], 60),
        ("week-4-interview-prep", ["10", "8–10", "35", "5"], 60),
        ("networking-half-hour", ["2–5", "8–10", "15", "5"], 30),
    ],
)
def test_a_starter_guide_keeps_its_time_and_tells_the_lead_how_to_open(name, spans, stated):
    page = read_page((FOLDER / "guides" / f"{name}.md").read_bytes())
    assert [str(section.minutes) for section in page.agenda] == spans
    assert page.stated_minutes == stated
    assert page.minutes.least <= stated <= page.minutes.most
    assert all(section.lead.open and section.lead.quiet for section in page.agenda)


def test_each_activity_of_the_half_hour_is_complete():
    page = read_page((FOLDER / "guides" / "networking-half-hour.md").read_bytes())
    assert [len(activity.steps) for activity in page.activities] == [6, 5, 6]
    assert len(page.section("what-the-lead-has-learned").prompts) == 4
    assert page.minutes == Minutes(30, 35)


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))
    return {tuple(words[at : at + 6]) for at in range(len(words) - 5)}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_starter_pages_are_in_our_own_words(path, seeds):
    theirs = set().union(*(runs(seed.read_text()) for seed in seeds.iterdir()))
    assert runs(path.read_text()) & theirs == set()
