"""Forms that notice when somebody else saved the row in the meantime."""

import hashlib
import json
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.forms.models import model_to_dict


def state_of(row: Model, fields: list[str]) -> str:
    """A short mark of the row's values, the same as long as they are."""
    values = json.dumps(model_to_dict(row, fields), sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(values.encode()).hexdigest()[:16]


class SeenModelForm(forms.ModelForm):  # type: ignore[type-arg]
    """Carries a mark of the values the person saw; saving over newer ones is an error that shows both.

    Bind it to a row that is locked until the transaction ends. After the error, saving again replaces the newer
    values knowingly. Subclasses list in `guarded` the model's fields that the form changes.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    is_conflict = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self._mark = state_of(self.instance, self.guarded)

    @property
    def guarded(self) -> list[str]:
        return list(self._meta.fields or [])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get("seen") != self._mark:
            self.is_conflict = True
            newer = self.data.copy()  # type: ignore[attr-defined]
            newer[self.add_prefix("seen")] = self._mark  # so the next saving has seen the newer values
            self.data = newer
            raise forms.ValidationError(
                f"Somebody saved this while you had it open. It now says: {self.theirs()}. "
                "Your own entries are still below; save again to replace theirs."
            )
        return cleaned

    def theirs(self) -> str:
        """The newer values that differ from what was typed, in words."""
        differing = [name for name in self.guarded if name in self.fields and name in self.changed_data]
        return (
            "; ".join(f"{self[name].label} “{self.in_words(name)}”" for name in differing)
            or "the same as yours"
        )

    def in_words(self, name: str) -> str:
        display = getattr(self.instance, f"get_{name}_display", None)
        value = display() if display else getattr(self.instance, name)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "nothing" if value in (None, "") else str(value)

    @property
    def status(self) -> int:
        """The answer's HTTP status when the form is shown again."""
        return 409 if self.is_conflict else 200

    def before_and_after(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The guarded fields that a valid form changes, for the record; call before saving."""
        after = model_to_dict(self.instance, self.guarded)
        if not self.instance.pk:
            return {}, after
        before = model_to_dict(type(self.instance)._default_manager.get(pk=self.instance.pk), self.guarded)
        changed = [name for name in self.guarded if before.get(name) != after.get(name)]
        return {name: before[name] for name in changed}, {name: after[name] for name in changed}
