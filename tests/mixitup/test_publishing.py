import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from mixitup import publishing, telling
from mixitup.models import Arrangement, Change, Membership, Notice, Publication, RoomRequest, Session
from mixitup.publishing import Conflict, Refused
from mixitup.telling import Reason
from tests.factories import EnrolmentFactory, SessionFactory, UserFactory, drafted_session

Kind = Notice.Kind
NOW = datetime.datetime(2026, 11, 23, 16, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return drafted_session(rooms=2, people=3)


def publish(session, at=NOW):
    return publishing.publish(session, None, None, at)


def publish_and_send(session, at=NOW):
    published = publish(session, at)
    Notice.objects.filter(sent_at=None).update(sent_at=at)
    session.refresh_from_db()
    return published


def draft_of(session) -> Arrangement:
    """The next draft: a copy of what is published."""
    session = Session.objects.get(pk=session.pk)
    return session.draft or session.published.copy()


def room(arrangement, number):
    return list(arrangement.memberships.filter(group__number=number).order_by("role", "pk"))


def swap(draft):
    """The last member of room 1 and the last of room 2 change places; who they are."""
    one, two = room(draft, 1)[-1], room(draft, 2)[-1]
    one.group, two.group = two.group, one.group
    one.save()
    two.save()
    return {one.student_id, two.student_id}


def told(published):
    return {one.student_id: set(one.reasons) for one in published.tellings}


def test_publish_freezes_the_draft_moves_the_pointer_and_writes_a_notice_for_each(session):
    draft = session.draft
    publish(session)
    session.refresh_from_db()
    draft.refresh_from_db()
    assert (session.published, draft.frozen_at, draft.starts_at) == (draft, NOW, session.starts_at)
    assert session.draft is None
    assert set(Notice.objects.values_list("kind", "due_at")) == {(Kind.PUBLISHED, NOW)}
    assert Notice.objects.values("user").distinct().count() == 6
    assert Change.objects.get().after == {"arrangement": 1, "told": {"published": 6}}


def test_publish_takes_a_fixed_number_of_queries(django_assert_num_queries):
    for rooms in (1, 3):
        session = drafted_session(rooms=rooms, people=3, session=SessionFactory(week=rooms))
        with django_assert_num_queries(17):
            publish(session)


def test_publish_refuses_a_board_that_changed_since_it_was_seen(session, staff):
    seen = session.draft.version
    Arrangement.objects.update(revision=1)
    with pytest.raises(Conflict):
        publishing.publish(session, staff, seen, NOW)
    session.refresh_from_db()
    assert (session.published, Notice.objects.count(), Change.objects.count()) == (None, 0, 0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cancelled_at": NOW}, "cancelled"),
        ({"starts_at": NOW - datetime.timedelta(hours=2)}, "over"),
    ],
)
def test_publish_refuses_sessions_that_will_not_meet(session, change, words):
    Session.objects.update(**change)
    with pytest.raises(Refused, match=words):
        publish(session)


def test_publish_refuses_an_empty_board():
    with pytest.raises(Refused, match="Mix the groups first"):
        publish(SessionFactory())


def test_publish_writes_nothing_to_people_who_cannot_get_mail(session):
    seat = room(session.draft, 1)[0]
    seat.student.user.is_active = False
    seat.student.user.save()
    publish(session)
    assert Notice.objects.count() == 5


def test_publishing_again_without_any_change_tells_nobody(session):
    publish_and_send(session)
    draft_of(session)
    assert publish(session, LATER).tellings == []


def test_publishing_again_tells_only_those_whose_room_lead_or_people_changed():
    session = drafted_session(rooms=3, people=3)
    publish_and_send(session)
    moved = swap(draft_of(session))
    found = told(publish(session, LATER))
    affected = {seat.student_id for number in (1, 2) for seat in room(draft_of(session), number)}
    assert set(found) == affected
    assert {pk for pk, reasons in found.items() if Reason.ROOM in reasons} == moved
    assert set(Notice.objects.filter(sent_at=None).values_list("kind", flat=True)) == {Kind.CHANGED}


def test_publishing_again_tells_the_room_whose_lead_changed(session):
    publish_and_send(session)
    draft = draft_of(session)
    lead, other, _ = room(draft, 1)
    lead.role = Membership.Role.MEMBER
    lead.save()
    other.role = Membership.Role.LEAD
    other.save()
    assert told(publish(session, LATER)) == {seat.student_id: {Reason.LEAD} for seat in room(draft, 1)}


def test_somebody_who_lost_their_room_is_told(session):
    publish_and_send(session)
    gone = room(draft_of(session), 2)[-1]
    gone.delete()
    assert told(publish(session, LATER))[gone.student_id] == {Reason.NO_ROOM}


@pytest.mark.parametrize("is_taken_out", [True, False])
def test_who_left_since_hears_nothing_more(session, is_taken_out):
    """Neither that they have no room, nor who is in the one where the board still has them."""
    publish_and_send(session)
    gone, other = room(draft_of(session), 2)[-1], room(draft_of(session), 2)[0]
    gone.student.enrolments.update(status="left")
    if is_taken_out:
        gone.delete()
    swap(draft_of(session))
    hear = told(publish(session, LATER))
    assert gone.student_id not in hear
    assert other.student_id in hear
    publishing.withdraw(session, None, None, LATER)
    assert not session.notices.filter(kind="withdrawn", user=gone.student.user).exists()


def test_a_new_time_can_be_published_without_a_draft_and_tells_everybody(session):
    publish_and_send(session)
    with pytest.raises(Refused, match="Nothing has changed"):
        publish(session, LATER)
    session.starts_at += datetime.timedelta(hours=1)
    session.save()
    published = publish(session, LATER)
    assert [one.reasons for one in published.tellings] == [(Reason.TIME,)] * 6
    assert published.arrangement.number == 2


def test_those_never_told_get_their_first_mail_from_the_newer_arrangement(session):
    publish(session)
    Notice.objects.filter(pk__in=list(Notice.objects.values_list("pk", flat=True)[:2])).update(sent_at=NOW)
    swap(draft_of(session))
    publish(session, LATER)
    session.refresh_from_db()
    waiting = Notice.objects.filter(sent_at=None)
    assert set(waiting.values_list("arrangement", flat=True)) == {session.published_id}
    assert waiting.filter(kind=Kind.PUBLISHED).count() == 4


def test_a_mail_in_a_workers_hands_counts_as_told_and_stays(session):
    publish(session)
    Notice.objects.update(leased_until=LATER)
    draft_of(session)
    assert publish(session, LATER).tellings == []
    assert Notice.objects.count() == 6


def test_taking_back_tells_those_told_drops_the_rest_and_leaves_a_draft(session, staff):
    publish(session)
    sent = Notice.objects.first()
    Notice.objects.filter(pk=sent.pk).update(sent_at=NOW)
    assert publishing.withdraw(session, staff, None, LATER) == 1
    session.refresh_from_db()
    assert session.published is None
    assert session.draft.memberships.count() == 6
    assert list(Notice.objects.order_by("pk").values_list("kind", "user")) == [
        (Kind.PUBLISHED, sent.user_id),
        (Kind.WITHDRAWN, sent.user_id),
    ]


def test_after_taking_back_everybody_told_of_it_is_told_their_room_anew(session):
    publish_and_send(session)
    publishing.withdraw(session, None, None, NOW)
    Notice.objects.update(sent_at=NOW)
    assert [one.reasons for one in publish(session, LATER).tellings] == [(Reason.FIRST,)] * 6


def test_a_taking_back_that_nobody_heard_of_is_forgotten(session):
    publish_and_send(session)
    publishing.withdraw(session, None, None, NOW)
    assert publish(session, LATER).tellings == []
    assert not Notice.objects.filter(kind=Kind.WITHDRAWN).exists()


def test_taking_back_refuses_another_version_and_a_session_that_is_over(session):
    with pytest.raises(Refused, match="not published"):
        publishing.withdraw(session, None, None, NOW)
    publish(session)
    with pytest.raises(Conflict):
        publishing.withdraw(session, None, "9.9", NOW)
    with pytest.raises(Refused, match="over"):
        publishing.withdraw(session, None, None, session.ends_at)


def test_cancelling_tells_those_told_and_revokes_what_was_planned(session, staff):
    publish_and_send(session)
    draft = draft_of(session)
    publishing.schedule(session, staff, draft.version, LATER, NOW)
    assert publishing.cancel(session, staff, NOW) == 6
    session.refresh_from_db()
    assert (session.published, session.cancelled_at) == (None, NOW)
    assert not Publication.objects.waiting().exists()
    assert Notice.objects.filter(kind=Kind.CANCELLED).count() == 6
    with pytest.raises(Refused, match="already"):
        publishing.cancel(session, staff, NOW)


def test_a_planned_publication_is_carried_out_once_at_its_time(session, staff):
    publishing.schedule(session, staff, session.draft.version, LATER, NOW)
    assert publishing.publish_due(NOW) == 0
    assert publishing.publish_due(LATER) == 1
    assert publishing.publish_due(LATER) == 0
    session.refresh_from_db()
    assert (session.published.frozen_at, Notice.objects.count()) == (LATER, 6)
    assert Change.objects.get(verb="session.published").actor == staff


def test_a_revoked_publication_does_not_happen(session, staff):
    publishing.schedule(session, staff, None, LATER, NOW)
    assert publishing.revoke(session, staff, NOW)
    assert publishing.publish_due(LATER) == 0
    assert not publishing.revoke(session, staff, NOW)


def test_a_planned_publication_that_cannot_be_done_says_so_to_who_asked(session, staff):
    publishing.schedule(session, staff, None, LATER, NOW)
    Membership.objects.all().delete()
    assert publishing.publish_due(LATER) == 0
    assert "Mix the groups first" in Publication.objects.get().refused
    notice = Notice.objects.get()
    assert (notice.kind, notice.user) == (Kind.NOT_PUBLISHED, staff)


def test_a_publication_is_planned_for_a_time_before_the_session(session, staff):
    for due, words in [(NOW, "passed"), (session.starts_at, "after the session starts")]:
        with pytest.raises(Refused, match=words):
            publishing.schedule(session, staff, None, due, NOW)


def test_planning_again_replaces_the_time_and_publishing_now_the_plan(session, staff):
    publishing.schedule(session, staff, None, LATER, NOW)
    again = publishing.schedule(session, staff, None, LATER + datetime.timedelta(hours=1), NOW)
    assert list(Publication.objects.waiting()) == [again]
    publish(session)
    assert not Publication.objects.waiting().exists()


def test_publishing_answers_the_room_requests_of_those_it_places(session):
    placed = room(session.draft, 1)[0].student
    other = EnrolmentFactory(inning=session.inning).student
    for student in (placed, other):
        RoomRequest.objects.create(session=session, student=student)
    publish(session)
    assert list(RoomRequest.objects.filter(answered_at=NOW)) == [RoomRequest.objects.get(student=placed)]


def test_what_was_told_takes_four_queries_at_any_size(django_assert_num_queries):
    session = drafted_session(rooms=1, people=2)
    publish_and_send(session)
    bigger = drafted_session(rooms=5, people=3, session=SessionFactory(week=4))
    publish_and_send(bigger)
    for one in (session, bigger):
        draft = draft_of(one)
        with django_assert_num_queries(4):
            telling.tellings(one, draft)


def test_people_who_never_were_in_this_session_are_not_told(session):
    UserFactory()
    publish(session)
    assert Notice.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_two_people_who_publish_at_once_publish_once():
    session = drafted_session(rooms=2, people=3)
    seen = session.draft.version

    def try_it(_):
        try:
            return publishing.publish(session, None, seen, NOW).arrangement.number
        except (Refused, Conflict):
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        numbers = list(pool.map(try_it, range(2)))
    assert sorted(numbers, key=str) == [1, None]
    assert (Notice.objects.count(), Change.objects.count(), Arrangement.objects.count()) == (6, 1, 1)


def test_a_publication_that_fails_keeps_no_other_from_its_time_and_is_tried_again(monkeypatch, caplog):
    broken, sound = drafted_session(), drafted_session(session=SessionFactory(week=4))
    for session in (broken, sound):
        publishing.schedule(session, None, None, LATER, NOW)
    told = telling.tellings

    def fail(session, arrangement):
        if session == broken:
            raise RuntimeError("something that nobody thought of")
        return told(session, arrangement)

    with monkeypatch.context() as patch:
        patch.setattr(telling, "tellings", fail)
        assert publishing.publish_due(LATER) == 1
    assert "something that nobody thought of" in caplog.text
    assert list(Session.objects.exclude(published=None)) == [sound]
    assert publishing.publish_due(LATER) == 1
