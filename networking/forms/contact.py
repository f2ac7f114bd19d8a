import datetime
from typing import Any

from django import forms

from networking.models import Contact, Stage

LONG = {"maxlength": "4000"}


class VersionedForm(forms.Form):
    """A form that knows which save of a row it was made from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    @property
    def seen(self) -> int:
        return int(self.cleaned_data.get("version") or 0)


class ContactForm(VersionedForm):
    name = forms.CharField(max_length=120)
    role = forms.CharField(max_length=120, required=False, label="What they do")
    company = forms.CharField(max_length=120, required=False)
    how_met = forms.CharField(max_length=200, required=False, label="How you met, or found them")
    channel = forms.CharField(
        max_length=120,
        required=False,
        label="How to reach them",
        help_text="LinkedIn, e-mail, Slack, phone …",
    )
    link = forms.CharField(
        max_length=300, required=False, help_text="Their profile or address, to open in one tap."
    )
    stage = forms.ChoiceField(choices=Stage.choices)
    next_step = forms.CharField(max_length=200, required=False, label="Next step")
    next_on = forms.DateField(
        required=False,
        label="Next step on",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    notes = forms.CharField(max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6}))

    @classmethod
    def initial_of(cls, contact: Contact) -> dict[str, Any]:
        words = {name: contact.said(name) for name in Contact.WORDS}
        return {**words, "stage": contact.stage, "next_on": contact.next_on, "version": contact.version}

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in Contact.WORDS if self.cleaned_data.get(name)}

    @property
    def next_date(self) -> datetime.date | None:
        found: datetime.date | None = self.cleaned_data.get("next_on")
        return found


class ImportForm(forms.Form):
    file = forms.FileField(required=False, label="A spreadsheet", help_text="CSV or Excel (.xlsx).")
    pasted = forms.CharField(
        required=False,
        label="Or rows copied from a spreadsheet",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="With the row of headings: name, company, role, stage …",
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("file") and not (found.get("pasted") or "").strip():
            raise forms.ValidationError("Choose a file, or paste rows into the box.")
        return found
