import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from mixitup import notices, publishing
from mixitup.models import Absence, Change, Notice, Publication, School, Session, SlackChannel, Student
from tests.factories import SessionFactory, drafted_session
from tests.mixitup.slack.conftest import NOW

pytestmark = pytest.mark.django_db
SETTINGS = "/staff/settings/slack/"
SECRET = "https://hooks.slack.com/services/T0/B0/s3cretx7Kq"


@pytest.fixture(autouse=True)
def _at(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def body(response):
    return response.content.decode()


def save(client, **values):
    seen = client.get(SETTINGS).context["form"]["seen"].value()
    said = {"webhook": "", "name": "#mix", "names_people": "on", "seen": seen, **values}
    return client.post(SETTINGS, said, follow=True)


def publish_page(session):
    return reverse("publication_create", args=[session.pk])


def test_the_address_is_kept_encrypted_and_never_shown_again(staff_client):
    found = body(save(staff_client, webhook=f" {SECRET} "))
    assert "hooks.slack.com … x7Kq" in found
    assert SlackChannel.objects.get().webhook == SECRET
    with connection.cursor() as cursor:
        cursor.execute("SELECT webhook FROM mixitup_slackchannel")
        assert "s3cret" not in cursor.fetchone()[0]
    for page in (SETTINGS, reverse("school_detail"), reverse("record_list")):
        assert "s3cret" not in body(staff_client.get(page))
    School.load()
    assert "s3cret" not in str(cache.get(School.CACHE_KEY))
    change = Change.objects.get(verb="settings.added")
    assert (change.subject, change.after["webhook"]) == ("Slack channel #mix", "set")
    assert "s3cret" not in str(change.after)


@pytest.mark.parametrize(
    "address", ["", "http://hooks.slack.com/services/x", "https://example.org/services/x"]
)
def test_no_other_address_is_taken_and_what_was_typed_stays(staff_client, address):
    response = save(staff_client, webhook=address)
    assert response.context["form"].errors["webhook"]
    assert 'value="#mix"' in body(response)
    assert not SlackChannel.objects.exists()


def test_changing_the_name_keeps_the_address(staff_client, channel, slack):
    save(staff_client, name="#rooms", names_people="")
    channel.refresh_from_db()
    assert (channel.webhook, channel.name, channel.names_people) == (slack.webhook, "#rooms", False)
    assert "webhook" not in Change.objects.get(verb="settings.changed").after


def test_two_colleagues_who_change_it_at_once_see_each_other(staff_client, channel):
    seen = staff_client.get(SETTINGS).context["form"]["seen"].value()
    SlackChannel.objects.update(name="#other")
    response = staff_client.post(SETTINGS, {"name": "#mine", "seen": seen})
    assert response.status_code == 409
    assert "#other" in body(response)


def test_a_test_line_is_posted_and_on_record(staff_client, channel, slack):
    found = body(staff_client.post(reverse("slack_try"), follow=True))
    assert "Slack took the test line" in found
    assert slack.texts[0].startswith("A test from Mix It Up at ")
    assert Change.objects.filter(verb="slack.tried").count() == 1


def test_a_test_line_that_is_refused_says_why(staff_client, channel, slack):
    slack.answers = [(404, "no_service", {})]
    found = body(staff_client.post(reverse("slack_try"), follow=True))
    assert (
        "The test line didn’t get there. Slack says: this webhook was removed or switched off (404)." in found
    )
    assert not Change.objects.filter(verb="slack.tried").exists()


def test_the_channel_can_be_removed(staff_client, channel):
    found = body(staff_client.post(reverse("slack_remove"), follow=True))
    assert "Nothing is posted to Slack any more" in found
    assert "Send a test line" not in found
    assert not SlackChannel.objects.exists()
    assert Change.objects.get(verb="settings.deleted").before == {"name": "#mix"}
    assert "no Slack channel to try" in body(staff_client.post(reverse("slack_try"), follow=True))


def test_publishing_offers_the_post_ticked_and_posts_it(staff_client, channel, slack, session):
    page = staff_client.get(publish_page(session))
    assert 'id="to-slack-now" checked' in body(page)
    data = {"seen": session.draft.version, "when": "now", "to_slack": "on"}
    found = body(staff_client.post(publish_page(session), data, follow=True))
    assert "6 mails are on the way. So is the post to Slack." in found
    assert "The post is on its way" in found
    assert "6 people told, in Slack too" in found
    notices.send_due(lambda: NOW)
    assert len(slack.texts) == 1
    assert "Posted, Monday 23 November, 09:00." in body(staff_client.get(publish_page(session)))


def test_without_the_tick_nothing_is_posted(staff_client, channel, slack, session):
    data = {"seen": session.draft.version, "when": "now"}
    found = body(staff_client.post(publish_page(session), data, follow=True))
    assert "weren't posted to #mix" in found
    notices.send_due(lambda: NOW)
    assert slack.texts == []


def test_without_a_channel_publishing_says_nothing_of_slack(staff_client, session):
    assert "to-slack" not in body(staff_client.get(publish_page(session)))


def test_a_tick_taken_away_stays_away_when_the_form_comes_back(staff_client, channel, session):
    data = {"seen": session.draft.version, "when": "later", "at": "soon"}
    assert 'id="to-slack-later" checked' not in body(staff_client.post(publish_page(session), data))


def test_a_planned_publication_says_that_it_posts(staff_client, channel, session):
    data = {"seen": session.draft.version, "when": "later", "at": "2026-11-24T16:00", "to_slack": "on"}
    assert "Posted to #mix too." in body(staff_client.post(publish_page(session), data, follow=True))
    assert Publication.objects.get().to_slack


def test_a_refused_post_is_on_the_publishing_page_and_can_be_tried_again(
    staff_client, channel, slack, session
):
    slack.answers = [(403, "action_prohibited", {})]
    publishing.publish(session, None, None, NOW, to_slack=True)
    notices.send_due(lambda: NOW)
    found = body(staff_client.get(publish_page(session)))
    assert found.count("administrators don&#x27;t allow this webhook to post there (403)") == 1
    assert "Failed mail" not in found
    url = reverse("notice_retry", args=[session.pk])
    staff_client.post(url, {"notice": Notice.objects.to_channel().get().pk})
    notices.send_due(lambda: NOW)
    assert len(slack.texts) == 1


def test_a_post_on_its_way_asks_again_until_it_is_there(staff_client, channel, slack, session):
    publishing.publish(session, None, None, NOW, to_slack=True)
    asked = {"HX-Request": "true", "HX-Target": "slack-state"}
    before = body(staff_client.get(publish_page(session), headers=asked))
    assert "The post is on its way" in before
    assert 'hx-trigger="every 3s"' in before
    notices.send_due(lambda: NOW)
    after = body(staff_client.get(publish_page(session), headers=asked))
    assert "Posted, Monday 23 November" in after
    assert "hx-" not in after


def test_a_post_that_waits_for_slack_is_no_reason_why_mail_waits(staff_client, channel, session):
    publishing.publish(session, None, None, NOW, to_slack=True)
    Notice.objects.to_channel().update(error="Slack says: no (500).")
    page = body(staff_client.get(publish_page(session)))
    assert "the last try said: Slack says: no (500)." in page
    assert "Nothing is lost" not in page


def test_the_post_can_be_read_before_and_sent_once_more(staff_client, channel, slack, session):
    Student.objects.filter(name="Bo Nair").update(is_listed=False)
    page = reverse("slack_detail", args=[session.pk])
    found = body(staff_client.get(page))
    assert "Publishing now would post this" in found
    assert "*Room 1*: Ada Vega (leads), Cy Holm and 1 more" in found
    assert "1 person chose to be left off" in found
    publishing.publish(session, None, None, NOW)
    assert "Post all rooms" in body(staff_client.get(page))
    url = reverse("slack_post", args=[session.pk])
    assert "The post is on its way." in body(staff_client.post(url, follow=True))
    assert "Nothing was posted" in body(staff_client.post(url, follow=True))
    notices.send_due(lambda: NOW)
    assert len(slack.texts) == 1


def test_each_room_has_a_text_that_copies_without_a_script(staff_client, session):
    found = body(staff_client.get(reverse("slack_detail", args=[session.pk])))
    assert '<textarea class="form-control" id="room-2" rows="7" readonly>You are room 2' in found
    assert "the board as it is now" in found
    assert "set a channel" in found


def test_each_rooms_text_is_folded_under_its_number_and_lead(staff_client, session):
    lead = session.draft.memberships.get(group__number=2, role="a_lead").student
    found = body(staff_client.get(reverse("slack_detail", args=[session.pk])))
    assert f"<b>Room 2</b><small>{lead.shown_name} leads</small></span></summary>" in found
    assert "<details open" not in found


def test_a_session_without_rooms_leads_to_the_board(staff_client):
    found = body(staff_client.get(reverse("slack_detail", args=[SessionFactory().pk])))
    assert "Mix the groups first." in found


@pytest.mark.parametrize("rooms", [1, 3])
def test_the_page_takes_the_same_queries_however_many_rooms(
    staff_client, channel, rooms, django_assert_num_queries
):
    url = reverse("slack_detail", args=[drafted_session(rooms=rooms, people=3).pk])
    staff_client.get(url)
    with django_assert_num_queries(20):
        staff_client.get(url)


def test_taking_back_says_that_the_channel_hears_of_it(staff_client, channel, session):
    publishing.publish(session, None, None, NOW, to_slack=True)
    notices.send_due(lambda: NOW)
    found = body(staff_client.get(reverse("publication_withdraw", args=[session.pk])))
    assert "The Slack channel is told, too." in found


def test_mending_the_day_offers_the_post_where_rooms_were_posted(staff_client, channel, slack, session):
    publishing.publish(session, None, None, NOW, to_slack=True)
    notices.send_due(lambda: NOW)
    Absence.objects.create(session=session, student=Student.objects.get(name="Ed Ito"))
    url = reverse("rescue_detail", args=[session.pk])
    page = staff_client.get(url)
    assert 'id="to-slack" checked' in body(page)
    plan = page.context["plan"]
    data = {
        "seen": plan.digest,
        "version": plan.version,
        "take": plan.keys,
        "then": "publish",
        "to_slack": "on",
    }
    staff_client.post(url, data)
    notices.send_due(lambda: NOW)
    assert "something changed" in slack.texts[1]
    assert Session.objects.get(pk=session.pk).published.number == 2
