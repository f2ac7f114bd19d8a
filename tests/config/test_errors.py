"""The pages that say what went wrong, and what to do."""

import io

import pytest
from django.db import DatabaseError
from django.test import Client

from mixitup.models import School
from tests.factories import published_session


def said(response):
    return response.status_code, response.content.decode()


def test_a_missing_page_says_so_in_our_look(client, db):
    status, page = said(client.get("/nothing/"))

    assert status == 404
    assert "There’s nothing here" in page
    assert "theme.css" in page


def test_somebody_elses_page_says_who_is_signed_in(sign_in, db):
    from tests.factories import StudentFactory

    client = sign_in(StudentFactory(name="Ada Byron").user)

    status, page = said(client.get("/staff/people/"))

    assert status == 404
    assert "There’s nothing here for you" in page
    assert "Ada Byron" in page


def test_an_unknown_host_gets_a_page_that_needs_nothing(client, settings):
    settings.ALLOWED_HOSTS = ["mixitup.example.org"]

    status, page = said(client.get("/", HTTP_HOST="evil.example.com"))

    assert status == 400
    assert "That request couldn’t be read" in page


def test_a_failure_shows_its_page_without_the_database(monkeypatch):
    monkeypatch.setattr(School, "load", lambda: 1 / 0)

    status, page = said(Client(raise_request_exception=False).get("/"))

    assert status == 500
    assert "Something broke on our side" in page
    assert "theme.css" in page


def test_what_was_typed_is_handed_back_when_the_page_was_no_longer_good(staff, db):
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    form = {"csrfmiddlewaretoken": "old", "name": "<b>Jo</b>", "people-0-preferred_name": "J", "empty": " "}

    status, page = said(client.post("/staff/people/", form))

    assert status == 403
    assert "That wasn’t saved" in page
    assert "&lt;b&gt;Jo&lt;/b&gt;</textarea>" in page
    assert "Preferred name</label>" in page
    assert page.count("<textarea") == 2


def test_whoever_was_signed_out_over_a_form_gets_their_words_and_the_way_back(client, db):
    page = "http://testserver/staff/people/?find=Jo"

    status, answer = said(
        client.post("/staff/people/", {"name": "Jo Li", "seen": "7"}, headers={"Referer": page})
    )

    assert status == 401
    assert answer.count("<textarea") == 1
    assert "Jo Li</textarea>" in answer
    assert 'href="/sign-in/?next=%2Fstaff%2Fpeople%2F%3Ffind%3DJo"' in answer


@pytest.mark.parametrize("page", ["https://evil.example.com/", ""])
def test_a_button_pressed_after_signing_out_leads_to_sign_in_and_never_elsewhere(client, db, page):
    response = client.post("/staff/people/1/remove/", headers={"Referer": page})

    assert response.url == "/sign-in/?next=%2F"


def test_a_fragment_sends_the_whole_page_to_sign_in_and_back(client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/about/?week=2"}

    response = client.get("/staff/people/", headers=headers)

    assert (response.status_code, response.content) == (200, b"")
    assert response["HX-Redirect"] == "/sign-in/?next=%2Fabout%2F%3Fweek%3D2"


def test_a_fragment_never_comes_back_to_another_site(client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": "https://evil.example.com/"}

    assert client.get("/staff/people/", headers=headers)["HX-Redirect"] == "/sign-in/"


def test_a_fragment_that_saves_leaves_what_was_typed_on_the_screen(client, db):
    response = client.post("/staff/people/", {"name": "Jo"}, headers={"HX-Request": "true"})

    assert (response.status_code, response.content) == (401, b"")


@pytest.mark.django_db
def test_readyz_says_that_the_database_is_gone(client, monkeypatch):
    def gone(connection):
        raise DatabaseError

    monkeypatch.setattr("config.views.MigrationExecutor", gone)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"ready": False, "database": False}


@pytest.mark.django_db
def test_every_answer_carries_the_headers_that_protect(client):
    headers = client.get("/about/").headers

    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private"


@pytest.mark.parametrize(
    ("opened", "page"),
    [
        ("/staff/people/{staff}/invite/", "/staff/people/"),
        ("/staff/help/stop/", "/"),
        ("/sign-out/", "/"),
    ],
)
def test_a_buttons_address_opened_by_hand_leads_to_its_page(staff, sign_in, opened, page):
    response = sign_in(staff).get(opened.format(staff=staff.pk), headers={"Accept": "text/html"}, follow=True)

    assert response.redirect_chain == [(page, 302)]
    assert response.content.decode().count("Nothing was done: that address works only from its button.") == 1


def test_a_buttons_page_under_another_button_says_so_once(sign_in, db):
    session = published_session()
    student = session.published.memberships.first().student

    opened = f"/sessions/{session.pk}/absence/take-back/"
    response = sign_in(student.user).get(opened, headers={"Accept": "text/html"}, follow=True)

    assert response.redirect_chain[-1] == (f"/sessions/{session.pk}/", 302)
    assert response.content.decode().count("Nothing was done: that address works only from its button.") == 1


def test_programs_are_told_what_a_buttons_address_takes(staff, sign_in):
    response = sign_in(staff).get(f"/staff/people/{staff.pk}/invite/", headers={"Accept": "*/*"})

    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_a_file_larger_than_any_page_takes_is_not_even_read(client, monkeypatch):
    monkeypatch.setattr("config.middleware.MOST_BYTES", 1000)
    read = []
    monkeypatch.setattr("django.http.HttpRequest._load_post_and_files", lambda request: read.append(request))

    status, page = said(client.post("/sign-in/", {"file": io.BytesIO(b"x" * 2000)}))

    assert (status, read) == (413, [])
    assert "That is too large" in page
