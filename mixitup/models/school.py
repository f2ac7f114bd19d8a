import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q


def validate_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(f"“{value}” is no time zone. Try one like America/Denver.")


class School(models.Model):
    """The one school of this installation: what every page and mail needs to know about it."""

    CACHE_KEY = "school"

    name = models.CharField(max_length=80, default="Our school")
    contact_name = models.CharField(max_length=80, default="Career Development")
    contact_email = models.EmailField("contact e-mail", blank=True)
    time_zone = models.CharField(max_length=60, default="America/Denver", validators=[validate_time_zone])
    # Times are partial(), not times: the framework's check takes a fixed time within seconds of now for a mistake.
    usual_start = models.TimeField(default=partial(datetime.time, 11, 0))
    usual_minutes = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(15), MaxValueValidator(240)]
    )
    groups_out_days_before = models.PositiveSmallIntegerField(default=1, validators=[MaxValueValidator(14)])
    groups_out_time = models.TimeField(default=partial(datetime.time, 16, 0))
    absence_hours_before = models.PositiveSmallIntegerField(default=2, validators=[MaxValueValidator(168)])
    zoom_link = models.URLField("Zoom link", blank=True)
    old_site = models.URLField("address of the school's own site", blank=True)
    zoom_rooms = models.PositiveSmallIntegerField("breakout rooms the Zoom account allows", default=50)
    zoom_people = models.PositiveSmallIntegerField("people the Zoom account allows", default=200)

    # After somebody's last inning ended; empty: until staff erase them.
    keep_months = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )

    # In the school's zone; empty: not at all.
    packets_at = models.TimeField(null=True, blank=True, default=partial(datetime.time, 16, 30))
    reminders_at = models.TimeField(null=True, blank=True, default=partial(datetime.time, 8, 0))
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_school"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False)
                & ~Q(quiet_from=models.F("quiet_until")),
                name="quiet_hours_have_two_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def load(cls) -> "School":
        """The school's row, from the shared cache when it's there (every page asks)."""
        names = {field.attname for field in cls._meta.fields}
        values = cache.get(cls.CACHE_KEY)
        if values and values.keys() == names:  # else there is none, or one from before an upgrade
            return cls(**values)
        school = cls.objects.filter(pk=1).first() or cls(pk=1)
        cache.set(cls.CACHE_KEY, {name: getattr(school, name) for name in names})
        return school

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)
        transaction.on_commit(lambda: cache.delete(self.CACHE_KEY))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def city(self) -> str:
        """The zone as people say it: "Denver"."""
        return self.time_zone.split("/")[-1].replace("_", " ")


class Program(models.Model):
    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Module(models.Model):
    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=60)
    lead_rank = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        unique=True,
        help_text="1 leads first, 2 where those run out; empty: never leads.",
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lead_rank=None) | Q(lead_rank__gte=1), name="lead_ranks_start_at_one"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        return f"M{self.number}"


class Cohort(models.Model):
    name = models.CharField(max_length=30, unique=True)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="cohorts")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class InningQuerySet(models.QuerySet["Inning"]):
    def current_on(self, day: datetime.date) -> "Inning | None":
        """The inning running on this day; between innings the next one; after the last, the last."""
        started = self.filter(starts_on__lte=day).order_by("-starts_on").first()
        if started and started.ends_on >= day:
            return started
        return self.filter(starts_on__gt=day).order_by("starts_on").first() or started


class Inning(models.Model):
    """Six weeks, starting on a Monday."""

    name = models.CharField(max_length=30, unique=True)
    starts_on = models.DateField(unique=True)
    weeks = models.PositiveSmallIntegerField(
        default=6, validators=[MinValueValidator(1), MaxValueValidator(26)]
    )

    objects = InningQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]

    def __str__(self) -> str:
        return f"Inning {self.name}"

    def clean(self) -> None:
        if self.starts_on and self.starts_on.weekday() != 0:
            raise ValidationError(
                {"starts_on": f"An inning starts on a Monday; this is a {self.starts_on:%A}."}
            )

    @property
    def ends_on(self) -> datetime.date:
        """The last day, a Sunday."""
        return self.starts_on + datetime.timedelta(weeks=self.weeks, days=-1)

    @property
    def last_friday(self) -> datetime.date:
        return self.ends_on - datetime.timedelta(days=2)

    def day(self, week: int, weekday: int) -> datetime.date:
        """The date of a weekday (Monday is 0) in a week of the inning (the first is 1)."""
        return self.starts_on + datetime.timedelta(weeks=week - 1, days=weekday)

    def week_on(self, day: datetime.date) -> int | None:
        """Which week of the inning a day falls in, or None outside it."""
        week = (day - self.starts_on).days // 7 + 1
        return week if 1 <= week <= self.weeks else None
