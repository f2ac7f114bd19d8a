"""`make screenshots`: every page × 390, 768 and 1440 pixels × light and dark, of the demo's school, into screenshots/.

To add a page: a row in PAGES. A test holds that each page whose address needs no argument is there or in EXEMPT.
"""

import argparse
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from config.demo import run
from tests.browsers import LAUNCH_ARGUMENTS, MISSING, chromium

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "screenshots"
WIDTHS = {390: 844, 768: 1024, 1440: 900}
SCHEMES = ("light", "dark")
ANYONE = ""


@dataclass(frozen=True)
class Shot:
    """A picture: its file's name, who looks, the URL's name, its arguments, and what is done on the page first."""

    name: str
    persona: str
    url: str
    args: Callable[["World"], list[object]] = lambda world: []
    query: str = ""
    act: Callable[[Page], None] = lambda page: None


@dataclass
class World:
    """What addresses are about: the running inning's two sessions, a room, a few people."""

    week_2: int
    week_4: int
    inning: int
    student: int
    ids: dict[str, object] = field(default_factory=dict)


def week_2(world: World) -> list[object]:
    return [world.week_2]


def week_4(world: World) -> list[object]:
    return [world.week_4]


def guide(world: World) -> list[object]:
    return [world.ids["guide"]]


PAGES = [
    # For anyone
    Shot("about", ANYONE, "home"),
    Shot("sign-in", ANYONE, "account_login"),
    Shot("sign-in-error", ANYONE, "account_login", act=lambda page: page.locator("form .btn").first.click()),
    # Staff
    Shot("changes", "staff", "record_list"),
    Shot("staff-home", "staff", "home"),
    Shot("staff-about", "staff", "about_detail"),
    Shot("staff-accounts", "staff", "staff_list"),
    # Settings
    Shot("school", "staff", "school_detail"),
    Shot("slack-channel", "staff", "slack_update"),
    Shot("cohorts", "staff", "setting_list", lambda world: ["cohorts"]),
    Shot("innings", "staff", "setting_list", lambda world: ["innings"]),
    Shot("inning-new", "staff", "setting_create", lambda world: ["innings"]),
    # Roster
    Shot("students", "staff", "student_list"),
    Shot("student-new", "staff", "student_create"),
    Shot("student", "staff", "student_edit", lambda world: [world.student]),
    Shot("import", "staff", "import_create"),
    Shot("import-groups", "staff", "import_groups_create"),
    # Calendar
    Shot("inning", "staff", "inning_detail", lambda world: [world.inning]),
    Shot("sessions", "staff", "session_list"),
    Shot("session-new", "staff", "session_create", lambda world: [world.inning]),
    Shot("session-edit", "staff", "session_update", week_4),
    Shot("session-published", "staff", "session_overview", week_2),
    Shot("session-to-mix", "staff", "session_overview", week_4),
    Shot("session-cancel", "staff", "session_cancel", week_4),
    # Board
    Shot("board-published", "staff", "board_detail", week_2),
    Shot("board-to-mix", "staff", "board_detail", week_4),
    Shot("board-mix", "staff", "board_mix", week_4),
    Shot("board-person", "staff", "board_person", lambda world: [world.week_2, world.student]),
    Shot("rules", "staff", "rule_list"),
    # Pages
    Shot("guides", "staff", "page_list", lambda world: ["guides"]),
    Shot("site-links", "staff", "site_link_list"),
    # Publishing
    Shot("publish", "staff", "publication_create", week_2),
    # Students
    Shot("mod-1-home", "mod-1", "home"),
    Shot("mod-4-lead-home", "mod-4-lead", "home"),
    Shot("without-a-group-home", "without-a-group", "home"),
    Shot("room", "mod-1", "session_detail", week_2),
    Shot("room-before", "mod-1", "session_detail", week_4),
    Shot("room-none", "without-a-group", "session_detail", week_2),
    Shot("all-rooms", "mod-1", "group_list", week_2),
    Shot("profile", "mod-2", "profile_edit"),
    Shot("live-room", "mod-1", "room_live", week_2),
    Shot("live-room-lead", "mod-4-lead", "room_live", week_2),
    Shot("leading", "mod-4-lead", "room_prepare", week_2),
    Shot("rehearsal", "mod-4-lead", "room_rehearsal", week_2),
    Shot("intention", "mod-1", "intention_edit", week_2),
    # The day, and what staff hand out
    Shot("control", "staff", "control_detail", week_2),
    Shot("attendance", "staff", "attendance_edit", week_2),
    Shot("rescue", "staff", "rescue_detail", week_2),
    Shot("zoom", "staff", "zoom_detail", week_2),
    Shot("slack", "staff", "slack_detail", week_2),
    Shot("sheet", "staff", "sheet_print", lambda world: [world.week_2, "a4"]),
    Shot("signs", "staff", "sign_print", lambda world: [world.week_2, "letter"]),
    Shot("hour-on-paper", "staff", "guide_print", lambda world: [world.week_2, "a4"]),
    Shot("take-back", "staff", "publication_withdraw", week_2),
    Shot("promotion", "staff", "promotion_detail", lambda world: [world.inning]),
    Shot("erase", "staff", "student_erase", lambda world: [world.student]),
    # Single pages
    Shot("page-import", "staff", "page_import_create", lambda world: ["guides"]),
    Shot("guide-page", "staff", "page_detail", guide),
    Shot("guide-edit", "staff", "page_edit", guide),
    Shot("guide-notes", "staff", "page_notes", guide),
    Shot("guide-versions", "staff", "page_versions", guide),
    Shot("activity", "mod-1", "page_read", lambda world: [world.ids["activity"]]),
    # Lessons
    Shot("lessons", "mod-1", "lesson_list"),
    Shot("lesson", "mod-1", "lesson_detail", lambda world: [world.ids["lesson"]]),
    Shot("lessons-progress", "staff", "lesson_overview"),
    Shot("lesson-progress", "staff", "lesson_progress", lambda world: [world.ids["lesson"]]),
    Shot("lesson-ticket", "staff", "ticket_edit", lambda world: [world.ids["lesson"]]),
    Shot(
        "lesson-question",
        "staff",
        "ticket_question_edit",
        lambda world: [world.ids["lesson"], world.ids["question"]],
    ),
    # Networking
    Shot("networking", "mod-1", "networking_home"),
    Shot("networking-goal-choose", "mod-1", "goal_choose"),
    Shot("networking-questions", "mod-1", "question_list"),
    Shot("networking-contacts", "mod-1", "contact_list"),
    Shot("networking-contact-import", "mod-1", "contact_import"),
    Shot("networking-talk-new", "mod-1", "talk_create"),
    Shot("networking-people-met", "mod-1", "people_met"),
    Shot("networking-over-time", "mod-1", "networking_over_time"),
    Shot("networking-summary", "mod-1", "networking_summary"),
    Shot("networking-delete", "mod-1", "networking_delete"),
    Shot("networking-progress", "staff", "goal_progress"),
    # Leads
    Shot("lead-room", "mod-4-lead", "session_detail", week_2),
    Shot("lead-guide", "mod-4-lead", "guide_detail", week_2),
    # Demo
    Shot("demo", ANYONE, "demo"),
]
# Addresses without an argument that are no page of their own, and why.
EXEMPT = {
    "goal_detail": "only for somebody with a goal",
    "own_words": "a file",
    "healthz": "for machines",
    "readyz": "for machines",
    "account_request_login_code": "account_login's second name",
}


def prepare(database: Path, students: str) -> dict[str, str]:
    """A demo database of its own, filled once a day; the environment to serve it with."""
    database.parent.mkdir(exist_ok=True)
    with socket.socket() as probe:
        probe.bind((run.HOST, 0))
        port = probe.getsockname()[1]
    env = {**run.environment(port), "DATABASE_URL": f"sqlite:///{database}", "PORT": str(port)}
    env["CACHE_URL"] = f"filecache://{run.VAR / 'screenshots-cache'}"
    os.environ.update(env)
    run.prepare(env, students)
    return env


def look_up() -> World:
    """What the addresses need, read before Playwright starts (it would not let Django query)."""
    from django.utils import timezone

    from mixitup.models import Inning, Page, School

    today = timezone.localdate(timezone=School.load().zone)
    inning = Inning.objects.current_on(today)
    assert inning is not None
    first, second = inning.sessions.in_order()
    student = first.published.memberships.order_by("pk").first().student_id
    lesson = Page.objects.of_kind(Page.Kind.LESSON).filter(module=1).first()
    assert lesson is not None
    guide = Page.objects.of_kind(Page.Kind.GUIDE).first()
    activity = Page.objects.of_kind(Page.Kind.ACTIVITY).first()
    assert guide is not None
    assert activity is not None
    question = lesson.ticket_questions.first()
    ids = {"lesson": lesson.pk, "question": question.pk, "guide": guide.pk, "activity": activity.pk}
    return World(first.pk, second.pk, inning.pk, student, ids)


@contextmanager
def served(env: dict[str, str]) -> Iterator[str]:
    command = run.commands(int(env["PORT"]))["web server"]
    server = subprocess.Popen(command, cwd=ROOT, env=env, preexec_fn=run.with_parent())
    try:
        while not run.answers(int(env["PORT"])):
            assert server.poll() is None, "the server ended"
            time.sleep(0.2)
        yield env["SITE_URL"]
    finally:
        run.end({"web server": server})


class Album:
    """Takes the pictures, with one browser context a persona, width and scheme; notes what pages complain about."""

    def __init__(self, browser: Browser, site: str, out: Path) -> None:
        self.browser, self.site, self.out = browser, site, out
        self.faults: list[str] = []
        self.signed_in: dict[str, dict] = {}

    def context(self, persona: str, width: int, scheme: str) -> BrowserContext:
        return self.browser.new_context(
            base_url=self.site,
            viewport={"width": width, "height": WIDTHS.get(width, 800)},
            color_scheme=scheme,
            reduced_motion="reduce",
            storage_state=self.sign_in(persona) if persona else None,
        )

    def sign_in(self, persona: str) -> dict:
        """As somebody would: by the button on /demo/, once a persona."""
        if persona not in self.signed_in:
            context = self.browser.new_context(base_url=self.site)
            page = context.new_page()
            page.goto("/demo/")
            page.locator(f'form[action$="/{persona}/"] button').click()
            self.signed_in[persona] = context.storage_state()
            context.close()
        return self.signed_in[persona]

    def take(self, page: Page, shot: Shot, path: str, name: str) -> None:
        response = page.goto(path)
        if response is None or response.status != 200:
            self.faults.append(f"{name}: {path} answers {response and response.status}")
        shot.act(page)
        page.wait_for_load_state("networkidle")
        wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if wide > window:
            self.faults.append(f"{name}: {wide} px wide in a window of {window}")
        # A window as tall as the page: what is laid out only when it comes near the window is then there too.
        usual = page.viewport_size
        page.set_viewport_size(
            {"width": window, "height": page.evaluate("document.documentElement.scrollHeight")}
        )
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        page.screenshot(path=self.out / f"{name}.png", full_page=True)
        page.set_viewport_size(usual)

    def all(self, shots: list[tuple[Shot, str]]) -> None:
        for persona in dict.fromkeys(shot.persona for shot, _ in shots):
            for width in WIDTHS:
                for scheme in SCHEMES:
                    self.of(persona, width, scheme, [pair for pair in shots if pair[0].persona == persona])

    def of(self, persona: str, width: int, scheme: str, shots: list[tuple[Shot, str]]) -> None:
        context = self.context(persona, width, scheme)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda said: said.type == "error" and self.faults.append(f"{page.url}: {said.text}"),
        )
        for shot, path in shots:
            self.take(page, shot, path, f"{shot.name}-{width}-{scheme}")
        context.close()


def picture_of_the_board(browser: Browser, site: str, path: str) -> None:
    """The README's picture: the top of a published board, as staff see it on a laptop."""
    context = Album(browser, site, OUT).context("staff", 1280, "light")
    page = context.new_page()
    page.goto(path)
    page.locator(".demo-bar").evaluate("bar => bar.remove()")
    page.screenshot(path=ROOT / "docs" / "board.png", clip={"x": 0, "y": 0, "width": 1280, "height": 800})


def chosen(words: str) -> list[Shot]:
    return [shot for shot in PAGES if re.search(words, shot.name)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", default="240")
    parser.add_argument("--only", default="", help="a pattern of names")
    parser.add_argument("--board-picture", action="store_true", help="make docs/board.png instead")
    options = parser.parse_args()
    if chromium() is None:
        sys.exit(MISSING.replace("BROWSER TESTS DID NOT RUN", "NO SCREENSHOTS"))
    env = prepare(
        run.VAR / f"screenshots-{options.students}-{time.strftime('%Y%m%d')}.sqlite3", options.students
    )
    import django
    from django.urls import reverse

    django.setup()
    world = look_up()
    shots = [(shot, reverse(shot.url, args=shot.args(world)) + shot.query) for shot in chosen(options.only)]
    OUT.mkdir(exist_ok=True)
    with served(env) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=LAUNCH_ARGUMENTS)
        if options.board_picture:
            picture_of_the_board(browser, site, reverse("board_detail", args=week_2(world)))
            return 0
        album = Album(browser, site, OUT)
        album.all(shots)
        browser.close()
    print("\n".join(album.faults) or "No page complained.")
    print(f"{len(shots) * len(WIDTHS) * len(SCHEMES)} pictures in {OUT}")
    return 1 if album.faults else 0


if __name__ == "__main__":
    sys.exit(main())
