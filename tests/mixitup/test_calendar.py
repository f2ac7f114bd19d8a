import datetime
from zoneinfo import ZoneInfo

import pytest

from mixitup import calendar, library
from mixitup.models import Enrolment, Inning, Page, School, Session
from tests import factories

pytestmark = pytest.mark.django_db
DENVER = ZoneInfo("America/Denver")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (datetime.date(2026, 11, 20), datetime.date(2026, 12, 28)),  # while an inning runs: after it
        (datetime.date(2027, 3, 3), datetime.date(2027, 3, 8)),  # long after: the next Monday
        (datetime.date(2027, 3, 8), datetime.date(2027, 3, 8)),  # a Monday is as good as the next
    ],
)
def test_the_next_inning_starts_on_a_monday_after_the_last(today, expected):
    factories.InningFactory()
    assert calendar.next_start(today) == expected


def test_a_first_inning_starts_on_the_next_monday():
    assert calendar.next_start(datetime.date(2026, 11, 21)) == datetime.date(2026, 11, 23)


def test_suggested_sessions_keep_the_schools_hour_when_clocks_change():
    # Clocks go forward on 14 March 2027, between the two Wednesdays.
    inning = Inning(name="2703", starts_on=datetime.date(2027, 3, 1))
    two, four = calendar.suggested_sessions(inning, School(), [])
    assert [one.starts_at.astimezone(DENVER).hour for one in (two, four)] == [11, 11]
    assert [one.starts_at.hour for one in (two, four)] == [18, 17]
    assert two.groups_out_at.astimezone(DENVER) == datetime.datetime(2027, 3, 9, 16, 0, tzinfo=DENVER)


def test_only_what_an_inning_lacks_is_suggested():
    session = factories.SessionFactory(week=2)
    found = calendar.suggested_sessions(session.inning, School(), [session])
    assert [(one.week, one.focus) for one in found] == [(4, Session.Focus.INTERVIEW_PREP)]


def test_the_usual_guide_is_what_the_last_session_of_the_focus_used():

    guide = Page.objects.create(kind=Page.Kind.GUIDE, slug="ours")
    factories.SessionFactory(guide=guide)
    assert calendar.usual_guide(Session.Focus.NETWORKING) == guide
    assert calendar.usual_guide(Session.Focus.INTERVIEW_PREP) is None


def enrol(module, count, **fields):
    return [
        factories.EnrolmentFactory(module=factories.ModuleFactory(number=module), **fields)
        for _ in range(count)
    ]


def test_the_roster_counts_active_people_absences_and_leads():
    session = factories.SessionFactory()
    mod4 = enrol(4, 3)
    enrol(3, 1)
    enrol(1, 2)
    enrol(1, 1, status=Enrolment.Status.PAUSED)
    session.absences.create(student=mod4[0].student)
    found = calendar.roster(session.inning, session)
    assert (found.people, found.absent, found.present, found.leads) == (6, 1, 5, (2, 1))
    assert found.modules == ((1, 2), (3, 1), (4, 3))


def test_the_roster_takes_one_query_at_any_size(django_assert_num_queries):
    session = factories.SessionFactory()
    enrol(4, 3)
    with django_assert_num_queries(1):
        calendar.roster(session.inning, session)


def test_a_gap_in_the_lead_ranks_keeps_the_places():
    inning = factories.InningFactory()
    enrol(3, 2, inning=inning)
    assert calendar.roster(inning).leads == (0, 2)


def roster(people, *leads):
    return calendar.Roster(people, 0, leads, (), (4, 3)[: len(leads)])


def test_room_choices_say_what_each_number_of_rooms_means():
    choices = calendar.room_choices(Session(), roster(23, 4, 2), School())
    assert [(one.rooms, one.sizes, one.leads) for one in choices] == [
        (4, "3 of 6 and 1 of 5", "Every room can have a Mod 4"),
        (5, "3 of 5 and 2 of 4", "1 without a Mod 4"),
    ]


def test_mod_4_only_counts_no_other_lead():
    session = Session(lead_rule=Session.LeadRule.FIRST_RANK)
    one = calendar.room_choice(session, 5, roster(23, 4, 2), School())
    assert one.leads == "1 without a Mod 4, 1 without any lead"


def test_a_school_with_other_modules_reads_of_those():
    inning = factories.InningFactory()
    for number, rank in ((6, 1), (5, 2), (2, 3)):
        factories.ModuleFactory(number=number, lead_rank=rank)
    enrol(6, 1, inning=inning)
    enrol(2, 2, inning=inning)
    found = calendar.roster(inning)
    assert (found.leads, found.next_leads) == ((1, 0, 2), [(2, 2)])
    assert calendar.room_choice(Session(), 2, found, School()).leads == "1 without a Mod 6"
    assert list(calendar.lead_rules().values()) == [
        "Mod 6 first, Mod 5, then Mod 2 where those run out",
        "Mod 6 only",
        "No leads",
    ]


def test_without_leads_no_room_lacks_one():
    one = calendar.room_choice(Session(lead_rule=Session.LeadRule.NONE), 5, roster(23, 4), School())
    assert (one.leads, one.is_led) == ("Nobody leads", True)


def test_too_many_rooms_or_people_for_zoom_are_named():
    school = School(zoom_rooms=50, zoom_people=200)
    assert calendar.too_many_rooms(60, school) == "10 more than the 50 breakout rooms of the Zoom account"
    assert calendar.too_many_people(243, school) == "243 people are more than the 200 of the Zoom account"
    assert calendar.too_many_rooms(50, school) == calendar.too_many_people(200, school) == ""


def test_the_line_of_weeks_knows_where_today_is():
    session = factories.SessionFactory()
    now = datetime.datetime(2026, 12, 1, 12, 0, tzinfo=DENVER)
    line = calendar.weeks(session.inning, Session.objects.for_calendar(), now, DENVER)
    assert [week.tense for week in line] == ["past", "past", "now", "coming", "coming", "coming"]
    assert [week.chip[0] for week in line] == ["", "Not held", "", "", "", ""]


def test_each_focus_has_a_starter_guide():
    library.load_starters(Page.Kind.GUIDE)
    for focus in Session.Focus:
        assert calendar.usual_guide(focus) is not None
