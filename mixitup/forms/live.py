from django import forms

from mixitup.models import RoomLine


class RoomsLineForm(forms.Form):
    line = forms.CharField(
        label="What every room should read",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        help_text="It stands on every room's page within seconds. Send it empty to take it away.",
    )


class IntentionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        label="One thing I'd like to get out of today",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
        help_text="Only you see this, unless you share it with your room.",
    )


class RoomLineForm(forms.Form):
    kind = forms.ChoiceField(choices=RoomLine.Kind.choices)
    text = forms.CharField(max_length=200)


class PulseForm(forms.Form):
    score = forms.TypedChoiceField(
        label="From 1 (not at all) to 5 (very much)",
        choices=[(score, str(score)) for score in range(1, 6)],
        coerce=int,
        widget=forms.RadioSelect(attrs={"data-scale": True}),
    )
    comment = forms.CharField(
        label="One line, if you like",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
