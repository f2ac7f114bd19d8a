import datetime

import pytest
from django.urls import reverse

from mixitup.models import Change, Inning, Module, School
from tests import factories

pytestmark = pytest.mark.django_db


def shown(client, url):
    """The values of the form on a page, to be sent back changed."""
    form = client.get(url).context["form"]
    return {field.html_name: field.value() if field.value() is not None else "" for field in form}


def post(client, url, **changes):
    return client.post(url, {**shown(client, url), **changes})


def test_staff_set_the_usual_hour_on_record(staff_client, staff):
    factories.SessionFactory()
    answer = post(staff_client, "/staff/settings/school/hour/", usual_start="13:30")
    assert answer.url == "/staff/settings/"
    assert School.objects.get().usual_start == datetime.time(13, 30)
    change = Change.objects.get()
    assert (change.actor, change.before, change.after) == (
        staff,
        {"usual_start": "11:00:00"},
        {"usual_start": "13:30:00"},
    )


def test_saving_settings_unchanged_leaves_no_record(staff_client):
    post(staff_client, "/staff/settings/school/name/")
    assert Change.objects.count() == 0


def test_the_zoom_account_is_one_choice_of_rooms_and_people(staff_client):
    post(staff_client, "/staff/settings/school/zoom/", account="100/1000", zoom_link="zoom.example.org/j/7")
    school = School.objects.get()
    assert (school.zoom_rooms, school.zoom_people) == (100, 1000)
    assert school.zoom_link == "https://zoom.example.org/j/7"


def test_an_unknown_time_zone_is_refused(staff_client):
    answer = post(staff_client, "/staff/settings/school/name/", time_zone="Mars/Olympus")
    assert answer.context["form"].errors.keys() == {"time_zone"}
    assert not School.objects.exists()


def test_groups_out_after_the_start_on_the_day_is_refused(staff_client):
    answer = post(staff_client, "/staff/settings/school/hour/", groups_out_days_before="0")
    assert "must be out before 11:00" in answer.content.decode()


def test_two_people_at_once_see_both_values_and_lose_nothing(staff_client):
    url = "/staff/settings/school/name/"
    seen = shown(staff_client, url)
    staff_client.post(url, {**seen, "contact_name": "Team Blue"})
    late = staff_client.post(url, {**seen, "contact_name": "Team Red"})
    assert late.status_code == 409
    page = late.content.decode()
    assert "Who answers questions “Team Blue”" in page
    assert 'value="Team Red"' in page
    assert School.objects.get().contact_name == "Team Blue"


def test_after_seeing_the_other_values_saving_again_replaces_them(staff_client):
    url = "/staff/settings/school/name/"
    seen = shown(staff_client, url)
    staff_client.post(url, {**seen, "contact_name": "Team Blue"})
    form = staff_client.post(url, {**seen, "contact_name": "Team Red"}).context["form"]
    staff_client.post(url, {**seen, "contact_name": "Team Red", "seen": form["seen"].value()})
    assert School.objects.get().contact_name == "Team Red"


def test_a_taken_lead_rank_names_its_holder(staff_client):
    factories.ModuleFactory(number=4)
    answer = post(staff_client, "/staff/settings/modules/new/", number="5", name="Module 5", lead_rank="1")
    assert "Module 4 has rank 1. Give Module 4 another rank first" in answer.content.decode()
    assert Module.objects.count() == 1


def test_a_program_code_is_stored_in_capitals(staff_client):
    post(staff_client, "/staff/settings/programs/new/", name="Data", code="ds")
    assert Change.objects.get().after == {"name": "Data", "code": "DS"}


@pytest.mark.parametrize("kind", ["programs", "modules", "cohorts", "innings"])
@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_queries_however_long(staff_client, django_assert_num_queries, kind, count):
    for number in range(1, count + 1):
        program = factories.ProgramFactory(code=f"P{number}")
        inning = factories.InningFactory(
            name=str(number), starts_on=datetime.date(2026, 1, 5) + datetime.timedelta(weeks=6 * number)
        )
        cohort = factories.CohortFactory(name=f"C{number}", program=program)
        factories.EnrolmentFactory(
            inning=inning, cohort=cohort, program=program, module=factories.ModuleFactory(number=number)
        )
    expected = {"programs": 7, "modules": 7, "cohorts": 6, "innings": 12}[kind]
    with django_assert_num_queries(expected):
        page = staff_client.get(f"/staff/settings/{kind}/")
    assert len(page.context["rows"]) == count


def test_an_unused_row_is_deleted_after_asking(staff_client):
    cohort = factories.CohortFactory()
    url = reverse("setting_delete", args=["cohorts", cohort.pk])
    assert "Nothing uses this cohort" in staff_client.get(url).content.decode()
    staff_client.post(url)
    assert not type(cohort).objects.exists()


def test_a_used_row_offers_no_deletion(staff_client):
    cohort = factories.EnrolmentFactory().cohort
    url = reverse("setting_delete", args=["cohorts", cohort.pk])
    assert url not in staff_client.get("/staff/settings/cohorts/").content.decode()
    assert "It is used by 1 enrolment" in staff_client.get(url).content.decode()
    assert "2608-BE stays" in staff_client.post(url, follow=True).content.decode()


def test_an_unknown_list_does_not_exist(staff_client):
    assert staff_client.get("/staff/settings/animals/").status_code == 404
    assert staff_client.get("/staff/settings/school/animals/").status_code == 404


def test_a_new_inning_suggests_the_monday_after_the_last(staff_client):
    factories.InningFactory(starts_on=datetime.date(2050, 1, 3))
    values = shown(staff_client, "/staff/settings/innings/new/")
    assert (values["starts_on"], values["name"]) == (datetime.date(2050, 2, 14), "5002")


@pytest.mark.parametrize(
    ("starts_on", "said"),
    [
        ("2026-11-17", "An inning starts on a Monday; this is a Tuesday."),
        ("2026-12-21", "Inning 2611 runs from 16 November 2026 to 27 December 2026"),
    ],
)
def test_an_inning_that_cannot_start_then_says_why(staff_client, starts_on, said):
    factories.InningFactory()
    answer = post(staff_client, "/staff/settings/innings/new/", name="next", starts_on=starts_on)
    assert said in answer.content.decode()
    assert Inning.objects.count() == 1


def test_an_inning_does_not_move_away_from_its_sessions(staff_client):
    inning = factories.SessionFactory().inning
    url = reverse("setting_update", args=["innings", inning.pk])
    answer = post(staff_client, url, starts_on="2026-11-23")
    assert "Week 2 · Networking is planned for 25 November" in answer.content.decode()


def test_a_new_inning_plans_both_sessions_with_one_click(staff_client):
    answer = post(staff_client, "/staff/settings/innings/new/", name="5001", starts_on="2050-01-03")
    inning = Inning.objects.get()
    page = staff_client.get(answer.url).content.decode()
    assert "Wednesday 12 January, 11:00" in page
    assert "Wednesday 26 January, 11:00" in page
    staff_client.post(reverse("suggestion_accept", args=[inning.pk]))
    staff_client.post(reverse("suggestion_accept", args=[inning.pk]))
    assert [session.week for session in inning.sessions.all()] == [2, 4]
    assert Change.objects.filter(verb="session.planned").count() == 2


def test_a_new_school_is_led_back_to_its_home(staff_client):
    assert post(staff_client, "/staff/settings/school/name/", name="Northlight").url == "/"
    assert staff_client.post("/staff/settings/start/", {"from_home": "1"}).url == "/"
    assert staff_client.post("/staff/settings/start/").url == "/staff/settings/"


def test_an_inning_page_says_the_next_step_once_sessions_are_planned(staff_client):
    inning = factories.InningFactory(name="5001", starts_on=datetime.date(2050, 1, 3))
    staff_client.post(reverse("suggestion_accept", args=[inning.pk]))
    page = staff_client.get(reverse("inning_detail", args=[inning.pk])).content.decode()
    assert "Week 2 waits for its people" in page
    assert "suggest themselves" not in page


def test_another_time_zone_warns_of_sessions_whose_hour_moves(staff_client):
    factories.SessionFactory(starts_at=datetime.datetime(2050, 1, 12, 18, 0, tzinfo=datetime.UTC))
    post(staff_client, "/staff/settings/school/name/", time_zone="America/Los_Angeles")
    page = staff_client.get("/staff/settings/").content.decode()
    assert "One planned session keeps the same moment" in page
