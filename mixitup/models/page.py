from django.conf import settings
from django.db import models


class Page(models.Model):
    """A guide, lesson or activity: Markdown that staff keep, in numbered versions."""

    class Kind(models.TextChoices):
        GUIDE = "guide", "Guide"
        LESSON = "lesson", "Lesson"
        ACTIVITY = "activity", "Activity"

    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.SlugField(max_length=80)
    path = models.CharField(max_length=200, blank=True, help_text="The file it was imported from.")
    current = models.OneToOneField(
        "PageVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["kind", "slug"]
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="page_addresses_differ")]

    def __str__(self) -> str:
        return self.current.title if self.current else self.slug


class PageVersion(models.Model):
    """One state of a page. Never changed once saved; the Markdown is the truth, the parsed form a cache of it."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    source = models.TextField()
    parsed = models.JSONField()
    parser_version = models.PositiveIntegerField()
    is_imported = models.BooleanField(default=False, help_text="As the file had it, untouched by staff.")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="page_version_numbers_differ")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"
