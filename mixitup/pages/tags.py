"""HTML among Markdown, as kramdown reads it and as writers of school pages mean it."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.html_block import html_block


def add_tags(md: MarkdownIt) -> None:
    """Adds headings written as HTML, frames, wrappers with Markdown in them, and Markdown headings right under a tag."""
    md.block.ruler.before("html_block", "html_heading", _html_heading, {"alt": ["paragraph"]})
    md.block.ruler.before("html_heading", "html_frame", _html_frame, {"alt": ["paragraph"]})
    md.block.ruler.before("html_heading", "html_markdown", _html_markdown, {"alt": ["paragraph"]})
    md.block.ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})


_HTML_HEADING = re.compile(r"<h([1-6])((?:\s[^<>]*)?)>(.*?)</h\1\s*>\s*$", re.IGNORECASE)


def _html_heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    match = _HTML_HEADING.match(_text_of(state, start))
    if state.is_code_block(start) or not match:
        return False
    if silent:
        return True
    state.line = start + 1
    name = re.search(r"""\b(?:id|name)\s*=\s*["']?([\w:.-]+)""", match[2])
    anchor = f'<a name="{name[1]}"></a>' if name else ""
    opened = state.push("heading_open", f"h{match[1]}", 1)
    opened.markup, opened.map = "#" * int(match[1]), [start, state.line]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = match[3].strip() + anchor, [start, state.line], []
    state.push("heading_close", f"h{match[1]}", -1)
    return True


_FRAME = re.compile(r"<iframe\b[^<>]*>\s*</iframe\s*>\s*$", re.IGNORECASE)


def _html_frame(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A frame that fills its line is a block of its own: Markdown may follow on the next line, as kramdown has it."""
    if state.is_code_block(start) or not _FRAME.match(_text_of(state, start)):
        return False
    if silent:
        return True
    state.line = start + 1
    token = state.push("html_block", "", 0)
    token.map, token.content = [start, state.line], state.getLines(start, state.line, state.blkIndent, True)
    return True


_WRAPPER = re.compile(
    r"<(section|div|aside|article|details|blockquote|span|header|footer|main)\b([^<>]*)>", re.IGNORECASE
)
# What nobody would write right under a tag unless it was meant as Markdown.
_PLAINLY_MARKDOWN = re.compile(r"#{1,6} |[*+-] |\d{1,9}[.)] ")
_CLASS = re.compile(r"""\bclass\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""")


def _html_markdown(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`<section class="notice" markdown="1">` … `</section>`: a block whose inside is Markdown."""
    match = _WRAPPER.match(_text_of(state, start))
    if state.is_code_block(start) or not match or not _holds_markdown(state, match, start, end):
        return False
    if silent:
        return True
    close = _closing_line(state, match[1], start, end)
    saved = (state.bMarks[start], state.tShift[start], state.lineMax, state.parentType)
    opened = state.push("html_markdown_open", "section", 1)
    opened.map, opened.block = [start, min(close + 1, end)], True
    found = _CLASS.search(match[2])
    if found and "notice" in (found[1] or found[2] or found[3]).lower():
        opened.attrSet("class", "notice")
    _enter(state, start, state.bMarks[start] + state.tShift[start] + match.end())
    kept = _cut_close(state, match[1], close) if close < end else None
    state.lineMax, state.parentType = min(close + 1, end), "html_markdown"
    state.md.block.tokenize(state, start, min(close + 1, end))
    if kept:
        state.eMarks[close] = kept
    state.bMarks[start], state.tShift[start], state.lineMax, state.parentType = saved
    state.line = min(close + 1, end)
    state.push("html_markdown_close", "section", -1).block = True
    return True


def _holds_markdown(state: StateBlock, opened: re.Match[str], start: int, end: int) -> bool:
    """Whether a wrapper says so, or stands alone on its line with a heading or list right under it."""
    if re.search(r"\bmarkdown\s*=", opened[2]):
        return True
    is_alone = not _text_of(state, start)[opened.end() :].strip()
    return is_alone and start + 1 < end and bool(_PLAINLY_MARKDOWN.match(_text_of(state, start + 1)))


def _enter(state: StateBlock, line: int, position: int) -> None:
    """Makes the line start right behind the opening tag."""
    limit = state.eMarks[line]
    start = position
    while position < limit and state.src[position] in " \t":
        position += 1
    state.bMarks[line], state.tShift[line] = start, position - start
    if position >= limit:
        state.bMarks[line], state.tShift[line] = limit, 0


def _closing_line(state: StateBlock, name: str, start: int, end: int) -> int:
    """The line that holds the closing tag of the block opened on `start`; `end` where it never closes."""
    depth = 0
    tags = re.compile(rf"<(/?){name}\b[^<>]*>", re.IGNORECASE)
    for line in range(start, end):
        for tag in tags.finditer(state.src, state.bMarks[line], state.eMarks[line]):
            depth += -1 if tag[1] else 1
            if depth == 0:
                return line
    return end


def _cut_close(state: StateBlock, name: str, line: int) -> int:
    """Ends the line before its closing tag; gives the end it had."""
    kept: int = state.eMarks[line]
    first = state.bMarks[line]
    position = state.src[first:kept].lower().rfind(f"</{name.lower()}")
    state.eMarks[line] = first + max(position, 0)
    return kept


def _text_of(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


_AS_IT_STANDS = re.compile(r"<!--|<[?!]|<(?:script|style|pre|textarea|code)\b", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r"#{1,6} +[^\s#]")


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """As CommonMark, but a Markdown heading on a line of its own ends the block, as its writer means it."""
    if not _text_of(state, start).startswith("<"):
        return False
    return html_block(state, start, end if silent else _next_heading(state, start, end), silent)


def _next_heading(state: StateBlock, start: int, end: int) -> int:
    """The line of the heading within the block that begins on `start`; `end` where there is none."""
    if _AS_IT_STANDS.search(_text_of(state, start)):
        return end
    for line in range(start + 1, end):
        text = _text_of(state, line)
        if not text.strip() or _AS_IT_STANDS.search(text):
            break
        if state.sCount[line] - state.blkIndent < 4 and _MARKDOWN_HEADING.match(text):
            return line
    return end
