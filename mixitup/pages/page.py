"""Bytes in, page out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from mixitup.pages.blocks import Document, parse
from mixitup.pages.checks import problems
from mixitup.pages.dialect import markdown, prepare
from mixitup.pages.files import Source, open_source
from mixitup.pages.html import clean
from mixitup.pages.lead import NotesPlace, is_lead_note, rewrite
from mixitup.pages.model import LeadNotes, Page
from mixitup.pages.place import place_of
from mixitup.pages.reading import (
    Part,
    activity_anchors,
    explicit_anchors,
    intro_paragraphs,
    links_in,
    name_parts,
    read_sections,
    slugs,
    split_parts,
    videos_in,
)
from mixitup.pages.timing import stated_length

# Raised whenever the same source may give a different page, so that kept pages are read anew.
PARSER_VERSION = 8


def read_page(data: bytes | str, known: Mapping[str, str] = MappingProxyType({})) -> Page:
    """A page from a file's bytes or text; `known` tells "module" and "week" where the page itself doesn't.

    Never raises: what can't be read gives an empty page with an `unreadable` problem. Problems are sorted by
    line, then code. Linear in the file but for the nesting of lists, which is bounded. Deterministic.
    """
    source = open_source(data)
    document, parts = _parts(source)
    sections = read_sections(parts, document)
    targets = _targets(parts, document)
    chosen = activity_anchors(parts, targets, document)
    intro = parts[0].nodes
    parts[0].paragraphs = intro_paragraphs(intro, document)
    page = Page(
        title=source.meta.get("title") or _first_title(parts),
        subheading=source.meta.get("subheading") or source.meta.get("subtitle"),
        meta={
            key: value for key, value in source.meta.items() if key not in ("title", "subheading", "subtitle")
        },
        stated=stated_length(parts, source.meta, source.meta_lines),
        intro_html=clean(document.render(intro)),
        sections=tuple(replace(s, is_activity=s.anchor in chosen) for s in sections),
        links=tuple(links_in(document.nodes, document)),
        videos=tuple(videos_in(parts, document)),
    )
    page = replace(page, meta={**_missing_place(page, known), **page.meta})
    found = [*source.problems, *problems(page, parts, document, targets)]
    return replace(page, problems=tuple(sorted(dict.fromkeys(found), key=lambda p: (p.line, p.code))))


def _missing_place(page: Page, known: Mapping[str, str]) -> dict[str, str]:
    said = place_of(page)
    return {key: known[key] for key in ("module", "week") if key in known and getattr(said, key) is None}


def _parts(source: Source) -> tuple[Document, list[Part]]:
    document = parse(prepare(source.body, source.meta), source.offset)
    parts = split_parts(document)
    name_parts(parts, document)
    return document, parts


def _first_title(parts: list[Part]) -> str | None:
    return next((part.section.title for part in parts if part.section and part.level == 1), None)


def _targets(parts: list[Part], document: Document) -> dict[str, str]:
    """Each name that a link in the page may use, with the anchor of the section that stands there ('' for none)."""
    targets: dict[str, str] = {}
    for part in parts:
        if part.section:
            for name in part.names:
                targets.setdefault(name, part.section.anchor)
    seen: Counter[str] = Counter()
    for part in parts:
        if part.section and part.heading is not None and not part.names:
            for name in slugs(part.written):
                # A site names the second heading of the same words "…-1", the third "…-2".
                targets.setdefault(f"{name}-{seen[name]}" if seen[name] else name, part.section.anchor)
                seen[name] += 1
    for anchor in explicit_anchors(document):
        targets.setdefault(anchor.name, "")
    return targets


def with_lead_notes(source: str, notes: Mapping[str, LeadNotes]) -> str:
    """The page's Markdown with the lead's notes of the sections named by anchor replaced; the rest untouched.

    Empty notes take the present ones out. Raises KeyError for an anchor that the page doesn't have. Line ends
    come back as newlines.
    """
    opened = open_source(source)
    document, parts = _parts(opened)
    read_sections(parts, document)
    places: dict[str, NotesPlace] = {}
    for part in parts:
        if part.section is None or part.heading is None or part.heading.map is None:
            continue
        spans = tuple(
            (node.map[0] + document.offset, node.map[1] + document.offset)
            for node in part.nodes
            if is_lead_note(node) and node.map
        )
        places[part.section.anchor] = NotesPlace(part.heading.map[1] + document.offset, spans)
    lines = source.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(rewrite(lines, places, notes))


def note_html(text: str) -> str:
    """A lead's note (Markdown) as safe HTML."""
    return clean(markdown().render(text))
