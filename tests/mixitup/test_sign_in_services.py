"""Google, Slack and Zoom: there with their keys alone, and only for a verified address that somebody here has."""

import json
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser

from mixitup.models import User
from tests.factories import StudentFactory, UserFactory

pytestmark = pytest.mark.django_db
SERVICES = ["google", "slack", "zoom"]


def google(email, is_verified):
    claims = {"iss": "https://accounts.google.com", "aud": "id", "sub": "g1", "email": email}
    claims |= {"email_verified": is_verified, "iat": 1, "exp": 2**33}
    return {"access_token": "t", "id_token": jwt.encode(claims, "k" * 32)}, {}


def slack(email, is_verified):
    person = {"https://slack.com/team_id": "T1", "https://slack.com/user_id": "U1"}
    return {"access_token": "t"}, {"ok": True, "email": email, "email_verified": is_verified, **person}


def zoom(email, is_verified):
    person = {"first_name": "A", "last_name": "B", "verified": int(is_verified)}
    return {"access_token": "t"}, {"id": "z1", "email": email, **person}


@pytest.fixture
def services(settings):
    settings.ROOT_URLCONF = "tests.urls"
    settings.SIGN_IN_PROVIDERS = SERVICES
    keys = {"APPS": [{"client_id": "id", "secret": "secret"}]}
    settings.SOCIALACCOUNT_PROVIDERS = dict.fromkeys(SERVICES, keys)


@pytest.fixture
def vouch(services, client, monkeypatch):
    """Go to a service and come back from it with this address; the network alone is faked."""

    def answer(body):
        response = requests.Response()
        response.status_code = 200
        response.headers["Content-Type"] = "application/json"
        response._content = json.dumps(body).encode()
        return response

    def vouched(service, email, is_verified=True, start="", state=None):
        token, person = globals()[service](email, is_verified)

        def fake(session, method, url, **kwargs):
            return answer(token if "token" in url else person)

        monkeypatch.setattr(requests.Session, "request", fake)
        there = client.post(f"/sign-in/{service}/{start}")
        sent = parse_qs(urlsplit(there["Location"]).query)
        return client.get(f"/sign-in/{service}/back/", {"code": "c", "state": state or sent["state"][0]})

    return vouched


def signed_in(client):
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else AnonymousUser()


@pytest.mark.parametrize("service", SERVICES)
def test_a_verified_address_of_the_roster_signs_in(vouch, client, service):
    ada = StudentFactory(user__email="ada@example.org").user

    response = vouch(service, "Ada@Example.org")

    assert response.url == "/"
    assert signed_in(client) == ada


@pytest.mark.parametrize("service", SERVICES)
def test_an_address_that_the_service_has_not_verified_counts_for_nothing(vouch, client, service):
    StudentFactory(user__email="ada@example.org")

    response = vouch(service, "ada@example.org", is_verified=False)

    assert response.url == "/sign-in/"
    assert signed_in(client) == AnonymousUser()


@pytest.mark.parametrize("service", SERVICES)
def test_a_stranger_makes_no_account(vouch, client, service):
    UserFactory(email="gone@example.org", is_active=False)
    for email in ["eve@example.org", "gone@example.org"]:
        assert vouch(service, email).url == "/sign-in/"
        assert f"{email} isn’t on the roster" in client.get("/sign-in/").content.decode()

    assert User.objects.count() == 1


def test_the_services_keep_nothing_here(vouch):
    StudentFactory(user__email="ada@example.org")

    vouch("zoom", "ada@example.org")

    assert not SocialAccount.objects.exists()
    assert not EmailAddress.objects.exists()


def test_the_address_decides_each_time_anew(vouch, client):
    ada = StudentFactory(user__email="ada@example.org").user
    vouch("google", "ada@example.org")
    client.post("/sign-out/")
    User.objects.filter(pk=ada.pk).update(email="ada.new@example.org")

    vouch("google", "ada@example.org")

    assert signed_in(client) == AnonymousUser()


def test_nobody_ties_a_service_to_their_account(vouch, client):
    ada = StudentFactory(user__email="ada@example.org").user
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")

    vouch("zoom", "eve@example.org", start="?process=connect")

    assert not SocialAccount.objects.exists()


def test_the_way_back_is_kept_and_never_leads_elsewhere(vouch, client):
    StudentFactory(user__email="ada@example.org")
    assert vouch("slack", "ada@example.org", start="?next=/about/").url == "/about/"
    client.post("/sign-out/")

    assert vouch("slack", "ada@example.org", start="?next=https://evil.example.com/").url == "/"


def test_an_answer_that_nobody_asked_for_is_refused(vouch, client):
    StudentFactory(user__email="ada@example.org")

    response = vouch("google", "ada@example.org", state="made-up")

    assert response.url == "/sign-in/"
    assert "didn’t work this time" in client.get("/sign-in/").content.decode()
    assert signed_in(client) == AnonymousUser()


def test_whoever_cancels_is_back_where_they_were(services, client):
    client.post("/sign-in/zoom/")

    response = client.get("/sign-in/zoom/back/", {"error": "access_denied"})

    assert response.url == "/sign-in/"


def test_the_screen_offers_the_services_that_are_there(services, client):
    page = client.get("/sign-in/?next=/about/").content.decode()

    for service in SERVICES:
        assert f'action="/sign-in/{service}/"' in page
        assert f">{service.capitalize()}</button>" in page
    assert page.count('name="next" value="/about/"') == 4


def test_without_keys_there_is_no_trace_of_a_service(client):
    assert "Or sign in with" not in client.get("/sign-in/").content.decode()
    for service in SERVICES:
        assert client.post(f"/sign-in/{service}/").status_code == 404
        assert client.get(f"/sign-in/{service}/back/").status_code == 404
