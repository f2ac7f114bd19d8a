"""The demo's Slack: an address of its own that takes posts, so that they can be read on `/demo/` and leave no machine."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from mixitup.models import SlackChannel

LONGEST_BYTES = 200_000


@dataclass(frozen=True)
class Post:
    at: datetime
    text: str


def folder() -> Path:
    return Path(settings.MAIL_DIR) / "slack"


def keep(body: bytes) -> bool:
    """Write one post down, whole or not at all; whether it was one."""
    try:
        text = json.loads(body)["text"]
    except (ValueError, KeyError, TypeError):
        return False
    if not isinstance(text, str):
        return False
    folder().mkdir(parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}--{secrets.token_hex(3)}"
    unfinished = folder() / f"{name}.part"
    unfinished.write_text(text)
    unfinished.rename(folder() / f"{name}.txt")
    return True


def posts(count: int) -> list[Post]:
    """The latest, newest first."""
    newest = sorted(folder().glob("*.txt"), reverse=True)[:count]
    return [
        Post(
            datetime.strptime(one.stem.split("--")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC), one.read_text()
        )
        for one in newest
    ]


def connect(*, is_new: bool) -> None:
    """The school's channel leads to this server, on whatever port it runs now; one that somebody set stays as it is."""
    own = reverse("demo_slack")
    channel = SlackChannel(name="#mix-it-up") if is_new else SlackChannel.objects.first()
    if channel and (is_new or channel.webhook.endswith(own)):
        channel.webhook = f"{settings.SITE_URL}{own}"
        channel.save()
