from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse


class PageQuerySet(models.QuerySet["Page"]):
    def of_kind(self, kind: str) -> "PageQuerySet":
        """The pages of a kind with the version in use, as a list of them shows."""
        return self.filter(kind=kind).select_related("current__created_by__student")

    def in_course_order(self) -> "PageQuerySet":
        return self.order_by("module", "week", "slug")

    def locked(self, pk: int) -> "Page":
        """The page's row, locked until the transaction ends: whoever saves a version takes it first."""
        return self.select_for_update().get(pk=pk)


class Page(models.Model):
    """A guide, lesson or activity: Markdown that staff keep, in numbered versions."""

    class Kind(models.TextChoices):
        GUIDE = "guide", "Guide"
        LESSON = "lesson", "Lesson"
        ACTIVITY = "activity", "Activity"

    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.SlugField(max_length=80)
    path = models.CharField(max_length=200, blank=True, help_text="The file it was imported from.")
    kept_from = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the file from which staff last said to keep ours."
    )
    # What the version in use says of itself: its Markdown is the truth.
    module = models.PositiveSmallIntegerField(null=True, blank=True)
    week = models.PositiveSmallIntegerField(null=True, blank=True)
    program = models.CharField(max_length=8, blank=True)
    current = models.OneToOneField(
        "PageVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "slug"]
        indexes = [models.Index(fields=["kind", "module", "week"])]
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="page_addresses_differ")]

    def __str__(self) -> str:
        return self.current.title if self.current else self.slug

    @property
    def shelf(self) -> str:
        """The list that staff find it in, as the address says it."""
        return {"guide": "guides", "lesson": "lessons", "activity": "activities"}[self.kind]

    def get_absolute_url(self) -> str:
        """Where students read it: lessons have pages of their own."""
        return reverse("lesson_detail" if self.kind == self.Kind.LESSON else "page_read", args=[self.pk])


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


class PageImport(models.Model):
    """Files that staff brought in, waiting to be looked at; `files` is a list of {"path", "text"} as read."""

    kind = models.CharField(max_length=10, choices=Page.Kind)
    files = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{len(self.files)} pages of {self.created_at:%d %B}"


class SiteLink(models.Model):
    """Where an address of the school's old site leads now: to a page here, to an address, or nowhere."""

    old = models.CharField("old address", max_length=200, unique=True)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, blank=True, related_name="site_links")
    url = models.URLField("new address", blank=True, max_length=300)

    class Meta:
        ordering = ["old"]
        constraints = [
            models.CheckConstraint(condition=Q(page=None) | Q(url=""), name="a_link_leads_to_one_place")
        ]

    def __str__(self) -> str:
        return self.old
