"""Reads a Markdown page of a school's site into data: sections with their minutes, steps, prompts, links, videos.

    page = read_page(path.read_bytes())
    page.title, page.subheading, page.minutes          # "Mix It Up Week 2", "Networking…", Minutes(58, 60)
    for section in page.agenda: ...                    # the hour's parts: the outermost timed sections
    page.problems                                      # (Problem(code, line, message), …), by line

Pure: no Django, database, clock or chance; equal bytes give equal pages. Linear in the size of the file, which
is bounded (`MAX_BYTES`); nothing raises, whatever the bytes are.

What a caller keeps is `page.as_dict()` with `PARSER_VERSION`; `page_from_dict` is the way back. `html` fields are
safe to show once `link_up` has settled their site links. `LeadNotes` are for leads and staff alone: give other
people `page.without_lead_notes()`.
"""

from mixitup.pages.checks import CODES
from mixitup.pages.compare import Line, compare
from mixitup.pages.files import MAX_BYTES, read_text
from mixitup.pages.html import clean, link_kind, link_up
from mixitup.pages.minutes import find_minutes
from mixitup.pages.model import (
    Item,
    ItemList,
    LeadNotes,
    Link,
    Minutes,
    Page,
    Paragraph,
    Problem,
    Section,
    Stated,
    Video,
    page_from_dict,
)
from mixitup.pages.page import PARSER_VERSION, note_html, read_page, with_lead_notes
from mixitup.pages.place import LEVEL, NUMERAL, Place, numeral, place_in_path, place_of, week_in
from mixitup.pages.rounds import Round, round_of

__all__ = [
    "CODES",
    "LEVEL",
    "MAX_BYTES",
    "NUMERAL",
    "PARSER_VERSION",
    "Item",
    "ItemList",
    "LeadNotes",
    "Line",
    "Link",
    "Minutes",
    "Page",
    "Paragraph",
    "Place",
    "Problem",
    "Round",
    "Section",
    "Stated",
    "Video",
    "clean",
    "compare",
    "find_minutes",
    "link_kind",
    "link_up",
    "note_html",
    "numeral",
    "page_from_dict",
    "place_in_path",
    "place_of",
    "read_page",
    "read_text",
    "round_of",
    "week_in",
    "with_lead_notes",
]
