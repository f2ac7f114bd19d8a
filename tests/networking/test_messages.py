import datetime

from django.urls import reverse

from networking.messages import check_message, mail_address, whole_text
from networking.models import Contact, Message, Stage
from tests.factories import ContactFactory, GoalFactory, MessageFactory, StudentFactory

READY = {
    "subject": "Twenty minutes?",
    "who_i_am": "I'm Priya, learning to program.",
    "why_you": "Your talk on maps stayed with me.",
    "ask": "Could we talk for twenty minutes?",
    "times": "Tuesday at 10\nThursday at 16",
}


def test_message_with_all_parts_is_ready():
    assert check_message(Message(private=READY)).is_ready


def test_what_is_missing_or_unfilled_is_named():
    check = check_message(
        Message(private={**READY, "why_you": "", "ask": "Could I ask about ____ at [company]?"})
    )
    assert check.missing == ("why you're writing to this person",)
    assert check.unfilled == ("____", "[company]")


def test_one_time_is_too_few():
    assert check_message(Message(private={**READY, "times": "Tuesday"})).missing == (
        "two or three times to talk",
    )


def test_mail_link_carries_subject_and_the_whole_text():
    message = Message(private=READY)
    assert mail_address(message, "ada@example.org").startswith(
        "mailto:ada%40example.org?subject=Twenty%20minutes%3F&body=I%27m"
    )
    assert whole_text(message).endswith("- Tuesday at 10\n- Thursday at 16")


def test_sending_moves_the_contact_on_and_keeps_a_follow_up(db, sign_in):
    student = StudentFactory()
    contact = ContactFactory(owner=student)
    message = MessageFactory(owner=student, contact=contact, private=READY)
    sign_in(student.user).post(reverse("message_sent", args=[message.pk]), {"follow_up_on": "2026-12-01"})
    message.refresh_from_db()
    contact.refresh_from_db()
    assert (message.follow_up_on, contact.stage) == (datetime.date(2026, 12, 1), Stage.REACHED_OUT)


def test_once_sent_the_talk_comes_next(db, sign_in):
    student = StudentFactory()
    contact = ContactFactory(owner=student)
    message = MessageFactory(owner=student, contact=contact, private=READY)
    client, page = sign_in(student.user), reverse("message_edit", args=[message.pk])
    plan = f'href="{reverse("talk_create")}?contact={contact.pk}"'
    before = client.get(page).content.decode()
    assert ("Ready to send." in before, plan in before) == (True, False)
    client.post(reverse("message_sent", args=[message.pk]), {"follow_up_on": "2026-12-01"})
    after = client.get(page).content.decode()
    assert ("Ready to send." in after, plan in after) == (False, True)


def test_message_of_a_goal_is_for_its_person_who_joins_the_tracker_once(db, sign_in):
    goal = GoalFactory(private={"whom": "Ines"}, kind="known_contact")
    client = sign_in(goal.owner.user)
    for _ in range(2):
        client.post(reverse("message_start"), {"goal": goal.pk})
    contact = Contact.objects.get()
    assert ([message.contact for message in Message.objects.all()], contact.name) == ([contact] * 2, "Ines")
    form = client.get(reverse("talk_create"), {"goal": goal.pk}).context["form"]
    assert form.initial == {"kind": "known_contact", "contact": contact.pk, "with_whom": ""}


def test_message_of_somebody_elses_goal_is_not_started(db, sign_in):
    response = sign_in(StudentFactory().user).post(reverse("message_start"), {"goal": GoalFactory().pk})
    assert (response.status_code, Message.objects.count()) == (404, 0)
