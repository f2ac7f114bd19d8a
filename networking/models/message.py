from django.db import models

from networking.models.contact import Contact
from networking.models.own import OwnQuerySet, OwnRow


class MessageQuerySet(OwnQuerySet["Message"]):
    pass


class Message(OwnRow):
    """A message in the making: who I am, why you, what I ask, and times to talk. Sending happens elsewhere."""

    WORDS = ("subject", "who_i_am", "why_you", "ask", "times")

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return f"Message {self.pk}"
