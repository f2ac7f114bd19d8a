"""A whole inning, compressed: from an empty school to the next inning, as staff, students and leads, clock and all."""

import datetime
import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from mixitup import notices, reminders
from mixitup.models import Attendance, Change, Enrolment, Inning, Membership, Session, User
from tests.browser.steps import bring_the_roster_in, mix, plan_the_sessions, publish, set_up_the_school

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = datetime.datetime(2026, 11, 16, 15, 0, tzinfo=datetime.UTC)
PHONE = {"viewport": {"width": 390, "height": 844}}
Role, Status = Membership.Role, Enrolment.Status


@pytest.fixture
def at(monkeypatch):
    """`at(moment)`: it is that time, and the worker has sent what is due."""

    def at(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        reminders.write_due(moment)
        notices.send_due(lambda: moment)

    return at


@pytest.fixture
def desk(visit, transactional_db, at):
    """Staff's window on the inning's first Monday."""
    at(MONDAY)
    call_command("create_staff", "robin@example.org", name="Robin Staff", stdout=StringIO())
    call_command("load_starter_pages", stdout=StringIO())
    return visit("/", User.objects.get())


@pytest.fixture
def look(axe):
    """axe for the pages that no other test opens; the others have their own."""
    return lambda page: None


@pytest.mark.thorough
def test_a_whole_inning(desk, visit, at, look, axe):
    set_up_the_school(desk, look)
    bring_the_roster_in(desk, look)
    plan_the_sessions(desk, look)
    week_2, week_4 = Session.objects.in_order()

    at(week_2.starts_at - datetime.timedelta(days=2))
    desk.goto("/")
    mix(desk, look)
    publish(desk, look)
    at(timezone.now() + datetime.timedelta(minutes=1))
    assert len(mail.outbox) == 24
    two_cannot_come_and_a_rescue_mends_it(desk, visit, at, week_2)
    a_lead_runs_the_hour(visit, at, week_2)
    staff_note_who_came(desk, at, week_2)

    at(week_4.starts_at - datetime.timedelta(days=2))
    desk.goto("/")
    mix(desk, look, focus="Interview")
    publish(desk, look)
    a_lead_runs_the_hour(visit, at, week_4)
    nobody_meets_again(week_2, week_4)

    at(week_4.ends_at + datetime.timedelta(days=1))
    plan_the_next_inning(desk)
    promote_take_back_and_promote(desk, axe)
    bring_the_new_people_in(desk)


def seats_of(session):
    session.refresh_from_db()
    found = session.published.memberships.select_related("student__user", "group")
    return found.order_by("group__number", "role", "pk")


def two_cannot_come_and_a_rescue_mends_it(desk, visit, at, session):
    """On the morning a lead says so on the phone, staff mark somebody; the rescue is taken as it is proposed."""
    at(session.starts_at - datetime.timedelta(hours=4))
    before = {seat.student_id: seat.group.number for seat in seats_of(session)}
    lead = seats_of(session).filter(group__number=2, role=Role.LEAD).get().student
    other = seats_of(session).filter(group__number=2, role=Role.MEMBER).first().student
    phone = visit("/", lead.user, **PHONE)
    phone.get_by_role("link", name="See your group").click()
    phone.get_by_text("I can’t come", exact=True).click()
    phone.get_by_role("button", name="Yes, I can’t come").click()
    expect(phone.get_by_text("You’re down as not coming.")).to_be_visible()

    desk.goto("/")
    desk.get_by_role("link", name="Rescue the day").click()
    desk.get_by_label("Somebody else", exact=True).fill(other.name)
    desk.get_by_role("button", name="Can’t come").click()
    expect(desk.get_by_role("heading", name="2 people can’t come")).to_be_visible()
    expect(desk.get_by_role("heading", name="Who steps in to lead")).to_be_visible()
    mail.outbox.clear()
    told = int(desk.locator("#outcome [role=status] b").inner_text())
    desk.get_by_role("button", name="Apply and publish").click()
    expect(desk.get_by_text(f"Applied and published. {told} people are told")).to_be_visible()

    at(timezone.now() + datetime.timedelta(minutes=1))
    after = {seat.student_id: seat.group.number for seat in seats_of(session)}
    assert before.keys() - after.keys() == {lead.pk, other.pk}
    assert seats_of(session).filter(role=Role.LEAD).count() == 5
    moved = {before[pk] for pk in after if after[pk] != before[pk]}
    touched = {2, *moved, *(after[pk] for pk in after if after[pk] != before[pk])}
    concerned = {seat.student.email for seat in seats_of(session) if seat.group.number in touched}
    assert {to for message in mail.outbox for to in message.to} == concerned | {lead.email, other.email}


def a_lead_runs_the_hour(visit, at, session):
    """Room 1's lead starts on time, goes through every part and notes who is here; a student's page follows."""
    lead, student, *_ = (seat.student for seat in seats_of(session).filter(group__number=1))
    at(session.starts_at)
    phone = visit("/", lead.user, **PHONE)
    phone.goto(f"/sessions/{session.pk}/room/")
    press(phone, phone.get_by_role("button", name=re.compile("Start the")))
    theirs = visit(f"/sessions/{session.pk}/room/", student.user, **PHONE)
    first = phone.locator("#part-title").inner_text()
    expect(theirs.locator("#part-title")).to_have_text(re.compile(re.escape(first.split("until")[0].strip())))
    press(phone, phone.get_by_role("button", name="Everyone's here"))
    on = phone.locator(".foot .go")
    for part in range(1, 20):
        if not on.count():
            break
        at(session.starts_at + datetime.timedelta(minutes=5 * part))
        press(phone, on)
    expect(phone.get_by_role("heading", name="That was your hour")).to_be_visible()
    people = seats_of(session).filter(group__number=1).count()
    assert Attendance.objects.filter(session=session, is_present=True).count() == people


def press(page, button):
    button.click()
    expect(page.locator("#live")).not_to_have_attribute("aria-busy", "true")


def staff_note_who_came(desk, at, session):
    """Afterwards staff mend one room: somebody of room 3 came, somebody missed it."""
    at(session.ends_at)
    came, missed, *_ = (seat.student for seat in seats_of(session).filter(group__number=3))
    desk.goto(f"/staff/sessions/{session.pk}/")
    desk.get_by_role("link", name="Who came").click()
    desk.locator(f"#is-{came.pk}").select_option("yes")
    desk.locator(f"#is-{missed.pk}").select_option("no")
    desk.get_by_role("button", name="Save").last.click()
    noted = dict(session.attendances.filter(group__number=3).values_list("student", "is_present"))
    assert noted == {came.pk: True, missed.pk: False}
    desk.goto("/")
    expect(desk.locator("main")).to_contain_text(f"{session.attendances.filter(is_present=True).count()} of")


def nobody_meets_again(week_2, week_4):
    """24 people in rooms of five can all meet new people. Where somebody noted who came, only those have met."""
    noted = dict(week_2.attendances.values_list("student", "is_present"))
    rooms = set(week_2.attendances.values_list("group", flat=True))
    met = {
        seat.student_id: seat.group_id
        for seat in seats_of(week_2)
        if noted.get(seat.student_id, seat.group_id not in rooms)
    }
    pairs = [(seat.group_id, met[seat.student_id]) for seat in seats_of(week_4) if seat.student_id in met]
    assert len(set(pairs)) == len(pairs) > 15


def plan_the_next_inning(desk):
    desk.goto("/")
    desk.get_by_role("link", name="Plan the next inning").click()
    desk.get_by_role("button", name=re.compile("Save|Add")).click()
    assert Inning.objects.count() == 2


def promote_take_back_and_promote(desk, axe):
    desk.goto("/")
    desk.get_by_role("link", name="Promote people").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("18 people move up, 6 graduate.")
    desk.get_by_label("Cai Example").select_option("repeats")
    desk.get_by_label("Dee Example").select_option("leaves")
    desk.get_by_role("button", name="Keep these choices").last.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("16 people move up, 6 graduate.")
    assert Enrolment.objects.count() == 24
    promote = desk.get_by_role("button", name=re.compile("Promote to"))
    promote.click()
    done = desk.get_by_role("heading", name="Promoted: 16 people moved up, 6 graduated, 1 repeat and 1 left.")
    expect(done).to_be_visible()
    assert Enrolment.objects.count() == 24 + 17

    desk.get_by_role("button", name="Take the promotion back").click()
    expect(desk.get_by_label("Cai Example")).to_have_value("repeats")
    assert list(Enrolment.objects.order_by().values_list("status", flat=True).distinct()) == [Status.ACTIVE]
    assert Enrolment.objects.count() == 24
    promote.click()
    expect(done).to_be_visible()
    axe(desk)
    assert Change.objects.filter(verb="promotion.applied").count() == 2


def bring_the_new_people_in(desk):
    """The next roster has everybody again, one level up, and two who are new."""
    going = Enrolment.objects.filter(inning=Inning.objects.order_by("starts_on").last()).select_related(
        "student__user"
    )
    rows = [
        f"{one.student.email}\t{one.student.name}\tMod {one.module.number}\t{one.cohort.name}"
        for one in going
    ]
    rows += [f"{name}@example.org\t{name.title()} New\tMod 1\t2608-BE" for name in ("yara", "zeno")]
    desk.get_by_role("link", name="Bring the new roster in").click()
    desk.get_by_label("Or cells pasted").fill("\n".join(["E-mail\tName\tMod\tCohort", *rows]))
    desk.get_by_role("button", name="Show what would change").click()
    desk.get_by_role("button", name=re.compile("Bring .* in")).click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("2 people joined")
    desk.goto("/staff/students/?inning=" + str(Inning.objects.order_by("starts_on").last().pk))
    expect(desk.locator("main")).to_contain_text("19")
