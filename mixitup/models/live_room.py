from django.db import models
from django.db.models import Q

from mixitup.models.page import PageVersion
from mixitup.models.people import Student
from mixitup.models.session import Group


class LiveRoom(models.Model):
    """A room during its hour: where its clock stands, and what the room shares.

    The clock runs while `started_at` is set and `finished_at` is not; `anchor` and `step` name the place in
    `version`, the guide as it was when the room started. `revision` counts every change that others in the room see.
    """

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="live")
    revision = models.PositiveIntegerField(default=0)
    version = models.ForeignKey(PageVersion, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True, help_text="When the whole is to be over.")
    anchor = models.CharField(max_length=200, blank=True)
    step = models.PositiveSmallIntegerField(default=0, help_text="Which numbered step, counted from 0.")
    section_started_at = models.DateTimeField(null=True)
    section_ends_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    stand_in = models.ForeignKey(
        Student, on_delete=models.SET_NULL, null=True, related_name="+", help_text="Who leads for the lead."
    )
    pins = models.JSONField(default=dict, blank=True, help_text="Section's anchor: questions the lead chose.")
    help_asked_at = models.DateTimeField(null=True)
    turns = models.JSONField(
        default=dict,
        blank=True,
        help_text="While people take turns: students in `order`, `done`, `passed`; `each`.",
    )
    turn_ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(started_at=None, section_ends_at=None)
                | Q(
                    started_at__isnull=False,
                    ends_at__isnull=False,
                    section_started_at__isnull=False,
                    section_ends_at__isnull=False,
                    version__isnull=False,
                ),
                name="a_clock_that_runs_is_somewhere",
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}, live"

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.finished_at is None

    def end_turns(self) -> None:
        self.turns, self.turn_ends_at = {}, None
