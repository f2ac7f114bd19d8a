import datetime
import socket

import pytest

from mixitup.slack import webhook
from mixitup.slack.webhook import NotPosted


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [
        ("https://hooks.slack.com/services/T0/B0/x", True),
        ("https://HOOKS.slack.com/services/T0/B0/x", True),
        ("http://hooks.slack.com/services/T0/B0/x", False),
        ("https://hooks.slack.com", False),
        ("https://hooks.slack.com/", False),
        ("https://hooks.slack.com.example.org/services/x", False),
        ("https://someone@hooks.slack.com/services/x", False),
        ("https://hooks.slack.com@example.org/services/x", False),
        ("https://hooks.slack.com:8443/services/x", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("https://hooks.slack.com/services/a b", False),
        ("https://hooks.slack.com/services/ü", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_slack_itself_is_posted_to(address, is_allowed):
    assert webhook.is_allowed(address) is is_allowed


def test_a_post_arrives_as_json(slack):
    webhook.post(slack.webhook, "Room 1: Zoë & Bo")
    assert slack.texts == ["Room 1: Zoë & Bo"]
    assert slack.kinds == ["application/json; charset=utf-8"]


@pytest.mark.parametrize(
    ("answer", "words", "may_pass"),
    [
        ((404, "no_service", {}), "Slack says: this webhook was removed or switched off (404).", False),
        ((410, "channel_is_archived", {}), "Slack says: the channel is archived (410).", False),
        ((400, "invalid_payload", {}), "Slack says: no, “invalid_payload” (400).", False),
        ((403, "<html>\nnot for staff", {}), "Slack says: no (403).", False),
        ((500, "rollup_error", {}), "Slack says: no, “rollup_error” (500).", True),
        ((429, "", {"Retry-After": "120"}), "Slack is busy and asks us to wait (429).", True),
    ],
)
def test_what_slack_says_is_told_in_words(slack, answer, words, may_pass):
    slack.answers = [answer]
    with pytest.raises(NotPosted) as refused:
        webhook.post(slack.webhook, "Hello")
    assert (str(refused.value), refused.value.may_pass) == (words, may_pass)
    assert refused.value.wait == datetime.timedelta(seconds=120 if answer[0] == 429 else 0)


def test_a_redirect_is_not_followed(slack):
    slack.answers = [(302, "", {"Location": f"{slack.origin}/elsewhere"})]
    with pytest.raises(NotPosted):
        webhook.post(slack.webhook, "Hello")
    assert slack.asked == 1


def test_a_server_that_is_not_there_may_be_there_later_and_its_address_is_not_told(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{probe.getsockname()[1]}"
    settings.SLACK_ORIGINS = [origin]
    with pytest.raises(NotPosted) as refused:
        webhook.post(f"{origin}/services/s3cret", "Hello")
    assert str(refused.value) == "Slack can't be reached: Connection refused."
    assert refused.value.may_pass


def test_a_server_that_does_not_answer_is_given_up_on(settings, monkeypatch):
    monkeypatch.setattr(webhook, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        origin = f"http://127.0.0.1:{silent.getsockname()[1]}"
        settings.SLACK_ORIGINS = [origin]
        with pytest.raises(NotPosted, match="no answer within"):
            webhook.post(f"{origin}/services/s3cret", "Hello")


def test_an_address_that_the_environment_no_longer_allows_gets_nothing(slack, settings):
    settings.SLACK_ORIGINS = ["https://hooks.slack.com"]
    with pytest.raises(NotPosted, match="not one of those"):
        webhook.post(slack.webhook, "Hello")
    assert slack.asked == 0
