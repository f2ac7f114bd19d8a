"""What every form over a student's own row shares: the words it holds, and which save of the row it was made from."""

from typing import Any, ClassVar

from django import forms


class VersionedForm(forms.Form):
    """A form that knows which save of a row it was made from. `kept` names the fields that are private words."""

    kept: ClassVar[tuple[str, ...]] = ()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    @property
    def seen(self) -> int:
        return int(self.cleaned_data.get("version") or 0)

    @classmethod
    def initial_of(cls, row: Any) -> dict[str, Any]:
        return {**{name: row.said(name) for name in cls.kept}, "version": row.version}

    @classmethod
    def told(cls, row: Any) -> list[tuple[str, Any]]:
        """What a row holds, by the labels of the fields, the empty ones left out."""
        fields = cls(initial=cls.initial_of(row)).visible_fields()
        said = [(one.label, one.value(), dict(getattr(one.field, "choices", ()))) for one in fields]
        return [(str(label), choices.get(value, value)) for label, value, choices in said if value]

    def words(self) -> dict[str, str]:
        """The private words as typed, without the empty ones."""
        return {name: self.cleaned_data[name] for name in self.kept if self.cleaned_data.get(name)}

    def write_to(self, row: Any) -> None:
        """Into the locked row; private words that the form doesn't hold stay."""
        others = {name: said for name, said in row.private.items() if name not in self.kept}
        row.private = {**others, **self.words()}
