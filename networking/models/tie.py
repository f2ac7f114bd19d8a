from django.db import models

from mixitup.models import Session, Student


class KeepInTouch(models.Model):
    """One student would like to keep in touch with another of their group; shown only once both said so."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "owner", "other"], name="say_keep_in_touch_once"),
            models.CheckConstraint(condition=~models.Q(owner=models.F("other")), name="not_with_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} would keep in touch with {self.other}"


class Preference(models.Model):
    """How a student wants to be reminded of follow-ups."""

    owner = models.OneToOneField(Student, on_delete=models.CASCADE, related_name="+")
    wants_digest = models.BooleanField("a weekly e-mail about follow-ups", default=True)
    digest_sent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Networking preferences of {self.owner}"
