"""What all of a student's networking rows share: an author, a counter of saves, and private words."""

from typing import Self, TypeVar

from django.db import models

from mixitup.models import Student
from mixitup.models.private_text import PrivateJSONField
from mixitup.models.versioned import VersionedRow

Row = TypeVar("Row", bound="OwnRow")


class OwnQuerySet(models.QuerySet[Row]):
    """Every look-up starts with `of`: somebody else's row does not exist."""

    def of(self, student: Student) -> Self:
        return self.filter(owner=student)


class OwnRow(VersionedRow):
    """A row that exists for its author alone."""

    owner = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    private = PrivateJSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def said(self, name: str) -> str:
        """One of the private words, empty where it was never said."""
        return str(self.private.get(name, ""))
