"""What staff type or upload for the school's pages."""

from typing import Any

from django import forms
from django.utils.text import slugify

from mixitup import library
from mixitup.forms.fields import LinkField
from mixitup.library import File
from mixitup.models import Page
from mixitup.pages import MAX_BYTES, LeadNotes, read_page
from mixitup.pages import Page as ReadPage

MAX_FILES = 60


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files: the cleaned value is a list of uploads, empty ones among them."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(one, initial) for one in given]


class PageImportForm(forms.Form):
    """Pages as files or as pasted text. `read` holds what came of it."""

    uploads = ManyFilesField(
        label="Files",
        required=False,
        allow_empty_file=True,
        help_text="Markdown files (.md or .txt), as they are on your site. Several at once is fine.",
        widget=ManyFilesInput(attrs={"accept": ".md,.markdown,.txt"}),
    )
    pasted = forms.CharField(
        label="Or the text of one page",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "source", "spellcheck": "false"}),
        help_text="Everything in the file, with the lines between the two “---” at its top.",
    )
    page = forms.ModelChoiceField(
        Page.objects.none(),
        label="The pasted text is",
        required=False,
        empty_label="a new page",
    )

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read: list[File] = []
        field = self.fields["page"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Page.objects.of_kind(kind)
        field.label_from_instance = _new_text_of  # type: ignore[method-assign]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        uploads, pasted = data.get("uploads") or [], data.get("pasted", "")
        if len(uploads) > MAX_FILES:
            self.add_error(
                "uploads", f"These are {len(uploads)} files. Bring in {MAX_FILES} at most at a time."
            )
        elif uploads and pasted.strip():
            self.add_error(None, "There are files and there is a pasted text. Give one of them.")
        elif uploads:
            # Never more in memory than can be read.
            self.read = [library.file_from(one.name, one.read(MAX_BYTES + 1)) for one in uploads]
        elif pasted.strip():
            self.read = [library.file_from(_path_for(pasted, data.get("page")), pasted.encode())]
        elif "uploads" not in self.errors:
            self.add_error(None, "Choose files, or paste a page's text.")
        return data


def _new_text_of(obj: Any) -> str:
    return f"a new text of “{obj}”"


def _path_for(text: str, page: Page | None) -> str:
    if page is not None:
        return page.path
    return f"{slugify(read_page(text).title or '')[:60] or 'pasted-page'}.md"


class SourceForm(forms.Form):
    """A page's Markdown, with the number of the version that it was made from."""

    source = forms.CharField(
        label="The page, in Markdown",
        strip=False,
        max_length=MAX_BYTES // 2,
        widget=forms.Textarea(attrs={"rows": 26, "class": "source", "spellcheck": "true"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def clean_source(self) -> str:
        return str(self.cleaned_data["source"]).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


NOTE_LABELS = {"open": "To open", "choose": "Choose beforehand", "quiet": "If it goes quiet"}


class NotesForm(forms.Form):
    """Three notes for the lead for every section of a page; `notes` gives those that were changed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, page: ReadPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        for number, section in enumerate(page.sections):
            for name, label in NOTE_LABELS.items():
                self.fields[f"{number}-{name}"] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=2000,
                    initial=getattr(section.lead, name),
                    widget=forms.Textarea(attrs={"rows": 3}),
                )

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [
            (section, [self[f"{number}-{name}"] for name in NOTE_LABELS])
            for number, section in enumerate(self.page.sections)
        ]

    def notes(self) -> dict[str, LeadNotes]:
        given = {
            section.anchor: LeadNotes(**{name: self.cleaned_data[f"{number}-{name}"] for name in NOTE_LABELS})
            for number, section in enumerate(self.page.sections)
        }
        return {s.anchor: given[s.anchor] for s in self.page.sections if given[s.anchor] != s.lead}


class OldSiteForm(forms.Form):
    """The address that the school's links of the kind “/resources/index” are on."""

    old_site = LinkField(
        label="Your own site's address",
        required=False,
        help_text="Links that start with “/” go there, unless the table says otherwise. Empty: they become plain text.",
        widget=forms.URLInput(attrs={"placeholder": "https://…"}),
    )
