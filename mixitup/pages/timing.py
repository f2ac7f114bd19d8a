"""Does the time add up: what the page says it takes, what its sections take, which has no time."""

import re
from collections.abc import Iterator, Mapping

from mixitup.pages.blocks import outermost_lists, text_of
from mixitup.pages.minutes import find_minutes, only_minutes
from mixitup.pages.model import Page, Paragraph, Problem, Section, Stated
from mixitup.pages.reading import Part

_UNIT_AFTER = re.compile(
    r"^[\s-]*(?:long\b|in length|in total|total\b|together\b|(?:\w+\s){0,2}?(?:session|conversation|meeting|discussion|lesson|workshop|activity|"
    r"call|block|class|event|gathering|hour)s?\b)",
    re.IGNORECASE,
)
_LEADS_IN = re.compile(
    r"(?:\b(?:for|has|have|lasts?|runs?|takes?|taking|is|are|be|allow|yourself|aside|reserve|off|of|length|duration|time|total|needs?|need|plan|requires?)\b|[:=])"
    r"\s*(?:about|around|approximately|approx\.?|roughly|exactly|the full|a full|just|only|~|you)?\s*$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:meet(?:s|ing|ings)?|sessions?|conversations?|discussions?|group|groups|workshop|lessons?|class|agenda|together|"
    r"activity|call|event|page|guide|hour|time|length|duration|prework|assignment|complete)\b",
    re.IGNORECASE,
)
_PART_BEFORE = re.compile(
    r"\b(?:(?<!should )(?<!shouldn't )(?<!shouldn’t )(?<!will )(?<!won't )(?<!won’t )(?<!may )(?<!might )(?<!can )(?<!could )(?<!to )take|spend|spending|after|before|within|every|another|next|first|last|final|each|extra|than|by|in|give|given|ago|write for|talk for|one|share for)\s*(?:the\s|about\s|a\s|up to\s|of\s)*$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    r"^\s*(?:before|after|later|early|earlier|late|ago|prior|per|each|apiece|a (?:day|week|month|person)|every|of (?:silence|quiet)|break|"
    r"(?:to|and) (?:write|think|jot|review|read|share|brainstorm|reflect)|at a time|or (?:so )?before|weekly|daily|[\w-]+ (?:un)?to itself|[\w-]+ in itself)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:up to|at least|at most|no more than|less than|more than|under|over|maximum of|minimum of|as little as)\s*$",
    re.I,
)
_LENGTH_LABELS = {
    "length",
    "duration",
    "total",
    "total time",
    "time needed",
    "estimated time",
    "projected time",
    "total length",
    "session length",
    "lesson length",
    "time",
    "timing",
    "session time",
}


def stated_length(parts: list[Part], meta: Mapping[str, str], meta_lines: Mapping[str, int]) -> Stated | None:
    """What the page says it takes: in its front matter, else in the text around its timed sections."""
    for key, text in _meta_lengths(meta):
        found = next(find_minutes(text), None)
        if found:
            return Stated(found.minutes, meta_lines.get(key, 1), found.minutes.least == found.minutes.most)
    for part in _may_state(parts):
        stated = list(_stated_in(part))
        if stated:
            return next((said for said in stated if said.is_exact), stated[0])
    return None


def _meta_lengths(meta: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Where front matter may tell the length: fields of that name, and brackets that end a title."""
    for key in ("minutes", "duration", "length"):
        if key in meta:
            yield key, meta[key] if not meta[key].isdigit() else f"{meta[key]} minutes"
    for key in ("title", "subheading"):
        if bracket := re.search(r"\(([^()]*)\)\s*$", meta.get(key, "")):
            yield key, bracket[1]


def _may_state(parts: list[Part]) -> Iterator[Part]:
    """The parts that may speak of the whole: untimed, not inside a timed one, no later than the first timed."""
    inside = 0
    begun = False
    for part in parts:
        if inside and part.level > inside:
            continue
        inside = part.level if part.is_timed else 0
        begun = begun or part.is_timed
        if not begun:
            yield part


def _stated_in(part: Part) -> Iterator[Stated]:
    section = part.section
    paragraphs = section.paragraphs if section else part.paragraphs
    heading = section.title.lower().strip(" :") if section else ""
    for paragraph in paragraphs:
        alone = only_minutes(paragraph.text)
        if alone and (alone[0] or heading) in _LENGTH_LABELS:
            yield Stated(alone[1], paragraph.line, alone[1].least == alone[1].most)
        else:
            yield from _stated_by(paragraph)


def _stated_by(paragraph: Paragraph) -> Iterator[Stated]:
    for found in find_minutes(paragraph.text):
        before, after = paragraph.text[: found.start], paragraph.text[found.end :]
        if re.match(r"[^.!?]*\?", after):
            continue
        sentence = re.split(r"[.!?]\s", before)[-1] + " … " + re.split(r"[.!?](?:\s|$)", after)[0]
        bound = _BOUND.search(before)
        before = before[: bound.start()] if bound else before
        if (
            found.is_each
            or found.minutes.most < 15
            or _PART_BEFORE.search(before)
            or _PART_AFTER.match(after)
        ):
            continue
        if _UNIT_AFTER.match(after) or (_LEADS_IN.search(before) and _WHOLE.search(sentence)):
            exact = not bound and found.minutes.least == found.minutes.most
            yield Stated(found.minutes, paragraph.line, exact)


def total_problems(page: Page, parts: list[Part]) -> Iterator[Problem]:
    total, stated = page.minutes, page.stated
    if not total or not stated or not stated.is_exact:
        return
    length = stated.minutes.least
    if total.least > length:
        yield Problem(
            "minutes-over",
            stated.line,
            f"The page says {length} minutes, but its sections take at least {total.least}: {total.least - length} too many.",
        )
    if total.most < length and not _is_told_by_list(page, parts):
        yield Problem(
            "minutes-under",
            stated.line,
            f"The page says {length} minutes, but its sections take at most {total.most}: {length - total.most} are left over.",
        )


_ASIDE = re.compile(
    r"^(?:overview|(?:session |lesson )?(?:description|summary|goals|overview)\b|context\b|set[- ]?up\b|about\b|background|purpose|agenda|schedule|structure|structuring|table of contents|contents|learning (?:goals|objectives|outcomes|targets)"
    r"|goals?\b|objectives?|outcomes?|resources?|additional|further|extra|more\b|optional|extensions?|references?|links?|faqs?|frequently|guidelines\b|notes?\b|tips?\b"
    r"|before (?:you|the|we|your)|after (?:you|the|your)|prep\b|preparation|preparing for|pre-?work|homework|follow[- ]up|next steps?$|due dates?|deadlines?|deliverables?|reminders?"
    r"|standards?|materials?|supplies|vocabulary|glossary|appendix|activity prompts|activities$|instructions|directions|logistics|how (?:to|it works|will)|what (?:you|to|is)|why\b"
    r"|exit tickets?|slides|video|facilitat|leader|for the lead|for leads|roles?\b|feedback form|contact|questions\?$|help\b|examples?\b|templates?\b|summary of|credits?|session takeaways|key takeaways)",
    re.IGNORECASE,
)
_AGENDA = re.compile(
    r"\b(?:introductions?|intros?|welcome|ice ?breakers?|warm[- ]?up|check[- ]?in|norms|discussion|discuss|share|sharing|brainstorm|practice|reflection|reflect|debrief|"
    r"activity|exercise|break|breakouts?|pair|role[- ]?play|mock|q ?& ?a|close|closing|close[- ]?out|wrap[- ]?up|conclusion|opening|goodbye|stretch)\b",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"\b(?:meet(?:ing|s)?|conversations?|session|together|discussion|group|workshop|hour|gather)\b", re.I
)
_ALONE = re.compile(r"\b(?:lesson|allow yourself|complete|at your own pace|prework|self-paced)\b", re.I)


def untimed(page: Page, parts: list[Part]) -> Iterator[Problem]:
    """Sections without minutes among timed ones, or where the page states a length and this is its agenda."""
    timed = {part.section.anchor for part in parts if part.section and part.is_timed}
    holding = _holding_timed(page, timed)
    settled = timed | holding
    for group in _siblings(page):
        if any(s.anchor in timed for s in group):
            candidates = _between_timed(page, group, timed)
        elif not timed and _is_agenda(page, group) and not _is_told_by_list(page, parts):
            candidates = group
        else:
            continue
        for section in candidates:
            if section.anchor not in settled and not _is_aside(page, section):
                yield Problem(
                    "no-minutes",
                    section.line,
                    f"“{section.title}” has no minutes, so the hour can't be planned. Add them to the heading, like “(10 mins)”.",
                )


def _siblings(page: Page) -> Iterator[list[Section]]:
    groups: dict[tuple[str | None, int], list[Section]] = {}
    for section in page.sections:
        groups.setdefault((section.parent, section.level), []).append(section)
    yield from groups.values()


def _holding_timed(page: Page, timed: set[str]) -> set[str]:
    """Anchors of the sections with a timed one somewhere within."""
    holding: set[str] = set()
    for section in reversed(page.sections):
        if section.parent and (section.anchor in timed or section.anchor in holding):
            holding.add(section.parent)
    return holding


def _between_timed(page: Page, group: list[Section], timed: set[str]) -> list[Section]:
    """The siblings that belong to the hour. Where the timed ones fill the stated length, one outside them doesn't."""
    of_an_hour = sum(bool(_AGENDA.search(s.title)) for s in group) > 2
    if sum(s.anchor in timed for s in group) < 2 and len(group) > 3 and not of_an_hour:
        return []
    total, length = page.minutes, page.stated_minutes
    if not total or length is None or not total.least <= length <= total.most:
        return group
    places = [n for n, section in enumerate(group) if section.anchor in timed]
    return group[places[0] : places[-1] + 1]


def _is_aside(page: Page, section: Section) -> bool:
    stating = bool(page.stated and any(p.line == page.stated.line for p in section.paragraphs))
    return section.is_activity or stating or section.title.endswith("?") or bool(_ASIDE.match(section.title))


def _is_told_by_list(page: Page, parts: list[Part]) -> bool:
    """Whether a list tells the agenda with its minutes, so that the headings needn't."""
    for node, _ in outermost_lists([node for part in parts for node in part.nodes]):
        times = [next(find_minutes(text_of(entry).split("\n")[0]), None) for entry in node.children]
        lengths = [time.minutes.most for time in times if time and not time.is_each]
        if len(lengths) > 1 and page.stated and sum(lengths) * 2 > page.stated.minutes.least:
            return True
    return False


def _is_agenda(page: Page, group: list[Section]) -> bool:
    """Whether a page that states a length, and times nothing, has these sections as its hour."""
    if not page.stated or not page.stated.is_exact:
        return False
    said = next((p.text for s in page.sections for p in s.paragraphs if p.line == page.stated.line), "")
    if said and (_ALONE.search(said) or not _MEETING.search(said)):
        return False
    return sum(bool(_AGENDA.search(s.title)) for s in group if not _ASIDE.match(s.title)) >= 2
