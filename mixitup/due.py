"""What an app offers as due on a day; `config.composition` brings all of them into a student's calendar."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Due:
    """`key` names the same thing for good; `what` names nobody; `path` is its page."""

    key: str
    what: str
    on: date
    path: str
