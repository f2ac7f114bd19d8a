"""What a page is once read: plain data that survives a round trip through JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should look at. `line` counts from 1 in the file, front matter included."""

    code: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """A length in whole minutes, from least to most; equal where the page names one figure."""

    least: int
    most: int

    def __str__(self) -> str:
        return f"{self.least}" if self.least == self.most else f"{self.least}–{self.most}"


@dataclass(frozen=True, slots=True)
class Stated:
    """The length that the page says it takes as a whole ("for one hour").

    `is_exact` is false for a range or a bound ("45–60 minutes", "up to an hour").
    """

    minutes: Minutes
    line: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list, with what is nested in it.

    `number` is the entry's number in a numbered list, else None. `minutes` is a time named in the entry's own
    text ("Take 5 minutes"); `is_per_person` says that it is meant for each person.
    """

    text: str
    html: str
    line: int
    number: int | None = None
    minutes: Minutes | None = None
    is_per_person: bool = False
    links: tuple[str, ...] = ()
    items: tuple["Item", ...] = ()

    @property
    def is_step(self) -> bool:
        return self.number is not None

    def walk(self) -> Iterator["Item"]:
        """The entry itself, then everything in it, in reading order."""
        yield self
        for item in self.items:
            yield from item.walk()


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list as it stands in a section: `lead_in` is the text right before it, '' where there is none."""

    lead_in: str
    is_numbered: bool
    line: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class LeadNotes:
    """What only the lead of a room may see about a section, each as Markdown; '' where there is none."""

    open: str = ""
    choose: str = ""
    quiet: str = ""

    def __bool__(self) -> bool:
        return bool(self.open or self.choose or self.quiet)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`bold` is its first line, where all of that is bold, as in a heading that was never marked as one; else ''."""

    text: str
    line: int
    bold: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the body up to the next heading of any level.

    `title` is plain text without its minutes; `anchor` is unique in the page; `parent` is the anchor of the
    section around it. `html` is safe, and has neither the heading nor the lead's notes. `is_activity` marks a
    section that the page offers by a link in a list.
    """

    title: str
    anchor: str
    level: int
    line: int
    html: str = ""
    minutes: Minutes | None = None
    parent: str | None = None
    is_activity: bool = False
    paragraphs: tuple[Paragraph, ...] = ()
    lists: tuple[ItemList, ...] = ()
    lead: LeadNotes = field(default_factory=LeadNotes)

    def items(self) -> Iterator[Item]:
        """Every entry of every list, nested ones too, in reading order."""
        for group in self.lists:
            for item in group.items:
                yield from item.walk()

    @property
    def steps(self) -> tuple[Item, ...]:
        """The numbered entries, at any depth."""
        return tuple(item for item in self.items() if item.is_step)

    @property
    def prompts(self) -> tuple[Item, ...]:
        """The other entries that aren't empty, at any depth."""
        return tuple(item for item in self.items() if not item.is_step and (item.text or item.items))

    @property
    def minutes_from(self) -> int | None:
        return self.minutes.least if self.minutes else None

    @property
    def minutes_to(self) -> int | None:
        return self.minutes.most if self.minutes else None


@dataclass(frozen=True, slots=True)
class Link:
    """`kind` is "page" (#anchor), "site" (a path of the old site), "out" or "mail" (also telephone)."""

    url: str
    text: str
    line: int
    kind: str


@dataclass(frozen=True, slots=True)
class Video:
    """`embed` is the address of the player that sets no cookies; `url` the ordinary page to watch it on."""

    url: str
    embed: str
    title: str
    line: int
    section: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page as read. `meta` holds the remaining scalar entries of the front matter as text."""

    title: str | None = None
    subheading: str | None = None
    meta: Mapping[str, str] = field(default_factory=dict)
    stated: Stated | None = None
    intro_html: str = ""
    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()
    videos: tuple[Video, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def agenda(self) -> tuple[Section, ...]:
        """The outermost timed sections, in reading order: the hour's parts."""
        within: set[str] = set()
        found = []
        for section in self.sections:
            if section.parent in within:
                within.add(section.anchor)
            elif section.minutes:
                within.add(section.anchor)
                found.append(section)
        return tuple(found)

    @property
    def activities(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.is_activity)

    @property
    def minutes(self) -> Minutes | None:
        """The agenda's total, None where nothing is timed."""
        spans = [section.minutes for section in self.agenda if section.minutes]
        if not spans:
            return None
        return Minutes(sum(span.least for span in spans), sum(span.most for span in spans))

    @property
    def stated_minutes(self) -> int | None:
        """The one figure that the page states for the whole; None for a range or no statement."""
        return self.stated.minutes.least if self.stated and self.stated.is_exact else None

    def section(self, anchor: str) -> Section | None:
        return next((section for section in self.sections if section.anchor == anchor), None)

    def inside(self, section: Section) -> tuple[Section, ...]:
        """The sections within this one, at any depth, in reading order."""
        start = self.sections.index(section) + 1
        found = []
        for other in self.sections[start:]:
            if other.level <= section.level:
                break
            found.append(other)
        return tuple(found)

    def without_lead_notes(self) -> "Page":
        """The page as anybody but a lead or staff may have it."""
        return replace(self, sections=tuple(replace(s, lead=LeadNotes()) for s in self.sections))

    def as_dict(self) -> dict[str, Any]:
        """The page as JSON-able data, lead's notes included; `page_from_dict` is the way back."""
        return {name: _plain(getattr(self, name)) for name in Page.__slots__}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "__slots__"):
        return {name: _plain(getattr(value, name)) for name in value.__slots__}
    return value


def page_from_dict(data: Mapping[str, Any]) -> Page:
    """The page that `as_dict` came from. Raises KeyError or TypeError for data of another parser version."""
    stated = data["stated"]
    return Page(
        title=data["title"],
        subheading=data["subheading"],
        meta=dict(data["meta"]),
        stated=stated and Stated(Minutes(**stated["minutes"]), stated["line"], stated["is_exact"]),
        intro_html=data["intro_html"],
        sections=tuple(_section(entry) for entry in data["sections"]),
        links=tuple(Link(**entry) for entry in data["links"]),
        videos=tuple(Video(**entry) for entry in data["videos"]),
        problems=tuple(Problem(**entry) for entry in data["problems"]),
    )


def _section(data: Mapping[str, Any]) -> Section:
    rest = {
        "minutes": _minutes(data["minutes"]),
        "paragraphs": tuple(Paragraph(**entry) for entry in data["paragraphs"]),
        "lists": tuple(ItemList(**{**e, "items": _items(e["items"])}) for e in data["lists"]),
        "lead": LeadNotes(**data["lead"]),
    }
    return Section(**{**data, **rest})


def _items(entries: list[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(
        Item(
            **{
                **entry,
                "minutes": _minutes(entry["minutes"]),
                "links": tuple(entry["links"]),
                "items": _items(entry["items"]),
            }
        )
        for entry in entries
    )


def _minutes(data: Mapping[str, int] | None) -> Minutes | None:
    return Minutes(**data) if data else None
