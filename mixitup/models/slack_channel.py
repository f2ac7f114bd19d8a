from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q

from mixitup.models.private_text import PrivateTextField


class SlackChannel(models.Model):
    """The one channel that posts go to; no row, no Slack. Apart from `School`, whose values every page reads from the cache.

    Whoever knows the webhook's address can post, so it is kept as a secret is.
    """

    webhook = PrivateTextField()
    name = models.CharField("channel’s name", max_length=80, blank=True)
    names_people = models.BooleanField("names in the posts", default=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_slack_channel")]

    def __str__(self) -> str:
        return f"Slack channel {self.name}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)

    @property
    def ending(self) -> str:
        """As much of the address as anybody is shown again."""
        return f"{urlsplit(self.webhook).hostname} … {self.webhook[-4:]}"

    @property
    def called(self) -> str:
        """ "#general", or what there is to say without a name."""
        return self.name or "the Slack channel"
