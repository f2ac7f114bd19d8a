"""Everything that a person should look at on a page, in one list."""

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from mixitup.pages.blocks import LISTS, Document, Node, first_line, has_content, html_of, walk
from mixitup.pages.html import is_unsafe_url, unsafe_parts
from mixitup.pages.lead import is_lead_note
from mixitup.pages.marks import unbalanced
from mixitup.pages.model import Page, Problem
from mixitup.pages.reading import Part, explicit_anchors, links_in
from mixitup.pages.sentences import unfinished
from mixitup.pages.timing import total_problems, untimed

CODES = {
    "dead-link": "A link in the page points to a place that isn't there",
    "duplicate-anchor": "Two places in the page have the same name",
    "empty-section": "A heading with nothing under it",
    "empty-item": "A list entry with nothing in it",
    "unbalanced-emphasis": "Bold or italic marks that don't match",
    "unfinished-sentence": "A text that stops short or trails off",
    "minutes-over": "The sections take longer than the page says",
    "minutes-under": "The sections take less time than the page says",
    "no-minutes": "A section without minutes among timed ones",
    "unsafe-html": "Something that could do harm was left out",
    "bad-front-matter": "The settings at the top can't be read",
    "unreadable": "The file can't be read as a page",
}


def problems(
    page: Page, parts: list[Part], document: Document, targets: Mapping[str, str]
) -> Iterator[Problem]:
    yield from dead_links(document, targets)
    yield from duplicate_anchors(document)
    yield from empty_sections(parts)
    yield from empty_items(document)
    yield from unbalanced(document)
    yield from unfinished(document)
    yield from total_problems(page, parts)
    yield from untimed(page, parts)
    yield from unsafe_html(document)


def dead_links(document: Document, targets: Mapping[str, str]) -> Iterator[Problem]:
    for link in links_in(document.nodes, document):
        name = unquote(link.url[1:])
        if not link.url.strip():
            yield Problem("dead-link", link.line, f"“{link.text[:60]}” is a link without an address.")
        if (
            link.kind != "page"
            or name in ("", "top")
            or name.startswith(("!", "fn", ":~:"))
            or name in targets
        ):
            continue
        near = next((known for known in targets if known.lower() == name.lower()), None)
        hint = f" Did you mean “#{near}”?" if near else ""
        yield Problem(
            "dead-link",
            link.line,
            f"“{link.text[:60]}” links to “#{name[:60]}”, which isn't in the page.{hint}",
        )


def duplicate_anchors(document: Document) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for anchor in explicit_anchors(document):
        line = seen.setdefault(anchor.name, anchor.line)
        if line != anchor.line:
            yield Problem(
                "duplicate-anchor",
                document.line(anchor.line),
                f"“{anchor.name}” already names line {document.line(line)}, so links to it never come here. Give this one a name of its own.",
            )


def empty_sections(parts: list[Part]) -> Iterator[Problem]:
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        if part.section is None or (following is not None and following.level > part.level):
            continue
        if not any(has_content(node) for node in part.nodes if not is_lead_note(node)):
            title = part.section.title
            said = (
                f"There is nothing under “{title}”."
                if title
                else "This heading has no words, and nothing under it."
            )
            yield Problem("empty-section", part.section.line, said)


def empty_items(document: Document) -> Iterator[Problem]:
    for node in walk(document.nodes):
        if node.type == "list_item" and not _is_filled(node):
            yield Problem("empty-item", document.line(first_line(node)), "This list entry is empty.")


def _is_filled(entry: Node) -> bool:
    return any(child.type in LISTS or has_content(child) for child in entry.children)


def unsafe_html(document: Document) -> Iterator[Problem]:
    """One problem a line, naming all that was left out of it."""
    found: dict[int, list[str]] = {}
    for node in document.nodes:
        for piece, line in html_of(node):
            for tag in piece.tags:
                found.setdefault(document.line(line + tag.line), []).extend(unsafe_parts(tag))
    for node in walk(document.nodes):
        if node.type in ("link", "image") and is_unsafe_url(
            str(node.attrs.get("href") or node.attrs.get("src") or "")
        ):
            found.setdefault(_line_of_link(node, document), []).append("a link that runs code")
    for line, parts in found.items():
        if parts:
            what = " and ".join(dict.fromkeys(parts))
            yield Problem("unsafe-html", line, f"This line has {what}; it was left out, as it could do harm.")


def _line_of_link(node: Node, document: Document) -> int:
    block: Node | None = node
    while block is not None and block.type != "inline":
        block = block.parent
    line = first_line(node)
    for child in block.walk() if block is not None else ():
        if child is node:
            break
        line += child.type in ("softbreak", "hardbreak")
    return document.line(line)
