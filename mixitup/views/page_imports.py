"""Bringing pages in from files: upload or paste, see them as students will, decide, save."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from mixitup import library
from mixitup.access import signed_in, staff_required
from mixitup.forms.library import OldSiteForm, PageImportForm
from mixitup.library import Answer, File, Planned
from mixitup.models import Module, Page, PageImport, Program, School, SiteLink
from mixitup.pages import Page as ReadPage
from mixitup.pages import Place, Problem, compare, place_in_path, read_page
from mixitup.views.library import KINDS, kind_of, placed


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def page_import_create(request: HttpRequest, kind: str) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PageImportForm(kind_of(kind), *sent)
    if form.is_valid():
        importing = PageImport.objects.create(
            kind=kind_of(kind),
            files=[_kept(file) for file in form.read],
            created_by=signed_in(request),
        )
        return redirect("page_import_detail", importing.pk)
    return render(request, "mixitup/page_import_create.html", {"kind": kind, "form": form})


def _kept(file: File) -> dict[str, Any]:
    """The file until it is brought in; of one that can't be read, only why."""
    return {"path": file.path, "text": file.text} | (
        {"fault": file.read.problems[0].message} if file.text is None else {}
    )


def _files(importing: PageImport) -> list[File]:
    return [File(one["path"], one["text"], _read(one)) for one in importing.files]


def _read(one: dict[str, Any]) -> ReadPage:
    if one["text"] is None:
        return ReadPage(problems=(Problem("unreadable", 1, one["fault"]),))
    return read_page(one["text"], place_in_path(one["path"]))


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def page_import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Each page as students will see it, its problems beside; a POST brings them in as answered."""
    importing = get_object_or_404(PageImport, pk=pk, applied_at=None, kind__in=KINDS.values())
    files = _files(importing)
    planned = library.plan(importing.kind, files)
    links = library.propose_links(importing.kind, files)
    site = OldSiteForm(
        request.POST if request.method == "POST" else None, initial={"old_site": School.load().old_site}
    )
    if request.method == "POST" and site.is_valid():
        return _apply(request, importing, planned, list(links), site.cleaned_data["old_site"])
    shower = _Shower(importing.kind)
    context = {
        "importing": importing,
        "kind": next(name for name, kind in KINDS.items() if kind == importing.kind),
        "planned": [shower.shown(one) for one in planned],
        "to_write": sum(one.state in ("new", "changed", "edited") for one in planned),
        "links": links.items(),
        "site": site,
        "pages": Page.objects.select_related("current").exclude(current=None),
    }
    return render(request, "mixitup/page_import_detail.html", context)


class _Shower:
    """What the preview says of each file."""

    def __init__(self, kind: str) -> None:
        self.is_lesson = kind == Page.Kind.LESSON
        self.modules = set(Module.objects.values_list("number", flat=True)) if self.is_lesson else set()
        self.programs = list(Program.objects.all()) if self.is_lesson else []

    def shown(self, one: Planned) -> dict[str, Any]:
        current = one.page.current if one.page else None
        text = one.file.text or ""
        changed = current and one.state in ("changed", "edited")
        whose, nobodys = self._whose(one.place) if self.is_lesson else ("", "")
        return {
            "plan": one,
            "problems": placed(one.file.read, text),
            "lines": compare(current.source, text) if current and changed else [],
            "whose": whose,
            "nobodys": nobodys,
        }

    def _whose(self, place: Place) -> tuple[str, str]:
        """Whose lesson a page says it is, or why no student will see it."""
        program = library.code_of(place.program, self.programs)
        if place.module is None:
            return "", "Names no module: no student will see it"
        if place.module not in self.modules:
            return "", f"The school has no Module {place.module}: no student will see it"
        if place.program and not program:
            return "", f"The school has no program “{place.program}”: no student will see it"
        week = f", week {place.week}" if place.week else ""
        return f"Module {place.module}{week}" + (f", {program} only" if program else ""), ""


def _apply(
    request: HttpRequest, importing: PageImport, planned: list[Planned], links: list[str], old_site: str
) -> HttpResponse:
    answers = {
        one.key: Answer(request.POST[one.key]) for one in planned if request.POST.get(one.key) in list(Answer)
    }
    try:
        written = library.apply(importing.kind, planned, answers, signed_in(request))
    except library.MovedOnError as moved:
        messages.error(
            request, f"{moved} Nothing was brought in. Here is how things stand now.", extra_tags="bad"
        )
        return redirect("page_import_detail", importing.pk)
    _keep_links(request, links)
    if "old_site" in request.POST:
        library.save_old_site(old_site, signed_in(request))
    importing.applied_at = timezone.now()
    importing.files = []
    importing.save(update_fields=["applied_at", "files"])
    words = ngettext("One page was", f"{len(written)} pages were", len(written))
    messages.success(request, f"{words} brought in." if written else "Nothing was brought in.")
    return redirect("page_list", next(name for name, kind in KINDS.items() if kind == importing.kind))


def _keep_links(request: HttpRequest, offered: list[str]) -> None:
    chosen = chosen_links(request.POST, offered)
    if chosen:
        library.save_links(chosen, signed_in(request))


def chosen_links(posted: QueryDict, offered: list[str]) -> dict[str, Page | str | None]:
    """Where the form sends each address (`to:<address>` is a page's number, "nowhere", or empty for undecided)."""
    pages = {str(page.pk): page for page in Page.objects.all()}
    chosen: dict[str, Page | str | None] = {}
    for old in offered:
        to = posted.get(f"to:{old}", "")
        if to == "nowhere":
            chosen[old] = ""
        elif to in pages:
            chosen[old] = pages[to]
    return chosen


@staff_required
@require_POST
def page_import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    importing = get_object_or_404(PageImport, pk=pk, applied_at=None)
    importing.delete()
    messages.success(request, "Put aside. Nothing was brought in.")
    return redirect("page_list", next(name for name, kind in KINDS.items() if kind == importing.kind))


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def site_link_list(request: HttpRequest) -> HttpResponse:
    """Where links into the school's old site lead; the rest goes to its address, or becomes text."""
    links = list(SiteLink.objects.select_related("page__current"))
    site = OldSiteForm(
        request.POST if request.method == "POST" else None, initial={"old_site": School.load().old_site}
    )
    if request.method == "POST" and site.is_valid():
        changed = _changed_links(request.POST, links)
        if changed:
            library.save_links(changed, signed_in(request))
        library.save_old_site(site.cleaned_data["old_site"], signed_in(request))
        messages.success(request, "Saved.")
        return redirect("site_link_list")
    pages = Page.objects.select_related("current").exclude(current=None)
    return render(request, "mixitup/site_link_list.html", {"links": links, "site": site, "pages": pages})


def _changed_links(posted: QueryDict, links: list[SiteLink]) -> dict[str, Page | str | None]:
    chosen = chosen_links(posted, [link.old for link in links])
    forgotten = {link.old: None for link in links if posted.get(f"to:{link.old}") == "forget"}
    return {**chosen, **forgotten}
