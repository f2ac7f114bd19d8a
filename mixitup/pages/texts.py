"""The paragraphs and headings of a page with what stands around them, which bears on how they may end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mixitup.pages.blocks import LISTS, Node, has_content, inline_of, squeezed, text_of, walk

_GOES_ON = {*LISTS, "fence", "code_block", "table", "blockquote", "dl", "html_markdown"}


# Entries; a longer list is not compared entry by entry.
_LONG = 300


@dataclass(frozen=True)
class Text:
    """A paragraph or heading, and what bears on how it may end.

    `is_led_on`: a list, quotation or the like follows; `is_heading_on`: a deeper heading does. `cue` is the text
    that introduces the list it's in. `labels` are the page's lines that head lists of their own.
    """

    node: Node
    inline: Node
    kind: str
    is_led_on: bool
    is_heading_on: bool
    cue: str
    labels: frozenset[str]


def texts(nodes: list[Node]) -> Iterator[Text]:
    """Every paragraph and heading, in reading order."""
    labels = frozenset(squeezed(text_of(node)) for node in walk(nodes) if _is_label(node))
    yield from _texts(nodes, 0, "", labels)


def _is_label(node: Node) -> bool:
    """Whether a paragraph heads a list of its own and belongs to nothing before it: "When to hand in:"."""
    if node.type != "paragraph" or not text_of(node).endswith(":"):
        return False
    previous, behind = node.previous_sibling, following(node)
    is_alone = previous is None or previous.type != "paragraph" or not text_of(previous).endswith(":")
    return is_alone and behind is not None and behind.type in LISTS


def _texts(nodes: list[Node], level: int, cue: str, labels: frozenset[str]) -> Iterator[Text]:
    before = cue
    for node in nodes:
        if node.type == "heading":
            level = int(node.tag[1])
            before = squeezed(text_of(node))
        inline = inline_of(node) if node.type in ("paragraph", "heading") else None
        if inline is not None:
            yield Text(
                node,
                inline,
                _kind(node),
                _is_led_on(node),
                _is_heading_on(node, level),
                cue or before,
                labels,
            )
            before = squeezed(text_of(node)) or before
        elif node.type in LISTS:
            for entry in node.children:
                yield from _texts(entry.children, level, before, labels)
        elif node.type not in ("table", "fence", "code_block", "html_block"):
            yield from _texts(node.children, level, before, labels)


def _kind(node: Node) -> str:
    if node.type == "heading":
        return "heading"
    return "item" if node.parent is not None and node.parent.type == "list_item" else "paragraph"


def _is_led_on(node: Node) -> bool:
    """Whether something other than a heading follows that the text may lead into."""
    behind = following(node)
    if behind is None:
        parent = node.parent
        if parent is not None and parent.type == "list_item" and parent.next_sibling is None:
            outer = following(parent.parent) if parent.parent is not None else None
            return outer is not None and outer.type in _GOES_ON
        return False
    if behind.type in _GOES_ON:
        return True
    if behind.type == "html_block":
        return has_content(behind)
    return behind.type == "paragraph" and (_is_picture(behind) or _continues(text_of(behind)))


def _is_heading_on(node: Node, level: int) -> bool:
    """Whether a deeper heading follows."""
    behind = following(node)
    return (
        behind is not None
        and behind.type == "heading"
        and node.type != "heading"
        and int(behind.tag[1]) > level > 0
    )


def following(node: Node) -> Node | None:
    """The block after this one; what shows nothing (an anchor, a comment) is passed over."""
    behind = node.next_sibling
    while behind is not None and behind.type in ("paragraph", "html_block") and not has_content(behind):
        behind = behind.next_sibling
    return behind


def _is_picture(node: Node) -> bool:
    inline = inline_of(node)
    return (
        inline is not None and any(child.type == "image" for child in inline.walk()) and not text_of(inline)
    )


def _continues(text: str) -> bool:
    return bool(re.match(r"[a-z…]|\.\.\.", text))


def raw_words(inline: Node) -> str:
    """The words as `text_of` has them, with code, links' ends and pictures made opaque by a mark of their own."""
    parts: list[str] = []
    for child in inline.children:
        if child.type in ("code_inline", "image", "footnote_ref"):
            parts.append("\N{OBJECT REPLACEMENT CHARACTER}")
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "link":
            parts.append(text_of(child) + "\N{WORD JOINER}")
        elif child.type == "html_inline":
            parts.append("\n" if re.match(r"<br\b", child.content, re.I) else "")
        elif child.type in ("em", "strong", "s"):
            parts.append(raw_words(child))
        else:
            parts.append(_plain(child))
    return "".join(parts).replace("\xa0", " ")


def _plain(child: Node) -> str:
    return child.content if child.type == "text" else text_of(child)


def entries(text: Text) -> tuple[str, ...]:
    """The texts of the list that an entry's text stands in; () outside lists."""
    entry = text.node.parent
    if text.kind != "item" or entry is None or entry.parent is None or len(entry.parent.children) > _LONG:
        return ()
    listing = entry.parent
    if listing.entries is None:
        listing.entries = tuple(own_text(other) for other in listing.children)
    return listing.entries


def own_text(entry: Node) -> str:
    own = next((child for child in entry.children if child.type == "paragraph"), None)
    return squeezed(text_of(own)) if own is not None else ""
