from typing import Any

from django.conf import settings
from django.db import models

from mixitup.models.school import Inning


class RosterImport(models.Model):
    """A table that staff brought in, with all they decided about it; open until applied, open again once undone.

    `sheets` holds what was read (see `mixitup.roster.imports`), `decisions` what was answered in the preview;
    both go when the import is cleared. `version` counts the savings of the decisions.
    """

    class Kind(models.TextChoices):
        PEOPLE = "people", "People"
        GROUPS = "groups", "Earlier groups"

    kind = models.CharField(max_length=8, choices=Kind)
    inning = models.ForeignKey(Inning, on_delete=models.PROTECT, related_name="imports")
    source = models.CharField(max_length=200, help_text="The file's name, or “pasted text”.")
    content_hash = models.CharField(max_length=64, db_index=True)
    sheets = models.JSONField(default=list)
    sheet = models.CharField(max_length=200, null=True)
    decisions = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    digest = models.CharField(max_length=64, blank=True, help_text="Of the plan that was applied.")
    batch = models.UUIDField(null=True, help_text="Joins the rows of the change log.")
    counts = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.source} into {self.inning}"

    @property
    def readable(self) -> list[dict[str, Any]]:
        return [sheet for sheet in self.sheets if sheet["rows"]]
