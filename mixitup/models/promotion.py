from django.conf import settings
from django.db import models
from django.db.models import Q

from mixitup.models.school import Inning


class Promotion(models.Model):
    """The turn from one inning to the next, with what staff chose for single people; open until applied, open again
    once undone.

    `choices` holds, by enrolment id, only what differs from the usual.
    """

    source = models.OneToOneField(Inning, on_delete=models.PROTECT, related_name="promotion")
    target = models.ForeignKey(
        Inning, on_delete=models.PROTECT, null=True, related_name="+", help_text="Set once it is applied."
    )
    choices = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    batch = models.UUIDField(null=True, help_text="Joins the rows of the change log.")
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at=None, target=None, batch=None)
                | Q(applied_at__isnull=False, target__isnull=False, batch__isnull=False),
                name="applied_into_somewhere_or_not_at_all",
            )
        ]

    def __str__(self) -> str:
        return f"Promotion from {self.source}"
