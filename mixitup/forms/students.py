from typing import Any

from django import forms

from mixitup.forms.fields import LineField, LinkField
from mixitup.forms.seen import SeenModelForm
from mixitup.models import Cohort, Enrolment, Inning, Module, Program, Student, User
from mixitup.roster.students import PlaceGiven
from mixitup.tables import read_email

LINES = ("preferred_name", "pronouns", "slack_name")


class EmailField(forms.CharField):
    """An address as a roster takes it, in lower case."""

    widget = forms.EmailInput(attrs={"autocomplete": "off"})

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        if not text:
            return ""
        try:
            return read_email(text)
        except ValueError as fault:
            raise forms.ValidationError(str(fault)) from None


class ProfileForm(SeenModelForm):
    """What students say about themselves."""

    zoom_email = EmailField(
        label="Zoom e-mail",
        required=False,
        help_text="Your Zoom account’s address: with it, Zoom can put you into your room by itself.",
    )
    linkedin = LinkField(label="LinkedIn", required=False)

    class Meta:
        model = Student
        fields = ["preferred_name", "pronouns", "zoom_email", "slack_name", "linkedin", "is_listed"]
        field_classes = dict.fromkeys(LINES, LineField)
        labels = {"is_listed": "Show me on the whole session’s list"}
        help_texts = {
            "preferred_name": "How your group reads your name.",
            "pronouns": "Only your own group and staff see them.",
            "is_listed": "The list of everybody’s names and rooms. Your own group and staff see you either way.",
        }

    def own_fields(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or []}


class StudentForm(SeenModelForm):
    """A student as staff keep them: the person, the address, and the place in one inning."""

    email = EmailField(label="E-mail", help_text="They sign in with it.")
    zoom_email = EmailField(label="Zoom e-mail", required=False)
    linkedin = LinkField(label="LinkedIn", required=False)
    module = forms.ModelChoiceField(Module.objects.all(), required=False)
    cohort = forms.ModelChoiceField(
        Cohort.objects.select_related("program").order_by("-name"),
        required=False,
        help_text="The cohort tells the program.",
    )
    standing = forms.ChoiceField(label="Status", choices=Enrolment.Status.choices, required=False)

    field_order = ["name", "email", "module", "cohort", "standing"]

    class Meta:
        model = Student
        fields = ["name", "preferred_name", "pronouns", "zoom_email", "slack_name", "linkedin", "is_listed"]
        field_classes = dict.fromkeys(("name", *LINES), LineField)
        labels = {"is_listed": "On the whole session’s list"}

    def __init__(self, *args: Any, inning: Inning, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inning = inning
        self.place = (
            Enrolment.objects.with_details().filter(student=self.instance, inning=inning).first()
            if self.instance.pk
            else None
        )
        self.fields["email"].initial = self.instance.email
        if self.place:
            self.fields["module"].initial = self.place.module_id
            self.fields["cohort"].initial = self.place.cohort_id
            self.fields["standing"].initial = self.place.status
            self.fields["module"].required = self.fields["cohort"].required = True
        elif not self.instance.pk:
            self.fields["module"].required = self.fields["cohort"].required = True
        where = (self.place.module_id, self.place.cohort_id, self.place.status) if self.place else ()
        self._mark += f"{self.instance.email}{where}"
        self.fields["seen"].initial = self._mark

    @property
    def guarded(self) -> list[str]:
        return [*(self._meta.fields or []), "email", "module", "cohort", "standing"]

    def in_words(self, name: str) -> str:
        if name == "standing":
            return self.place.get_status_display() if self.place else "nothing"
        if name in ("module", "cohort"):
            return str(getattr(self.place, name, None) or "nothing")
        return super().in_words(name)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        holder = User.objects.filter(email=email).exclude(pk=self.instance.user_id).first()
        if holder:
            student = Student.objects.filter(user=holder).first()
            whose = f"{student.name} has" if student else "Somebody of staff signs in with"
            raise forms.ValidationError(f"{whose} this address.")
        return email

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("module")) != bool(data.get("cohort")) and not self.errors:
            self.add_error("cohort" if data.get("module") else "module", "Module and cohort go together.")
        return data

    def own_fields(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or []}

    def place_given(self) -> PlaceGiven | None:
        data = self.cleaned_data
        if not data.get("module"):
            return None
        return PlaceGiven(data["module"], data["cohort"], data.get("standing") or Enrolment.Status.ACTIVE)


class StudentFilterForm(forms.Form):
    """What the list of students is narrowed to; unknown values narrow nothing."""

    words = forms.CharField(label="Name or e-mail", required=False, max_length=120)
    module = forms.ModelChoiceField(Module.objects.all(), required=False, empty_label="All")
    program = forms.ModelChoiceField(Program.objects.all(), required=False, empty_label="All")
    cohort = forms.ModelChoiceField(Cohort.objects.order_by("-name"), required=False, empty_label="All")
    status = forms.ChoiceField(choices=[("", "All"), *Enrolment.Status.choices], required=False)
    inning = forms.ModelChoiceField(Inning.objects.all(), required=False, empty_label=None)

    def values(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
