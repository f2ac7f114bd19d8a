"""The parsed Markdown as a tree, and the questions the rest asks of it: text, lines, what follows what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from mixitup.pages.dialect import Prepared, markdown
from mixitup.pages.html import Scan, scan

LISTS = ("bullet_list", "ordered_list")


class Node(SyntaxTreeNode):
    """A block or a piece of text, which knows its place among its siblings (the library looks it up each time)."""

    position = 0
    entries: tuple[str, ...] | None = None  # of a list, once somebody asked

    @property
    def next_sibling(self) -> "Node | None":
        return self._sibling(1)

    @property
    def previous_sibling(self) -> "Node | None":
        return self._sibling(-1) if self.position else None

    def _sibling(self, step: int) -> "Node | None":
        siblings = self.parent.children if self.parent is not None else [self]
        place = self.position + step
        return siblings[place] if place < len(siblings) else None


@dataclass
class Document:
    """`nodes` are the blocks in order, those inside Markdown-in-HTML wrappers with headings lifted out.

    `offset` turns a line index of the body into a line of the file: index + 1 + offset.
    """

    nodes: list[Node]
    env: dict[str, Any]
    offset: int
    anchors: list[tuple[str, int]]

    def line(self, index: int) -> int:
        return index + 1 + self.offset

    def render(self, nodes: list[Node]) -> str:
        tokens = [token for node in nodes for token in node.to_tokens()]
        md = markdown()
        html: str = md.renderer.render(tokens, md.options, self.env)
        return html


def parse(prepared: Prepared, offset: int) -> Document:
    env: dict[str, Any] = {}
    root = Node(markdown().parse(prepared.text, env))
    for node in root.walk():
        for position, child in enumerate(node.children):
            child.position = position
    return Document(list(_lifted(root)), env, offset, prepared.anchors)


def _lifted(root: Node) -> Iterator[Node]:
    for node in root.children:
        if node.type == "html_markdown" and any(child.type == "heading" for child in node.walk()):
            yield from _lifted(node)
        else:
            yield node


def first_line(node: Node) -> int:
    """The node's first line, as an index in the body; an inner node takes its nearest ancestor's."""
    current: Node | None = node
    while current is not None and not current.is_root:
        if current.map:
            return current.map[0]
        current = current.parent
    return 0


def inline_of(node: Node) -> Node | None:
    return next((child for child in node.children if child.type == "inline"), None)


def text_of(node: Node, code: bool = True) -> str:
    """The words that a reader sees, marks and tags taken away; a line break is a newline."""
    parts: list[str] = []
    for child in node.walk():
        if child.type == "text":
            parts.append(child.content)
        elif child.type == "code_inline":
            parts.append(child.content if code else "x")
        elif child.type in ("softbreak", "hardbreak") or (
            child.type == "html_inline" and re.match(r"<br\b", child.content, re.I)
        ):
            parts.append("\n")
        elif child.type in ("html_block", "fence", "code_block"):
            parts.append(scan(child.content).text if child.type == "html_block" else child.content)
    return "".join(parts).replace("\xa0", " ").strip()


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def html_of(node: Node) -> Iterator[tuple[Scan, int]]:
    """Every piece of raw HTML under a node, scanned, with its first line's index in the body."""
    if node.type == "html_block":
        yield scan(node.content), first_line(node)
    elif node.type == "inline":
        line = first_line(node)
        for child in node.walk():
            line += child.type in ("softbreak", "hardbreak")
            if child.type == "html_inline":
                yield scan(child.content), line
                line += child.content.count("\n")
    else:
        for child in node.children:
            yield from html_of(child)


_SHOWN = {"img", "iframe", "video", "audio", "hr", "table", "input", "object", "embed", "svg", "span"}


def has_content(node: Node) -> bool:
    """Whether a reader would see anything; anchors, comments and empty list entries are nothing."""
    if node.type in ("hr", "fence", "code_block", "image", "code_inline"):
        return True
    if node.type == "text":
        return bool(node.content.strip(" \t\n\xa0"))
    if node.type in ("html_block", "html_inline"):
        found = scan(node.content)
        return bool(found.text.strip(" \t\n\xa0")) or any(
            _is_shown(tag.name, node.content) for tag in found.tags
        )
    return any(has_content(child) for child in node.children)


def _is_shown(name: str, content: str) -> bool:
    return name in _SHOWN and (name != "span" or 'title="included"' in content)


def outermost_lists(nodes: list[Node]) -> Iterator[tuple[Node, str]]:
    """The lists among these blocks, each with the text of the paragraph right before it."""
    before = ""
    for node in nodes:
        if node.type in LISTS:
            yield node, before
            before = ""
        elif node.type == "paragraph":
            before = squeezed(text_of(node))
        else:
            if node.type not in ("html_block", "heading"):
                yield from outermost_lists(node.children)
            before = ""


def walk(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield from node.walk()
