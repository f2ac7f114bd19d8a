"""The Slack channel's settings. The webhook is taken in and never handed out again."""

from typing import Any

from django import forms

from mixitup.forms.seen import SeenModelForm
from mixitup.models import SlackChannel
from mixitup.slack.webhook import is_allowed


class SlackForm(SeenModelForm):
    webhook = forms.CharField(
        label="Webhook’s address",
        max_length=500,
        help_text="From Slack: Incoming Webhooks, Add New Webhook. It begins with https://hooks.slack.com/services/.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
        error_messages={"required": "Paste the webhook’s address."},
    )

    field_order = ["webhook", "name", "names_people"]

    class Meta:
        model = SlackChannel
        fields = ["name", "names_people"]
        labels = {"name": "What the channel is called", "names_people": "Name people in the posts"}
        help_texts = {
            "name": "As you say it, such as #mix-it-up. It decides nothing: the webhook knows its channel.",
            "names_people": "Whoever reads the channel then reads who is in which room. Students who chose to be left off "
            "the whole session’s list are counted, never named. Without it, a post says that rooms are out and where to look.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["webhook"].required = False
            self.fields["webhook"].label = "Another webhook’s address"
            self.fields["webhook"].help_text = f"Empty: it stays the one there is ({self.instance.ending})."

    def clean_webhook(self) -> str:
        address = str(self.cleaned_data["webhook"]).strip()
        if address and not is_allowed(address):
            raise forms.ValidationError(
                "This is no webhook that Mix It Up may post to. It begins with https://hooks.slack.com/services/."
            )
        return address

    def save(self, commit: bool = True) -> SlackChannel:
        if self.cleaned_data["webhook"]:
            self.instance.webhook = self.cleaned_data["webhook"]
        channel: SlackChannel = super().save(commit)
        return channel

    def before_and_after(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """For the record, which says that the address is another one and not what it is."""
        before, after = super().before_and_after()
        if self.cleaned_data["webhook"]:
            after["webhook"] = "set"
        return before, after
