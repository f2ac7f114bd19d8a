"""What browser tests share: Debian's Chromium, a server, people who are signed in, axe, and a strict console.

Fixtures to use in a test:

- `visit(path, user=None, **context)`: a page of a browser of its own, signed in as this user, at this address;
  `context` goes to Playwright (`viewport=`, `color_scheme=`, `java_script_enabled=`, …). Several at once are several
  people. With `clock=True` the test sets the time in it (`page.clock.fast_forward(…)`).
- `page`: the same for nobody in particular (anonymous), nothing opened yet; `page.goto("/…")`.
- `axe(page)`: fails with a readable list when axe finds anything, or when the page is wider than its window.

A test fails when any of its pages logs an error or a CSP violation, raises in JavaScript, misses a file or gets a 500.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.windows import Windows
from tests.browsers import LAUNCH_ARGUMENTS, MISSING, chromium

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Browser tests run last: while Playwright runs, Django takes the whole process for asynchronous."""
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
        if chromium() is None:
            item.add_marker(pytest.mark.skip(reason=MISSING))
    items[:] = [item for item in items if item not in set(ours)] + ours


@pytest.fixture(scope="session", autouse=True)
def _database_calls_beside_playwright():
    """Playwright keeps an event loop in this thread, where Django would refuse every query."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": chromium(), "args": LAUNCH_ARGUMENTS}


@pytest.fixture(scope="session")
def base_url(live_server):
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "reduced_motion": "reduce"}


@pytest.fixture
def faults():
    """What went wrong in this test's browsers. A test that expects a fault empties the list itself."""
    found = []
    yield found
    assert found == []


@pytest.fixture(scope="session")
def windows(browser, browser_context_args, live_server):
    return Windows(browser, browser_context_args, live_server.url)


@pytest.fixture
def window(windows, faults):
    """`window(viewport=…)`: a browser of its own, as good as new, until the test ends."""
    taken = []

    def opened(clock=False, **arguments):
        taken.append(windows.take(arguments, faults, clock))
        return taken[-1].context

    yield opened
    for one in taken:
        windows.give_back(one)


@pytest.fixture
def context(window):
    return window()


@pytest.fixture
def visit(window, live_server, sign_in, settings):
    """`visit("/path/", user)` gives a page in a browser of its own, signed in as that user."""

    def opened(path, user=None, **arguments):
        context = window(**arguments)
        if user:
            name = settings.SESSION_COOKIE_NAME
            key = sign_in(user).cookies[name].value
            context.add_cookies([{"name": name, "value": key, "url": live_server.url, "httpOnly": True}])
        page = context.new_page()
        page.goto(path)
        return page

    return opened


def violations(page):
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(results => results.violations)")
    return [
        f"{violation['id']}: {violation['help']}\n    "
        + "\n    ".join(f"{node['html']}\n        {node['failureSummary']}" for node in violation["nodes"])
        for violation in found
    ]


@pytest.fixture
def axe():
    """`axe(page)`: nothing that axe knows is wrong with the page as it stands, and nothing sticks out sideways."""

    def check(page):
        found = violations(page)
        assert not found, f"{page.url}\n" + "\n".join(found)
        width, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width <= window, f"{page.url} is {width} px wide in a window of {window}"

    return check
