"""Texts that stop short or trail off.

No full stop at the end is no fault: lists, labels and links go without. What counts is a text that can't be
whole as it stands: it ends in a comma, a joining word or an opened bracket, in the start of a question ("How
would you"), in an ellipsis that nothing follows, or breaks off in its middle before a new sentence begins.
A text that a list, quotation, example or deeper heading goes on from is whole whatever it ends in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mixitup.pages.blocks import LISTS, Document, Node, first_line, has_content, inline_of, squeezed, text_of
from mixitup.pages.model import Problem

_GOES_ON = {*LISTS, "fence", "code_block", "table", "blockquote", "dl", "html_markdown"}


@dataclass(frozen=True)
class Text:
    """A paragraph or heading, and what bears on how it may end."""

    node: Node
    inline: Node
    kind: str
    is_led_on: bool
    cue: str

    @property
    def words(self) -> str:
        return text_of(self.inline).rstrip()


def unfinished(document: Document) -> Iterator[Problem]:
    said: set[int] = set()
    for text in _texts(document.nodes, 0, ""):
        for index, shown in _faults(text):
            line = document.line(index)
            if line not in said:
                said.add(line)
                yield Problem(
                    "unfinished-sentence",
                    line,
                    f"“{_shortened(shown)}” isn't finished. Complete it, or take it out.",
                )


def _shortened(text: str) -> str:
    text = squeezed(text)
    return text if len(text) <= 60 else "…" + text[-60:].partition(" ")[2]


def _texts(nodes: list[Node], level: int, cue: str) -> Iterator[Text]:
    """Every paragraph and heading in reading order; `cue` is the text that introduces the list it's in."""
    before = cue
    for node in nodes:
        if node.type == "heading":
            level = int(node.tag[1])
            before = squeezed(text_of(node))
        inline = inline_of(node) if node.type in ("paragraph", "heading") else None
        if inline is not None:
            yield Text(node, inline, _kind(node), _is_led_on(node, level), cue or before)
            before = squeezed(text_of(node)) or before
        elif node.type in LISTS:
            for entry in node.children:
                yield from _texts(entry.children, level, before)
        elif node.type not in ("table", "fence", "code_block", "html_block"):
            yield from _texts(node.children, level, before)


def _kind(node: Node) -> str:
    if node.type == "heading":
        return "heading"
    return "item" if node.parent is not None and node.parent.type == "list_item" else "paragraph"


def _is_led_on(node: Node, level: int) -> bool:
    """Whether something follows that the text may lead into."""
    following = _next(node)
    if following is None:
        parent = node.parent
        if parent is not None and parent.type == "list_item" and parent.next_sibling is None:
            outer = _next(parent.parent) if parent.parent is not None else None
            return outer is not None and outer.type in _GOES_ON
        return False
    if following.type in _GOES_ON:
        return True
    if following.type == "html_block":
        return has_content(following)
    if following.type == "paragraph":
        return _is_picture(following) or _continues(text_of(following))
    return following.type == "heading" and int(following.tag[1]) > level > 0 and node.type != "heading"


def _next(node: Node) -> Node | None:
    """The block after this one; what shows nothing (an anchor, a comment) is passed over."""
    following = node.next_sibling
    while (
        following is not None and following.type in ("paragraph", "html_block") and not has_content(following)
    ):
        following = following.next_sibling
    return following


def _is_picture(node: Node) -> bool:
    inline = inline_of(node)
    return (
        inline is not None and any(child.type == "image" for child in inline.walk()) and not text_of(inline)
    )


def _continues(text: str) -> bool:
    return bool(re.match(r"[a-z…]|\.\.\.", text))


def _faults(text: Text) -> Iterator[tuple[int, str]]:
    """Where (line index in the body) the text stops short, and its words up to there."""
    start = first_line(text.inline)
    raw = _raw(text.inline)
    words = raw.rstrip()
    yield from ((start + words[:end].count("\n"), words[:end]) for end in _breaks(words))
    if words and not text.is_led_on and _stops_short(text, words):
        yield start + text.inline.content.rstrip().count("\n"), words


def _raw(inline: Node) -> str:
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
            parts.append(_raw(child))
        else:
            parts.append(_plain(child))
    return "".join(parts).replace("\xa0", " ")


def _plain(child: Node) -> str:
    return child.content if child.type == "text" else text_of(child)


_STARTERS = [
    "This", "That", "These", "Those", "The", "A", "An", "It", "It's", "You", "You'll", "You're",
    "You've", "Your", "We", "We'll", "We're", "Our", "They", "They're", "Their", "He", "She", "If",
    "When", "While", "Once", "After", "Before", "Also", "And", "But", "Or", "So", "Then", "There",
    "Here", "In", "On", "At", "For", "To", "With", "From", "Some", "Any", "Many", "Most", "Each",
    "Every", "Another", "Other", "Please", "Take", "Make", "Ask", "Consider", "Try", "Use", "Think",
    "Remember", "Note", "What", "Why", "How", "Where", "Who", "Which", "Do", "Does", "Don't", "Is",
    "Are", "Can", "Could", "Would", "Should", "Will", "Have", "Has", "Be", "Keep", "Let", "Let's",
    "Not", "No", "Yes", "However", "Finally", "First", "Next", "Additionally", "Perhaps", "Maybe",
    "Instead", "Since", "Because", "Although", "As", "By", "During", "Through", "Share", "Find",
    "Write", "Choose", "Start",
]  # fmt: skip
_BREAK = re.compile(
    rf"(?<=[a-z])(?P<gap>[ \t]{{2,}})(?={'|'.join(re.escape(s) for s in _STARTERS)})(?=[A-Z][a-z'’]*\s+[a-z'’])"
)
_NEVER_LAST = {
    "a", "an", "the", "and", "or", "but", "nor", "your", "my", "our", "their", "its", "because",
    "although", "whereas", "unless", "whose", "every", "than",
}  # fmt: skip


def _breaks(words: str) -> Iterator[int]:
    """Ends of clauses that break off inside a text: "a friend who  Then write …"."""
    for gap in _BREAK.finditer(words):
        clause = _clause(words[: gap.start()])
        if len(clause) >= 3 and clause[-1].islower() and _starts_anew(words[gap.end() :]):
            yield gap.start()
    for turn in re.finditer(r"([a-z]+)[ \t]*\n(?=[A-Z][a-z]*\s)", words):
        clause = _clause(words[: turn.end(1)])
        following = words[turn.end() :]
        # "the\nThe …" may be the title of a book broken over two lines.
        is_title = re.match(r"(?:A|The)\b", following)
        if turn[1] in _NEVER_LAST and len(clause) >= 4 and _starts_anew(following) and not is_title:
            yield turn.end(1)


def _clause(words: str) -> list[str]:
    return re.split(r"[.!?:;\n]", words)[-1].split()


def _starts_anew(words: str) -> bool:
    first = re.match(r"[A-Z][a-z]*(?:['’][a-z]+)?", words)
    return first is not None and first[0].replace("’", "'") in _STARTERS


# Entries; a longer list is not compared entry by entry.
_LONG = 300

_ELLIPSIS = re.compile(r"(?:\.{3,}|…\.?|,\s*\.{2,}|\.\s\.\s\.)\s*$")
_FINE_ELLIPSIS = re.compile(
    r"(?:\b(?:etc|and so on|and so forth|and (?:much |many )?more|(?:coming|more) soon|to be continued|read more|learn more|see more|tbd|tba)\W*)$",
    re.IGNORECASE,
)
_TO_COMPLETE = re.compile(
    r"\b(?:complet|finish|fill)\w*\b[^.!?]*\b(?:sentences?|phrases?|statements?|stems?|thoughts?|prompts?|blanks?|lines?|the following)\b"
    r"|\b(?:sentence|conversation|discussion)?[ -]?(?:starters?|stems?|frames?|openers?)\b|\bmad ?libs?\b|\bfill[- ]in\b",
    re.IGNORECASE,
)
_STEM = re.compile(
    r"^[\"“”'‘’*_\s]*(?:I|I'm|I’m|I've|I’ve|I'd|I’d|My|One thing (?:I|that I|we)|Something (?:I|that I)|Today,? I|Next,? I|We|Our)\b"
)
_BLANK = re.compile(r"_{2,}|\[\s*\]|\[[^\]]{1,40}\]|<[^>]{1,40}>")
_CLOSED = "\N{WORD JOINER}\N{OBJECT REPLACEMENT CHARACTER}"


def _stops_short(text: Text, words: str) -> bool:
    bare = words.rstrip()
    is_opaque = bare[-1:] in _CLOSED
    bare = bare.rstrip(_CLOSED + " \t")
    if not bare:
        return False
    ellipsis = _ELLIPSIS.search(bare)
    if ellipsis:
        return not is_opaque and not _may_trail(text, bare[: ellipsis.start()], bare)
    if is_opaque or bare[-1] == "_":
        return False
    if bare[-1] in ",;":
        return not _is_enumeration(text) and not _is_salutation(bare)
    if bare[-1] == ":":
        return _is_broken_promise(text, bare)
    if re.search(r"(?:\s[-–—]+|\s&|[(\[“]|\s/|\w—|--)$", bare):
        return len(bare.split()) >= 3 and not re.search(r":[(\[]$", bare)
    return _ends_midway(text, bare)


def _may_trail(text: Text, before: str, whole: str) -> bool:
    """An ellipsis that says "and so on", or leaves a blank for the reader to fill."""
    if text.kind == "heading" or _FINE_ELLIPSIS.search(before) or _BLANK.search(whole):
        return True
    if not before.strip():
        return True
    sentence = re.split(r"(?<=[.!?])\s", before)[-1]
    return bool(
        _TO_COMPLETE.search(text.cue)
        or _TO_COMPLETE.search(before)
        or _STEM.match(re.sub(r"^[^:]{1,30}:\s", "", sentence))
    )


def _entries(text: Text) -> list[str]:
    """The texts of the list that an entry's text stands in; [] outside lists."""
    entry = text.node.parent
    if text.kind != "item" or entry is None or entry.parent is None or len(entry.parent.children) > _LONG:
        return []
    return [_own_text(other) for other in entry.parent.children]


def _own_text(entry: Node) -> str:
    own = next((child for child in entry.children if child.type == "paragraph"), None)
    return squeezed(text_of(own)) if own is not None else ""


def _is_enumeration(text: Text) -> bool:
    """A list written as one sentence: each entry but the last ends in a comma or semicolon."""
    entries = [entry for entry in _entries(text) if entry]
    if len(entries) < 2 or text.node.parent is None:
        return False
    own = _own_text(text.node.parent)
    if own != entries[-1] and re.search(r";(?:\s*(?:and|or|and/or))?$", own):
        return True
    joined = [bool(_JOINED.search(entry)) for entry in entries[:-1]]
    if own == entries[-1]:
        return len(entries) > 2 and all(joined)
    return all(joined) and (len(joined) > 1 or entries[-1][:1].islower())


_JOINED = re.compile(r"[,;](?:\s*(?:and|or|and/or))?$|\b(?:and|or)$")
_SALUTATION = re.compile(
    r"\b(?:hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening)|best|thanks|thank you|sincerely|regards|cheers|warmly|yours|respectfully|take care|all the best|team|everyone|folks)\b",
    re.IGNORECASE,
)


def _is_salutation(bare: str) -> bool:
    last = bare.rsplit("\n", 1)[-1]
    return len(last.split()) <= 6 and bool(_SALUTATION.search(last))


_PROMISE = re.compile(
    r"\b(?:following|as follows|below|these|here(?:'s|’s| is| are)|such as|includ(?:es?|ing)|examples?|for example|consider|discuss|steps|try|will cover|"
    r"asks?|questions|share|answers?|to complete|items|topics|are|is)\b[^.!?:]{0,40}:$",
    re.IGNORECASE,
)

_ITEM_PROMISE = re.compile(
    r"\b(?:the following(?: \w+){0,3}|as follows|such as|here (?:is|are)|below|(?:might|may|could|can|will) include|includes|including)\s*:$",
    re.IGNORECASE,
)


def _is_broken_promise(text: Text, bare: str) -> bool:
    """A colon with nothing behind it, where its neighbours have something, or where the words promise it."""
    if text.kind == "heading":
        return False
    if text.kind == "item":
        return _is_lone_label(text, bare) or bool(_ITEM_PROMISE.search(bare))
    following = _next(text.node)
    if following is not None and following.type == "paragraph":
        return False
    if following is not None and following.type not in ("heading", "hr"):
        return False
    previous = text.node.previous_sibling
    if previous is not None and previous.type == "paragraph" and text_of(previous).endswith(":"):
        return False
    return bool(_PROMISE.search(bare.rsplit("\n", 1)[-1])) or _is_bold_label(text.inline)


def _is_bold_label(inline: Node) -> bool:
    """A paragraph that is nothing but a label in bold: what it heads is missing."""
    shown = [
        child
        for child in inline.children
        if child.type not in ("text", "html_inline") or child.content.strip(" :")
    ]
    return len(shown) == 1 and shown[0].type == "strong"


def _is_lone_label(text: Text, bare: str) -> bool:
    """ "Question #3:" among entries like "Question #1: Describe …": the one that was left empty."""
    label = re.sub(r"\W+|\d+", " ", bare).strip().lower()
    others = [entry for entry in _entries(text) if entry and entry != squeezed(bare)]
    alike = [
        entry
        for entry in others
        if re.sub(r"\W+|\d+", " ", entry.partition(":")[0]).strip().lower() == label
        and entry.partition(":")[2].strip()
    ]
    return bool(alike)


_QUESTION_STUB = re.compile(
    r"^(?:and |but |so )?(?:how|what|why|when|where|who|which)(?:\s+(?!(?:would|could|should|can|will|do|does|did|have|has|is|are|was|were)\b)\w+){0,3}?\s+"
    r"(?:would|could|should|can|will|might|may|must|do|does|did|have|has|had)(?:n't|n’t)?\s+(?P<who>I|you|we|they|he|she|it)(?:\s+(?:most|best|usually|currently|normally|typically|personally))?$",
    re.IGNORECASE,
)
_BARE_STUB = re.compile(
    r"^(?:how|what|why|when|where|who|which)\s+(?:would|could|should|can|will|might|do|does|did|have|has|is|are|was|were)$",
    re.I,
)
_MODAL_STUB = re.compile(
    r"(?:\b(?:but|and|so|or|then)\s+(?:I|you|we|they|he|she|it)|^(?:I|you|we|they|he|she|it))\s+(?:can|could|will|would|should|may|might|must)$",
    re.I,
)
_PHRASE_STUB = re.compile(
    r"\b(?:such as|as well as|in order to|due to|because of|instead of|rather than|according to|in addition to|"
    r"(?:one|some|each|all|any|most|many|lots|list|couple|few|number|examples?) of|including|e\.g\.,?|i\.e\.,?|if)$",
    re.IGNORECASE,
)
_LINKING_STUB = re.compile(r"\b(?:is|are|was|were)$")
_PREPOSITION_STUB = re.compile(r"\b(?:to|with|for|from|into|of)$")
_RELATIVE = re.compile(
    r"\b(?:who|whom|whose|what|whatever|which|where|wherever|when|whenever|how|however|why|that|if|as|than|so)\b|\bto\s+[a-z]+\b.*\s|\s(?:I|you|we|they|he|she|it|I've|you've|you're|you’re|you'd|you’d|we've)\s",
    re.IGNORECASE,
)


def _ends_midway(text: Text, bare: str) -> bool:
    sentence = re.split(r"[.!?:;]\s+|\n", bare)[-1].strip("* \t")
    words = sentence.split()
    if not words or (text.inline.children[-1].type in ("em", "code_inline") and len(words) < 3):
        return False
    stub = _QUESTION_STUB.match(sentence)
    if stub:
        return not re.match(r"who\s+(?:do|does|did)\s+it$", sentence, re.I) and not re.search(
            r"how (?:do|does) it$", sentence, re.I
        )
    if _BARE_STUB.match(sentence) or _MODAL_STUB.search(sentence):
        return True
    if len(words) < 3 or (
        text.inline.children[-1].type in ("em", "strong", "code_inline") and len(words) < 6
    ):
        return False
    if words[-1] in _NEVER_LAST:
        return not (words[-1] in ("and", "or") and _is_enumeration(text))
    if _PHRASE_STUB.search(sentence):
        return not re.search(
            r"\b(?:what if|as if|so many of|included?|which \w+ of)$", sentence, re.I
        ) and not _ends_relative(sentence)
    if _LINKING_STUB.search(sentence) or _PREPOSITION_STUB.search(sentence):
        return not _STEM.match(sentence) and not _ends_relative(sentence)
    return False


def _ends_relative(sentence: str) -> bool:
    """Whether a word earlier on lets the sentence end in a preposition or "is": "someone you look up to"."""
    start, last = sentence.rsplit(None, 1)
    if last.lower() in ("if", "including", "as"):
        return False
    if len(start.split()) < 2 or re.search(r"ed$", start):
        return True
    return bool(_RELATIVE.search(f"{start} ")) and len(start.split()) > 0
