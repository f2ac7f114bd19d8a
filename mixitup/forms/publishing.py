from typing import Any

from django import forms


class PublishForm(forms.Form):
    """Publish what the person saw, now or at a time."""

    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
    to_slack = forms.BooleanField(required=False)
    last_change = forms.IntegerField(required=False, widget=forms.HiddenInput)
    at = forms.DateTimeField(
        label="Publish at",
        required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"
        ),
        error_messages={"invalid": "Give a day and a time, like 2026-11-24 16:00."},
    )

    def clean(self) -> dict[str, Any]:
        if self.data.get("when") == "later" and not self.cleaned_data.get("at") and "at" not in self.errors:
            self.add_error("at", "Say at which time to publish.")
        return self.cleaned_data


class SeenForm(forms.Form):
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
