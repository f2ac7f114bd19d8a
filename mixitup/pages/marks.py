"""Emphasis that opens and never closes, or closes without opening: marks a reader would see as asterisks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mixitup.pages.blocks import Document, first_line, walk
from mixitup.pages.dialect import Mark
from mixitup.pages.model import Problem


@dataclass(frozen=True)
class _Stray:
    mark: Mark
    line: int
    opens: bool
    block: int


def unbalanced(document: Document) -> Iterator[Problem]:
    """One problem a line; a mark that opens in one paragraph and closes in the next counts once."""
    strays = list(_strays(document))
    footnoted = any(_is_footnote(stray.mark) for stray in strays)
    waiting: _Stray | None = None
    said: set[int] = set()
    for stray in strays:
        if not _is_meant(stray, footnoted):
            continue
        if (
            waiting
            and not stray.opens
            and waiting.mark.run == stray.mark.run
            and stray.block == waiting.block + 1
        ):
            waiting = None
            continue
        waiting = stray if stray.opens else None
        if stray.line not in said:
            said.add(stray.line)
            yield Problem("unbalanced-emphasis", stray.line, _message(stray))


def _strays(document: Document) -> Iterator[_Stray]:
    inlines = [node for node in walk(document.nodes) if node.type == "inline"]
    for number, node in enumerate(inlines):
        for mark in node.meta.get("leftover", ()):
            after = mark.after[:1]
            opens = bool(after.strip()) and not mark.before[-1:].strip()
            if not opens and after.strip() and mark.before[-1:].strip():
                opens = not mark.before[-1:].isalnum()
            yield _Stray(mark, document.line(first_line(node) + mark.line), opens, number)


def _message(stray: _Stray) -> str:
    words = re.sub(r"\s+", " ", (stray.mark.after if stray.opens else stray.mark.before)).strip()
    shown = words[:40] if stray.opens else words[-40:]
    if stray.opens:
        return (
            f"“{stray.mark.run}” before “{shown}” opens bold or italic text that never closes the same way."
        )
    return f"“{stray.mark.run}” after “{shown}” closes bold or italic text that never opened the same way."


def _is_footnote(mark: Mark) -> bool:
    return mark.run == "*" and mark.before[-1:].isalnum() and not mark.after[:1].isalnum()


def _is_meant(stray: _Stray, footnoted: bool) -> bool:
    """Whether the mark was meant as emphasis: not a blank, a product, a file pattern, a footnote, a censored word."""
    mark = stray.mark
    before, after = mark.before[-1:], mark.after[:1]
    if len(mark.run) > 3 or (before.isalnum() and (after.isalnum() or len(mark.run) == 3)):
        return False
    if not before.strip() and not after.strip():
        return False
    if mark.run[0] == "_":
        return len(mark.run) < 3 and not _is_name(mark)
    if mark.run == "*" and stray.opens:
        return not re.match(r"[./)\]},;]|[\w-]+\.\w+\b|\d", mark.after) and not (
            footnoted and not before.strip()
        )
    if mark.run == "*":
        return before in '.,:;!?"”)' and before != ""
    return not (stray.opens and re.match(r"[/.\d]", mark.after))


def _is_name(mark: Mark) -> bool:
    """`_config.yml`, `_private`, `foo_`: a name as programs have it, not a word in italics."""
    ahead = re.match(r"\S*", mark.after)
    behind = re.search(r"\S*$", mark.before)
    word = (behind[0] if behind else "") + mark.run + (ahead[0] if ahead else "")
    inner = word.strip("_.,:;!?()[]\"'“”")
    if re.search(r"[_./\\{}()<>=@#$%&]|\d", inner):
        return True
    return (
        inner.islower()
        and word.count("_") == len(mark.run)
        and bool(before_space(mark))
        and " " in mark.before.strip()
    )


def before_space(mark: Mark) -> bool:
    return mark.before[-1:].isspace()
