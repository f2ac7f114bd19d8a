"""Where Chromium is, and how it's started: for the browser tests and for the screenshots."""

import os
import shutil

LAUNCH_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = (
    "BROWSER TESTS DID NOT RUN: there is no Chromium here. Install one "
    "(Debian: apt-get install chromium) or name one in CHROMIUM."
)


def chromium() -> str | None:
    """The path of an installed Chromium: CHROMIUM from the environment, or the first one on the path."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)
