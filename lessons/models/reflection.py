from typing import Self

from django.db import models

from mixitup.models import Page, Student
from mixitup.models.private_text import PrivateJSONField
from mixitup.models.versioned import VersionedRow


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    def of(self, student: Student) -> Self:
        return self.filter(owner=student)

    def shared(self) -> Self:
        """Those whose authors share them with staff."""
        return self.exclude(shared_at=None)

    def for_staff(self, page: Page) -> Self:
        """Those of one lesson with their authors, the latest shared first."""
        return self.filter(page=page).select_related("owner").order_by("-shared_at")


class Reflection(VersionedRow):
    """What a student wrote or chose in a part of a lesson: theirs alone unless they share it.

    It belongs to the student, not the enrolment, so that a repeater keeps it. `private` holds "text", and for a
    choice "energise", "drain" or "needs", lists of what was chosen.
    """

    class Kind(models.TextChoices):
        TEXT = "text", "Reflection"
        ENERGY = "energy", "What energises and drains me"
        NEEDS = "needs", "What I need"

    owner = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    anchor = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.TEXT)
    private = PrivateJSONField(default=dict, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "page", "anchor", "kind"], name="one_reflection_a_place")
        ]

    def __str__(self) -> str:
        return f"Reflection {self.pk}"

    @property
    def text(self) -> str:
        return str(self.private.get("text", ""))

    def chosen(self, name: str) -> list[str]:
        return list(self.private.get(name, []))
