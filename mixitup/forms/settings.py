"""What staff set about their school: the hour, Zoom, programs, modules, cohorts, innings."""

from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone
from django.utils.translation import ngettext

from mixitup import calendar, retention
from mixitup.forms.fields import DateInput, LineField, LinkField, TimeInput
from mixitup.forms.seen import SeenModelForm
from mixitup.models import Cohort, Inning, Module, Program, School

ZOOM_ACCOUNTS = {(50, 200): "50 rooms, 200 people", (100, 1000): "100 rooms, 1,000 people"}


@lru_cache(maxsize=1)
def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Time zones by part of the world: ("America", [("America/Denver", "Denver"), …])."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        part, _, place = zone.partition("/")
        if place and part not in ("Etc", "SystemV"):
            parts.setdefault(part, []).append((zone, place.replace("_", " ")))
    return [*parts.items(), ("Other", [("UTC", "UTC")])]


class SchoolForm(SeenModelForm):
    class Meta:
        model = School
        fields = ["name", "contact_name", "contact_email", "time_zone"]
        field_classes = {"name": LineField, "contact_name": LineField}
        labels = {
            "name": "School’s name",
            "contact_name": "Who answers questions",
            "contact_email": "Their e-mail",
        }
        help_texts = {
            "contact_name": "A person or a team. Students read it on every page and in every mail.",
            "time_zone": "All times are said in it; people elsewhere see their own beside it.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = zone_choices()
        if not any(self.instance.time_zone == zone for _, places in choices for zone, _ in places):
            choices = [("Now", [(self.instance.time_zone, self.instance.time_zone)]), *choices]
        self.fields["time_zone"] = forms.ChoiceField(
            choices=choices, label="Time zone", help_text=self.fields["time_zone"].help_text
        )


class HourForm(SeenModelForm):
    class Meta:
        model = School
        fields = [
            "usual_start",
            "usual_minutes",
            "groups_out_days_before",
            "groups_out_time",
            "absence_hours_before",
        ]
        labels = {
            "usual_start": "Wednesdays at",
            "usual_minutes": "For how many minutes",
            "groups_out_days_before": "Groups are out how many days before",
            "groups_out_time": "And at what time",
            "absence_hours_before": "Students say “I can’t come” until how many hours before",
        }
        help_texts = {
            "usual_start": "In the school’s time zone. Sessions that are already planned keep their time.",
            "groups_out_days_before": "0 is the same day. Students read when to expect their room.",
            "absence_hours_before": "0 is until the start. After that the page says whom to write to.",
        }
        widgets = {"usual_start": TimeInput(), "groups_out_time": TimeInput()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, out = cleaned.get("usual_start"), cleaned.get("groups_out_time")
        if cleaned.get("groups_out_days_before") == 0 and start and out and out >= start:
            self.add_error("groups_out_time", f"On the day itself groups must be out before {start:%H:%M}.")
        return cleaned


class MailForm(SeenModelForm):
    class Meta:
        model = School
        fields = ["packets_at", "reminders_at", "quiet_from", "quiet_until"]
        labels = {
            "packets_at": "Packets for leads, the day before at",
            "reminders_at": "Reminders, the morning of at",
            "quiet_from": "No mail from",
            "quiet_until": "Until",
        }
        help_texts = {
            "packets_at": "Their people, their room, their guide. Empty: none.",
            "reminders_at": "Time and room, to everybody who hasn't turned them off. Empty: none.",
            "quiet_from": "What is due then waits, unless the session itself would begin before. Empty: mail at any time.",
            "quiet_until": "It may be the next morning. Times are the school's.",
        }
        widgets = {name: TimeInput() for name in fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begin, end = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if (begin is None) != (end is None) and not self.errors:
            self.add_error(
                "quiet_until" if end is None else "quiet_from", "Quiet hours need both times, or neither."
            )
        elif begin is not None and begin == end:
            self.add_error("quiet_until", "Choose another time than the one they begin at.")
        return cleaned


class KeepForm(SeenModelForm):
    is_sure = forms.BooleanField(
        required=False, label="Erase, within a day, those whose time is over already"
    )

    class Meta:
        model = School
        fields = ["keep_months"]
        labels = {"keep_months": "Months after somebody’s last inning ended"}
        help_texts = {
            "keep_months": "Then everything about them is erased for good, wherever it is; rooms of the past keep a “Former "
            "student”. Empty: until staff erase somebody on that person’s page."
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        months = cleaned.get("keep_months")
        if months and not cleaned.get("is_sure") and not self.errors:
            people = retention.to_erase(timezone.localdate(), months).count()
            if people:
                said = ngettext("One person’s", f"{people} people’s", people)
                self.add_error(
                    "is_sure",
                    f"{said} last inning ended longer ago than that. Tick this if they are to be erased, for good.",
                )
        return cleaned


class ZoomForm(SeenModelForm):
    account = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="What the Zoom account allows",
        help_text="You are warned when a session needs more.",
    )

    class Meta:
        model = School
        fields = ["zoom_link"]
        field_classes = {"zoom_link": LinkField}
        labels = {"zoom_link": "Link of the usual meeting"}
        help_texts = {"zoom_link": "New sessions start with it. Only people who signed in see it."}

    guarded = ["zoom_link", "zoom_rooms", "zoom_people"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = (self.instance.zoom_rooms, self.instance.zoom_people)
        accounts = (
            ZOOM_ACCOUNTS
            if now in ZOOM_ACCOUNTS
            else {now: "{} rooms, {:,} people".format(*now)} | ZOOM_ACCOUNTS
        )
        field = self.fields["account"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(f"{rooms}/{people}", words) for (rooms, people), words in accounts.items()]
        field.initial = "{}/{}".format(*now)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.cleaned_data.get("account"):
            rooms, people = self.cleaned_data["account"].split("/")
            self.instance.zoom_rooms, self.instance.zoom_people = int(rooms), int(people)


class ProgramForm(SeenModelForm):
    class Meta:
        model = Program
        fields = ["name", "code"]
        help_texts = {"code": "As cohorts and rosters write it: the BE of 2608-BE."}
        error_messages = {"code": {"unique": "Another program has this code already."}}

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()


class ModuleForm(SeenModelForm):
    class Meta:
        model = Module
        fields = ["number", "name", "lead_rank"]
        labels = {"lead_rank": "Rank as a lead"}
        help_texts = {
            "lead_rank": "1 leads first, 2 where those run out, and so on. Empty: people of this module never lead."
        }
        error_messages = {"number": {"unique": "There is a module of this number already."}}

    def clean_lead_rank(self) -> int | None:
        rank: int | None = self.cleaned_data["lead_rank"]
        if rank is None:
            return None
        if rank < 1:
            raise forms.ValidationError("Ranks start at 1; leave it empty for “never leads”.")
        holder = Module.objects.filter(lead_rank=rank).exclude(pk=self.instance.pk).first()
        if holder:
            raise forms.ValidationError(
                f"{holder} has rank {rank}. Give {holder} another rank first, or none."
            )
        return rank


class CohortForm(SeenModelForm):
    class Meta:
        model = Cohort
        fields = ["name", "program"]
        help_texts = {"name": "As the roster writes it, such as 2608-BE."}
        error_messages = {"name": {"unique": "There is a cohort of this name already."}}


class InningForm(SeenModelForm):
    class Meta:
        model = Inning
        fields = ["name", "starts_on"]
        labels = {"starts_on": "First day, a Monday"}
        help_texts = {"name": "Usually the year and month it starts in, such as 2611."}
        error_messages = {"name": {"unique": "There is an inning of this name already."}}
        widgets = {"starts_on": DateInput()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_on = cleaned.get("starts_on")
        if starts_on and starts_on.weekday() == 0:
            clash = calendar.clash(self.instance, starts_on)
            if clash:
                self.add_error("starts_on", clash)
        return cleaned
