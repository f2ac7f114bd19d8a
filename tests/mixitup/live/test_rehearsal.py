import pytest
from django.urls import reverse

from mixitup.models import Attendance, Change, LiveRoom


@pytest.fixture
def rehearse(session, lead, sign_in):
    """`rehearse("start")`: the lead presses it, and what their page says then."""
    client = sign_in(lead.user)

    def rehearse(press="", status=200):
        url = reverse("room_rehearsal", args=[session.pk])
        answer = client.post(url, {"press": press}, headers={"X-Live": "1"}) if press else client.get(url)
        assert answer.status_code == status
        return answer.content.decode()

    return rehearse


def test_the_clock_runs_as_in_the_room_and_nothing_is_kept_of_it(session, rehearse, at):
    at(-3000)
    assert "Start rehearsing" in rehearse()
    page = rehearse("start")
    assert (">10:00<" in page, 'until <span class="num">11:10</span>' in page) == (True, True)
    assert "Go first, and keep it short." in page
    at(-2996)
    assert ">6:00<" in rehearse()
    assert ">8:00<" in rehearse("more")
    assert 'data-section="Group norms"' in rehearse("go group-norms:0")
    assert [model.objects.count() for model in (LiveRoom, Attendance)] == [0, 0]
    assert not Change.objects.filter(subject__contains="rehears").exists()


def test_it_runs_faster_from_where_it_is(rehearse, at):
    at(-100)
    rehearse("start")
    at(-98)
    assert 'data-speed="60"' in rehearse("speed 60")
    at(-98 + 3 / 60)
    assert ">5:00<" in rehearse()
    at(-98 + 5 / 60)
    assert ">3:00<" in rehearse("speed 1")
    at(-97 + 5 / 60)
    assert ">2:00<" in rehearse()


def test_it_pauses_ends_and_begins_again(rehearse, at):
    at(-100)
    rehearse("start")
    at(-95)
    assert "Paused" in rehearse("pause")
    at(-90)
    assert ">5:00<" in rehearse("resume")
    assert "That was your hour" in rehearse("go ")
    assert "Start rehearsing" in rehearse("again")


def test_nobody_else_sees_it_not_even_the_lead_elsewhere(session, lead, members, rehearse, sign_in, at):
    rehearse("start")
    url = reverse("room_live", args=[session.pk])
    assert 'data-phase="waiting"' in sign_in(members[0].user).get(url).content.decode()
    elsewhere = sign_in(lead.user).get(reverse("room_rehearsal", args=[session.pk])).content.decode()
    assert 'data-phase="waiting"' in elsewhere
    assert sign_in(members[0].user).get(reverse("room_rehearsal", args=[session.pk])).status_code == 404


def test_a_press_that_makes_no_sense_is_said(rehearse):
    assert "The clock isn" in rehearse("more", status=409)
    assert "That button isn" in rehearse("speed 7", status=400)


def test_without_a_guide_there_is_nothing_to_rehearse(session, rehearse):
    session.guide = None
    session.save()
    assert "No guide to time yet" in rehearse()


def test_it_works_without_javascript(session, lead, sign_in):
    client, url = sign_in(lead.user), reverse("room_rehearsal", args=[session.pk])
    assert client.post(url, {"press": "start"})["Location"] == url
    assert 'data-phase="running"' in client.get(url).content.decode()
