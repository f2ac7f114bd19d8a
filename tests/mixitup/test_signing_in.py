"""Signing in by a code: who gets one, what the screens say, and how often."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session as SignedIn
from django.core import mail
from django.test import Client

from mixitup.models import School, User
from mixitup.outgoing import wait_until_sent
from mixitup.roster.people_writing import change_emails
from tests.factories import StudentFactory, UserFactory

pytestmark = pytest.mark.django_db

SIGN_IN = "/sign-in/"
CODE = "/sign-in/code/"


def ask(client, email, **data):
    response = client.post(SIGN_IN, {"email": email, **data})
    wait_until_sent()
    return response


def newest_code():
    return re.match(r"\d{4} \d{4}", mail.outbox[-1].subject).group()


def code_page(client, email):
    ask(client, email)
    return client.get(CODE).content.decode()


def wrong(code):
    return "".join(str((int(digit) + 1) % 10) for digit in code if digit != " ")


def is_signed_in(client):
    return client.get("/staff/people/").status_code != 302


def later(monkeypatch, seconds):
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + seconds)


@pytest.fixture
def ada(db):
    return StudentFactory(user__email="ada@example.org", name="Ada Byron").user


@pytest.mark.parametrize("typed", ["ada@example.org", " Ada@Example.ORG "])
def test_the_mailed_code_signs_in(client, ada, typed):
    ask(client, typed)

    response = client.post(CODE, {"code": newest_code()})

    assert response.url == "/"
    assert client.session["_auth_user_id"] == str(ada.pk)


@pytest.mark.parametrize("as_typed", ["{}", " {} ", "{}-", "{}."])
def test_a_code_may_be_typed_with_or_without_spaces(client, ada, as_typed):
    ask(client, ada.email)

    client.post(CODE, {"code": as_typed.format(newest_code().replace(" ", ""))})

    assert is_signed_in(client)


def test_the_way_back_is_kept_through_both_screens(client, ada):
    assert client.get("/staff/people/").url == f"{SIGN_IN}?next=/staff/people/"
    response = ask(client, ada.email, next="/staff/people/")
    assert response.url == f"{CODE}?next=%2Fstaff%2Fpeople%2F"
    assert 'name="next" value="/staff/people/"' in client.get(response.url).content.decode()

    response = client.post(CODE, {"code": newest_code(), "next": "/staff/people/"})

    assert response.url == "/staff/people/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example.com/", "//evil.example.com", "javascript:alert(1)"]
)
def test_the_way_back_never_leads_elsewhere(client, ada, elsewhere):
    assert ask(client, ada.email, next=elsewhere).url == CODE

    response = client.post(CODE, {"code": newest_code(), "next": elsewhere})

    assert response.url == "/"


def test_the_code_is_mailed_as_text_and_as_a_page(client, ada):
    School(name="Elm School", contact_email="careers@example.org").save()

    ask(client, ada.email)

    (message,) = mail.outbox
    (page, kind) = message.alternatives[0]
    assert message.to == ["ada@example.org"]
    assert message.subject == f"{newest_code()} is your Mix It Up code"
    assert kind == "text/html"
    for body in (message.body, page):
        assert newest_code() in body
        assert "Elm School" in body
        assert "careers@example.org" in body


def test_an_unknown_address_gets_the_same_screen_and_no_mail(client, ada):
    UserFactory(email="gone@example.org", is_active=False)
    pages = []
    for email in ["ada@example.org", "eve@example.org", "gone@example.org"]:
        page = code_page(Client(), email)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
        pages.append(
            re.sub(r'value="\w{64}"|"X-CSRFToken": "\w+"', "", page).replace(email, "…").replace(token, "…")
        )

    assert pages[0] == pages[1] == pages[2]
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]


def test_the_code_screen_says_what_to_do_when_no_code_comes(client, ada):
    School(contact_name="Robin", contact_email="careers@example.org").save()

    page = code_page(client, ada.email)

    assert "spam" in page
    assert "Write to Robin at" in page
    assert "mailto:careers@example.org" in page
    assert "Send another code" in page


@pytest.mark.parametrize("email", ["ada@example.org", "eve@example.org"])
def test_a_wrong_code_is_said_kindly_and_alike_for_known_and_unknown(client, ada, email):
    ask(client, email)

    response = client.post(CODE, {"code": "0000"})

    assert response.status_code == 200
    assert "isn’t the code in the newest mail" in response.content.decode()
    assert not is_signed_in(client)


def test_a_code_works_once(client, ada):
    ask(client, ada.email)
    code = newest_code()
    client.post(CODE, {"code": code})
    client.post("/sign-out/")

    client.post(CODE, {"code": code})

    assert not is_signed_in(client)


def test_only_the_newest_code_works(client, ada):
    ask(client, ada.email)
    first = newest_code()
    ask(client, ada.email)

    client.post(CODE, {"code": first})

    assert not is_signed_in(client)


def test_five_wrong_codes_use_a_code_up(client, ada):
    ask(client, ada.email)
    code = newest_code()
    for _ in range(5):
        response = client.post(CODE, {"code": wrong(code)})
    assert response.url == SIGN_IN
    assert "five codes" in client.get(SIGN_IN).content.decode()

    client.post(CODE, {"code": code})

    assert not is_signed_in(client)


def test_an_old_code_leads_back_with_the_address_filled_in(client, ada, monkeypatch):
    ask(client, ada.email)
    code = newest_code()
    later(monkeypatch, 16 * 60)

    response = client.post(CODE, {"code": code, "next": "/about/"})

    assert response.url == f"{SIGN_IN}?next=%2Fabout%2F"
    page = client.get(response.url).content.decode()
    assert "no longer works" in page
    assert 'value="ada@example.org"' in page


def test_four_hundred_people_behind_one_network_all_get_their_code(monkeypatch):
    emails = [f"student{number}@example.org" for number in range(400)]
    User.objects.bulk_create(User(email=email, password="!") for email in emails)

    statuses = {
        Client(REMOTE_ADDR="192.0.2.7").post(SIGN_IN, {"email": email}).status_code for email in emails
    }
    wait_until_sent()

    assert statuses == {302}
    assert sorted(message.to[0] for message in mail.outbox) == sorted(emails)


@pytest.mark.parametrize("email", ["ada@example.org", "eve@example.org"])
def test_one_address_is_never_flooded(client, ada, email):
    for number in range(5):
        assert ask(Client(REMOTE_ADDR=f"192.0.2.{number}"), email).status_code == 302

    response = ask(Client(REMOTE_ADDR="192.0.2.200"), email)

    assert response.status_code == 429
    assert "wait ten minutes" in response.content.decode()
    assert f'value="{email}"' in response.content.decode()
    assert len(mail.outbox) == (5 if email == ada.email else 0)
    assert ask(client, "somebody.else@example.org").status_code == 302


def test_another_code_can_be_had_ten_minutes_later(client, ada, monkeypatch):
    for _ in range(6):
        ask(client, ada.email)
    later(monkeypatch, 10 * 60)

    assert ask(client, ada.email).status_code == 302


def test_guesses_count_by_address_whatever_the_session(client, ada, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "guess_login_code": "3/h/key"}
    for _ in range(3):
        other = Client()
        ask(other, ada.email)
        other.post(CODE, {"code": wrong(newest_code())})
    ask(client, ada.email)

    response = client.post(CODE, {"code": newest_code()})

    assert response.status_code == 429
    assert "Too many tries" in response.content.decode()
    assert not is_signed_in(client)


def test_a_session_outlasts_an_inning(client, ada):
    ask(client, ada.email)

    response = client.post(CODE, {"code": newest_code()})

    assert response.cookies["mixitup"]["max-age"] == 8 * 7 * 24 * 60 * 60


def test_a_session_knows_the_account_and_nothing_of_how_it_began(client, ada):
    ask(client, ada.email)
    assert client.session.get_expiry_age() == 2 * 60 * 60

    client.post(CODE, {"code": newest_code()})

    assert set(client.session.keys()) == {"_auth_user_id", "_auth_user_backend", "_auth_user_hash"}
    assert client.session.get_expiry_age() == 8 * 7 * 24 * 60 * 60


def test_an_address_that_moved_on_signs_in_its_new_owner_alone(client, ada):
    ask(client, ada.email)
    client.post(CODE, {"code": newest_code()})
    User.objects.filter(pk=ada.pk).update(email="ada.new@example.org")
    bea = UserFactory(email="ada@example.org")
    other = Client()

    ask(other, "ada@example.org")
    other.post(CODE, {"code": newest_code()})

    assert other.session["_auth_user_id"] == str(bea.pk)
    assert not EmailAddress.objects.exists()


def test_a_code_sent_to_an_address_that_moved_on_meanwhile_is_no_good(client, ada):
    ask(client, ada.email)
    User.objects.filter(pk=ada.pk).update(email="ada.new@example.org")

    response = client.post(CODE, {"code": newest_code()})

    assert response.url == SIGN_IN
    assert not is_signed_in(client)


def test_a_new_address_ends_the_sessions_begun_with_the_old_one(sign_in):
    user = UserFactory(is_staff=True)
    signed_in = sign_in(user)

    change_emails({user.pk: "new@example.org"})

    assert not is_signed_in(signed_in)


def test_somebody_removed_before_typing_the_code_stays_outside(client, ada):
    ask(client, ada.email)
    ada.shut_out()

    response = client.post(CODE, {"code": newest_code()}, follow=True)

    assert "isn’t on the roster" in response.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize("end", [User.shut_out, User.delete])
def test_sessions_end_at_once_with_the_account(sign_in, end):
    user = UserFactory(is_staff=True)
    signed_in = sign_in(user)
    assert is_signed_in(signed_in)

    end(user)

    assert not is_signed_in(signed_in)


def test_an_old_session_does_not_come_back_with_the_account(sign_in):
    user = UserFactory(is_staff=True)
    signed_in = sign_in(user)
    user.shut_out()

    User.objects.filter(pk=user.pk).update(is_active=True)

    assert not is_signed_in(signed_in)


def test_signing_out_takes_a_post_and_ends_the_session(staff_client):
    assert staff_client.get("/sign-out/").status_code == 405

    response = staff_client.post("/sign-out/")

    assert response.url == "/"
    assert not SignedIn.objects.exists()


@pytest.mark.parametrize("prefix", ["/accounts/", "/sign-in/", "/"])
@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "signup/",
        "password/reset/",
        "password/change/",
        "email/",
        "confirm-email/",
        "google/",
        "3rdparty/",
    ],
)
def test_what_is_not_used_of_the_library_is_not_there(staff_client, prefix, path):
    assert staff_client.get(f"{prefix}{path}").status_code == 404
