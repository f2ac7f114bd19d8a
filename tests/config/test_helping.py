import datetime

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from lessons import urls as lessons_urls
from mixitup import calendar_feed, helping
from mixitup.models import Change
from networking import urls as networking_urls
from networking.models import Goal
from tests.factories import (
    ContactFactory,
    ConversationFactory,
    GoalFactory,
    MessageFactory,
    published_session,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return published_session(rooms=2, people=3)


@pytest.fixture
def student(session):
    return session.published.memberships.filter(group__number=1).last().student


@pytest.fixture
def looking(staff_client, student):
    """Staff who look at the student's pages."""
    staff_client.post(reverse("help_start", args=[student.pk]))
    return staff_client


def test_starting_and_stopping_are_on_record(looking, staff, student):
    answer = looking.post(reverse("help_stop"))

    assert answer["Location"] == reverse("student_edit", args=[student.pk])
    told = Change.objects.filter(verb__startswith="help.").values_list("verb", "actor", "student")
    assert list(told) == [
        ("help.started", staff.pk, student.pk),
        ("help.stopped", staff.pk, student.pk),
    ]
    assert looking.get(reverse("student_list")).status_code == 200


def test_pages_show_what_the_student_sees_under_a_bar_that_says_so(looking, session, student):
    for url in ("/", reverse("session_detail", args=[session.pk]), reverse("profile_edit"), "/lessons/"):
        page = looking.get(url)
        assert page.status_code == 200, url
        assert page.context["user"] == student.user
        assert f"You’re seeing <b>{student}</b>’s pages, read-only" in page.content.decode()


def test_the_room_is_the_students(looking, session, student):
    place = looking.get(reverse("session_detail", args=[session.pk])).context["place"]

    assert (place.room.number, place.room.mine.student) == (1, student)


def test_the_secret_calendar_address_stays_the_students(looking, student, sign_in):
    address = calendar_feed.address(student)
    assert address in sign_in(student.user).get(reverse("profile_edit")).content.decode()
    page = looking.get(reverse("profile_edit")).content.decode()
    assert address not in page
    assert "/calendar/" not in page


def test_a_page_that_isnt_there_carries_the_bar_too(looking):
    page = looking.get("/no/such/page/")

    assert page.status_code == 404
    assert "read-only, until" in page.content.decode()


def arguments(pattern, rows):
    """Values for an address: rows of the student's own where it names one."""
    found = dict.fromkeys(pattern.pattern.converters, 1)
    if "token" in found:
        found["token"] = "token"
    if "extension" in found:
        found["extension"] = "csv"
    kind = (pattern.name or "").split("_")[0]
    if "pk" in found and kind in rows:
        found["pk"] = rows[kind].pk
    return found


@pytest.mark.parametrize("method", ["get", "post", "head", "put", "delete"])
def test_everything_in_networking_answers_404(looking, student, session, method):
    own = {
        "contact": ContactFactory(owner=student),
        "message": MessageFactory(owner=student),
        "talk": ConversationFactory(owner=student),
        "goal": GoalFactory(owner=student, inning=session.inning),
    }
    patterns = networking_urls.urlpatterns
    urls = [reverse(pattern.name, kwargs=arguments(pattern, own)) for pattern in patterns]

    answers = {url: getattr(looking, method)(url).status_code for url in urls}

    assert len(answers) > 30
    assert {url for url, status in answers.items() if status != 404} == set()
    assert Goal.objects.count() == 1


@pytest.mark.parametrize("name", ["reflection_save", "reflection_share", "ticket_hand_in", "lesson_tick"])
def test_what_students_write_in_lessons_answers_404(looking, name):
    assert name in {pattern.name for pattern in lessons_urls.urlpatterns}
    url = reverse(name, args=[1])

    assert [looking.get(url).status_code, looking.post(url).status_code] == [404, 404]


def test_only_marked_pages_are_there_and_none_of_them_is_for_staff(looking):
    """Over every address of the program: a page that nobody thought of isn't shown."""
    shown = {
        pattern.name
        for resolver in [get_resolver()]
        for part in resolver.url_patterns
        for pattern in getattr(part, "url_patterns", [part])
        if getattr(getattr(pattern, "callback", None), "shown_to_helpers", False)
    }
    assert shown == {
        "home",
        "about_detail",
        "session_detail",
        "guide_detail",
        "group_list",
        "page_read",
        "profile_edit",
        "lesson_list",
        "lesson_detail",
    }


def test_staff_pages_arent_there_meanwhile(looking, session, student):
    for url in (
        reverse("student_list"),
        reverse("school_detail"),
        reverse("help_start", args=[student.pk]),
        reverse("board_detail", args=[session.pk]),
    ):
        assert looking.get(url).status_code == 404, url


def test_sending_is_refused_kindly_and_hands_back_what_was_typed(looking, student):
    page = looking.post(reverse("profile_edit"), {"preferred_name": "Meddled"})

    assert page.status_code == 403
    assert "Meddled" in page.content.decode()
    student.refresh_from_db()
    assert student.preferred_name == ""


def test_a_request_for_a_room_is_refused(looking, session, student):
    answer = looking.post(reverse("room_request_create", args=[session.pk]), {"message": "For them"})

    assert answer.status_code == 404
    assert not student.room_requests.exists()


def test_it_ends_by_itself_after_half_an_hour(looking, monkeypatch):
    later = timezone.now() + datetime.timedelta(minutes=31)
    monkeypatch.setattr("config.helping.timezone.now", lambda: later)

    first = looking.get("/")

    assert "no longer looking" in first.content.decode()
    assert looking.get(reverse("student_list")).status_code == 200


def test_what_is_sent_after_the_end_is_refused_once_and_handed_back(looking, staff, student, monkeypatch):
    later = timezone.now() + datetime.timedelta(minutes=31)
    monkeypatch.setattr("config.helping.timezone.now", lambda: later)

    page = looking.post(reverse("profile_edit"), {"preferred_name": "Meddled"})

    assert (page.status_code, "Meddled" in page.content.decode()) == (403, True)


def test_a_removed_colleague_sees_nothing_more(looking, staff):
    staff.shut_out()

    assert looking.get("/").context.get("user") != staff
    assert looking.get(reverse("student_list")).status_code == 302


def test_an_erased_student_is_let_go(looking, student):
    from config.composition import erase_person

    erase_person(student, None, timezone.now())

    assert "no longer looking" in looking.get("/").content.decode()


def test_students_and_strangers_cant_look(sign_in, session, student):
    other = session.published.memberships.filter(group__number=2).last().student
    client = sign_in(other.user)

    assert client.post(reverse("help_start", args=[student.pk])).status_code == 404
    assert helping.KEY not in client.session


def test_somebody_who_is_staff_as_well_cant_be_looked_at(staff_client, student):
    student.user.is_staff = True
    student.user.save()

    staff_client.post(reverse("help_start", args=[student.pk]))

    assert helping.KEY not in staff_client.session
