from django import forms


class RescueForm(forms.Form):
    """Which part of which plan to apply. What is ticked is read beside it: its names come from the plan."""

    seen = forms.RegexField(r"^[0-9a-f]{64}$")
    version = forms.CharField(max_length=60)
    to_slack = forms.BooleanField(required=False)


class PersonForm(forms.Form):
    """Somebody by name who is missing, or who has turned up."""

    name = forms.CharField(max_length=160, error_messages={"required": "Write a name."})
    student = forms.IntegerField(required=False)  # from a button beside the name, which two may share
    says = forms.ChoiceField(choices=[("missing", "Can’t come"), ("here", "Is here")])
