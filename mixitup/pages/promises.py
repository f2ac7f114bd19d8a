"""A colon that promises something, with nothing behind it."""

import re

from mixitup.pages.blocks import Node, squeezed, text_of
from mixitup.pages.texts import Text, entries, following

_PROMISE = re.compile(
    r"\b(?:here(?:'s|’s| is| are)\b[^.!?:]{0,60}|(?:following|as follows|below|these|such as|includ(?:es?|ing)|examples?"
    r"|for example|consider|discuss|steps|try|will cover|asks?|questions|share|answers?|to complete|items|topics|are|is)"
    r"\b[^.!?:]{0,40}):$",
    re.IGNORECASE,
)
# A sentence that its list was to end: "We've been working on:".
_HALF = re.compile(r"(?:We|You|This|These|Today|It|They)\b[^.!?:]*\s(?:about|by|for|from|of|on|to|with):$")
# "Any other questions you have:": the reader's to fill in.
_TO_FILL = re.compile(r"^any (?:additional|further|more|other)\b", re.IGNORECASE)
# "Slide 4:", "with slides 5–7, go through the following:": what's promised is on the slide.
_SLIDE = re.compile(r"\bslides?\b", re.IGNORECASE)

_ITEM_PROMISE = re.compile(
    r"\b(?:the following(?: \w+){0,3}|as follows|such as|here (?:is|are)|below|(?:might|may|could|can|will) include|includes|including)\s*:$",
    re.IGNORECASE,
)
_COMPLETE_NEXT = re.compile(r"\b(?:complete|do|work through|go through) the following:$", re.IGNORECASE)


def is_broken_promise(text: Text, bare: str) -> bool:
    """A colon with nothing behind it, where its neighbours have something, or where the words promise it."""
    if text.kind == "heading":
        return False
    if text.kind == "item":
        return _is_lone_label(text, bare) or _is_bare_step(text, bare) or bool(_ITEM_PROMISE.search(bare))
    if _SLIDE.search(bare) or _TO_FILL.search(bare):
        return False
    behind = following(text.node)
    if behind is not None and behind.type == "paragraph":
        return bool(_PROMISE.search(bare)) and squeezed(text_of(behind)) in text.labels
    if (behind is not None and behind.type not in ("heading", "hr")) or text.is_heading_on:
        return False
    if behind is not None and behind.type == "heading" and _leads_to(bare, text_of(behind)):
        return False
    previous = text.node.previous_sibling
    if previous is not None and previous.type == "paragraph" and text_of(previous).endswith(":"):
        return False
    line = bare.rsplit("\n", 1)[-1]
    return bool(_PROMISE.search(line) or _HALF.match(line)) or _is_bold_label(text.inline)


def _leads_to(promise: str, heading: str) -> bool:
    """Whether what was promised is the part under the next heading, or the first of it: "some ideas:", "Idea 1"."""
    if _COMPLETE_NEXT.search(promise):
        return True
    plurals = re.findall(r"\b([a-z]{3,})s\b", promise.rsplit("\n", 1)[-1].lower())
    return bool(set(plurals) & set(re.findall(r"[a-z]+", heading.lower())))


def _is_bold_label(inline: Node) -> bool:
    """A paragraph that is nothing but a label in bold: what it heads is missing."""
    shown = [
        child
        for child in inline.children
        if child.type not in ("text", "html_inline") or child.content.strip(" :")
    ]
    return len(shown) == 1 and shown[0].type == "strong"


def _is_bare_step(text: Text, bare: str) -> bool:
    """ "6. Update time:" after steps that all say something: the one whose text is missing."""
    listed = text.node.parent.parent if text.node.parent else None
    if listed is None or listed.type != "ordered_list" or len(bare.split()) > 4:
        return False
    bare_steps = [
        entry for entry in listed.children if len(entry.children) == 1 and text_of(entry).endswith(":")
    ]
    return len(bare_steps) == 1 and len(listed.children) > 2


def _is_lone_label(text: Text, bare: str) -> bool:
    """ "Question #3:" among entries like "Question #1: Describe …": the one that was left empty."""
    label = re.sub(r"\W+|\d+", " ", bare).strip().lower()
    others = [entry for entry in entries(text) if entry and entry != squeezed(bare)]
    alike = [
        entry
        for entry in others
        if re.sub(r"\W+|\d+", " ", entry.partition(":")[0]).strip().lower() == label
        and entry.partition(":")[2].strip()
    ]
    return bool(alike)
