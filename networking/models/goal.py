import datetime

from django.db import models
from django.db.models import Q

from mixitup.models import Inning, Module, Page
from networking.models.own import OwnQuerySet, OwnRow


class Kind(models.TextChoices):
    """Whom a goal or a conversation is about."""

    MENTOR = "mentor", "My mentor"
    SOMEONE_NEW = "someone_new", "Someone new at the school"
    KNOWN_CONTACT = "known_contact", "Someone I know already"
    COLD_CONTACT = "cold_contact", "Someone I don't know yet"
    OWN = "own", "A goal of my own"


class GoalPlan(models.Model):
    """What staff set for one module in one inning: the activity's page, and by when goals are due."""

    inning = models.ForeignKey(Inning, on_delete=models.CASCADE, related_name="+")
    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField("goals due on")

    class Meta:
        ordering = ["module__number"]
        constraints = [models.UniqueConstraint(fields=["inning", "module"], name="one_goal_plan_a_module")]

    def __str__(self) -> str:
        return f"{self.module}, {self.inning}"


class GoalQuerySet(OwnQuerySet["Goal"]):
    def current(self) -> "GoalQuerySet":
        return self.filter(dropped_at=None)


class Goal(OwnRow):
    """One networking goal of one kind in one inning.

    Staff see kind, state and dates; with whom, why and the takeaway only when `is_shared`. `steps` is the list of
    the kind's steps as they stood when the goal was chosen, `done_steps` the places of those done.
    """

    class State(models.TextChoices):
        CHOSEN = "chosen", "Chosen"
        IN_MOTION = "in_motion", "In motion"
        DONE = "done", "Done"

    inning = models.ForeignKey(Inning, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    steps = models.JSONField(default=list)
    done_steps = models.JSONField(default=list, blank=True)
    due_on = models.DateField("by when")
    is_shared = models.BooleanField("share what I wrote with Career Development", default=False)
    started_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="Given up for another goal.")

    objects = GoalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "inning"], condition=Q(dropped_at=None), name="one_goal_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"Goal {self.pk}"

    @property
    def state(self) -> "Goal.State":
        if self.done_at:
            return self.State.DONE
        return self.State.IN_MOTION if self.started_at else self.State.CHOSEN

    @property
    def next_step(self) -> str:
        """The first step not done, in its own words; empty when all are."""
        return next((step for place, step in enumerate(self.steps) if place not in self.done_steps), "")

    def is_late(self, today: datetime.date) -> bool:
        return not self.done_at and today > self.due_on
