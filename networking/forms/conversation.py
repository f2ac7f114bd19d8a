import datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from mixitup.models import Student
from networking.forms.goal import DATE, check_year
from networking.forms.versioned import VersionedForm
from networking.models import Contact, Conversation, Kind, Message


class PlanForm(forms.Form):
    """A talk to come, or one that was had already: with whom and when."""

    contact = forms.ChoiceField(required=False, label="Someone on your tracker")
    with_whom = forms.CharField(max_length=120, required=False, label="Or somebody else: their name")
    kind = forms.ChoiceField(choices=Kind.choices, label="Who are they to you?")
    starts_at = forms.DateTimeField(
        label="When",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        validators=[check_year],
    )
    minutes = forms.IntegerField(
        label="How long, in minutes", initial=30, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contacts = {str(c.pk): c for c in Contact.objects.of(student).in_order()}
        names = sorted(((pk, c.name) for pk, c in self.contacts.items()), key=lambda pair: pair[1].casefold())
        field: Any = self.fields["contact"]
        field.choices = [("", "Nobody there"), *names]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("contact") and not found.get("with_whom"):
            self.add_error("with_whom", "Say with whom: choose someone from your tracker, or write a name.")
        return found

    @property
    def chosen(self) -> Contact | None:
        return self.contacts.get(self.cleaned_data.get("contact", ""))


class NotesForm(VersionedForm):
    """What is written before, during and after a talk; saved as it is typed.

    "add" in what is sent is a question of the bank, which goes to the end of the plan.
    """

    kept = ("notes", "takeaway", "introduction")

    questions = forms.CharField(
        required=False,
        label="Your questions, one a line, in the order you'd ask them",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=6000,
    )
    notes = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 8}), max_length=20000)
    takeaway = forms.CharField(required=False, label="One takeaway", max_length=1000)
    introduction = forms.CharField(
        required=False,
        label="An introduction you asked for",
        max_length=300,
        help_text="To whom, and by when.",
    )
    follow_up_on = forms.DateField(required=False, label="Follow up on", widget=DATE)

    @classmethod
    def initial_of(cls, row: Conversation) -> dict[str, Any]:
        questions = "\n".join(row.private.get("questions", []))
        return {**super().initial_of(row), "questions": questions, "follow_up_on": row.follow_up_on}

    def write_to(self, row: Conversation) -> None:
        super().write_to(row)
        lines = [*self.cleaned_data["questions"].splitlines(), self.data.get("add", "")[:500]]
        row.private["questions"] = [line.strip() for line in lines if line.strip()]
        row.follow_up_on = self.cleaned_data["follow_up_on"]


class MessageForm(VersionedForm):
    kept = Message.WORDS
    subject = forms.CharField(
        required=False, max_length=150, help_text="For an e-mail; leave it empty elsewhere."
    )
    who_i_am = forms.CharField(
        required=False,
        max_length=1000,
        label="Who you are",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences: your name, what you're learning, what you did before.",
    )
    why_you = forms.CharField(
        required=False,
        max_length=1000,
        label="Why this person",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What of theirs caught your eye? This is the line that makes people answer.",
    )
    ask = forms.CharField(
        required=False,
        max_length=1000,
        label="What you ask",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Small and clear: twenty minutes, about one or two things.",
    )
    times = forms.CharField(
        required=False,
        max_length=500,
        label="Two or three times to talk, one a line",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SentForm(VersionedForm):
    follow_up_on = forms.DateField(required=False, label="If you hear nothing, follow up on", widget=DATE)

    @staticmethod
    def suggested() -> datetime.date:
        return timezone.localdate() + datetime.timedelta(days=7)
