import csv
import datetime
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mixitup import library
from mixitup.models import Change, Page
from networking.goals import GoalTaken, activity_of, choose_goal, plan_for, tick_step
from networking.models import Goal, GoalPlan, Kind
from tests.factories import EnrolmentFactory, GoalFactory, InningFactory

NOW = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture
def enrolment(db):
    return EnrolmentFactory(inning=InningFactory(starts_on=datetime.date(2020, 1, 6), name="only"))


@pytest.fixture
def own(enrolment, sign_in):
    return sign_in(enrolment.student.user)


def test_goal_is_due_at_the_end_of_the_module_unless_staff_set_a_date(enrolment):
    assert plan_for(enrolment).due_on == datetime.date(2020, 2, 14)
    GoalPlan.objects.create(
        inning=enrolment.inning, module=enrolment.module, due_on=datetime.date(2020, 1, 24)
    )
    assert plan_for(enrolment).due_on == datetime.date(2020, 1, 24)


def test_second_window_cannot_choose_a_second_goal(enrolment):
    choose_goal(enrolment.student, enrolment.inning, Kind.MENTOR, datetime.date(2020, 2, 1), {})
    with pytest.raises(GoalTaken):
        choose_goal(enrolment.student, enrolment.inning, Kind.OWN, datetime.date(2020, 2, 1), {})


def test_first_step_sets_a_goal_in_motion_and_unticking_takes_it_back():
    goal = Goal(kind=Kind.MENTOR, steps=["one", "two"])
    tick_step(goal, 1, True, NOW)
    assert (goal.state, goal.done_steps, goal.next_step) == (Goal.State.IN_MOTION, [1], "one")
    tick_step(goal, 1, False, NOW)
    assert goal.state == Goal.State.CHOSEN


def test_goal_goes_from_chosen_to_done_with_a_takeaway(own, enrolment):
    own.post(reverse("goal_choose"), {"kind": "known_contact", "whom": "My aunt", "due_on": "2020-02-01"})
    goal = Goal.objects.get()
    own.post(reverse("goal_step", args=[goal.pk]), {"place": "0", "done": "1"})
    own.post(reverse("goal_finish", args=[goal.pk]), {"takeaway": "Ask early"})
    goal.refresh_from_db()
    assert (goal.state, goal.said("whom"), goal.said("takeaway")) == (Goal.State.DONE, "My aunt", "Ask early")


def test_goal_without_takeaway_is_not_done(own, enrolment):
    goal = GoalFactory(owner=enrolment.student, inning=enrolment.inning)
    own.post(reverse("goal_finish", args=[goal.pk]), {"takeaway": " "})
    goal.refresh_from_db()
    assert goal.done_at is None


def test_giving_a_goal_up_makes_room_for_another(own, enrolment):
    goal = GoalFactory(owner=enrolment.student, inning=enrolment.inning)
    own.post(reverse("goal_change", args=[goal.pk]), {"what": "drop"})
    choose_goal(enrolment.student, enrolment.inning, Kind.OWN, datetime.date(2020, 2, 1), {})
    assert [g.kind for g in Goal.objects.current()] == [Kind.OWN]


def test_staff_see_states_and_no_words(staff_client, enrolment):
    GoalFactory(owner=enrolment.student, inning=enrolment.inning, private={"whom": "canary-whom"})
    page = staff_client.get(reverse("goal_progress")).content.decode()
    assert "Someone I know already" in page
    assert "canary" not in page


def test_staff_read_a_goal_only_while_it_is_shared(staff_client, enrolment):
    goal = GoalFactory(owner=enrolment.student, inning=enrolment.inning, private={"whom": "My aunt"})
    url = reverse("goal_shared", args=[goal.pk])
    assert staff_client.get(url).status_code == 404
    Goal.objects.update(is_shared=True)
    assert "My aunt" in staff_client.get(url).content.decode()


def table(client, extension="csv", **asked):
    return client.get(reverse("goal_export", args=[extension]), asked)


def lines(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_states_and_dates_come_out_and_no_words_not_even_shared_ones(staff_client, enrolment):
    who = enrolment.student
    GoalFactory(
        owner=who,
        inning=enrolment.inning,
        steps=["canary-step"],
        private={"whom": "canary-whom", "takeaway": "canary-takeaway"},
        due_on=datetime.date(2020, 2, 1),
        started_at=datetime.datetime(2020, 1, 21, 3, tzinfo=datetime.UTC),  # still the 20th in Denver
        is_shared=True,
    )
    response = table(staff_client)
    assert lines(response) == [
        ["Name", "E-mail", "Module", "Program", "Cohort", "Kind", "State", "By", "Late", "Begun", "Done"],
        [
            *(who.shown_name, who.email, str(enrolment.module.number), enrolment.program.name),
            *(enrolment.cohort.name, "Someone I know already", "In motion"),
            *("2020-02-01", "yes", "2020-01-20", ""),
        ],
    ]
    assert b"canary" not in response.content
    assert response["Content-Disposition"] == 'attachment; filename="networking-goals-only.csv"'


def test_goals_come_out_as_the_page_is_narrowed(staff_client, enrolment):
    other = EnrolmentFactory(inning=enrolment.inning, module=enrolment.module)
    GoalFactory(owner=other.student, inning=enrolment.inning, done_at=NOW)
    number = enrolment.module.number
    for asked, names in (
        ({"state": "none"}, [enrolment.student.shown_name]),
        ({"state": "done", "module": number}, [other.student.shown_name]),
        ({"module": number + 1}, []),
    ):
        page = staff_client.get(reverse("goal_progress"), asked).context["page"]
        assert [row[0] for row in lines(table(staff_client, **asked))[1:]] == names
        assert [row.enrolment.student.shown_name for row in page] == names


def test_goals_in_excel_hold_a_hostile_name_as_text(staff_client, enrolment):
    student = enrolment.student
    student.name, student.preferred_name = "=1+1", ""
    student.save()
    cell = load_workbook(io.BytesIO(table(staff_client, "xlsx").content)).active["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert lines(table(staff_client))[1][0] == "'=1+1"
    assert table(staff_client, "pdf").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_taking_goals_out_asks_as_little_for_many_as_for_one(staff_client, count, django_assert_num_queries):
    inning = InningFactory()
    for _ in range(count):
        GoalFactory(owner=EnrolmentFactory(inning=inning).student, inning=inning)
    with django_assert_num_queries(6):
        assert len(lines(table(staff_client))) == 1 + count


@pytest.mark.parametrize("count", [1, 3])
def test_progress_asks_as_little_for_many_as_for_one(staff_client, count, django_assert_num_queries):
    inning = InningFactory()
    for _ in range(count):
        GoalFactory(owner=EnrolmentFactory(inning=inning).student, inning=inning)
    with django_assert_num_queries(8):
        staff_client.get(reverse("goal_progress"))


def test_staff_set_the_page_and_date_of_a_module(staff_client, enrolment):
    url = reverse("goal_plan_edit", args=[enrolment.inning.pk, enrolment.module.number])
    staff_client.post(url, {"page": "", "due_on": "2020-01-24"})
    assert GoalPlan.objects.get().due_on == datetime.date(2020, 1, 24)
    assert Page.objects.count() == 0


def test_of_two_staff_who_set_a_module_at_once_the_second_sees_the_firsts(staff_client, enrolment):
    url = reverse("goal_plan_edit", args=[enrolment.inning.pk, enrolment.module.number])
    seen = staff_client.get(url).context["form"]["seen"].value()
    staff_client.post(url, {"page": "", "due_on": "2020-01-24", "seen": seen})
    second = staff_client.post(url, {"page": "", "due_on": "2020-01-31", "seen": seen})
    assert (second.status_code, GoalPlan.objects.get().due_on) == (409, datetime.date(2020, 1, 24))
    assert "Goals due on “2020-01-24”" in second.content.decode()
    seen = second.context["form"]["seen"].value()
    staff_client.post(url, {"page": "", "due_on": "2020-01-31", "seen": seen})
    told = Change.objects.values_list("verb", "subject", "after__due_on")
    subject = f"Goal plan Module 1, {enrolment.inning}"
    assert list(told) == [
        ("settings.added", subject, "2020-01-24"),
        ("settings.changed", subject, "2020-01-31"),
    ]


def test_week_prompts_its_activity_until_staff_choose_another(own, enrolment):
    def activity(slug, week):
        page = Page.objects.create(kind=Page.Kind.ACTIVITY, slug=slug)
        library.save_version(
            page,
            f"---\ntitle: {slug}\nweek: {week}\n---\n\n## Go\n\nText.\n",
            None,
            seen=None,
            verb="page.imported",
        )
        page.refresh_from_db()
        return page

    first, late = activity("first", 2), activity("late", 5)
    assert activity_of(enrolment, datetime.date(2020, 1, 13)) == first
    assert activity_of(enrolment, datetime.date(2020, 2, 6)) == late
    GoalPlan.objects.create(
        inning=enrolment.inning, module=enrolment.module, page=first, due_on=datetime.date(2020, 1, 24)
    )
    assert activity_of(enrolment, datetime.date(2020, 2, 6)) == first
    assert ">first</a>" in own.get(reverse("networking_home")).content.decode()


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Goal 1: your mentor", Kind.MENTOR),
        ("Goal #2: Meet someone new at school", Kind.SOMEONE_NEW),
        ("Goal #2: Get to know somebody new", Kind.SOMEONE_NEW),
        ("Goal #3: a contact you already know", Kind.KNOWN_CONTACT),
        ("Someone you don't know yet", Kind.COLD_CONTACT),
        ("Read a book", None),
    ],
)
def test_suggestion_of_a_lesson_chooses_its_kind(own, enrolment, title, kind):
    form = own.get(reverse("goal_choose"), {"about": title}).context["form"]
    assert form.initial["kind"] == kind


def test_who_has_a_goal_is_taken_to_it_before_typing_another(own, enrolment):
    choose_goal(enrolment.student, enrolment.inning, Kind.MENTOR, datetime.date(2020, 2, 1), {})
    response = own.get(reverse("goal_choose"), {"about": "Someone new"}, follow=True)
    assert response.redirect_chain == [(reverse("goal_detail"), 302)]
    assert "You have a goal already" in response.content.decode()
