"""From blocks to a page: sections, lists, lead's notes, links, videos, activities."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from mixitup.pages.blocks import (
    LISTS,
    Document,
    Node,
    first_line,
    html_of,
    inline_of,
    outermost_lists,
    squeezed,
    text_of,
    walk,
)
from mixitup.pages.html import clean, link_kind, scan, video_of, video_title
from mixitup.pages.lead import is_lead_note, read_notes
from mixitup.pages.minutes import find_minutes, only_minutes, split_heading
from mixitup.pages.model import Item, ItemList, Link, Minutes, Paragraph, Section, Video


@dataclass
class Part:
    """A heading and the blocks up to the next one; the blocks before any heading have none."""

    heading: Node | None
    nodes: list[Node] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    section: Section | None = None
    is_timed: bool = False
    written: str = ""
    paragraphs: tuple[Paragraph, ...] = ()

    @property
    def level(self) -> int:
        return int(self.heading.tag[1]) if self.heading else 0


def split_parts(document: Document) -> list[Part]:
    parts = [Part(None)]
    for node in document.nodes:
        if node.type == "heading":
            parts.append(Part(node))
        else:
            parts[-1].nodes.append(node)
    return parts


@dataclass(frozen=True)
class Anchor:
    """A place that a link in the page can name."""

    name: str
    line: int


def explicit_anchors(document: Document) -> list[Anchor]:
    """The anchors that the page itself names (`<a name>`, `id=`, `{#name}`), in reading order."""
    found: list[Anchor] = [Anchor(name, line) for name, line in document.anchors]
    for node in document.nodes:
        for piece, line in html_of(node):
            for tag in piece.tags:
                names = {tag.attributes.get("id", "")}
                if tag.name == "a":
                    names.add(tag.attributes.get("name", ""))
                found += [Anchor(name, line + tag.line) for name in sorted(names) if name]
    return sorted(found, key=lambda anchor: anchor.line)


def slug(text: str) -> str:
    """The name a site gives a heading that names none itself: as kramdown and GitHub make it."""
    lowered = unicodedata.normalize("NFC", text).lower().strip()
    return re.sub(r"[^\w\- ]", "", lowered).replace(" ", "-")


def slugs(text: str) -> set[str]:
    """Every spelling of a heading's own name in use: with and without leading digits and underscores."""
    plain = slug(text)
    kramdown = re.sub(r"^[^a-z]+", "", plain.replace("_", ""))
    return {plain, kramdown, re.sub(r"-+", "-", plain).strip("-")} - {""}


def name_parts(parts: list[Part], document: Document) -> None:
    """Gives each part the anchors written in its heading, or on the line right before it."""
    by_line: dict[int, list[str]] = {}
    for anchor in explicit_anchors(document):
        by_line.setdefault(anchor.line, []).append(anchor.name)
    for before, part in zip([None, *parts], parts, strict=False):
        if part.heading is None:
            continue
        start, end = part.heading.map or (0, 0)
        part.names = [name for line in range(start, end) for name in by_line.get(line, [])]
        if not part.names and before and before.nodes and _is_only_anchor(before.nodes[-1]):
            last = before.nodes[-1]
            part.names = by_line.get(first_line(last), [])


def _is_only_anchor(node: Node) -> bool:
    if node.type not in ("paragraph", "html_block") or text_of(node):
        return False
    return any(tag.name == "a" for piece, _ in html_of(node) for tag in piece.tags)


def read_sections(parts: list[Part], document: Document) -> tuple[Section, ...]:
    taken: dict[str, int] = {}
    around: list[Section] = []
    for part in parts:
        if part.heading is None:
            continue
        while around and around[-1].level >= part.level:
            around.pop()
        inline = inline_of(part.heading)
        written = squeezed(text_of(inline)) if inline else ""
        time = split_heading(written)
        anchor = _unique(part.names[0] if part.names else slug(time.title) or "section", taken)
        part.section = Section(
            title=time.title,
            anchor=anchor,
            level=part.level,
            line=document.line(first_line(part.heading)),
            minutes=time.minutes,
            parent=around[-1].anchor if around else None,
        )
        part.is_timed, part.written = time.is_timed, written
        around.append(part.section)
    _time_from_bodies(parts)
    for part in parts:
        if part.section:
            part.section = _with_body(part.section, part, document)
    return tuple(part.section for part in parts if part.section)


def _unique(name: str, taken: dict[str, int]) -> str:
    """The name, or the name with the next free number behind it."""
    name = candidate = name[:80]
    while candidate in taken:
        taken[name] += 1
        candidate = f"{name}-{taken[name]}"
    taken[candidate] = 1
    return candidate


# A time right under such a heading is the whole page's.
_OF_THE_WHOLE = re.compile(
    r"\b(?:structure|agenda|schedule|outline|overview|logistics|timing)\b", re.IGNORECASE
)


def _time_from_bodies(parts: list[Part]) -> None:
    """A section whose body opens with nothing but a time has that time, where more than one section does so."""
    found: list[tuple[Part, Minutes]] = []
    for part in parts:
        if part.section is None or part.is_timed or _OF_THE_WHOLE.search(part.section.title):
            continue
        if part.nodes and part.nodes[0].type == "paragraph":
            time = only_minutes(text_of(part.nodes[0]).split("\n")[0])
            if time:
                found.append((part, time[1]))
    if len(found) + sum(part.is_timed for part in parts) > 1:
        for part, minutes in found:
            if part.section:
                part.section, part.is_timed = replace(part.section, minutes=minutes), True


def _with_body(section: Section, part: Part, document: Document) -> Section:
    shown = [node for node in part.nodes if not is_lead_note(node)]
    return replace(
        section,
        html=clean(document.render(shown), section.title),
        paragraphs=tuple(_paragraphs(shown, document)),
        lists=tuple(
            ItemList(
                lead_in, node.type == "ordered_list", document.line(first_line(node)), _items(node, document)
            )
            for node, lead_in in outermost_lists(shown)
        ),
        lead=read_notes([node for node in part.nodes if is_lead_note(node)]),
    )


def _paragraphs(nodes: list[Node], document: Document) -> Iterator[Paragraph]:
    for node in nodes:
        if node.type == "paragraph" and text_of(node):
            yield Paragraph(squeezed(text_of(node)), document.line(first_line(node)), _bold_line(node))
        elif node.type not in LISTS:
            yield from _paragraphs([n for n in node.children if n.type not in ("inline",)], document)


def _bold_line(paragraph: Node) -> str:
    """The words of a paragraph's first line, where nothing of it stands outside one pair of bold marks."""
    inline = inline_of(paragraph)
    shown = (
        [child for child in inline.children if child.type != "text" or child.content.strip()]
        if inline
        else []
    )
    if not shown or shown[0].type != "strong":
        return ""
    return (
        squeezed(text_of(shown[0])) if shown[1:2] == [] or shown[1].type in ("softbreak", "hardbreak") else ""
    )


def intro_paragraphs(nodes: list[Node], document: Document) -> tuple[Paragraph, ...]:
    return tuple(_paragraphs(nodes, document))


def _items(node: Node, document: Document) -> tuple[Item, ...]:
    start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    return tuple(
        _item(entry, None if start is None else start + position, document)
        for position, entry in enumerate(node.children)
    )


def _item(entry: Node, number: int | None, document: Document) -> Item:
    own = [child for child in entry.children if child.type not in LISTS]
    text = squeezed(" ".join(text_of(child) for child in own))
    html = clean(document.render(own))
    single = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>", html, re.S)
    time = next(find_minutes(text), None)
    return Item(
        text=text,
        html=single[1] if single else html,
        line=document.line(first_line(entry)),
        number=number,
        minutes=time.minutes if time else None,
        is_per_person=bool(time and time.is_each),
        links=tuple(link.url for link in links_in(own, document)),
        items=tuple(
            item for child in entry.children if child.type in LISTS for item in _items(child, document)
        ),
    )


def links_in(nodes: list[Node], document: Document) -> Iterator[Link]:
    for node in walk(nodes):
        if node.type != "inline" and node.type != "html_block":
            continue
        line = first_line(node)
        for child in node.walk():
            line += child.type in ("softbreak", "hardbreak")
            if child.type == "link":
                url = str(child.attrs.get("href", ""))
                yield Link(url, squeezed(text_of(child)), document.line(line), link_kind(url))
        yield from _html_links(node, document)


def _html_links(node: Node, document: Document) -> Iterator[Link]:
    found = [(tag, at + tag.line) for piece, at in html_of(node) for tag in piece.tags if tag.name == "a"]
    opened = re.split(r"<a(?=\s)", node.content, flags=re.IGNORECASE)[1:] if found else []
    texts = [scan("<a" + re.split(r"</a\b", rest, maxsplit=1, flags=re.I)[0]).text for rest in opened]
    if len(texts) != len(found):  # one stands in code or in a comment
        texts = [""] * len(found)
    for (tag, line), text in zip(found, texts, strict=True):
        url = tag.attributes.get("href", "")
        if url:
            yield Link(url, squeezed(text), document.line(line), link_kind(url))


def videos_in(parts: list[Part], document: Document) -> Iterator[Video]:
    for part in parts:
        title = part.section.title if part.section else ""
        for node in part.nodes:
            for piece, at in html_of(node):
                for tag in piece.tags:
                    found = video_of(tag.attributes.get("src", "")) if tag.name == "iframe" else None
                    if found:
                        name = video_title(tag.attributes.get("title", ""), title)
                        yield Video(
                            found.watch,
                            found.embed,
                            name,
                            document.line(at + tag.line),
                            part.section.anchor if part.section else None,
                        )


_CONTENTS = re.compile(
    r"\b(?:jump|table of contents|contents|on this page|in this (?:page|lesson|guide)|sections? below|skip (?:to|down|ahead)|navigat|outline)",
    re.IGNORECASE,
)


def activity_anchors(parts: list[Part], targets: Mapping[str, str], document: Document) -> set[str]:
    """Anchors of the sections offered from a list elsewhere in the page; a list of contents offers nothing.

    `targets` maps each name that a link may use to the anchor of the section that stands there.
    """
    chosen: set[str] = set()
    for part in parts:
        if part.section and _CONTENTS.search(part.section.title):
            continue
        for node, lead_in in outermost_lists(part.nodes):
            if _CONTENTS.search(lead_in) or (part.heading is None and not lead_in):
                continue
            for link in links_in([node], document):
                target = targets.get(unquote(link.url[1:])) if link.kind == "page" else None
                if target and not (part.section and target == part.section.anchor):
                    chosen.add(target)
    return chosen
