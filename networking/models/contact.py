import datetime

from django.db import models

from networking.models.own import OwnQuerySet, OwnRow


class Stage(models.TextChoices):
    """How far a contact has come, in order."""

    TO_REACH_OUT = "to_reach_out", "To reach out"
    REACHED_OUT = "reached_out", "Reached out"
    REPLIED = "replied", "Replied"
    SCHEDULED = "scheduled", "Scheduled"
    TALKED = "talked", "Talked"
    KEEPING_IN_TOUCH = "keeping_in_touch", "Keeping in touch"

    @property
    def place(self) -> int:
        return list(Stage).index(self)


class ContactQuerySet(OwnQuerySet["Contact"]):
    def follow_ups(self, until: datetime.date) -> "ContactQuerySet":
        """Those whose next step is due by that day, the oldest first."""
        return self.filter(next_on__lte=until).order_by("next_on", "pk")

    def in_order(self) -> "ContactQuerySet":
        """What is due first comes first, then what was touched last."""
        return self.order_by(models.F("next_on").asc(nulls_last=True), "-updated_at", "-pk")


class Contact(OwnRow):
    """Somebody a student knows or wants to know. Stage and dates are plain; every word is private."""

    WORDS = ("name", "company", "role", "how_met", "channel", "link", "next_step", "notes")

    stage = models.CharField(max_length=20, choices=Stage, default=Stage.TO_REACH_OUT)
    next_on = models.DateField("next step on", null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "stage"]), models.Index(fields=["owner", "next_on"])]

    def __str__(self) -> str:
        return f"Contact {self.pk}"

    @property
    def name(self) -> str:
        return self.said("name")

    @property
    def line(self) -> str:
        """Role and company, as far as they're known."""
        return ", ".join(word for word in (self.said("role"), self.said("company")) if word)

    @property
    def link_url(self) -> str:
        """Where the link leads, when it is one that is safe to follow."""
        link = self.said("link")
        return link if link.startswith(("https://", "http://", "mailto:")) else ""


class ContactMove(models.Model):
    """When a contact came to a stage: shows over time how far contacts move. Holds no words."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="moves")
    stage = models.CharField(max_length=20, choices=Stage)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.contact} to {self.get_stage_display()}"
