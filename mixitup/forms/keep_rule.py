"""A rule to keep people apart or together: the people are typed, with the roster's names offered."""

from typing import Any

from django import forms

from mixitup import keep_rules
from mixitup.models import KeepRule, Student

PLACES = 5


class KeepRuleForm(forms.Form):
    """`people`: everyone who may be named, with their users, as the page offers them."""

    kind = forms.ChoiceField(choices=KeepRule.Kind, widget=forms.RadioSelect, initial=KeepRule.Kind.APART)
    reason = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For staff alone, and kept encrypted. No student, no mail and no download ever shows it.",
    )

    def __init__(self, *arguments: Any, people: list[Student], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.people = people
        for place in range(1, PLACES + 1):
            self.fields[f"person_{place}"] = forms.CharField(
                label=f"Person {place}",
                required=place < 3,
                max_length=300,
                error_messages={"required": "A rule needs two people or more."},
                widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
            )
        self.order_fields(["kind", *[f"person_{place}" for place in range(1, PLACES + 1)], "reason"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        found: dict[int, Student] = {}
        for place in range(1, PLACES + 1):
            typed = told.get(f"person_{place}", "").strip()
            student = self._person(f"person_{place}", typed) if typed else None
            if student and student.pk in found:
                self.add_error(f"person_{place}", f"{student.shown_name} is in this rule already.")
            elif student:
                found[student.pk] = student
        told["students"] = list(found.values())
        if not self.errors and (clashing := keep_rules.clash(told["kind"], found.values())):
            names = " and ".join(one.shown_name for one in self.people if one.pk in clashing)
            self.add_error(
                None,
                f"{names} would have to be kept together and apart. First take back the rule above that says"
                " otherwise, or change this one.",
            )
        return told

    def _person(self, field: str, typed: str) -> Student | None:
        """By what the list offers, an e-mail address, or a name, or a part of one, that only one person has."""
        wanted = typed.casefold()
        fits = [
            one
            for one in self.people
            if wanted
            in (offer(one).casefold(), one.email.casefold(), one.shown_name.casefold(), one.name.casefold())
        ]
        fits = fits or [one for one in self.people if wanted in one.shown_name.casefold()]
        if len(fits) == 1:
            return fits[0]
        if fits:
            some = ", ".join(offer(one) for one in fits[:4])
            more = f" and {len(fits) - 4} more" if len(fits) > 4 else ""
            self.add_error(
                field,
                f"{len(fits)} people have that name: {some}{more}. Type the e-mail address of the one you mean.",
            )
        else:
            self.add_error(
                field, f"Nobody on the roster is called {typed}. Choose from the list, or type their e-mail."
            )
        return None


def offer(student: Student) -> str:
    """How the page's list names a person: two of one name differ by their address."""
    return f"{student.shown_name} ({student.email})"
