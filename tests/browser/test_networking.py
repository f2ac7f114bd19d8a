import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from networking.models import Conversation, Goal, Stage
from tests.factories import ContactFactory, ConversationFactory, EnrolmentFactory, InningFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def student():
    today = timezone.localdate()
    monday = today - datetime.timedelta(days=today.weekday() + 7)
    return EnrolmentFactory(inning=InningFactory(name="now", starts_on=monday)).student


def test_student_goes_from_level_two_to_a_done_goal(visit, axe, student):
    page = visit("/networking/", user=student.user, viewport={"width": 390, "height": 844})
    axe(page)
    page.get_by_role("link", name="Choose my goal").click()
    page.get_by_label("Someone I know already").check()
    page.get_by_label("With whom?").fill("My aunt Ines")
    axe(page)
    page.get_by_role("button", name="This is my goal").click()
    page.get_by_role("button", name="Write the message").click()
    for label, words in [
        ("Who you are", "I'm learning to program."),
        ("Why this person", "You changed careers."),
        ("What you ask", "Could we talk for 20 minutes?"),
        ("Two or three times", "Tuesday at 10\nThursday at 16"),
    ]:
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Save and look at the whole").click()
    expect(page.get_by_text("Ready to send.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="I sent it").click()
    page.goto(page.url.split("/networking")[0] + "/networking/talks/new/")
    page.get_by_label("Or somebody else: their name").fill("My aunt Ines")
    page.get_by_label("Who are they to you?").select_option("known_contact")
    page.get_by_label("When", exact=False).first.fill("2026-11-27T10:00")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_label("One takeaway").fill("Ask for the second call in the first.")
    expect(page.get_by_text("Saved at")).to_be_visible()
    page.get_by_role("button", name="We talked").click()
    axe(page)
    page.get_by_role("link", name="Goal", exact=True).click()
    page.get_by_label("One takeaway").fill("Ask for the second call in the first.")
    page.get_by_role("button", name="It's done").click()
    expect(page.get_by_role("heading", name="Done on")).to_be_visible()
    axe(page)
    assert Goal.objects.get().state == Goal.State.DONE
    assert Conversation.objects.get().said("takeaway") == "Ask for the second call in the first."


def test_no_word_is_lost_without_a_connection(visit, student, faults):
    talk = Conversation.objects.create(owner=student, kind="mentor", starts_at=timezone.now())
    page = visit(f"/networking/talks/{talk.pk}/", user=student.user)
    page.context.set_offline(True)
    page.get_by_label("Notes").fill("She said to start small.")
    expect(page.get_by_text("Your words are kept in this browser")).to_be_visible()
    url, browser = page.url, page.context
    page.close()
    browser.set_offline(False)
    page = browser.new_page()
    page.goto(url)
    expect(page.get_by_label("Notes")).to_have_value("She said to start small.")
    expect(page.get_by_text("Saved at")).to_be_visible()
    talk.refresh_from_db()
    assert talk.said("notes") == "She said to start small."


def test_signing_out_leaves_no_words_in_the_browser(visit, student):
    talk = Conversation.objects.create(owner=student, kind="mentor", starts_at=timezone.now())
    page = visit(f"/networking/talks/{talk.pk}/", user=student.user)
    page.context.set_offline(True)
    page.get_by_label("Notes").fill("Nobody else's business.")
    expect(page.get_by_text("Your words are kept in this browser")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('typed:')).length") == 0


def test_contact_is_dragged_to_another_stage_by_mouse(visit, axe, student):
    contact = ContactFactory(owner=student, private={"name": "Ada Long"})
    page = visit("/networking/contacts/", user=student.user, viewport={"width": 1200, "height": 900})
    axe(page)
    card, stage = page.locator(".contact"), page.locator(".stage[data-stage=replied]")
    one, other = card.bounding_box(), stage.bounding_box()
    page.mouse.move(one["x"] + 30, one["y"] + 20)
    page.mouse.down()
    page.mouse.move(other["x"] + 40, other["y"] + 60, steps=6)
    expect(page.locator(".ghost")).to_contain_text("Replied")
    page.mouse.up()
    expect(stage.locator(".contact")).to_contain_text("Ada Long")
    contact.refresh_from_db()
    assert [contact.stage, *(move.stage for move in contact.moves.all())] == [Stage.REPLIED, Stage.REPLIED]


def test_contact_let_go_with_escape_stays_and_keys_move_it(visit, student):
    contact = ContactFactory(owner=student, private={"name": "Ada Long"})
    page = visit("/networking/contacts/", user=student.user, viewport={"width": 1200, "height": 900})
    one = page.locator(".contact").bounding_box()
    page.mouse.move(one["x"] + 30, one["y"] + 20)
    page.mouse.down()
    page.mouse.move(one["x"] + 500, one["y"] + 30, steps=4)
    page.keyboard.press("Escape")
    page.mouse.up()
    page.get_by_label("Stage of Ada Long").focus()
    page.keyboard.type("Talked")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".stage[data-stage=talked]")).to_contain_text("Ada Long")
    contact.refresh_from_db()
    assert [move.stage for move in contact.moves.all()] == [Stage.TALKED]


def test_question_is_borrowed_without_losing_what_is_being_typed(visit, student):
    call_command("load_starter_pages", verbosity=0)
    talk = ConversationFactory(owner=student, private={"with_whom": "Ada"})
    page = visit(f"/networking/talks/{talk.pk}/", user=student.user)
    page.get_by_label("Notes").press_sequentially("She starts at seven", delay=5)
    page.get_by_role("button", name="Add", exact=False).first.click()
    expect(page.get_by_label("Notes")).to_have_value("She starts at seven")
    page.get_by_label("Notes").press("End")
    page.keyboard.type(" sharp")
    page.get_by_role("button", name="We talked").click()
    expect(page.get_by_role("button", name="It didn't take place")).to_be_visible()
    expect(page.get_by_text("another window")).to_have_count(0)
    talk.refresh_from_db()
    assert (talk.said("notes"), len(talk.private["questions"])) == ("She starts at seven sharp", 1)
    assert talk.held_at


def test_tables_on_a_phone_are_short_cards(visit, axe, student):
    long = {
        "name": "Bartholomew Featherstonehaugh-Cholmondeley",
        "role": "Reliability engineer",
        "company": "Acme",
    }
    ContactFactory(
        owner=student,
        private=long | {"next_step": "Ask about the apprenticeship"},
        next_on=datetime.date(2026, 10, 3),
    )
    page = visit(
        "/networking/contacts/?view=table", user=student.user, viewport={"width": 390, "height": 844}
    )
    row, sideways = page.locator("tbody tr"), "one => one.scrollWidth - one.clientWidth"
    assert page.locator(".table-scroll").evaluate(sideways) == 0
    assert row.bounding_box()["height"] < 220
    expect(row).to_contain_text("3 Oct 2026")
    axe(page)
    page.goto("/networking/contacts/import/")
    page.locator("textarea").fill("Name\tCompany\tRole\tStatus\n" + "\t".join([*long.values(), "somehow"]))
    page.get_by_role("button", name="Show what comes in").click()
    assert page.locator(".table-scroll").evaluate(sideways) == 0
    assert row.bounding_box()["height"] < 220
    axe(page)
