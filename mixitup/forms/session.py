"""Planning a session: when, what about, and how many rooms."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from mixitup import calendar
from mixitup.forms.fields import DateInput, LinkField, MomentInput, TimeInput
from mixitup.forms.seen import SeenModelForm
from mixitup.models import Page, Session

# Typing a size shows what it comes to; only the answers are swapped, never what is being typed.
LIVE_SIZINGS = {
    "hx-post": "",
    "hx-trigger": "change",
    "hx-vals": '{"show_sizings": "1"}',
    "hx-target": "#sizing-choices",
    "hx-select": "#sizing-choices",
    "hx-select-oob": "#size-answer,#own-answer",
    "hx-swap": "outerHTML",
}


class SessionForm(SeenModelForm):
    """`sizing` says what decides the number of rooms: a number that was offered, "size" or "own"."""

    date = forms.DateField(widget=DateInput(), label="Day")
    start = forms.TimeField(widget=TimeInput(), label="Starts at")
    sizing = forms.RegexField(r"^(size|own|[1-9]\d{0,3})$", initial="size", label="Rooms")

    class Meta:
        model = Session
        fields = [
            "focus",
            "minutes",
            "guide",
            "people_per_room",
            "room_count",
            "lead_rule",
            "prefer",
            "zoom_link",
            "groups_out_at",
        ]
        field_classes = {"zoom_link": LinkField}
        labels = {
            "minutes": "How many minutes",
            "people_per_room": "People in a room, at most",
            "room_count": "This many rooms",
            "lead_rule": "Who leads",
            "prefer": "New people, or an even spread?",
            "groups_out_at": "Groups are out by",
        }
        help_texts = {
            "zoom_link": "Empty: the school’s usual meeting.",
            "groups_out_at": "Students read this until the groups are published. It moves along with the day.",
            "room_count": "",
        }
        error_messages = {
            "minutes": {
                "min_value": "A session lasts %(limit_value)s minutes at least.",
                "max_value": "A session lasts %(limit_value)s minutes at most.",
            },
            "people_per_room": {
                "min_value": "A room has %(limit_value)s people at least.",
                "max_value": "A room has %(limit_value)s people at most.",
            },
        }
        widgets = {"groups_out_at": MomentInput()}

    guarded = [*Meta.fields, "starts_at", "week"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        start = timezone.localtime(self.instance.starts_at)
        self.fields["date"].initial = start.date()
        self.fields["start"].initial = start.time().replace(second=0, microsecond=0)
        self.fields["sizing"].initial = self.instance.room_count or "size"
        self.fields["room_count"].required = False
        for name in ("people_per_room", "room_count", "lead_rule"):
            self.fields[name].widget.attrs.update(LIVE_SIZINGS)
        rules = self.fields["lead_rule"]
        assert isinstance(rules, forms.ChoiceField)
        rules.choices = list(calendar.lead_rules().items())
        guide = self.fields["guide"]
        assert isinstance(guide, forms.ModelChoiceField)
        guide.queryset = Page.objects.filter(kind=Page.Kind.GUIDE).select_related("current")
        guide.empty_label = "The usual one for this focus"

    def in_words(self, name: str) -> str:
        if name == "lead_rule":
            return calendar.lead_rules()[self.instance.lead_rule]
        return super().in_words(name)

    def as_typed(self) -> Session:
        """The session with the sizing rules that are typed so far, where they make sense; not for saving."""
        typed = Session(lead_rule=str(self["lead_rule"].value()))
        for name, smallest, largest in [("people_per_room", 2, 20), ("room_count", 1, 9999)]:
            value = str(self[name].value() or "")
            if value.isdecimal() and smallest <= int(value) <= largest:
                setattr(typed, name, int(value))
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_rooms(cleaned)
        self._clean_week(cleaned)
        if not cleaned.get("guide") and cleaned.get("focus"):
            cleaned["guide"] = calendar.usual_guide(cleaned["focus"])
        self._move_groups_out(cleaned)
        starts_at, out_at = cleaned.get("starts_at"), cleaned.get("groups_out_at")
        if starts_at and out_at and out_at >= starts_at:
            self.add_error("groups_out_at", "Groups must be out before the session starts.")
        return cleaned

    def _clean_rooms(self, cleaned: dict[str, Any]) -> None:
        sizing = cleaned.get("sizing", "size")
        if sizing == "own" and not cleaned.get("room_count") and "room_count" not in self.errors:
            self.add_error("room_count", "Say how many rooms, or choose one of the sizings.")
        elif sizing != "own":
            self.errors.pop("room_count", None)
            cleaned["room_count"] = None if sizing == "size" else int(sizing)

    def _clean_week(self, cleaned: dict[str, Any]) -> None:
        """The day names the week; it lies in the inning, and a week has one session."""
        day, start, inning = cleaned.get("date"), cleaned.get("start"), self.instance.inning
        if day is None or start is None:
            return
        week = inning.week_on(day)
        if week is None:
            first, last = inning.starts_on, inning.ends_on
            self.add_error(
                "date", f"{inning} runs from {first:%-d %B %Y} to {last:%-d %B %Y}; choose a day in it."
            )
            return
        other = inning.sessions.filter(week=week).exclude(pk=self.instance.pk).first()
        if other:
            self.add_error(
                "date",
                f"Week {week} has its session already, on {timezone.localtime(other.starts_at):%A %-d %B}.",
            )
            return
        try:
            cleaned["starts_at"] = forms.utils.from_current_timezone(datetime.datetime.combine(day, start))
        except forms.ValidationError:
            self.add_error("start", "The clocks change at this time on that day; choose another start.")
        cleaned["week"] = week

    def _move_groups_out(self, cleaned: dict[str, Any]) -> None:
        """A session that goes to another day takes along by when its groups are out, unless that was typed too."""
        day, out_at = cleaned.get("date"), cleaned.get("groups_out_at")
        if day and out_at and "groups_out_at" not in self.changed_data:
            local = timezone.localtime(out_at)
            moved = local.date() + (day - self.fields["date"].initial)
            cleaned["groups_out_at"] = timezone.make_aware(datetime.datetime.combine(moved, local.time()))

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        for name in ("starts_at", "week"):
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])
