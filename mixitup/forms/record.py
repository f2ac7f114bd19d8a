from django import forms

from mixitup.models import Student, User
from mixitup.record.telling import Sought
from mixitup.record.verbs import KINDS


class RecordForm(forms.Form):
    """What the record is narrowed to; unknown values narrow nothing."""

    words = forms.CharField(label="A name, or words", required=False, max_length=120)
    kind = forms.ChoiceField(label="About", choices=[("", "Everything"), *KINDS.items()], required=False)
    actor = forms.ModelChoiceField(
        User.objects.with_staff_accounts(), label="By", required=False, empty_label="Anybody"
    )
    student = forms.ModelChoiceField(Student.objects.all(), required=False, widget=forms.HiddenInput)
    batch = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["actor"].label_from_instance = User.get_full_name  # type: ignore[attr-defined]

    def sought(self) -> Sought:
        self.is_valid()
        return Sought(**{name: value for name, value in self.cleaned_data.items() if value})
