from django import forms


class RoomsLineForm(forms.Form):
    line = forms.CharField(
        label="A line to all rooms",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        help_text="It stands on every room's page within seconds. Send it empty to take it away.",
    )
