"""Posting a text to an incoming webhook. The address is a secret: no error and no log line says it."""

import http.client
import json
import socket
import urllib.error
import urllib.request
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT_SECONDS = 10  # a notice's lease (mixitup/notices.py) must outlast it

# What Slack answers, for people who don't run it.
MEANINGS = {
    "no_service": "this webhook was removed or switched off",
    "no_active_hooks": "this webhook was removed or switched off",
    "no_team": "this workspace doesn't exist any more",
    "invalid_token": "this isn't an address it gave out",
    "channel_not_found": "the channel doesn't exist any more",
    "channel_is_archived": "the channel is archived",
    "action_prohibited": "its administrators don't allow this webhook to post there",
    "posting_to_general_channel_denied": "this webhook may not post to the general channel",
}


class NotPosted(Exception):
    """Why a post wasn't taken, in words for staff; whether trying again may help, and how long to wait at least."""

    def __init__(self, words: str, *, may_pass: bool = False, wait: timedelta | None = None) -> None:
        super().__init__(words)
        self.may_pass = may_pass
        self.wait = wait or timedelta()


def is_allowed(address: str) -> bool:
    """Whether posts may go there: to Slack, or to where the environment says besides; nowhere else within our reach."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not address.isascii() or not address.isprintable() or " " in address:
        return False
    return f"{parts.scheme}://{parts.netloc}".lower() in settings.SLACK_ORIGINS and len(parts.path) > 1


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A webhook never moves; following it would take the text to somebody else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def post(address: str, text: str) -> None:
    """One post, within ten seconds; raises `NotPosted`."""
    if not is_allowed(address):
        raise NotPosted("The webhook's address is not one of those that this server may post to.")
    # Links aren't unfolded: Slack would fetch our sign-in page for it.
    body = json.dumps({"text": text, "unfurl_links": False, "unfurl_media": False}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json; charset=utf-8"})
    try:
        with _opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            answer.read(1000)
    except urllib.error.HTTPError as refused:
        with refused:
            raise _said(refused) from None
    except (OSError, http.client.HTTPException) as trouble:
        raise NotPosted(f"Slack can't be reached: {_reason(trouble)}.", may_pass=True) from None


def _said(refused: urllib.error.HTTPError) -> NotPosted:
    try:
        code = refused.read(200).decode(errors="replace").strip()
    except (OSError, http.client.HTTPException):
        code = ""
    if refused.code == 429:
        seconds = refused.headers.get("Retry-After", "")
        wait = timedelta(seconds=min(int(seconds), 3600)) if seconds.isdecimal() else None
        return NotPosted("Slack is busy and asks us to wait (429).", may_pass=True, wait=wait)
    meaning = MEANINGS.get(code, f"no, “{code}”" if code.isprintable() and code and len(code) < 60 else "no")
    return NotPosted(f"Slack says: {meaning} ({refused.code}).", may_pass=refused.code >= 500)


def _reason(trouble: Exception) -> str:
    inner = getattr(trouble, "reason", trouble)
    if isinstance(inner, TimeoutError):
        return f"no answer within {TIMEOUT_SECONDS} seconds"
    if isinstance(inner, socket.gaierror):
        return "its name isn't known here"
    return getattr(inner, "strerror", None) or type(inner).__name__
