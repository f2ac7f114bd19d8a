"""Notes for the lead of a room, kept in the page as a quotation that only leads and staff are shown.

    > **For the lead, to open:** Say your own name first.
    >
    > **For the lead, beforehand:** Choose one or two of the questions.
    >
    > **For the lead, if it goes quiet:** Count to seven, then answer yourself.

Anywhere in a section; a paragraph without such a label goes on with the note before it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mixitup.pages.blocks import Node, inline_of, text_of
from mixitup.pages.model import LeadNotes

LABELS = {"open": "to open", "choose": "beforehand", "quiet": "if it goes quiet"}

_LABEL = re.compile(
    r"^\s*\*\*\s*For the lead\s*[,:·–—-]?\s*([^*:]*?)\s*(?::\s*\*\*|\*\*\s*:)\s*", re.IGNORECASE
)
_KEYS = (
    ("quiet", re.compile(r"quiet|silen|stuck|nobody", re.I)),
    ("choose", re.compile(r"before|choose|choice|prepar|pick", re.I)),
)


def is_lead_note(node: Node) -> bool:
    """Whether a block is a quotation for the lead alone."""
    if node.type != "blockquote" or not node.children:
        return False
    return bool(re.match(r"\s*For the lead\b", text_of(node.children[0]), re.IGNORECASE))


def read_notes(nodes: Iterable[Node]) -> LeadNotes:
    notes = dict.fromkeys(LABELS, "")
    for node in nodes:
        key = "open"
        for block in node.children:
            inline = inline_of(block)
            source = inline.content if inline else text_of(block)
            label = _LABEL.match(source)
            if label:
                key, source = _key(label[1]), source[label.end() :]
            notes[key] = f"{notes[key]}\n\n{source.strip()}".strip()
    return LeadNotes(**notes)


def _key(label: str) -> str:
    return next((key for key, pattern in _KEYS if pattern.search(label)), "open")


def as_quotation(notes: LeadNotes) -> list[str]:
    """The notes as lines of Markdown, [] where there are none."""
    lines: list[str] = []
    for key, label in LABELS.items():
        paragraphs = [
            squashed for p in re.split(r"\n\s*\n", getattr(notes, key)) if (squashed := _one_line(p))
        ]
        for position, paragraph in enumerate(paragraphs):
            lines += [">"] if lines else []
            lines.append(f"> **For the lead, {label}:** {paragraph}" if position == 0 else f"> {paragraph}")
    return lines


def _one_line(text: str) -> str:
    """A note's paragraph as one line that stays a paragraph: nothing at its start may open a list or heading."""
    line = re.sub(r"\s+", " ", text).strip()
    line = re.sub(r"^(\d+)([.)])", r"\1\\\2", line)
    return re.sub(r"^(?=[#>+|=-]|\*(?!\*))", r"\\", line)


@dataclass(frozen=True)
class NotesPlace:
    """Where a section's notes stand, as line indexes of the file: after the heading, and the present spans."""

    after_heading: int
    spans: tuple[tuple[int, int], ...]


def rewrite(lines: list[str], places: Mapping[str, NotesPlace], notes: Mapping[str, LeadNotes]) -> list[str]:
    """The page's lines with the notes of the named sections (by anchor) replaced; {} changes nothing."""
    edits: list[tuple[int, int, list[str]]] = []
    for anchor, wanted in notes.items():
        place, new = places[anchor], as_quotation(wanted)
        if new and not place.spans:
            edits.append(
                (place.after_heading, place.after_heading, _set_off(lines, place.after_heading, new))
            )
        for position, (start, end) in enumerate(place.spans):
            edits.append((start, end, new if position == 0 else []))
    result = list(lines)
    for start, end, new in sorted(edits, key=lambda edit: edit[0], reverse=True):
        if not new and start < end and end < len(result) and not result[end].strip():
            end += 1
        result[start:end] = new
    return result


def _set_off(lines: list[str], at: int, new: list[str]) -> list[str]:
    """New lines with the one blank line that keeps them apart, such that taking them out restores the page."""
    if at >= len(lines):
        return new
    return [*new, ""] if lines[at].strip() else ["", *new]
