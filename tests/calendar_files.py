"""A second reader of calendar files, strict about what RFC 5545 says of lines; it shares nothing with the writer."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

LINE = re.compile(r'^([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)$', re.DOTALL)


@dataclass
class Component:
    name: str
    values: dict = field(default_factory=dict)
    params: dict = field(default_factory=dict)
    inside: list = field(default_factory=list)


def lines_of(data: bytes) -> list[str]:
    """Unfolded content lines; AssertionError for a bare line end or a line above 75 octets."""
    assert data.endswith(b"\r\n")
    physical = data[:-2].split(b"\r\n")
    for line in physical:
        assert b"\r" not in line and b"\n" not in line  # noqa: PT018
        assert len(line) <= 75, line
    unfolded = re.sub(rb"\r\n[ \t]", b"", data[:-2])
    return unfolded.decode().split("\r\n")


def read(data: bytes) -> Component:
    """The VCALENDAR; AssertionError where anything is unbalanced, or said twice in one component."""
    root = Component("ROOT")
    open_ones = [root]
    for line in lines_of(data):
        found = LINE.match(line)
        assert found, line
        name, params, value = found.groups()
        if name == "BEGIN":
            open_ones.append(Component(value))
        elif name == "END":
            done = open_ones.pop()
            assert done.name == value
            open_ones[-1].inside.append(done)
        else:
            here = open_ones[-1]
            assert name not in here.values, f"{name} twice"
            here.values[name], here.params[name] = unescape(value), params
    [calendar] = root.inside
    assert open_ones == [root]
    assert calendar.name == "VCALENDAR"
    assert calendar.values["VERSION"] == "2.0"
    return calendar


def unescape(value: str) -> str:
    return re.sub(r"\\([\\;,nN])", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)


def moment(value: str) -> datetime:
    """A time in UTC, which needs no VTIMEZONE."""
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
