"""Fields and inputs that several forms share."""

from typing import Any

from django import forms

from mixitup.tables import clean


class LineField(forms.CharField):
    """One line as people see it: what can't be seen, a line break or a mark that turns text around, goes."""

    def to_python(self, value: Any) -> str:
        return clean(str(super().to_python(value) or ""))


class LinkField(forms.URLField):
    """An address on the web; without a scheme it is https."""

    default_error_messages = {
        "invalid": "This isn’t an address on the web. Copy it from the browser’s address bar, such as https://example.org/page."
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")
