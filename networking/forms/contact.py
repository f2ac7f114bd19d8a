from typing import Any

from django import forms
from django.utils import timezone

from networking.contacts import move_contact
from networking.forms.versioned import VersionedForm
from networking.models import Contact, Stage


class ContactForm(VersionedForm):
    kept = Contact.WORDS
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
    def initial_of(cls, row: Contact) -> dict[str, Any]:
        return {**super().initial_of(row), "stage": row.stage, "next_on": row.next_on}

    def write_to(self, row: Contact) -> None:
        super().write_to(row)
        row.next_on = self.cleaned_data["next_on"]
        move_contact(row, Stage(self.cleaned_data["stage"]), timezone.now())


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
