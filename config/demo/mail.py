"""The demo's mail: each message becomes a file that `/demo/` shows, and nothing leaves the machine."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes `<UTC time>--<first recipient>--<random>.eml`, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        sent = [message for message in email_messages if message.recipients()]
        for message in sent:
            recipient = re.sub(r"[^\w.+@-]", "_", message.recipients()[0])
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}--{recipient}--{secrets.token_hex(3)}"
            unfinished = folder / f"{name}.part"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder / f"{name}.eml")
        return len(sent)


@dataclass(frozen=True)
class Mail:
    """One file of the folder; reading it is left to the two properties that need it."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def sent_at(self) -> datetime:
        return datetime.strptime(self.name.split("--")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)

    def parsed(self) -> Parsed:
        return message_from_bytes(self.path.read_bytes(), policy=policy.default)


@dataclass(frozen=True)
class Letter:
    """What a mail says, read from its file."""

    mail: Mail
    to: str
    subject: str
    text: str
    html: str

    @property
    def code(self) -> str:
        """The sign-in code in it, if it is such a mail: eight digits on a line of their own."""
        found = re.search(r"(?m)^\s*(\d{4} \d{4})\s*$", self.text)
        return found[1] if found else ""


def read(mail: Mail) -> Letter:
    message = mail.parsed()
    parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    text, html = (part.get_content() if part else "" for part in parts.values())
    return Letter(mail, str(message["To"]), str(message["Subject"]), text, html)


def mails(words: str = "") -> list[Mail]:
    """Every mail whose recipient's address contains the words, the newest first; opens no file."""
    found = [Mail(path) for path in Path(settings.MAIL_DIR).glob("*.eml")]
    wanted = [mail for mail in found if words.lower() in mail.name.split("--")[1].lower()]
    return sorted(wanted, key=lambda mail: mail.name, reverse=True)


def find(name: str) -> Mail | None:
    """The mail of that name, which is compared with the folder's own list and never used as a path."""
    return next((mail for mail in mails() if mail.name == name), None)
