"""What can't wait until staff open a session: somebody asks for a room, mail failed, a planned publication didn't happen."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from mixitup import telling
from mixitup.cards import Card
from mixitup.models import Notice, Publication, RoomRequest, Session, User

LONGEST = timedelta(minutes=240)


@dataclass(frozen=True)
class Alert:
    session: Session
    asking: int
    failed: int
    refused: str
    is_outdated: bool

    def __bool__(self) -> bool:
        return bool(self.asking or self.failed or self.refused or self.is_outdated)


def cards(user: User, now: datetime) -> list[Card]:
    """One card for all sessions that need somebody now, before anything else on the page."""
    found = alerts(now) if user.is_staff else []
    return [Card(1, "mixitup/_card_alerts.html", {"alerts": found})] if found else []


def alerts(now: datetime) -> list[Alert]:
    """What is open about sessions to come, in their order; four queries."""
    coming = Session.objects.filter(starts_at__gt=now - LONGEST, cancelled_at=None)
    asking = _counts(RoomRequest.objects.filter(session__in=coming, answered_at=None))
    failed = _counts(Notice.objects.filter(session__in=coming).about_rooms().failed())
    refused = dict(
        Publication.objects.filter(session__in=coming, session__published=None)
        .exclude(refused="")
        .order_by("done_at")
        .values_list("session_id", "refused")
    )
    found = [
        Alert(one, asking[one.pk], failed[one.pk], refused.get(one.pk, ""), telling.is_outdated(one))
        for one in coming.in_order().select_related("published")
    ]
    return [alert for alert in found if alert]


def _counts(rows: "QuerySet[RoomRequest] | QuerySet[Notice]") -> Counter[int]:
    return Counter(dict(rows.order_by().values_list("session_id").annotate(Count("pk"))))
