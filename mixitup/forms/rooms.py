from django import forms


class RoomRequestForm(forms.Form):
    message = forms.CharField(
        label="Anything we should know? (optional)",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        help_text="For example: I joined this week, or I was on leave. Only Career Development reads it.",
    )
