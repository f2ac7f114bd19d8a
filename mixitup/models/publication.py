from django.conf import settings
from django.db import models
from django.db.models import Q

from mixitup.models.session import Session


class PublicationQuerySet(models.QuerySet["Publication"]):
    def waiting(self) -> "PublicationQuerySet":
        return self.filter(done_at=None, revoked_at=None)


class Publication(models.Model):
    """A session's groups, to be published at a later time: the board as it is then. The worker's minute does it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="publications")
    due_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    to_slack = models.BooleanField(default=False)
    asked_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    refused = models.CharField(max_length=300, blank=True, help_text="Why it could not be done at its time.")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(done_at=None, revoked_at=None),
                name="one_publication_waiting_a_session",
            )
        ]

    def __str__(self) -> str:
        return f"{self.session}, to be published at {self.due_at:%Y-%m-%d %H:%M} UTC"
