"""How far a student is with a lesson. Everything hangs on the enrolment: a repeater starts the count anew."""

from django.conf import settings
from django.db import models

from mixitup.models import Enrolment, Page


class PartDone(models.Model):
    """A part of a lesson that the student says is done; also learning goals ("goal-2") and checks ("check-1")."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    anchor = models.CharField(max_length=120)
    done_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "page", "anchor"], name="part_done_once")]

    def __str__(self) -> str:
        return f"{self.anchor} of {self.page}"


class Visit(models.Model):
    """That a student opened a lesson, and the part they were at last."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    anchor = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "page"], name="one_visit_a_lesson")]

    def __str__(self) -> str:
        return f"{self.enrolment} at {self.page}"


class Extension(models.Model):
    """More time for one person."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    until = models.DateField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "page"], name="one_extension_a_lesson")]

    def __str__(self) -> str:
        return f"until {self.until}"


class Nudge(models.Model):
    """A kind reminder about a lesson: the truth about a mail to send. At most one a day for each person."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "page", "on"], name="one_nudge_a_day")]

    def __str__(self) -> str:
        return f"Reminder about {self.page}"
