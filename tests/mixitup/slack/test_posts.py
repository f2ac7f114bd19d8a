import datetime

import pytest

from mixitup import notices, publishing
from mixitup.letters import Seating
from mixitup.models import Change, Membership, Notice, School, Session, Student
from mixitup.slack import posting, posts
from tests.mixitup.slack.conftest import NOW

Kind = Notice.Kind
pytestmark = pytest.mark.django_db
DAY = "Wednesday 25 November, 11:00–12:00, Denver time (MST)"


def publish(session, *, to_slack=True, at=NOW):
    done = publishing.publish(session, None, None, at, to_slack=to_slack)
    session.refresh_from_db()
    return done


def send(at=NOW):
    return notices.send_due(lambda: at)


def draft_of(session):
    session = Session.objects.get(pk=session.pk)
    return session.draft or session.published.copy()


def swap(session, one, two):
    draft = draft_of(session)
    first, second = (draft.memberships.get(student__name=name) for name in (one, two))
    first.group, second.group = second.group, first.group
    first.save()
    second.save()


def page(session):
    return f"http://127.0.0.1:8000/sessions/{session.pk}/"


def test_publishing_posts_all_rooms_with_their_people(channel, slack, session):
    publish(session)
    assert send() == 7
    assert slack.texts == [
        "*Week 2 · Networking*: the rooms are out\n"
        f"{DAY}. The room's number is the number of the Zoom breakout room; the link to join is here:\n"
        f"{page(session)}\n\n"
        "*Room 1*: Ada Vega (leads), Bo Nair and Cy Holm\n"
        "*Room 2*: Di Park (leads), Ed Ito and Flo Reyes"
    ]


def test_who_is_off_the_list_or_erased_is_never_named(channel, slack, session):
    Student.objects.filter(name__in=["Bo Nair", "Ed Ito", "Flo Reyes"]).update(is_listed=False)
    gone = Student.objects.get(name="Cy Holm")
    publish(session)
    Student.objects.filter(pk=gone.pk).update(user=None, erased_at=NOW)
    send()
    assert slack.texts[0].splitlines()[-2:] == [
        "*Room 1*: Ada Vega (leads) and 1 more",
        "*Room 2*: Di Park (leads) and 2 more",
    ]


def test_a_name_cannot_ring_the_channel(channel, slack, session):
    Student.objects.filter(name="Bo Nair").update(name="<!channel> & Bo")
    publish(session)
    send()
    assert "&lt;!channel&gt; &amp; Bo" in slack.texts[0]
    assert "<!channel>" not in slack.texts[0]


def test_a_channel_without_names_hears_only_that_rooms_are_out(channel, slack, session):
    channel.names_people = False
    channel.save()
    publish(session)
    send()
    swap(session, "Bo Nair", "Ed Ito")
    publish(session)
    send()
    assert "2 rooms, 6 people: look up yours there." in slack.texts[0]
    assert "Rooms 1 and 2 changed." in slack.texts[1]
    for name in Student.objects.values_list("name", flat=True):
        assert name not in "".join(slack.texts)


def test_publishing_again_posts_the_rooms_that_are_others_now(channel, slack, session):
    publish(session)
    send()
    swap(session, "Bo Nair", "Ed Ito")
    publish(session)
    send()
    assert slack.texts[1] == (
        "*Week 2 · Networking*: something changed\n"
        "Rooms 1 and 2 are now:\n\n"
        "*Room 1*: Ada Vega (leads), Cy Holm and Ed Ito (new here)\n"
        "*Room 2*: Di Park (leads), Bo Nair (new here) and Flo Reyes\n\n"
        f"All the others stay as they were: {page(session)}"
    )


def test_whom_a_room_lost_is_nobodys_business(channel, slack, session):
    publish(session)
    send()
    draft_of(session).memberships.filter(student__name="Flo Reyes").delete()
    publish(session)
    send()
    assert "*Room 2*: Di Park (leads) and Ed Ito\n" in slack.texts[1]
    assert "Flo" not in slack.texts[1]
    assert "Room 1" not in slack.texts[1]


def test_a_room_that_is_closed_is_said(channel, slack, session):
    publish(session)
    send()
    draft_of(session).memberships.filter(group__number=2).delete()
    publish(session)
    send()
    assert slack.texts[1] == (
        "*Week 2 · Networking*: something changed\nRoom 2 is closed.\n"
        f"All the others stay as they were: {page(session)}"
    )


def test_a_new_time_is_said_with_the_old_one(channel, slack, session):
    publish(session)
    send()
    session.starts_at += datetime.timedelta(hours=1)
    session.save()
    publish(session)
    send()
    assert slack.texts[1] == (
        "*Week 2 · Networking*: something changed\n"
        f"The time: Wednesday 25 November, 12:00–13:00, Denver time (MST) (it was {DAY}).\n{page(session)}"
    )


def test_only_another_zoom_link_is_no_news_for_the_channel(channel, slack, session):
    publish(session)
    send()
    session.zoom_link = "https://zoom.example.org/j/2"
    session.save()
    assert publish(session).is_posted is False
    assert send() == 6
    assert len(slack.texts) == 1


def test_what_the_channel_was_not_told_is_posted_whole_later(channel, slack, session):
    publish(session, to_slack=False)
    swap(session, "Bo Nair", "Ed Ito")
    publish(session)
    send()
    assert "the rooms are out" in slack.texts[0]


def test_without_a_channel_nothing_is_written(session):
    assert publish(session).is_posted is False
    assert not Notice.objects.to_channel().exists()
    assert "slack" not in Change.objects.get(verb="session.published").after


def test_taking_back_tells_the_channel_only_what_it_was_told(channel, slack, session):
    publish(session)
    publishing.withdraw(session, None, None, NOW)
    send()
    assert slack.texts == []
    session.refresh_from_db()
    publish(session)
    send()
    publishing.withdraw(Session.objects.get(pk=session.pk), None, None, NOW)
    send()
    assert "the groups are being made again" in slack.texts[1]
    assert Change.objects.filter(verb="session.withdrawn").last().after["slack"] is True
    session.refresh_from_db()
    publish(session)
    send()
    assert "the rooms are out" in slack.texts[2]


def test_a_take_back_that_waits_is_still_told_where_other_rooms_are_not_posted(channel, slack, session):
    """With the same rooms again, what the channel was told counts after all."""
    publish(session)
    send()
    publishing.withdraw(session, None, None, NOW)
    publish(session, to_slack=False)
    assert not Notice.objects.filter(kind=Kind.SLACK_BACK).exists()
    publishing.withdraw(session, None, None, NOW)
    swap(session, "Bo Nair", "Ed Ito")
    publish(session, to_slack=False)
    send()
    assert [text.split(": ")[1][:30] for text in slack.texts[1:]] == ["the groups are being made agai"]
    assert posting.posted(session) is None


def test_cancelling_tells_the_channel(channel, slack, session):
    publish(session)
    send()
    publishing.cancel(session, None, NOW)
    send()
    assert slack.texts[1] == (
        "*Week 2 · Networking* on Wednesday 25 November is cancelled. You need to do nothing."
    )


def test_a_planned_publication_posts_if_it_was_asked_to(channel, slack, session):
    publishing.schedule(session, None, None, NOW + datetime.timedelta(hours=1), NOW, to_slack=True)
    publishing.publish_due(NOW + datetime.timedelta(hours=1))
    send(NOW + datetime.timedelta(hours=1))
    assert len(slack.texts) == 1


def test_posting_again_says_all_rooms_and_twice_in_a_minute_is_once(channel, slack, session, staff):
    publish(session)
    send()
    assert posting.post_again(session, staff, NOW)
    assert not posting.post_again(session, staff, NOW)
    send()
    assert slack.texts[0] == slack.texts[1]
    assert Change.objects.filter(verb="session.posted", actor=staff).count() == 1


def test_a_big_school_gets_as_many_rooms_as_slack_takes(channel, session):
    seating = Seating(session.draft, session)
    names = [seat for seats in seating.rooms.values() for seat in seats]
    seating.rooms = dict.fromkeys(range(1, 1001), names)
    text = posts.all_rooms(session, seating, names_people=True)
    assert len(text) < 40_000
    assert text.endswith(f"more rooms: {page(session)}")
    said = sum(line.startswith("*Room ") for line in text.splitlines())
    assert f"… and {1000 - said} more rooms" in text


def test_the_text_for_a_room_names_everybody_and_has_the_link(session):
    Student.objects.filter(name="Bo Nair").update(is_listed=False, slack_name="bo.n")
    Student.objects.filter(name="Ada Vega").update(slack_name="@ada")
    first = posts.room_texts(session, Seating(session.draft, session))[0]
    assert first.text == (
        "You are room 1 at Mix It Up, Week 2 · Networking.\n"
        f"{DAY}.\n"
        "Ada Vega (leads), Bo Nair and Cy Holm.\n"
        "Join: https://zoom.example.org/j/1 and pick breakout room 1.\n"
        f"Who you are and what it will be about: {page(session)}"
    )
    assert (first.to, first.unknown) == ("@ada @bo.n", ["Cy Holm"])


def test_a_preview_is_what_is_posted(channel, slack, session, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    first = posts.preview(session, names_people=True)
    publish(session)
    send()
    swap(session, "Bo Nair", "Ed Ito")
    session = Session.objects.get(pk=session.pk)
    second = posts.preview(session, names_people=True)
    publish(session)
    send()
    assert slack.texts == [first, second]
    again = posts.preview(Session.objects.get(pk=session.pk), names_people=True)
    assert "the rooms are out" in again
    assert "Ed Ito" in again


def test_quiet_hours_hold_a_post_back(channel, slack, session):
    School(quiet_from=datetime.time(8), quiet_until=datetime.time(12)).save()
    publish(session)
    assert send() == 0
    assert send(NOW + datetime.timedelta(hours=3)) == 7
    assert len(slack.texts) == 1


def test_slack_in_trouble_is_tried_again_and_holds_up_no_mail(channel, slack, session):
    slack.answers = [(500, "rollup_error", {}), (429, "", {"Retry-After": "1800"})]
    publish(session)
    assert send() == 6
    post = Notice.objects.to_channel().get()
    assert (post.failed_at, post.due_at - NOW) == (None, notices.BACKOFF[0])
    send(post.due_at)
    before, post = post, Notice.objects.to_channel().get()
    assert post.due_at - before.due_at == datetime.timedelta(minutes=30)
    assert send(post.due_at) == 1
    assert len(slack.texts) == 1


def test_a_post_that_slack_refuses_for_good_is_listed_and_can_be_tried_again(channel, slack, session):
    slack.answers = [(410, "channel_is_archived", {})]
    publish(session)
    assert send() == 6
    failed = Notice.objects.failed()
    assert failed.get().error == "Slack says: the channel is archived (410)."
    assert notices.try_again(failed, NOW) == 1
    assert send() == 1
    assert len(slack.texts) == 1


def test_a_worker_killed_after_posting_posts_that_one_twice_at_most(channel, slack, session, monkeypatch):
    publish(session)
    monkeypatch.setattr(notices, "_mark_sent", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    Notice.objects.exclude(kind=Kind.SLACK).delete()
    with pytest.raises(KeyboardInterrupt):
        send()
    monkeypatch.undo()
    assert send() == 0
    assert send(NOW + notices.LEASE + datetime.timedelta(seconds=1)) == 1
    assert slack.texts == [slack.texts[0]] * 2


def test_a_post_overtaken_by_news_is_dropped(channel, slack, session):
    publish(session)
    Notice.objects.to_channel().update(leased_until=NOW - datetime.timedelta(seconds=1))
    swap(session, "Bo Nair", "Ed Ito")
    publish(session)
    send()
    assert len(slack.texts) == 1
    assert "Rooms 1 and 2 are now" in slack.texts[0]


def test_a_post_after_the_session_is_over_or_without_a_channel_is_given_up(channel, slack, session):
    publish(session)
    channel.delete()
    send()
    assert "no Slack channel any more" in Notice.objects.failed().get().error
    notices.try_again(Notice.objects.failed(), NOW)
    assert send(session.ends_at + datetime.timedelta(hours=1)) == 0
    assert "session was over" in Notice.objects.failed().get().error
    assert slack.asked == 0


def test_memberships_of_leads_change_the_room(channel, session):
    publish(session)
    send()
    draft = draft_of(session)
    draft.memberships.filter(student__name="Ada Vega").update(role=Membership.Role.MEMBER)
    old, new = Seating(session.published, session), Seating(draft, session)
    assert posting.changed_rooms(old.seats, new.seats) == [1]
