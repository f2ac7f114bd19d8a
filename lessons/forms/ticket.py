import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from lessons.course import Deadline
from lessons.models import TicketQuestion
from mixitup.forms.seen import SeenModelForm

Kind = TicketQuestion.Kind


class TicketForm(forms.Form):
    """The exit ticket as a form: one field a question, named by its id."""

    def __init__(self, questions: Sequence[TicketQuestion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[f"q{question.pk}"] = field_of(question)

    def answers(self) -> dict[str, str]:
        return {name.removeprefix("q"): value for name, value in self.cleaned_data.items()}


def field_of(question: TicketQuestion) -> forms.Field:
    common: dict[str, Any] = {"label": question.text, "required": question.is_required}
    if question.kind in (Kind.SCALE, Kind.CHOICE):
        choices = [(option, option) for option in question.options]
        widget = forms.RadioSelect(attrs={"data-scale": True} if question.kind == Kind.SCALE else {})
        return forms.ChoiceField(choices=choices, widget=widget, **common)
    if question.kind == Kind.LONG:
        return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), **common)
    return forms.CharField(max_length=300, **common)


class QuestionForm(SeenModelForm):
    class Meta:
        model = TicketQuestion
        fields = ["text", "kind", "choices", "is_required"]
        widgets = {"choices": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        lines = [line for line in (found.get("choices") or "").splitlines() if line.strip()]
        if found.get("kind") == Kind.CHOICE and len(lines) < 2:
            self.add_error("choices", "Write at least two choices, one a line.")
        return found


class ExtensionForm(forms.Form):
    until = forms.DateField(
        required=False,
        label="Until the end of",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, due: Sequence[Deadline], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = min((timezone.localdate(one.at) for one in due), default=None)

    def clean_until(self) -> datetime.date | None:
        until: datetime.date | None = self.cleaned_data["until"]
        if until and self.first and until <= self.first:
            raise forms.ValidationError(
                f"That is no more time: it's due on {self.first:%-d %B %Y}. Choose a later day."
            )
        return until
