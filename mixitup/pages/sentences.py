"""Texts that stop short or trail off.

No full stop at the end is no fault: lists, labels and links go without. What counts is a text that can't be
whole as it stands: it ends in a comma, a joining word or an opened bracket, in the start of a question ("How
would you"), in an ellipsis that nothing follows, or breaks off in its middle before a new sentence begins.
A text that a list, quotation, example or deeper heading goes on from is whole whatever it ends in.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from mixitup.pages.blocks import Document, first_line, squeezed
from mixitup.pages.model import Problem
from mixitup.pages.promises import is_broken_promise
from mixitup.pages.texts import Text, entries, own_text, raw_words, texts


def unfinished(document: Document) -> Iterator[Problem]:
    said: set[int] = set()
    for text in texts(document.nodes):
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


def _faults(text: Text) -> Iterator[tuple[int, str]]:
    """Where (line index in the body) the text stops short, and its words up to there."""
    start = first_line(text.inline)
    raw = raw_words(text.inline)
    words = raw.rstrip()
    line, at = start, 0
    for end in sorted(_breaks(words)):
        line, at = line + words.count("\n", at, end), end
        yield line, words[max(end - 200, 0) : end]
    is_whole = text.is_led_on or (text.is_heading_on and _may_head(words))
    if words and not is_whole and _stops_short(text, words):
        yield start + text.inline.content.rstrip().count("\n"), words


def _may_head(words: str) -> bool:
    """Whether a text may lead into headings: not where it ends in a joining word, or a whole sentence trails off."""
    before = _ELLIPSIS.sub("", words)
    if before != words:
        return bool(_PREPOSITION_STUB.search(before) or _LINKING_STUB.search(before))
    return words.split()[-1] not in _NEVER_LAST


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
# Verbs that begin an instruction, but may as well begin a name: only after a word that can't be the last.
_INSTRUCTIONS = [
    "Add", "Answer", "Bring", "Check", "Come", "Complete", "Create", "Decide", "Describe", "Discuss",
    "Download", "Draft", "Explain", "Explore", "Fill", "Follow", "Give", "Go", "Identify", "Join", "List",
    "Look", "Meet", "Open", "Pick", "Practice", "Reach", "Read", "Reflect", "Research", "Respond", "Review",
    "See", "Select", "Send", "Set", "Spend", "Submit", "Talk", "Tell", "Update", "Visit", "Watch", "Work",
]  # fmt: skip
_GAP = re.compile(r"(?<=[a-z])(?P<gap>[ \t]{2,})(?=(?P<next>[A-Z][a-z'’]*)\s+[a-z'’])")
# "… who takes part in See what others do", "We want to help you... Week 2 is about".
_BROKEN_OFF = re.compile(
    r"\b[a-z]+ (?:in|of|with|at|from|about)(?= (?:Ask|Check|Consider|Find|Look|Please|Remember|See|Try) [a-z]+ [a-z])"
    r"|\bto [a-z]+(?: (?:you|us|them|students))?(?:\.{3,}|…)(?= [A-Z][a-z])"
)
_NEVER_LAST = {
    "a", "an", "the", "and", "or", "but", "nor", "your", "my", "our", "their", "its", "because",
    "although", "whereas", "unless", "whose", "every", "than",
}  # fmt: skip


def _breaks(words: str) -> Iterator[int]:
    """Ends of clauses that break off inside a text: "a friend who  Then write …"."""
    for gap in _GAP.finditer(words):
        clause = _clause(words, gap.start())
        starters = _STARTERS + (_INSTRUCTIONS if clause[-1:] and clause[-1] in _NEVER_LAST else [])
        if len(clause) >= 3 and clause[-1].islower() and gap["next"].replace("’", "'") in starters:
            yield gap.start()
    for broken in _BROKEN_OFF.finditer(words):
        if len(_clause(words, broken.start() + len(broken[0].rstrip(".…")))) >= 4:
            yield broken.end()
    for turn in re.finditer(r"([a-z]+)[ \t]*\n(?=[A-Z][a-z]*\s)", words):
        clause = _clause(words, turn.end(1))
        following = words[turn.end() : turn.end() + 40]
        # "the\nThe …" may be the title of a book broken over two lines.
        is_title = re.match(r"(?:A|The)\b", following)
        if turn[1] in _NEVER_LAST and len(clause) >= 4 and _starts_anew(following) and not is_title:
            yield turn.end(1)


def _clause(words: str, end: int) -> list[str]:
    """The words of the sentence up to `end`, as far back as any clause goes."""
    return re.split(r"[.!?:;\n]", words[max(end - 500, 0) : end])[-1].split()


def _starts_anew(words: str) -> bool:
    first = re.match(r"[A-Z][a-z]*(?:['’][a-z]+)?", words)
    return first is not None and first[0].replace("’", "'") in _STARTERS


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
# A page says "you"; where it says "I", it lends its reader words to go on with.
_IN_ONES_OWN_NAME = re.compile(r"\b(?:I|my|My)\b(?!['’]ll)")
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
        return not re.search(r"\betc[,;]$", bare) and not _is_enumeration(text) and not _is_salutation(bare)
    if bare[-1] == ":":
        return is_broken_promise(text, bare)
    if re.search(r"\]\([^\s()]*$", bare):
        return True
    if re.search(r"(?:\s[-–—]+|\s&|[(\[“]|\s/|\w—|--)$", bare):
        return len(bare.split()) >= 3 and not re.search(r":[(\[]$", bare)
    return _ends_midway(text, bare)


def _may_trail(text: Text, before: str, whole: str) -> bool:
    """An ellipsis that says "and so on", or leaves a blank for the reader to fill."""
    if text.kind == "heading" or _FINE_ELLIPSIS.search(before) or _BLANK.search(whole):
        return True
    if not before.strip():
        return True
    sentence = re.split(r"(?<=[^.][.!?])\s", before)[-1]
    return bool(
        _TO_COMPLETE.search(text.cue)
        or _TO_COMPLETE.search(before)
        or _STEM.match(re.sub(r"^[^:]{1,30}:\s", "", sentence))
        or _IN_ONES_OWN_NAME.search(sentence)
        or _lend_words(entries(text))
    )


@lru_cache(maxsize=16)
def _lend_words(listed: tuple[str, ...]) -> bool:
    """Whether a list has a sentence to go on with: then so are the others that trail off."""
    return any(_IN_ONES_OWN_NAME.search(entry) for entry in listed if _ELLIPSIS.search(entry))


def _is_enumeration(text: Text) -> bool:
    """A list written as one sentence: each entry but the last ends in a comma or semicolon."""
    listed, joined = _joined(entries(text))
    if len(listed) < 2 or text.node.parent is None:
        return False
    own = own_text(text.node.parent)
    if own != listed[-1] and re.search(r";(?:\s*(?:and|or|and/or))?$", own):
        # An entry that strings things together itself ("Examples: a; b;") isn't one part of a sentence.
        return not re.search(r"[.?!;]\s", own) or (len(joined) > 1 and all(joined))
    if own == listed[-1]:
        return len(listed) > 2 and all(joined)
    return all(joined) and (len(joined) > 1 or listed[-1][:1].islower())


@lru_cache(maxsize=16)
def _joined(listed: tuple[str, ...]) -> tuple[list[str], list[bool]]:
    """The entries that say something, and whether each but the last joins the next."""
    filled = [entry for entry in listed if entry]
    return filled, [bool(_JOINED.search(entry)) for entry in filled[:-1]]


_JOINED = re.compile(r"[,;](?:\s*(?:and|or|and/or))?$|\b(?:and|or)$")
_SALUTATION = re.compile(
    r"\b(?:hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening)|best|thanks|thank you|sincerely|regards|cheers|warmly|yours|respectfully|take care|all the best|team|everyone|folks)\b",
    re.IGNORECASE,
)


def _is_salutation(bare: str) -> bool:
    last = bare.rsplit("\n", 1)[-1]
    return len(last.split()) <= 6 and bool(_SALUTATION.search(last))


# A sentence begun and left at its first word: "What do you need? To".
_FIRST_ALONE = re.compile(r"[a-z][.!?]\s+(?:An|And|As|At|But|By|For|From|If|Of|Or|The|To|With|Your)$")
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
# "… a takeaway that you can"; "in every way that you can" and "all the names that you can" are whole.
_CLAUSE_STUB = re.compile(
    r"^(?!.*\b(?:ways?|every\w*|any\w*|what\w*|all|best|least|much|many|most|times?|whenever|wherever|as \w+ as)\b).*"
    r"\b(?:that|which|who)"
    r" (?:I|you|we|they|he|she|it) (?:can|could|will|would|should|may|might|must)$",
    re.I,
)
# "See the", "For more on this, see", "Examples include": what they speak of is missing.
_OBJECT_STUB = re.compile(
    r"^[A-Za-z]+ (?-i:an?|the|your|my|our|their|its)$|,\s(?:please\s)?(?:see|visit|check out|refer to)$"
    r"|\b(?:examples?|these|those|options|topics|ideas|resources|questions)\s(?:(?:might|could|may|can)\s)?include$",
    re.I,
)
_PHRASE_STUB = re.compile(
    r"\b(?:such as|as well as|in order to|due to|because of|instead of|rather than|according to|in addition to|"
    r"(?:one|some|each|all|any|most|many|lots|list|couple|few|number|examples?) of|including|e\.g\.,?|i\.e\.,?|if)$",
    re.IGNORECASE,
)
# "what you need from the other"; "from one to the other" is whole.
_ONE_OF_TWO = re.compile(
    r"^(?!.*\b(?:one|each|either|both|side|hand)\b).*\b(?:by|from|of|with) the other$", re.I
)
_LINKING_STUB = re.compile(r"\b(?:is|are|was|were)$")
_PREPOSITION_STUB = re.compile(r"\b(?:to|with|for|from|into|of)$")
_RELATIVE = re.compile(
    r"\b(?:who|whom|whose|what|whatever|which|where|wherever|when|whenever|how|however|why|that|if|as|than|so)\b"
    r"|\s(?:I|you|we|they|he|she|it)(?:['’](?:m|re|ve|d|ll|s))?\s+\S",
    re.IGNORECASE,
)
# "a person to talk to", "something to be proud of": the infinitive stands close by.
_INFINITIVE = re.compile(r"\bto\s+[a-z]+(?:\s+[\w'’-]+){0,4}$", re.IGNORECASE)


def _ends_midway(text: Text, bare: str) -> bool:
    sentence = re.split(r"[.!?:;]\s+|\n", bare)[-1].strip("* \t")
    words = sentence.split()
    if _FIRST_ALONE.search(bare):
        return True
    if not words or (text.inline.children[-1].type in ("em", "code_inline") and len(words) < 3):
        return False
    stub = _QUESTION_STUB.match(sentence)
    if stub:
        return not re.match(r"who\s+(?:do|does|did)\s+it$", sentence, re.I) and not re.search(
            r"how (?:do|does) it$", sentence, re.I
        )
    if any(stub.search(sentence) for stub in (_BARE_STUB, _MODAL_STUB, _CLAUSE_STUB, _OBJECT_STUB)):
        return True
    if len(words) < 3 or (
        text.inline.children[-1].type in ("em", "strong", "code_inline") and len(words) < 6
    ):
        return False
    if _ONE_OF_TWO.search(sentence) or re.search(
        r"\b(?:\w+day|end|start|beginning) of (?:Week|Mod|Module)$", sentence
    ):
        return True
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
    return bool(_RELATIVE.search(start) or _INFINITIVE.search(start))
