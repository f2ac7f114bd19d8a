"""What the board's pages send back."""

from typing import Any

from django import forms

from mixitup.board.steps import MOST_ROOMS, Step
from mixitup.models import Session

LARGEST_ID = 2**63 - 1


class StepForm(forms.Form):
    """A step and the version of the board it was asked on. `ask` is a button's short way: "swap 12", "move 7"."""

    seen = forms.CharField(max_length=60)
    ask = forms.RegexField(r"^[a-z_]{1,12}( \d{1,18})?$", required=False)
    kind = forms.SlugField(max_length=12, required=False)
    student = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    other = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    room = forms.IntegerField(min_value=1, max_value=MOST_ROOMS + 1, required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        kind, _, number = told.get("ask", "").partition(" ")
        if kind:
            told["kind"] = kind
        if number:
            told["room" if kind == "move" else "other"] = int(number)
        if not told.get("kind"):
            raise forms.ValidationError("Say what should happen.")
        return told

    @property
    def step(self) -> Step:
        told = self.cleaned_data
        return Step(told["kind"], told.get("student"), told.get("other"), told.get("room"))


class MixForm(forms.Form):
    """How to mix; with `seed` and `digest` it asks for exactly the mix that was shown."""

    seen = forms.CharField(max_length=60)
    prefer = forms.ChoiceField(choices=Session.Prefer)
    seed = forms.IntegerField(min_value=0, max_value=2**32, required=False)
    digest = forms.CharField(max_length=64, required=False)
    alone = forms.BooleanField(required=False)
    both = forms.BooleanField(required=False)
