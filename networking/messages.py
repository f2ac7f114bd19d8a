"""Messages worth sending: the three things a good one has, what is still missing, and the whole text to copy."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from networking.models import Message

PLACEHOLDER = re.compile(r"_{2,}|\[[^\]\n]{1,60}\]|<[^>\n]{1,60}>|\bX{3,}\b|\bTBD\b|\{[^}\n]{1,60}\}")
PARTS = {
    "who_i_am": "who you are",
    "why_you": "why you're writing to this person",
    "ask": "what you ask for",
    "times": "two or three times to talk",
}
MANY_TIMES = 2


@dataclass(frozen=True, slots=True)
class Check:
    """What keeps a message from being ready, in sentences; nothing: it is."""

    missing: tuple[str, ...]
    unfilled: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return not self.missing and not self.unfilled


def times_of(message: Message) -> list[str]:
    return [line.strip(" -•\t") for line in message.said("times").splitlines() if line.strip(" -•\t")]


def check_message(message: Message) -> Check:
    """Which of the parts are missing, and which placeholders still wait to be filled."""
    missing = [words for part, words in PARTS.items() if part != "times" and not message.said(part).strip()]
    if len(times_of(message)) < MANY_TIMES:
        missing.append(PARTS["times"])
    unfilled = dict.fromkeys(match.group() for match in PLACEHOLDER.finditer(whole_text(message)))
    return Check(tuple(missing), tuple(unfilled))


def whole_text(message: Message) -> str:
    """The message as it would be sent: its parts as paragraphs, the times as a list."""
    times = times_of(message)
    offered = (
        "Would one of these times work for you?\n" + "\n".join(f"- {time}" for time in times) if times else ""
    )
    parts = [message.said("who_i_am"), message.said("why_you"), message.said("ask"), offered]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def mail_address(message: Message, to: str = "") -> str:
    """A mailto: address that opens the message in the sender's own mail program."""
    return f"mailto:{quote(to)}?subject={quote(message.said('subject'))}&body={quote(whole_text(message))}"
