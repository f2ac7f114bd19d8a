"""What staff do in the browser on the way from an empty school to published rooms; `axe` looks at each page."""

import re

from playwright.sync_api import expect

ZOOM = "https://zoom.example.org/j/1234"
NAMES = "Ada Bo Cai Dee Eli Fay Gus Hal Ida Jem Kim Lea Moe Nia Oto Pia Quy Rae Sol Tia Uma Vic Wen Xia"
ROSTER = "\n".join(
    ["E-mail\tName\tMod\tCohort\tPronouns"]
    + [
        f"{name.lower()}@example.org\t{name} Example\tMod {4 - place % 4}\t{cohort}\tthey/them"
        for place, (name, cohort) in enumerate(zip(NAMES.split(), ["2608-BE", "2608-FE"] * 12, strict=True))
    ]
)


def follow(page, words):
    """To the page that the home page offers under these words."""
    page.goto("/")
    page.get_by_role("link", name=words).click()


def set_up_the_school(page, axe):
    axe(page)
    follow(page, "Name the school")
    page.get_by_label("School’s name").fill("Juniper Code School")
    page.locator("[name=contact_email]").fill("career@example.org")
    axe(page)
    page.get_by_role("button", name="Save").click()
    page.goto("/staff/settings/school/zoom/")
    page.locator("[name=zoom_link]").fill(ZOOM)
    page.get_by_role("button", name="Save").click()
    page.goto("/")
    page.get_by_role("button", name="Add them").click()
    follow(page, "Plan the inning")
    axe(page)
    page.get_by_role("button", name=re.compile("Save|Add")).click()


def bring_the_roster_in(page, axe):
    follow(page, "Bring the roster in")
    page.get_by_label("Or cells pasted").fill(ROSTER)
    page.get_by_role("button", name="Show what would change").click()
    axe(page)
    page.get_by_role("checkbox", name=re.compile("2608-BE")).check()
    page.get_by_role("checkbox", name=re.compile("2608-FE")).check()
    page.get_by_role("button", name="Check again").last.click()
    axe(page)
    page.get_by_role("button", name=re.compile("Bring .* in")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("24 people joined")


def plan_the_sessions(page, axe):
    follow(page, "Plan the sessions")
    axe(page)
    page.get_by_role("button", name="Plan both").click()


def mix(page, axe, focus="Networking"):
    """From the line of weeks on the home page."""
    page.locator("main").get_by_role("link", name=focus).click()
    axe(page)
    page.get_by_role("link", name="Mix the groups").click()
    axe(page)
    page.locator(".results .go").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("5 rooms, 24 people")
    axe(page)


def publish(page, axe):
    """From the board, to everybody on the roster."""
    page.get_by_role("link", name="Review and publish").click()
    axe(page)
    expect(page.get_by_role("heading", name="24 people get a mail")).to_be_visible()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("24 mails are on the way")).to_be_visible()
    axe(page)
