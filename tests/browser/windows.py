"""Browsers kept open between tests: opening one takes longer than most of what a test does with it."""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

FILES = {"stylesheet", "script", "image", "font"}
KEPT = 4


class Window:
    """One person's browser at a time. A page at rest keeps its window open while nobody uses it."""

    def __init__(self, context: BrowserContext, arguments: dict[str, Any], has_clock: bool) -> None:
        self.context, self.arguments, self.has_clock = context, arguments, has_clock
        if has_clock:
            context.clock.install()
        self.faults: list[str] = []
        self.resting: Page | None = None
        context.set_default_timeout(15_000)
        self.watch()

    def watch(self) -> None:
        """Every page of this browser, later ones too, writes down what went wrong."""

        def said(message):
            # A response's status is judged below; Chromium repeats it here without saying whose it was.
            if message.type == "error" and not message.text.startswith("Failed to load resource"):
                self.faults.append(f"console: {message.text}")

        def answered(response):
            is_missing = response.status >= 400 and response.request.resource_type in FILES
            if response.status >= 500 or is_missing:
                self.faults.append(f"{response.status}: {urlsplit(response.url).path}")

        self.context.on("console", said)
        self.context.on("weberror", lambda error: self.faults.append(f"JavaScript: {error.error}"))
        self.context.on("response", answered)

    def clear(self, origin: str) -> bool:
        """As if new: no page, cookie, stored word or permission. False where that can't be: its clock was replaced."""
        worn = [page for page in self.context.pages if page is not self.resting]
        self.resting = self.resting or self.context.new_page()
        for page in worn:
            page.close()
        if not self.resting.evaluate("/native code/.test(setTimeout)"):
            return False
        self.context.set_offline(False)
        self.context.clear_permissions()
        self.context.clear_cookies()
        session = self.context.new_cdp_session(self.resting)
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        session.detach()
        return True


class Windows:
    """Gives windows out and takes them back; the last few stay open, each for whoever asks for one like it.

    A window asked for with a clock of its own is new, and closed in the end.
    """

    def __init__(self, browser: Browser, usual: dict[str, Any], origin: str) -> None:
        self.browser, self.usual, self.origin = browser, usual, origin
        self.idle: list[Window] = []

    def take(self, arguments: dict[str, Any], faults: list[str], has_clock: bool) -> Window:
        like = [] if has_clock else [one for one in self.idle if one.arguments == arguments]
        if like:
            window = like[-1]
            self.idle.remove(window)
        else:
            window = Window(self.browser.new_context(**{**self.usual, **arguments}), arguments, has_clock)
        window.faults = faults
        return window

    def give_back(self, window: Window) -> None:
        if window.has_clock or not window.clear(self.origin):
            window.context.close()
            return
        self.idle.append(window)
        if len(self.idle) > KEPT:
            self.idle.pop(0).context.close()
