"""The school's pages: kept in numbered versions, read anew when the parser has learned, brought in from files."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify

from mixitup import pages
from mixitup.models import Change, Page, PageVersion, Program, School, SiteLink, User

STARTERS = Path(__file__).parent / "starter"
FOLDERS = {Page.Kind.GUIDE: "guides", Page.Kind.LESSON: "lessons", Page.Kind.ACTIVITY: "activities"}


class MovedOnError(Exception):
    """Somebody saved a newer version of the page meanwhile."""

    def __init__(self, page: Page) -> None:
        super().__init__(f"“{page}” was saved by somebody else meanwhile.")
        self.page = page


def read(version: PageVersion) -> pages.Page:
    """What a version says: from its stored form, or from its Markdown where the parser has changed since."""
    if version.parser_version == pages.PARSER_VERSION:
        return pages.page_from_dict(version.parsed)
    return pages.read_page(version.source, version.parsed.get("meta", {}))


def save_version(
    page: Page, source: str, actor: User | None, *, seen: int | None, verb: str, is_imported: bool = False
) -> PageVersion:
    """A new version, in use from now on. The same text as the one in use makes none.

    `seen` is the number of the version that the person started from (None for a new page).
    Raises: MovedOnError where another one is in use by now.
    """
    parsed = pages.read_page(source, pages.place_in_path(page.path))
    with transaction.atomic():
        page = Page.objects.select_related("current").select_for_update(of=("self",)).get(pk=page.pk)
        current = page.current
        if (current.number if current else None) != seen:
            raise MovedOnError(page)
        if current and current.source == source and current.is_imported >= is_imported:
            return current
        version = PageVersion.objects.create(
            page=page,
            number=(current.number if current else 0) + 1,
            title=(parsed.title or page.slug)[:200],
            source=source,
            parsed=parsed.as_dict(),
            parser_version=pages.PARSER_VERSION,
            is_imported=is_imported,
            created_by=actor,
        )
        place = pages.place_of(parsed)
        page.current = version
        page.module, page.week = place.module, place.week
        page.program = code_of(place.program, Program.objects.all()) or place.program[:8].upper()
        page.save(update_fields=["current", "module", "week", "program"])
        Change.objects.create(
            actor=actor,
            verb=verb,
            subject=f"{page.get_kind_display()} “{version.title}”"[:120],
            before={"page": page.pk, "version": current.number if current else None},
            after={"page": page.pk, "version": version.number},
        )
    return version


def code_of(program: str, programs: Iterable[Program]) -> str:
    """The code of the program that a page names by code or name, in capitals or not; "" if there is none such."""
    words = program.casefold()
    return next(
        (one.code for one in programs if words and words in (one.code.casefold(), one.name.casefold())), ""
    )


def save_notes(page: Page, notes: Mapping[str, pages.LeadNotes], actor: User, *, seen: int) -> PageVersion:
    """A new version with these sections' notes for the lead. Raises: MovedOnError, KeyError for an unknown section."""
    assert page.current is not None
    source = pages.with_lead_notes(page.current.source, notes)
    return save_version(page, source, actor, seen=seen, verb="page.notes")


def bring_back(page: Page, number: int, actor: User, *, seen: int) -> PageVersion:
    """An earlier version's text as a new version. Raises: MovedOnError, PageVersion.DoesNotExist."""
    earlier = page.versions.get(number=number)
    return save_version(
        page, earlier.source, actor, seen=seen, verb="page.brought_back", is_imported=earlier.is_imported
    )


class State(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    EDITED = "edited"
    UNREADABLE = "unreadable"


class Answer(StrEnum):
    """What to do with a file: bring it in, with our own notes for the lead put into it, or leave our page alone."""

    TAKE = "take"
    MERGE = "merge"
    KEEP = "keep"


@dataclass(frozen=True)
class File:
    path: str
    text: str | None
    read: pages.Page

    @property
    def digest(self) -> str:
        return hashlib.sha256((self.text or "").encode(errors="surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Planned:
    """What bringing a file in would do. `page` is the page it belongs to, None for a new one.

    `was_kept`: staff kept theirs when this very file came before, so nobody asks again.
    """

    file: File
    state: State
    page: Page | None = None
    has_our_notes: bool = False
    was_kept: bool = False

    @property
    def key(self) -> str:
        """A name for the file that fits a form."""
        return hashlib.sha256(self.file.path.encode()).hexdigest()[:12]

    @property
    def place(self) -> pages.Place:
        """Whose page it says it is."""
        return pages.place_of(self.file.read)

    @property
    def asks(self) -> bool:
        return self.state == State.EDITED and not self.was_kept

    @property
    def usual_answer(self) -> Answer:
        """Nothing that staff wrote goes without being asked: their page stays, unless all they added is notes."""
        if self.state in (State.NEW, State.CHANGED):
            return Answer.TAKE
        return Answer.MERGE if self.has_our_notes and not self.was_kept else Answer.KEEP


def file_from(path: str, data: bytes) -> File:
    return File(path[-200:], pages.read_text(data), pages.read_page(data, pages.place_in_path(path)))


def plan(kind: str, files: Iterable[File]) -> list[Planned]:
    """What each file would do, in order; one query for the pages, one for their imported versions."""
    known = {page.path: page for page in Page.objects.of_kind(kind).exclude(path="")}
    imported: dict[int, PageVersion] = {}
    for version in PageVersion.objects.filter(page__in=known.values(), is_imported=True).order_by("number"):
        imported[version.page_id] = version
    return [_planned(file, known.get(file.path), imported) for file in files]


def _planned(file: File, page: Page | None, imported: Mapping[int, PageVersion]) -> Planned:
    if file.text is None:
        return Planned(file, State.UNREADABLE, page)
    if page is None or page.current is None:
        return Planned(file, State.NEW, page)
    last = imported.get(page.pk)
    if file.text == page.current.source or (last and last.source == file.text):
        return Planned(file, State.SAME, page)
    if page.current.is_imported:
        return Planned(file, State.CHANGED, page)
    notes_alone = bool(last) and _differ_by_notes(last, page.current)
    return Planned(file, State.EDITED, page, notes_alone, page.kept_from == file.digest)


def _differ_by_notes(last: PageVersion | None, current: PageVersion) -> bool:
    return last is not None and _without_notes(last.source) == _without_notes(current.source)


def _without_notes(source: str) -> str:
    page = pages.read_page(source)
    return pages.with_lead_notes(source, {s.anchor: pages.LeadNotes() for s in page.sections if s.lead})


def carry_notes(source: str, ours: pages.Page) -> str:
    """A page's text with our notes for the lead in the sections that it still has (by anchor)."""
    there = {section.anchor for section in pages.read_page(source).sections}
    notes = {s.anchor: s.lead for s in ours.sections if s.lead and s.anchor in there}
    return pages.with_lead_notes(source, notes)


def apply(
    kind: str, planned: Sequence[Planned], answers: Mapping[str, Answer], actor: User | None
) -> list[PageVersion]:
    """Writes the planned files, in one transaction; `answers` by key, else the usual ones. Gives what was written.

    An answer to keep ours is remembered until the file changes; the usual answer, which nobody gave, isn't.
    Raises: MovedOnError where a page was saved since the plan was made; then nothing is written.
    """
    written = []
    with transaction.atomic():
        for one in planned:
            answer = answers.get(one.key, one.usual_answer)
            if one.page and one.asks and answers.get(one.key) == Answer.KEEP:
                Page.objects.filter(pk=one.page.pk).update(kept_from=one.file.digest)
            if one.state in (State.SAME, State.UNREADABLE) or answer == Answer.KEEP:
                continue
            written.append(_write(kind, one, answer, actor))
    return written


def _write(kind: str, one: Planned, answer: Answer, actor: User | None) -> PageVersion:
    assert one.file.text is not None
    page = one.page
    if page is None:
        path = one.file.path
        page = Page.objects.create(kind=kind, slug=_free_slug(kind, PurePosixPath(path).stem), path=path)
    current = page.current
    seen = current.number if current else None
    version = save_version(page, one.file.text, actor, seen=seen, verb="page.imported", is_imported=True)
    if answer == Answer.MERGE and current is not None:
        merged = carry_notes(one.file.text, read(current))
        version = save_version(page, merged, actor, seen=version.number, verb="page.notes")
    return version


def _free_slug(kind: str, name: str) -> str:
    base = slugify(name.replace("_", " "))[:70] or "page"
    taken = set(Page.objects.filter(kind=kind, slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def load_starters(kind: str, actor: User | None = None) -> list[PageVersion]:
    """The pages that come with the product. Twice is harmless, and what staff edited stays as they left it."""
    folder = STARTERS / FOLDERS[Page.Kind(kind)]
    files = [file_from(f"starter/{path.name}", path.read_bytes()) for path in sorted(folder.glob("*.md"))]
    planned = plan(kind, files)
    return apply(kind, planned, {one.key: Answer.KEEP for one in planned if one.asks}, actor)


def old_address(url: str) -> str:
    """An old site's address as the table of links keeps it: its path, without suffix, slash or fragment."""
    path = "/" + urlsplit(url).path.strip("/")
    for suffix in (".html", ".md", ".markdown", "/index"):
        path = path.removesuffix(suffix)
    return (path or "/")[:200]


def site_links(page: pages.Page) -> dict[str, str]:
    """The old site's addresses that a page links to, with the words of the first link to each."""
    found: dict[str, str] = {}
    for link in page.links:
        if link.kind == "site":
            found.setdefault(old_address(link.url), link.text)
    return found


LINKS_KEY = "site-links"


def resolver() -> Callable[[str], str | None]:
    """Where the old site's addresses lead now, for `link_up`; the table comes from the shared cache."""
    table: dict[str, tuple[int | None, str | None, str]] | None = cache.get(LINKS_KEY)
    if table is None:
        rows = SiteLink.objects.values_list("old", "page_id", "page__kind", "url")
        table = {old: (page, kind, url) for old, page, kind, url in rows}
        cache.set(LINKS_KEY, table)
    known, base = table, School.load().old_site.rstrip("/")

    def resolve(url: str) -> str | None:
        page, kind, new = known.get(old_address(url), (None, None, None))
        if page:
            return reverse("page_read" if kind != Page.Kind.LESSON else "lesson_detail", args=[page])
        if new is not None:
            return new or None
        return f"{base}/{url.lstrip('/')}" if base else None

    return resolve


def save_links(wanted: Mapping[str, Page | str | None], actor: User) -> None:
    """Sets where old addresses lead: a page, an address, '' for nowhere; None takes the entry out of the table."""
    with transaction.atomic():
        for old, target in wanted.items():
            if target is None:
                SiteLink.objects.filter(old=old).delete()
                continue
            to = {"page": target, "url": ""} if isinstance(target, Page) else {"page": None, "url": target}
            SiteLink.objects.update_or_create(old=old, defaults=to)
        shown = {old: str(target) if target is not None else None for old, target in wanted.items()}
        Change.objects.create(actor=actor, verb="page.links", subject="Links into the old site", after=shown)
        transaction.on_commit(lambda: cache.delete(LINKS_KEY))


def save_old_site(url: str, actor: User) -> None:
    """The address that links into the old site get where the table says nothing; '' makes them text."""
    with transaction.atomic():
        school = School.objects.select_for_update().filter(pk=1).first() or School()
        before, school.old_site = school.old_site, url
        if before != url:
            school.save()
            Change.objects.create(
                actor=actor,
                verb="school.changed",
                subject="Links into the old site",
                before={"old_site": before},
                after={"old_site": url},
            )


def propose_links(kind: str, files: Iterable[File]) -> dict[str, Page | None]:
    """For the addresses in these files that the table doesn't have yet: the page here that looks like it, or None."""
    known = set(SiteLink.objects.values_list("old", flat=True))
    by_name = {
        PurePosixPath(page.path).stem: page
        for page in Page.objects.exclude(path="").select_related("current")
    }
    return {
        address: by_name.get(PurePosixPath(address).name)
        for file in files
        for address in site_links(file.read)
        if address not in known
    }
