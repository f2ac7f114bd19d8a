import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from mixitup.models.people import User
from mixitup.models.session import Arrangement, Session


class NoticeQuerySet(models.QuerySet["Notice"]):
    def about_rooms(self) -> "NoticeQuerySet":
        """What students are told about their own room, samples left out."""
        return self.filter(kind__in=Notice.ROOM_KINDS)

    def to_channel(self) -> "NoticeQuerySet":
        """Posts to the Slack channel, which go to nobody in particular."""
        return self.filter(kind__in=Notice.CHANNEL_KINDS)

    def untold(self) -> "NoticeQuerySet":
        """What has certainly not reached anybody: neither sent nor in a worker's hands."""
        return self.filter(sent_at=None, leased_until=None)

    def unsent(self) -> "NoticeQuerySet":
        return self.filter(sent_at=None, failed_at=None)

    def failed(self) -> "NoticeQuerySet":
        return self.filter(failed_at__isnull=False)

    def failures(self) -> tuple[int, int]:
        """How many mails, and how many posts to the channel, came to nothing."""
        counts = self.failed().aggregate(
            mails=models.Count("pk", filter=models.Q(user__isnull=False)),
            posts=models.Count("pk", filter=models.Q(user=None)),
        )
        return counts["mails"], counts["posts"]

    def held_up(self) -> "NoticeQuerySet":
        """Mail that waits because an attempt came to nothing; what Slack says is no reason for it."""
        return self.filter(sent_at=None, failed_at=None, user__isnull=False).exclude(error="")

    def not_held(self, quiet_until: datetime.datetime | None) -> "NoticeQuerySet":
        """What may leave although the school wants quiet until then: what somebody just asked for, or what can't wait."""
        if quiet_until is None:
            return self
        return self.filter(Q(kind=Notice.Kind.SAMPLE) | Q(session__starts_at__lt=quiet_until))

    def due(self, now: datetime.datetime) -> "NoticeQuerySet":
        """What may be sent now: not sent, not given up, due, and in nobody else's hands."""
        return self.unsent().filter(Q(leased_until=None) | Q(leased_until__lt=now), due_at__lte=now)


class Notice(models.Model):
    """One mail to one person, or one post to the Slack channel: the truth about work to do. A task is only a wake-up.

    `key` makes writing it twice impossible; `leased_until` is set before sending, so that a worker that is
    killed gives the notice back when the lease runs out.
    """

    class Kind(models.TextChoices):
        PUBLISHED = "published", "Your room"
        CHANGED = "changed", "Your room changed"
        WITHDRAWN = "withdrawn", "Groups taken back"
        CANCELLED = "cancelled", "Session cancelled"
        PACKET = "packet", "Packet for a lead"
        REMINDER = "reminder", "Reminder"
        SAMPLE = "sample", "Sample"
        ROOM_REQUEST = "room_request", "Somebody asks for a room"
        NOT_PUBLISHED = "not_published", "Groups could not be published"
        SLACK = "slack", "Rooms in Slack"
        SLACK_BACK = "slack_back", "Taken back in Slack"

    ROOM_KINDS = (Kind.PUBLISHED, Kind.CHANGED, Kind.WITHDRAWN, Kind.CANCELLED)
    CHANNEL_KINDS = (Kind.SLACK, Kind.SLACK_BACK)

    kind = models.CharField(max_length=14, choices=Kind)
    key = models.CharField(max_length=120, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="notices")
    arrangement = models.ForeignKey(
        Arrangement, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    previous = models.ForeignKey(
        Arrangement,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="What this person was told before, so that the mail can say what changed.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at=None, failed_at=None), name="notice_unsent")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, kind__in=["slack", "slack_back"])
                | Q(user__isnull=False) & ~Q(kind__in=["slack", "slack_back"]),
                name="mail_has_a_reader_a_post_has_none",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.user or 'the channel'}"

    @property
    def reader(self) -> User:
        """Whom a mail is for; a post has nobody."""
        assert self.user is not None
        return self.user
