from django.db import models


class VersionedRow(models.Model):
    """A row that counts its saves, so that two windows never overwrite each other."""

    version = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
