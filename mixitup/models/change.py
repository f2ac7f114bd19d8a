import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from mixitup.models.people import Student
from mixitup.models.session import Session


class Change(models.Model):
    """Who changed what, when: append-only, written in the transaction of the change itself.

    `before` and `after` hold what undoing needs; private text never enters them. `batch` joins the rows of one
    step (an import, a mix); `undoes` points from an undoing row to the one it takes back.
    """

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    verb = models.CharField(max_length=40, help_text="Dotted: roster.changed, board.swap, session.published.")
    subject = models.CharField(max_length=120, help_text="What it was about, in words that stay true.")
    batch = models.UUIDField(default=uuid.uuid4, db_index=True)
    student = models.ForeignKey(
        Student, on_delete=models.SET_NULL, null=True, blank=True, related_name="changes"
    )
    session = models.ForeignKey(
        Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="changes"
    )
    before = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["session", "id"])]

    def __str__(self) -> str:
        return f"{self.verb}: {self.subject}"
