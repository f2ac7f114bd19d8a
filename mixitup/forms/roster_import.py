from typing import Any

from django import forms
from django.utils import timezone

from mixitup.models import Inning
from mixitup.roster.imports import read_paste, read_upload
from mixitup.tables import MAX_BYTES, Sheet, TableError


class ImportForm(forms.Form):
    """A table, as a file or as pasted cells, and the inning it is about. `sheets` holds what was read."""

    inning = forms.ModelChoiceField(Inning.objects.all(), empty_label=None)
    file = forms.FileField(
        label="A file",
        required=False,
        help_text="CSV or Excel (.xlsx), up to 10 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    pasted = forms.CharField(
        label="Or cells pasted from a spreadsheet",
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 7, "class": "cells", "spellcheck": "false", "autocomplete": "off"}
        ),
        help_text="With the row of column names on top, if there is one.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheets: tuple[Sheet, ...] = ()
        self.content_hash = ""
        self.source = ""
        current = Inning.objects.current_on(timezone.localdate())
        self.fields["inning"].initial = current

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file, pasted = data.get("file"), data.get("pasted", "").strip("\r\n")
        if file and pasted.strip():
            self.add_error(None, "There is a file and there are pasted cells. Give one of them.")
        elif file:
            self._read("file", file)
        elif pasted.strip():
            self._read("pasted", pasted)
        elif "file" not in self.errors:
            self.add_error(None, "Choose a file, or paste the cells.")
        return data

    def _read(self, field: str, given: Any) -> None:
        try:
            if field == "file":
                # Never more in memory than can be read.
                self.sheets, self.content_hash = read_upload(given.read(MAX_BYTES + 1))
            else:
                self.sheets, self.content_hash = read_paste(given)
            self.source = given.name if field == "file" else "pasted text"
            faults = [sheet.fault for sheet in self.sheets if sheet.fault]
            if len(faults) == len(self.sheets):
                self.add_error(field, faults[0])
        except TableError as fault:
            self.add_error(field, str(fault))
