"""The Markdown of a school's site: CommonMark, with what Jekyll's kramdown adds.

That is Liquid tags, attribute lists (`{: .wide}`, `{#name}`), HTML blocks with Markdown in them
(`<section class="notice" markdown="1">`), headings written as HTML, tables, footnotes and definition lists.
Each is resolved without moving a line, so that problems keep the line of the file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def

from mixitup.pages.nesting import nest
from mixitup.pages.tags import add_tags

MAX_NESTING = 40

_FENCE = re.compile(r"^\s{0,12}(?:[*+-]\s+|\d+[.)]\s+)?(`{3,}|~{3,})(?!.*`)")
_BARE_BULLET = re.compile(r"^\s*(?:[*+-]|\d{1,9}[.)])\s*$")
_BLOCK_START = re.compile(r"^\s*(?:[*+-]\s|\d{1,9}[.)](?:\s|$)|[*+-]$|#|>|\||<|```|~~~|$)")
_ATTRIBUTES = re.compile(r"[ \t]?\{:([^{}\n]*)\}|[ \t]\{(#[\w-]+)\}[ \t]*$")
_LIQUID_TAG = re.compile(r"\{%-?\s*(\w*)\s*([^%]*?)\s*-?%\}")
_LIQUID_VALUE = re.compile(r"\{\{-?\s*([^{}]*?)\s*-?\}\}")
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
# "##Heading" is meant as one ("#word" may be a channel), and "</a" at a line's end as a whole tag.
_STUCK_HEADING = re.compile(r"^(#{2,6})(?=[^\W_])")
_CUT_TAG = re.compile(r"</[a-z]\w*(?=\s*$)")
_TOC = re.compile(r"^\s*\{:\s*toc\b.*\}\s*$")

# Stands for what the old site put in by itself: content that isn't in the file.
INCLUDED = '<span title="included"></span>'


@dataclass
class Prepared:
    """Text as Markdown proper; `anchors` are (name, line index) from attribute lists."""

    text: str
    anchors: list[tuple[str, int]] = field(default_factory=list)


def prepare(body: str, meta: Mapping[str, str]) -> Prepared:
    """Resolves Liquid and attribute lists outside code blocks; keeps the number of lines."""
    prepared = Prepared("")
    lines = _without_comments(body).split("\n")
    nest(lines)
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    lines[first] = re.sub(r"^#(?=[^\W\d_]\S*\s)", "# ", lines[first])
    fence = ""
    for index, line in enumerate(lines):
        opened = _FENCE.match(line)
        if fence:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            elif fence == _HIGHLIGHT and re.search(r"\{%-?\s*endhighlight", line):
                lines[index], fence = _HIGHLIGHT, ""
        elif opened:
            fence = opened[1]
        elif re.match(r"\s*\{%-?\s*highlight\b", line):
            lines[index] = fence = _HIGHLIGHT
        else:
            lines[index] = _line(lines, index, meta, prepared)
    prepared.text = "\n".join(lines)
    return prepared


_HIGHLIGHT = "````````"


def _without_comments(body: str) -> str:
    return re.sub(
        r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}",
        lambda match: "\n" * match[0].count("\n"),
        body,
        flags=re.DOTALL,
    )


def _line(lines: list[str], index: int, meta: Mapping[str, str], prepared: Prepared) -> str:
    line = _CUT_TAG.sub(r"\g<0>>", _STUCK_HEADING.sub(r"\1 ", lines[index]))
    if "{" in line:
        if _TOC.match(line) and index and re.match(r"\s*(?:[*+-]|\d+\.)\s", lines[index - 1]):
            lines[index - 1] = ""
        line = _without_liquid(line, meta)
        for match in _ATTRIBUTES.finditer(line):
            prepared.anchors += [(name, index) for name in re.findall(r"#([\w-]+)", match[1] or match[2])]
        line = _ATTRIBUTES.sub("", line)
    if index and _BARE_BULLET.match(line) and not _BLOCK_START.match(lines[index - 1]):
        # An empty entry right under a paragraph: Markdown alone would make it a heading, or part of the text.
        line = f"{line.rstrip()} <!---->"
    return line


def _without_liquid(line: str, meta: Mapping[str, str]) -> str:
    if _RAW.search(line):
        return _RAW.sub("", line)
    bare = _LIQUID_TAG.sub(_liquid_tag, line)
    bare = _LIQUID_VALUE.sub(lambda match: _liquid_value(match[1], meta), bare)
    if _LIQUID_VALUE.search(line) and not bare.strip(" \t#>*+-.)0123456789"):
        # An entry or heading that was nothing but a value of the old site: there is text, if not in the file.
        bare += f" {INCLUDED}"
    return bare


def _liquid_tag(match: re.Match[str]) -> str:
    name, rest = match[1], match[2]
    if name in ("link", "post_url"):
        return "/" + rest.strip("'\" ").lstrip("/")
    return INCLUDED if name.startswith("include") or name == "render" else ""


def _liquid_value(expression: str, meta: Mapping[str, str]) -> str:
    name = expression.split("|")[0].strip()
    literal = re.fullmatch(r"[\"'](.*)[\"']", name)
    if literal:
        return literal[1]
    return meta.get(name.removeprefix("page."), "") if name.startswith("page.") else ""


@cache
def markdown() -> MarkdownIt:
    """The parser. Linear in the text but for pathological nesting, which `MAX_NESTING` cuts off."""
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING})
    md.enable(["table", "strikethrough"])
    md.use(footnote_plugin, inline=False).use(deflist_plugin)
    add_tags(md)
    md.block.ruler.at("footnote_def", _footnote, {"alt": ["paragraph", "reference"]})
    md.inline.ruler.at("emphasis", _emphasis)
    md.inline.ruler2.disable("fragments_join")
    md.core.ruler.at("inline", _inline)
    md.core.ruler.before("text_join", "leftover_marks", _note_leftovers)
    # Addresses are judged and cleaned later, where what was removed can be said.
    md.validateLink = lambda url: True  # type: ignore[method-assign]
    return md


def _inline(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            if _is_runaway(token.content):
                token.children = list(_as_it_stands(token.content))
            else:
                state.md.inline.parse(token.content, state.md, state.env, token.children)


def _is_runaway(text: str) -> bool:
    """Whether one block has so many marks that pairing them (quadratic) would take seconds; no page of words has."""
    return len(text) > 60_000 or any(text.count(mark) > 1000 for mark in "[*_`<~")


def _as_it_stands(text: str) -> Iterator[Token]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield Token("softbreak", "br", 0)
        yield Token("text", "", 0, content=line)


def _footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A footnote's text, but for one inside another's: taking both out would tear the blocks around them."""
    if state.env.get("in_footnote"):
        return False
    state.env["in_footnote"] = True
    try:
        return footnote_def(state, start, end, silent)
    finally:
        state.env["in_footnote"] = False


def _emphasis(state: StateInline, silent: bool) -> bool:
    """As CommonMark, but `**Note:**this` closes where it's meant to, as kramdown has it."""
    mark = state.src[state.pos]
    if silent or mark not in "*_":
        return False
    run = state.scanDelims(state.pos, mark == "*")
    after = state.pos + run.length
    is_open, is_close = run.can_open, run.can_close
    if state.src[state.pos - 1 : state.pos].isdigit() and state.src[after : after + 1].isdigit():
        is_open = is_close = False
    elif mark == "*":
        is_close = is_close or (state.pos > 0 and not state.src[state.pos - 1].isspace())
        is_open = is_open or (after < len(state.src) and not state.src[after].isspace() and not is_close)
    for _ in range(run.length):
        token = state.push("text", "", 0)
        token.content = mark
        state.delimiters.append(
            Delimiter(ord(mark), run.length, len(state.tokens) - 1, -1, is_open, is_close)
        )
    state.pos = after
    return True


def _note_leftovers(state: StateCore) -> None:
    """Keeps, on each inline token, the marks of emphasis that found no partner, before they become text."""
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.meta = {**token.meta, "leftover": leftover_marks(token.children)}


@dataclass(frozen=True)
class Mark:
    """A run of `*` or `_` that stayed in the text, with what stands around it; `line` counts from the block's."""

    run: str
    before: str
    after: str
    line: int


def leftover_marks(children: list[Token]) -> list[Mark]:
    found: list[Mark] = []
    line = index = 0
    while index < len(children):
        token = children[index]
        line += token.type in ("softbreak", "hardbreak")
        end = index + 1
        if token.type == "text" and token.content in ("*", "_"):
            while (
                end < len(children)
                and children[end].type == "text"
                and children[end].content == token.content
            ):
                end += 1
            before = "".join(_visible(child) for child in children[max(index - 12, 0) : index])
            after = "".join(_visible(child) for child in children[end : end + 12])
            found.append(Mark(token.content * (end - index), before, after, line))
        index = end
    return found


def _visible(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak") or (
        token.type == "html_inline" and re.match(r"<br\b", token.content, re.I)
    ):
        return "\n"
    if token.type == "code_inline":
        return "x"
    if token.type == "image":
        return "x"
    return token.content if token.type in ("text", "text_special") else ""
