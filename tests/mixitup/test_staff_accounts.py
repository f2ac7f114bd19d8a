"""Staff invite, remove and restore one another; nobody is ever the last to go."""

from threading import Barrier, Thread

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection

from mixitup import staff_accounts
from mixitup.models import Change, User
from tests.factories import StudentFactory, UserFactory

PEOPLE = "/staff/people/"


@pytest.fixture
def jo(db):
    return UserFactory(email="jo@example.org", name="Jo Li", is_staff=True)


def invite(client, email="New@Example.org", name="Sam Ortega"):
    return client.post(PEOPLE, {"email": email, "name": name}, follow=True)


def test_an_invited_colleague_gets_a_mail_and_can_sign_in(staff_client, mailoutbox, sign_in):
    page = invite(staff_client).content.decode()

    user = User.objects.get(email="new@example.org")
    (message,) = mailoutbox
    assert "the invitation went to new@example.org" in page
    assert message.to == ["new@example.org"]
    assert message.subject == "Robin Staff invites you to Mix It Up at Our school"
    for body in (message.body, message.alternatives[0][0]):
        assert "http://127.0.0.1:8000/sign-in/?email=new%40example.org" in body
    assert sign_in(user).get(PEOPLE).status_code == 200


def test_the_link_of_the_invitation_fills_in_the_address(client, db):
    page = client.get("/sign-in/?email=new%40example.org").content.decode()

    assert 'value="new@example.org"' in page


@pytest.mark.parametrize(
    ("email", "reason"),
    [
        ("ada@example.org", "Ada Byron has this address on the roster"),
        ("jo@example.org", "Jo Li is staff already"),
        ("gone@example.org", "Gone Person was removed earlier"),
        ("nonsense", "Enter a valid email address"),
    ],
)
def test_an_address_that_will_not_do_is_refused_with_its_reason(staff_client, jo, mailoutbox, email, reason):
    StudentFactory(name="Ada Byron", user__email="ada@example.org")
    UserFactory(email="gone@example.org", name="Gone Person", is_staff=True, is_active=False)
    before = User.objects.count()

    page = invite(staff_client, email).content.decode()

    assert reason in page
    assert 'value="Sam Ortega"' in page
    assert (User.objects.count(), len(mailoutbox)) == (before, 0)


def test_an_invitation_that_cannot_leave_is_said_and_can_be_mailed_again(
    staff_client, monkeypatch, mailoutbox
):
    def broken(self, messages):
        raise ConnectionRefusedError("no mail server")

    with monkeypatch.context() as outage:
        outage.setattr(EmailBackend, "send_messages", broken)
        page = invite(staff_client).content.decode()
    user = User.objects.get(email="new@example.org")
    assert "could not be mailed (no mail server)" in page

    staff_client.post(f"{PEOPLE}{user.pk}/invite/")

    assert [message.to for message in mailoutbox] == [["new@example.org"]]


def test_a_removed_colleague_is_out_at_once(staff_client, jo, sign_in):
    theirs = sign_in(jo)

    page = staff_client.post(f"{PEOPLE}{jo.pk}/remove/", follow=True).content.decode()

    assert "Jo Li is removed and signed out everywhere" in page
    assert theirs.get(PEOPLE).url.startswith("/sign-in/")


def test_a_removed_colleague_can_be_restored(staff_client, jo, sign_in):
    staff_client.post(f"{PEOPLE}{jo.pk}/remove/")

    staff_client.post(f"{PEOPLE}{jo.pk}/restore/")

    jo.refresh_from_db()
    assert sign_in(jo).get(PEOPLE).status_code == 200


def test_nobody_removes_themself(staff_client, staff, jo):
    page = staff_client.post(f"{PEOPLE}{staff.pk}/remove/", follow=True).content.decode()

    assert "You can’t remove yourself" in page
    staff.refresh_from_db()
    assert staff.is_active


def test_a_student_is_nobody_to_remove_or_restore_here(staff_client):
    student = StudentFactory()

    for action in ("remove", "restore", "invite"):
        assert staff_client.post(f"{PEOPLE}{student.user.pk}/{action}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_remove_each_other_at_once_leave_one():
    one, other = UserFactory.create_batch(2, is_staff=True)
    together, refusals = Barrier(2), []

    def remove(user, actor):
        together.wait()
        try:
            staff_accounts.remove(user, actor)
        except staff_accounts.RefusedError as refusal:
            refusals.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=remove, args=pair) for pair in [(one, other), (other, one)]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert User.objects.staff().count() == 1
    assert refusals == ["Your own account was removed in the meantime."]


def test_what_happened_is_in_the_change_log(staff_client, staff, mailoutbox):
    invite(staff_client)
    user = User.objects.get(email="new@example.org")
    staff_client.post(f"{PEOPLE}{user.pk}/remove/")
    staff_client.post(f"{PEOPLE}{user.pk}/remove/")
    staff_client.post(f"{PEOPLE}{user.pk}/restore/")

    found = list(Change.objects.values_list("verb", "subject", "actor"))

    verbs = ["staff.invited", "staff.removed", "staff.restored"]
    assert found == [(verb, "Sam Ortega", staff.pk) for verb in verbs]


@pytest.mark.parametrize("others", [1, 3])
def test_the_list_takes_the_same_queries_however_long(staff_client, others, django_assert_num_queries):
    UserFactory.create_batch(others, is_staff=True, name="Somebody")
    staff_client.get(PEOPLE)

    with django_assert_num_queries(4):  # the session, the person, the staff, whether the person is a student
        staff_client.get(PEOPLE)


def test_the_command_makes_the_first_account(db, capsys):
    call_command("create_staff", "First@Example.org", name="Fran First")

    user = User.objects.staff().get()
    assert (user.email, user.name) == ("first@example.org", "Fran First")
    assert "first@example.org can sign in at http://127.0.0.1:8000/sign-in/" in capsys.readouterr().out
    assert Change.objects.get().actor is None


def test_the_command_restores_who_was_removed(jo):
    jo.shut_out()

    call_command("create_staff", "jo@example.org")

    assert User.objects.staff().get() == jo


@pytest.mark.parametrize("email", ["jo@example.org", "nonsense"])
def test_the_command_refuses_what_it_cannot_do(jo, email):
    with pytest.raises(CommandError, match=r"staff already|no e-mail address"):
        call_command("create_staff", email)
