import datetime
import re
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from mixitup import mixing
from mixitup.assignment import Contradiction
from mixitup.assignment.report import Alone
from mixitup.board import words
from mixitup.models import Absence, Arrangement, Session
from tests.factories import EnrolmentFactory, ModuleFactory, SessionFactory, published_session

pytestmark = pytest.mark.django_db
WEEK_2 = timezone.now() + datetime.timedelta(days=7)
WEEK_4 = WEEK_2 + datetime.timedelta(days=14)


def school(session, people=12):
    """People of Modules 4 to 1 by turns."""
    return [
        EnrolmentFactory(inning=session.inning, module=ModuleFactory(number=4 - place % 4)).student_id
        for place in range(people)
    ]


def test_propose_places_everyone_present_in_rooms_of_the_usual_size():
    session = SessionFactory(people_per_room=4)
    students = school(session, people=12)
    session.absences.create(student_id=students[3])
    session.inning.enrolments.filter(student=students[7]).update(status="paused")

    proposal = mixing.propose(session)

    assert sorted(len(people) for people in proposal.rooms.values()) == [3, 3, 4]
    placed = [student for people in proposal.rooms.values() for student in people]
    assert sorted(placed) == sorted(set(students) - {students[3], students[7]})


def test_propose_gives_the_same_groups_for_the_same_seed():
    session = SessionFactory()
    school(session)

    first, second = mixing.propose(session, seed=5), mixing.propose(session, seed=5)

    assert first.rooms == second.rooms
    assert first.digest == second.digest != mixing.propose(session, seed=6).digest


@pytest.mark.thorough
def test_propose_keeps_apart_those_who_met_before():
    session = published_session(rooms=3, people=3)
    now = SessionFactory(week=4, starts_at=WEEK_4, room_count=3)

    proposal = mixing.propose(now)

    assert proposal.report.repeats.value == 0
    met = {frozenset(pair.values_list("student", flat=True)) for pair in rooms_of(session)}
    assert not any(frozenset(people) in met for people in proposal.rooms.values())


def rooms_of(session):
    return [session.published.memberships.filter(group=group) for group in session.groups.all()]


def test_propose_keeps_pinned_people_in_their_rooms():
    session = SessionFactory(room_count=3)
    students = school(session)

    proposal = mixing.propose(session, pins={students[0]: 2, students[4]: 2})

    assert {students[0], students[4]} <= set(proposal.rooms[2])


@pytest.mark.parametrize(("rule", "leads"), [("by_rank", 3), ("first_rank", 2), ("none", 0)])
def test_propose_gives_rooms_the_leads_that_the_rule_allows(rule, leads):
    session = SessionFactory(room_count=3, lead_rule=rule)
    for number in (4, 4, 3, 3, 2, 1):
        EnrolmentFactory(inning=session.inning, module=ModuleFactory(number=number))

    assert len(mixing.propose(session).leads) == leads


@pytest.mark.parametrize(
    ("later", "comes_again"),
    [({}, True), ({"cancelled_at": timezone.now()}, False), (None, False)],
    ids=["Week 4 follows", "Week 4 is cancelled", "the last of the inning"],
)
def test_a_small_school_leaves_new_faces_for_the_inning_s_next_session(monkeypatch, later, comes_again):
    session = SessionFactory(starts_at=WEEK_2)
    school(session)
    if later is not None:
        SessionFactory(inning=session.inning, week=4, starts_at=WEEK_4, **later)
    asked, mix = [], mixing.assignment.mix
    monkeypatch.setattr(
        mixing.assignment, "mix", lambda problem, **options: asked.append(problem) or mix(problem, **options)
    )

    mixing.propose(session)

    assert asked[0].comes_again is comes_again


@pytest.mark.parametrize(
    ("alone", "said"),
    [
        ((0, 0), "Mixed for this one alone, nobody would meet again"),
        (
            (2, 3),
            "Mixed for this one alone, two pairs would meet again, and 3 pairs more than needed would share a cohort,"
            " module or program",
        ),
    ],
)
def test_the_preview_says_what_is_given_up_for_the_next_session(alone, said):
    session = SessionFactory()
    school(session)
    proposal = mixing.propose(session)
    report = proposal.report._replace(alone=Alone(*alone))

    facts = words.preview_facts(session, mixing.present(session), replace(proposal, report=report))

    assert (facts[-1].text, facts[-1].detail) == ("New faces are left for the next session.", said)


def test_propose_says_when_there_is_nobody():
    with pytest.raises(Contradiction, match="nobody to mix"):
        mixing.propose(SessionFactory())


def test_previews_shows_one_result_where_both_come_out_the_same():
    session = SessionFactory(prefer="spread")
    school(session)

    assert [one.prefer for one in mixing.previews(session, {}, "0")] == ["spread"]


def two_weeks():
    first = SessionFactory(room_count=4, starts_at=WEEK_2)
    later = SessionFactory(week=4, starts_at=WEEK_4, room_count=4, inning=first.inning)
    school(first, people=16)
    return first, later


@pytest.mark.thorough
def test_two_weeks_planned_together_meet_nobody_twice():
    first, later = two_weeks()

    one, two = mixing.propose_together(first, later, "repeats")

    assert two.report.repeats.value == 0
    pairs = [
        {frozenset((a, b)) for people in mix.rooms.values() for a in people for b in people if a < b}
        for mix in (one, two)
    ]
    assert pairs[0] & pairs[1] == set()


@pytest.mark.thorough
def test_two_weeks_are_planned_together_though_somebody_is_away_from_each():
    first, later = two_weeks()
    away = list(first.inning.enrolments.order_by("pk")[:3])
    Absence.objects.create(session=first, student=away[0].student)
    for one in away[1:]:
        Absence.objects.create(session=later, student=one.student)
    assert mixing.next_to_plan(first) == later

    both = mixing.propose_together(first, later, "repeats")

    seated = [{student for people in mix.rooms.values() for student in people} for mix in both]
    everybody = {one.student_id for one in first.inning.enrolments.all()}
    assert seated == [everybody - {away[0].student_id}, everybody - {one.student_id for one in away[1:]}]
    assert [sorted(len(people) for people in mix.rooms.values()) for mix in both] == [
        [3, 4, 4, 4],
        [3, 3, 4, 4],
    ]
    assert both[1].report.repeats.value == 0


@pytest.mark.thorough
def test_two_weeks_are_planned_together_with_other_rooms_and_leads():
    first, later = two_weeks()
    Session.objects.filter(pk=later.pk).update(room_count=3, lead_rule=Session.LeadRule.NONE)
    later = mixing.next_to_plan(first)

    one, two = mixing.propose_together(first, later, "repeats")

    assert (len(one.rooms), len(two.rooms)) == (4, 3)
    assert (len(one.leads), len(two.leads)) == (4, 0)


def test_only_the_next_week_that_takes_place_is_planned_and_only_while_it_has_no_groups():
    first, later = two_weeks()
    third = SessionFactory(week=5, starts_at=WEEK_4 + datetime.timedelta(days=7), inning=first.inning)
    assert mixing.next_to_plan(first) == later

    Arrangement.objects.create(session=later, number=1)
    assert mixing.next_to_plan(first) is None

    Session.objects.filter(pk=later.pk).update(cancelled_at=WEEK_4)
    assert mixing.next_to_plan(first) == third


def test_a_small_school_can_have_the_best_of_this_session_alone(staff_client):
    first, _ = two_weeks()
    url = reverse("board_mix", args=[first.pk])

    page = staff_client.get(url, {"alone": "on"}).content.decode()

    assert "Each is the best for this session alone." in page
    sent = dict(
        re.findall(r'<input type="hidden" name="(seen|prefer|seed|digest|alone)" value="([^"]*)"', page)
    )
    assert sent["alone"] == "on"
    assert staff_client.post(url, sent).status_code == 302
    assert first.draft.memberships.count() == 16


def test_mixing_both_weeks_writes_both_boards_or_neither(staff_client):
    first, later = two_weeks()
    url = reverse("board_mix", args=[first.pk])
    page = staff_client.get(url).content.decode()
    # The choice of what comes first holds for this button too.
    asked = re.search(r'form="(\S+)" name="both" value="on">Mix Week 2 and Week 4 together', page)[1]
    assert re.search(
        rf'<form[^>]* id="{asked}">(?:(?!</form>).)* type="radio" name="prefer"', page, re.DOTALL
    )

    stale = staff_client.post(url, {"seen": "7.7", "prefer": "repeats", "both": "on"})
    assert (stale.status_code, first.arrangements.count(), later.arrangements.count()) == (409, 0, 0)

    staff_client.post(url, {"seen": "0", "prefer": "repeats", "both": "on"})
    assert (first.draft.memberships.count(), later.draft.memberships.count()) == (16, 16)
