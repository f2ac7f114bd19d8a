import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from mixitup.models.session import Session


class MixJobQuerySet(models.QuerySet["MixJob"]):
    def open(self) -> "MixJobQuerySet":
        return self.filter(finished_at=None)

    def due(self, now: datetime.datetime) -> "MixJobQuerySet":
        """Open ones in nobody's hands: new, or left by a worker that was killed."""
        return self.open().filter(Q(leased_until=None) | Q(leased_until__lt=now))


class MixJob(models.Model):
    """A mix too large for one request: asked for on a version of the board, worked on by a worker under a lease."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="mix_jobs")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    seen = models.CharField(max_length=60, help_text="The version of the board that was to be mixed.")
    prefer = models.CharField(max_length=8, choices=Session.Prefer)
    seed = models.PositiveBigIntegerField()
    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent of the search's budget.")
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True, help_text="Why it came to nothing, for staff.")

    objects = MixJobQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(finished_at=None), name="one_open_mix_a_session"
            )
        ]

    def __str__(self) -> str:
        return f"Mix of {self.session}"
