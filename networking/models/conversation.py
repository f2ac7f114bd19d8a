import datetime
import uuid

from django.db import models

from networking.models.contact import Contact
from networking.models.goal import Goal, Kind
from networking.models.own import OwnQuerySet, OwnRow


class ConversationQuerySet(OwnQuerySet["Conversation"]):
    def held(self) -> "ConversationQuerySet":
        return self.exclude(held_at=None).order_by("-starts_at")

    def coming(self, now: datetime.datetime) -> "ConversationQuerySet":
        """Planned, not had yet; yesterday's stay until the author says how it went."""
        return self.filter(held_at=None, starts_at__gte=now - datetime.timedelta(days=7)).order_by(
            "starts_at"
        )


class Conversation(OwnRow):
    """A talk, planned or had: when is plain, all that was or will be said is private.

    `private["questions"]` is the ordered plan, a list of texts.
    """

    WORDS = ("with_whom", "notes", "takeaway", "introduction")

    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="conversations"
    )
    goal = models.ForeignKey(
        Goal, on_delete=models.SET_NULL, null=True, blank=True, related_name="conversations"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    starts_at = models.DateTimeField("when")
    minutes = models.PositiveSmallIntegerField("how long, in minutes", default=30)
    held_at = models.DateTimeField(null=True, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["owner", "starts_at"])]

    def __str__(self) -> str:
        return f"Conversation {self.pk}"
