"""Setting the channel, trying it, and taking it out again, each on record without the address."""

from django.db import transaction

from mixitup import school
from mixitup.models import Change, School, SlackChannel, User
from mixitup.slack import posts, webhook


def try_out(channel: SlackChannel, actor: User) -> None:
    """Post a line that says it is a test; raises `webhook.NotPosted`. Not in a transaction: Slack may take its time."""
    webhook.post(channel.webhook, posts.test_line())
    Change.objects.create(actor=actor, verb="slack.tried", subject=str(channel))


@transaction.atomic
def remove(actor: User) -> bool:
    """Forget the address; whether there was one. What still waits is then given up, and listed."""
    School.objects.select_for_update().filter(pk=1).first()
    channel = SlackChannel.objects.first()
    if channel is None:
        return False
    school.record(actor, "settings.deleted", channel, {"name": channel.name}, {})
    channel.delete()
    return True
