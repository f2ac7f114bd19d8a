"""The board in a real browser: by keys, by mouse, by finger, and with two people at it."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from mixitup import keep_rules, mix_jobs
from mixitup.board.seating import Seating
from mixitup.models import Student
from tests.factories import SessionFactory, UserFactory, published_session

pytestmark = pytest.mark.django_db(transaction=True)
SOON = timezone.now() + datetime.timedelta(days=3)


@pytest.fixture
def session(db):
    return published_session(rooms=6, people=4, session=SessionFactory(starts_at=SOON, room_count=6))


@pytest.fixture
def career_staff(db):
    return UserFactory(is_staff=True, name="Robin Staff")


@pytest.fixture
def board(visit, session, career_staff):
    return visit(reverse("board_detail", args=[session.pk]), career_staff)


def rooms(session):
    return Seating.read(session).rooms()


def seat(page, student):
    return page.locator(f"#p{student}")


def said(page, words):
    expect(page.locator("#said")).to_contain_text(words)


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_board_is_walked_and_changed_by_keys_alone(board, session):
    first, second = rooms(session)[1][:2], rooms(session)[2][:2]
    seat(board, first[0]).focus()

    board.keyboard.press("ArrowDown")
    assert focused(board) == f"p{first[1]}"
    board.keyboard.press("ArrowRight")
    assert focused(board) == f"p{second[1]}"
    board.keyboard.press("Enter")
    expect(board.locator("#person-title")).to_be_focused()
    board.keyboard.press("Escape")
    expect(seat(board, second[1])).to_be_focused()

    board.keyboard.press("Enter")
    expect(board.locator("#person-title")).to_be_focused()
    board.keyboard.press("ArrowDown")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")
    said(board, "swapped. Saved.")
    expect(seat(board, second[1])).to_be_focused()
    assert second[1] not in rooms(session)[2]

    board.keyboard.press("Control+z")
    said(board, "Undone: ")
    assert second[1] in rooms(session)[2]
    board.keyboard.press("Control+Shift+z")
    said(board, "Done again: ")
    assert second[1] not in rooms(session)[2]


def test_person_is_picked_up_and_put_into_another_room_by_keys(board, session):
    student = rooms(session)[1][3]
    seat(board, student).focus()

    board.keyboard.press("Space")
    said(board, "Picked up")
    board.keyboard.press("ArrowRight")
    board.keyboard.press("m")

    said(board, "moved to room 2. Saved.")
    assert student in rooms(session)[2]
    expect(board.locator("#room-2 .p")).to_have_count(5)
    expect(seat(board, student)).to_be_focused()


def drag(page, start, end):
    """From the middle of one element to the middle of another, with what stands beside the pointer on the way."""
    start.scroll_into_view_if_needed()
    one = start.bounding_box()
    page.mouse.move(one["x"] + one["width"] / 2, one["y"] + one["height"] / 2)
    page.mouse.down()
    page.mouse.move(one["x"] + one["width"] / 2 + 12, one["y"] + one["height"] / 2 + 4)
    other = end.bounding_box()
    page.mouse.move(other["x"] + other["width"] / 2, other["y"] + other["height"] / 2, steps=5)
    expect(page.locator(".ghost .tells")).to_contain_text(re.compile("Swap with|Move to|Not coming"))
    page.mouse.up()


def test_drag_on_a_person_swaps_and_tells_what_it_changes(board, session):
    one, other = rooms(session)[1][2], rooms(session)[2][2]

    drag(board, seat(board, one), seat(board, other))

    said(board, "swapped. Saved.")
    assert (one in rooms(session)[2], other in rooms(session)[1]) == (True, True)
    assert focused(board) == f"p{one}"


def test_drag_on_a_room_moves_and_on_the_absent_takes_away(board, session):
    one, other = rooms(session)[1][2:4]

    drag(board, seat(board, one), board.locator("#room-2 h2"))
    said(board, "moved to room 2")
    drag(board, seat(board, other), board.locator("#away-title"))
    said(board, "marked as not coming")

    assert one in rooms(session)[2]
    expect(board.locator(".away .p")).to_have_count(1)


def test_drag_let_go_with_escape_changes_nothing(board, session):
    before = rooms(session)
    one = seat(board, before[1][2]).bounding_box()
    board.mouse.move(one["x"] + 50, one["y"] + 10)
    board.mouse.down()
    board.mouse.move(one["x"] + 400, one["y"] + 30, steps=4)
    board.keyboard.press("Escape")
    board.mouse.up()

    expect(board.locator(".ghost")).to_have_count(0)
    assert rooms(session) == before


def finger(page):
    """Sends touches as a screen would: start, move, end."""
    screen = page.context.new_cdp_session(page)

    def touch(kind, x=0.0, y=0.0):
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return touch


def test_finger_scrolls_the_page_and_drags_only_after_a_hold(visit, session, career_staff):
    phone = {"viewport": {"width": 700, "height": 900}, "has_touch": True}
    page = visit(reverse("board_detail", args=[session.pk]), career_staff, **phone)
    student = rooms(session)[1][2]
    seat(page, student).scroll_into_view_if_needed()
    start = seat(page, student).bounding_box()
    x, y = start["x"] + 60, start["y"] + 12

    touch = finger(page)
    touch("touchStart", x, y)
    for step in range(1, 6):
        touch("touchMove", x, y - 30 * step)
    touch("touchEnd")
    page.wait_for_timeout(1500)  # until the page has come to rest
    assert page.evaluate("scrollY") > 50
    expect(page.locator(".ghost")).to_have_count(0)

    seat(page, student).evaluate("place => place.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(300)
    end = page.locator("#room-2 h2").bounding_box()
    start = seat(page, student).bounding_box()
    x, y = start["x"] + 60, start["y"] + 12
    touch("touchStart", x, y)
    page.wait_for_timeout(500)
    expect(page.locator(".ghost")).to_have_count(1)
    touch("touchMove", end["x"] + 30, end["y"] + 8)
    expect(page.locator(".ghost .tells")).to_contain_text("Move to room 2")
    touch("touchEnd")
    said(page, "moved to room 2")
    assert student in rooms(session)[2]


def test_tap_opens_the_choices_and_a_choice_takes_the_step(visit, session, career_staff, axe):
    phone = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "color_scheme": "dark"}
    page = visit(reverse("board_detail", args=[session.pk]), career_staff, **phone)
    student = rooms(session)[3][1]

    seat(page, student).tap()
    expect(page.locator("#person-title")).to_be_focused()
    axe(page)
    page.get_by_role("button", name="Pin to room 3").tap()

    said(page, "pinned. Saved.")
    assert Seating.read(session).place(student).is_pinned


def test_two_people_on_one_board_lose_nothing(visit, board, session, career_staff):
    theirs, mine = rooms(session)[1][2], rooms(session)[3][2]
    other = visit(reverse("board_detail", args=[session.pk]), UserFactory(is_staff=True, name="Sam Other"))

    drag(other, seat(other, theirs), other.locator("#room-2 h2"))
    said(other, "moved to room 2")
    board.evaluate("htmx.trigger('#board-news', 'look')")
    expect(board.locator("#board-news")).to_contain_text("This board has changed. Sam Other:")

    drag(board, seat(board, mine), board.locator("#room-4 h2"))
    expect(board.locator("#board-conflict")).to_contain_text("moved to room 4")
    expect(board.locator("#room-2 .p")).to_have_count(5)
    assert mine in rooms(session)[3]

    board.get_by_role("button", name="Take my step now").click()
    said(board, "moved to room 4. Saved.")
    expect(board.locator("#board-conflict")).to_have_count(0)
    assert mine in rooms(session)[4]
    assert theirs in rooms(session)[2]


def test_search_and_filters_leave_what_fits(board, session):
    student = rooms(session)[5][1]
    name = Seating.read(session).name(student)

    board.locator("#find").fill(name)
    expect(board.locator("#rooms .rm:visible")).to_have_count(1)
    expect(seat(board, student)).to_have_class(re.compile("hit"))
    board.locator("#show-all").click()
    expect(board.locator("#rooms .rm:visible")).to_have_count(7)
    board.get_by_role("button", name="Pinned").click()
    expect(board.locator("#found")).to_have_text("No room fits that.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_board_of_80_rooms_is_accessible(visit, career_staff, axe, width, scheme):
    session = published_session(rooms=80, people=5, session=SessionFactory(starts_at=SOON))
    student = session.published.memberships.first().student
    student.name = "Maximiliana-Konstantina Featherstonehaugh-Wojciechowski"
    student.save()

    window = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = visit(reverse("board_detail", args=[session.pk]), career_staff, **window)

    expect(page.locator("#rooms .rm")).to_have_count(81)
    axe(page)


def test_board_works_without_a_script(visit, session, career_staff, axe):
    page = visit(reverse("board_detail", args=[session.pk]), career_staff, java_script_enabled=False)
    student = rooms(session)[1][2]

    seat(page, student).click()
    page.get_by_label("Any room").select_option("2")
    page.get_by_role("button", name="Move", exact=True).click()

    expect(page.get_by_text("moved to room 2. Saved.")).to_be_visible()
    assert student in rooms(session)[2]


@pytest.mark.parametrize("name", ["board_mix", "board_person", "rule_list"])
@pytest.mark.parametrize("width", [320, 1440])
def test_pages_of_the_board_are_accessible(visit, session, career_staff, axe, name, width):
    keep_rules.add(
        "apart", [Student.objects.get(pk=pk) for pk in rooms(session)[1][:2]], "A reason", career_staff
    )
    arguments = {
        "board_mix": [session.pk],
        "board_person": [session.pk, rooms(session)[1][0]],
        "rule_list": [],
    }

    axe(visit(reverse(name, args=arguments[name]), career_staff, viewport={"width": width, "height": 800}))


def test_large_mix_shows_its_progress_and_leads_to_the_board(visit, session, career_staff, axe):
    seen = Seating.read(session).version
    mix_jobs.ask(session, prefer="repeats", seen=seen, actor=career_staff)
    page = visit(reverse("board_mix", args=[session.pk]), career_staff)
    expect(page.get_by_role("progressbar")).to_be_visible()
    axe(page)

    mix_jobs.run_due()

    expect(page.get_by_role("heading", level=1)).to_have_text("6 rooms, 24 people", timeout=15000)
    expect(page.get_by_text("Groups mixed, by Robin Staff")).to_be_visible()


def test_board_has_each_id_once_and_room_above_what_it_says(board):
    ids = board.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert sorted(ids) == sorted(set(ids))
    gap = board.evaluate(
        """() => {
            const said = document.createElement('div')
            said.className = 'messages'
            document.querySelector('main').prepend(said)
            return said.getBoundingClientRect().top - document.querySelector('.top').getBoundingClientRect().bottom
        }"""
    )
    assert gap >= 16


def test_person_page_of_its_own_leads_back_to_the_board_and_tells_what_was_done(visit, session, career_staff):
    student = rooms(session)[1][0]
    page = visit(reverse("board_person", args=[session.pk, student]), career_staff)
    page.get_by_role("button", name="Pin to room 1").click()
    page.wait_for_url(f"**{reverse('board_detail', args=[session.pk])}#p{student}")
    expect(page.get_by_text("Saved.")).to_be_visible()
