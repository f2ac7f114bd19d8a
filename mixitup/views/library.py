"""Staff keep the school's pages: read, edit, compare, bring back, and write notes for the leads."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mixitup import library
from mixitup.access import signed_in, staff_required
from mixitup.forms.library import NotesForm, SourceForm
from mixitup.helping import shown_to_helpers
from mixitup.models import Page, PageVersion
from mixitup.pages import Page as ReadPage
from mixitup.pages import Problem, Section, compare, place_in_path, read_page

# The kinds that staff keep here, by the word in the address.
KINDS = {folder: kind for kind, folder in library.FOLDERS.items()}


def kind_of(name: str) -> Page.Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def page_or_404(pk: int) -> Page:
    """A page with its version in use. Pages always have one."""
    pages = Page.objects.select_related("current__created_by").exclude(current=None)
    return get_object_or_404(pages, pk=pk, kind__in=KINDS.values())


def current_of(page: Page) -> PageVersion:
    assert page.current is not None
    return page.current


@dataclass(frozen=True)
class Placed:
    """A problem with the section that it stands in, and what its line says ("" where that is empty)."""

    problem: Problem
    section: Section | None
    quote: str


def placed(read: ReadPage, source: str) -> list[Placed]:
    """The page's problems, each where it is in the source."""
    lines = source.splitlines()
    return [
        Placed(
            problem,
            next((s for s in reversed(read.sections) if s.line <= problem.line), None),
            lines[problem.line - 1].strip() if problem.line <= len(lines) else "",
        )
        for problem in read.problems
    ]


@staff_required
@require_safe
def page_list(request: HttpRequest, kind: str) -> HttpResponse:
    pages = [
        (page, library.read(current_of(page)))
        for page in Page.objects.of_kind(kind_of(kind)).exclude(current=None)
    ]
    return render(request, "mixitup/page_list.html", {"kind": kind, "pages": pages, "shelves": list(KINDS)})


@shown_to_helpers
@require_safe
def page_read(request: HttpRequest, pk: int) -> HttpResponse:
    """A page as any signed-in person may read it: nothing that is for leads alone."""
    page = page_or_404(pk)
    if page.kind == Page.Kind.LESSON and not signed_in(request).is_staff:
        raise Http404  # lessons belong to a module and a program, and have pages of their own
    read = library.read(current_of(page)).without_lead_notes()
    return render(request, "mixitup/page_read.html", {"page": page, "read": read})


@staff_required
@require_safe
def page_detail(request: HttpRequest, pk: int) -> HttpResponse:
    page = page_or_404(pk)
    current = current_of(page)
    read = library.read(current)
    return render(
        request,
        "mixitup/page_detail.html",
        {"page": page, "read": read, "problems": placed(read, current.source), "tab": "page"},
    )


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def page_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The page's Markdown; shows what it would look like, or saves it as a new version."""
    page = page_or_404(pk)
    current = current_of(page)
    if request.method != "POST":
        return _edit_page(
            request, page, SourceForm(initial={"source": current.source, "seen": current.number})
        )
    form = SourceForm(request.POST)
    if not form.is_valid() or "preview" in request.POST:
        return _edit_page(request, page, form)
    source, seen = form.cleaned_data["source"], form.cleaned_data["seen"]
    try:
        version = library.save_version(page, source, signed_in(request), seen=seen, verb="page.edited")
    except library.MovedOnError as moved:
        newer = current_of(moved.page)
        again = SourceForm(initial={"source": source, "seen": newer.number})
        return _edit_page(
            request, page, again, conflict=newer, lines=compare(newer.source, source), status=409
        )
    messages.success(request, _saved(version, seen))
    return redirect("page_detail", page.pk)


def _edit_page(
    request: HttpRequest, page: Page, form: SourceForm, status: int = 200, **context: Any
) -> HttpResponse:
    source = str(form["source"].value() or "")
    read = read_page(source, place_in_path(page.path))
    context |= {"page": page, "form": form, "read": read, "problems": placed(read, source), "tab": "edit"}
    template = "mixitup/page_edit.html"
    if request.headers.get("HX-Target") == "preview":
        template += "#preview"
    return render(request, template, context, status=status)


def _saved(version: PageVersion, seen: int) -> str:
    if version.number == seen:
        return "Nothing had changed, so there is no new version."
    return f"Saved as version {version.number}. It is what everybody sees from now on."


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def page_notes(request: HttpRequest, pk: int) -> HttpResponse:
    page = page_or_404(pk)
    current = current_of(page)
    read = library.read(current)
    form = NotesForm(read, request.POST or None, initial={"seen": current.number})
    status = 200
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            version = library.save_notes(page, form.notes(), signed_in(request), seen=seen)
        except library.MovedOnError:
            status = 409
            form.add_error(
                None,
                "Somebody saved this page while you had it open. Your notes are still below: look over the page, then save again to put yours in.",
            )
            form.data = {**request.POST.dict(), "seen": current.number}
        else:
            messages.success(request, _saved(version, seen))
            return redirect("page_notes", pk)
    context = {"page": page, "read": read, "form": form, "tab": "notes"}
    return render(request, "mixitup/page_notes.html", context, status=status)


@staff_required
@require_safe
def page_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """All versions, the newest first; with `old` and `new`, what changed between those two."""
    page = page_or_404(pk)
    versions = list(page.versions.select_related("created_by__student").defer("parsed").order_by("-number"))
    by_number = {str(version.number): version for version in versions}
    new = by_number.get(request.GET.get("new", ""), versions[0])
    old = by_number.get(request.GET.get("old", ""), versions[min(1, len(versions) - 1)])
    context = {
        "page": page,
        "versions": versions,
        "old": old,
        "new": new,
        "lines": compare(old.source, new.source) if old != new else [],
        "tab": "versions",
    }
    return render(request, "mixitup/page_versions.html", context)


@staff_required
@require_POST
def page_restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    page = page_or_404(pk)
    seen = request.POST.get("seen", "")
    try:
        version = library.bring_back(
            page, number, signed_in(request), seen=int(seen) if seen.isdecimal() else -1
        )
    except PageVersion.DoesNotExist:
        raise Http404 from None
    except library.MovedOnError as moved:
        messages.error(
            request,
            f"{moved} Look at what changed, then bring the version back if you still want to.",
            extra_tags="bad",
        )
    else:
        messages.success(request, f"Version {number} is back, as version {version.number}.")
    return redirect("page_versions", pk)
