from django.conf import settings
from django.db import models

from mixitup.models.people import Student
from mixitup.models.private_text import PrivateTextField


class KeepRule(models.Model):
    """People whom every mix keeps apart, or together, until staff take the rule back. Staff alone read the reason."""

    class Kind(models.TextChoices):
        APART = "apart", "Keep apart"
        TOGETHER = "together", "Keep together"

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.APART)
    students = models.ManyToManyField(Student, related_name="keep_rules")
    reason = PrivateTextField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} rule {self.pk}"
