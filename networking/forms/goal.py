import datetime
from typing import Any

from django import forms

from mixitup.forms.seen import SeenModelForm
from mixitup.models import Page
from networking.forms.versioned import VersionedForm
from networking.models import Goal, GoalPlan, Kind

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def check_year(day: datetime.date) -> None:
    """A slip of the finger; the last years that a calendar knows can't be told in every time zone."""
    if not 2000 <= day.year <= 2100:
        raise forms.ValidationError("Check the year.")


class GoalWordsForm(VersionedForm):
    """With whom, why them, by when."""

    kept = ("whom", "why")
    whom = forms.CharField(
        max_length=200, required=False, label="With whom?", help_text="A name, or who it could be."
    )
    why = forms.CharField(
        max_length=1000, required=False, label="Why them?", widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = forms.DateField(label="By when?", widget=DATE, validators=[check_year])

    @classmethod
    def initial_of(cls, row: Goal) -> dict[str, Any]:
        return {**super().initial_of(row), "due_on": row.due_on}

    def write_to(self, row: Goal) -> None:
        super().write_to(row)
        row.due_on = self.cleaned_data["due_on"]


class GoalForm(GoalWordsForm):
    """Choosing: the kind, too."""

    kind = forms.ChoiceField(choices=Kind.choices, widget=forms.RadioSelect, label="What kind of goal?")


class DoneForm(VersionedForm):
    kept = ("takeaway",)
    takeaway = forms.CharField(
        max_length=1000,
        label="One takeaway",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One thing you'll remember, or follow up on.",
    )


class GoalPlanForm(SeenModelForm):
    """`page` offers the activities that have a text."""

    class Meta:
        model = GoalPlan
        fields = ["page", "due_on"]
        widgets = {"due_on": DATE}
        labels = {"page": "Activity page", "due_on": "Goals due on"}
        help_texts = {"page": "What students see as the activity of the week. Leave empty for none."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = self.fields["page"]
        assert isinstance(page, forms.ModelChoiceField)
        page.queryset = Page.objects.filter(kind=Page.Kind.ACTIVITY, current__isnull=False)
