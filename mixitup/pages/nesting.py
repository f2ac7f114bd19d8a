"""Lists meant to stand inside a numbered entry, though they aren't indented far enough for Markdown."""

import re

_NUMBERED = re.compile(r"(\d{1,3})[.)] {1,3}(?=\S)")
_ENTRY = re.compile(r"(?:(\d{1,3})[.)]|[*+-])\s")


def nest(lines: list[str]) -> None:
    """Moves such a list, with what it holds, under its entry; in place, each line stays where it is.

    "2. Two", then "  * a": Markdown asks for three spaces, and would end the numbers there. An entry that counts
    on (" 3. Three") is meant as the next of the same list. Linear.
    """
    number = needed = from_indent = 0
    for index, line in enumerate(lines):
        indent = len(line) - len(line.lstrip(" "))
        numbered = _NUMBERED.match(line)
        if numbered:
            number, needed, from_indent = int(numbered[1]), len(numbered[0]), 0
        elif not line.strip() or line.startswith("\t"):
            continue
        elif not indent:
            needed = 0
        elif needed and not from_indent:
            entry = _ENTRY.match(line, indent)
            is_next = entry is not None and entry[1] is not None and int(entry[1]) == number + 1
            from_indent = indent
            if entry is None or is_next or indent >= needed:
                needed = 0
        if needed and from_indent and indent >= from_indent:
            lines[index] = " " * (needed - from_indent) + line
