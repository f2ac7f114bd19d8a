"""From a file's bytes to text and front matter, with the line numbers of the file kept."""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from mixitup.pages.model import Problem

MAX_BYTES = 500_000
MAX_FRONT_MATTER = 20_000

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_FENCE = re.compile(r"^---[ \t]*$")
_TABLE = re.compile(
    r"^(?:layout|title|subheading)(?:[ \t]*\t[ \t]*(?:layout|title|subheading))+[ \t]*$", re.IGNORECASE
)
_KEY = re.compile(r"^[A-Za-z_][\w -]*:(\s|$)")


@dataclass(frozen=True)
class Source:
    """`body` is the text after the front matter; its first line is line `offset` + 1 of the file."""

    body: str = ""
    offset: int = 0
    meta: dict[str, str] = field(default_factory=dict)
    meta_lines: dict[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_text(data: bytes) -> str | None:
    """A page's text as it is kept (newlines only, no byte order mark), None where the file is no page."""
    text = _decode(data)
    if text is None or _unreadable(data, text):
        return None
    return re.sub(r"\r\n?", "\n", text.lstrip("\ufeff"))


def open_source(data: bytes | str) -> Source:
    """Never raises: what can't be read comes back empty, with an `unreadable` problem."""
    text = data if isinstance(data, str) else _decode(data)
    reason = _unreadable(data, text)
    if text is None or reason:
        return Source(problems=(Problem("unreadable", 1, reason or "This isn't a text file."),))
    return _split(re.sub(r"\r\n?", "\n", text.lstrip("\ufeff")))


def _unreadable(data: bytes | str, text: str | None) -> str:
    if len(data) > MAX_BYTES:
        return f"This file is larger than {MAX_BYTES // 1000} kB, so it can't be a page. Check that it's the right one."
    if text is None or _CONTROLS.search(text):
        return "This isn't a text file (it may be a picture or a document). Save the page as Markdown and try again."
    if not text.strip("\ufeff \t\r\n"):
        return "This file is empty."
    return ""


def _decode(data: bytes) -> str | None:
    if len(data) > MAX_BYTES:
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "windows-1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _split(text: str) -> Source:
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if not _FENCE.match(lines[start]):
        if _TABLE.match(lines[start]):
            return _from_table(lines, start)
        return _unopened(lines, start) or Source(text)
    for end in range(start + 1, len(lines)):
        if _FENCE.match(lines[end]) or lines[end].rstrip() == "...":
            return _with_meta(lines, start, end)
    if start + 1 < len(lines) and _KEY.match(lines[start + 1]):
        return _unclosed(lines, start)
    return Source(text)


def _from_table(lines: list[str], start: int) -> Source:
    """Settings copied from a site that shows them as a table: a line of keys, then their values, a line each."""
    keys = lines[start].lower().split()
    end = min(start + 1 + len(keys), len(lines))
    meta = {
        key: line.strip() for key, line in zip(keys, lines[start + 1 : end], strict=False) if line.strip()
    }
    problem = Problem(
        "bad-front-matter",
        start + 1,
        "The settings at the top came over as a table. Write them as lines like “title: Mix It Up”, between two lines “---”.",
    )
    return Source("\n".join(lines[end:]), end, meta, {}, (problem,))


def _unopened(lines: list[str], start: int) -> Source | None:
    """Settings whose line of dashes above is missing: keys down to such a line, or two keys that pages have."""
    end = start
    while end < len(lines) and _KEY.match(lines[end]):
        end += 1
    is_closed = end < len(lines) and bool(_FENCE.match(lines[end]))
    known = [line for line in lines[start:end] if re.match(r"(?:layout|title|subheading)\s*:", line, re.I)]
    if not known or not (is_closed or len(known) > 1):
        return None
    problem = Problem(
        "bad-front-matter", start + 1, "The settings at the top have no “---” line above them. Add one."
    )
    skipped = end + is_closed
    return Source("\n".join(lines[skipped:]), skipped, _salvage(lines[start:end]), {}, (problem,))


def _unclosed(lines: list[str], start: int) -> Source:
    end = start + 1
    while end < len(lines) and _KEY.match(lines[end]):
        end += 1
    problem = Problem(
        "bad-front-matter",
        start + 1,
        "The block of settings at the top starts with “---” but never ends. Close it with a line “---”.",
    )
    return Source("\n".join(lines[end:]), end, _salvage(lines[start + 1 : end]), problems=(problem,))


def _with_meta(lines: list[str], start: int, end: int) -> Source:
    block = lines[start + 1 : end]
    body = "\n".join(lines[end + 1 :])
    meta, problem = _load(block, start + 2)
    places = {line.partition(":")[0].strip(): start + 2 + n for n, line in enumerate(block) if ":" in line}
    return Source(body, end + 1, meta, places, (problem,) if problem else ())


def _load(block: list[str], first_line: int) -> tuple[dict[str, str], Problem | None]:
    text = "\n".join(block)
    if len(text) > MAX_FRONT_MATTER:
        return _salvage(block[:50]), Problem(
            "bad-front-matter", first_line, "The block of settings at the top is far too long."
        )
    try:
        loaded: Any = YAMLHandler().load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + min(mark.line if mark else 0, max(len(block) - 1, 0))
        return _salvage(block), Problem("bad-front-matter", line, _yaml_message(block, line - first_line))
    except (ValueError, TypeError, RecursionError, OverflowError, KeyError, AttributeError):
        return _salvage(block), Problem("bad-front-matter", first_line, _yaml_message(block, -1))
    if loaded is None:
        return {}, None
    if not isinstance(loaded, dict):
        return {}, Problem(
            "bad-front-matter", first_line, "The block at the top should be lines like “title: Mix It Up”."
        )
    return _scalars(loaded, block, first_line)


def _scalars(
    loaded: dict[Any, Any], block: list[str], first_line: int
) -> tuple[dict[str, str], Problem | None]:
    meta = {
        str(key): str(value).strip()
        for key, value in loaded.items()
        if isinstance(key, str) and value is not None and not isinstance(value, list | dict | set | bytes)
    }
    for key in ("title", "subheading"):
        if isinstance(loaded.get(key), list | dict | set):
            line = next((n for n, text in enumerate(block) if text.startswith(f"{key}:")), 0)
            return meta, Problem(
                "bad-front-matter",
                first_line + line,
                f'The {key} should be plain text. Put quotes around it: {key}: "…".',
            )
    return meta, None


def _yaml_message(block: list[str], index: int) -> str:
    text = block[index].strip() if 0 <= index < len(block) else ""
    if text.count(":") > 1 and not text.endswith(('"', "'")):
        return f"“{text[:80]}” has a second colon, so it can't be read. Put quotes around the part after the first."
    return (
        "The block of settings at the top can't be read here. Each line should look like “title: Mix It Up”."
    )


def _salvage(block: list[str]) -> dict[str, str]:
    """What lines like `title: …` say, where YAML as a whole can't be read."""
    found: dict[str, str] = {}
    for line in block:
        key, colon, value = line.partition(":")
        value = value.strip().strip("\"'").strip()
        if colon and value and re.fullmatch(r"[A-Za-z_][\w-]*", key):
            found.setdefault(key, value[:500])
    return found
