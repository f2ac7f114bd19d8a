"""Without debug nothing unsafe has a default: the program refuses to start."""

import os
import re
import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

SETTINGS = str(Path(__file__).resolve().parents[2] / "config/settings.py")
KEY = "yI9Ky_3pzhLMl2O0eWBAnDYtB3xMyE5wP1vyxRJz0Ew="
SAFE = {
    "DEBUG": "off",
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": "mixitup.example.org, mix.example.org",
    "PRIVATE_TEXT_KEYS": KEY,
}


@pytest.fixture
def load(monkeypatch):
    """The settings as they come out of exactly this environment, without any .env file."""

    def loaded(**environment):
        with monkeypatch.context() as patch:
            for name in os.environ:
                if name.isupper() and name not in ("PATH", "HOME"):
                    patch.delenv(name)
            for name, value in {**SAFE, **environment}.items():
                if value is not None:
                    patch.setenv(name, value)
            patch.setattr("environ.Env.read_env", lambda *args, **kwargs: None)
            return runpy.run_path(SETTINGS)

    return loaded


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "PRIVATE_TEXT_KEYS"])
@pytest.mark.parametrize("value", [None, ""])
def test_what_must_be_set_is_named_when_it_is_missing(load, name, value):
    with pytest.raises(ImproperlyConfigured, match=rf"{name} is not set. docs/operations.md"):
        load(**{name: value})


@pytest.mark.parametrize("value", ["short", f"{KEY},short"])
def test_keys_for_private_text_must_be_keys(load, value):
    with pytest.raises(ImproperlyConfigured, match="PRIVATE_TEXT_KEYS"):
        load(PRIVATE_TEXT_KEYS=value)


def test_hosts_are_named_one_by_one(load):
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS names the hosts one by one"):
        load(ALLOWED_HOSTS="mixitup.example.org,*")


def test_the_demo_never_runs_without_debug(load):
    with pytest.raises(ImproperlyConfigured, match="DEMO"):
        load(DEMO="on")


def test_the_demo_shows_our_own_pages_for_errors_and_takes_plain_http(load):
    found = load(DEMO="on", DEBUG="on", ALLOWED_HOSTS=None)

    assert found["DEBUG"] is False
    assert "127.0.0.1" in found["ALLOWED_HOSTS"]
    assert "SECURE_SSL_REDIRECT" not in found


def test_without_debug_everything_is_on_the_safe_side(load):
    found = load()

    assert found["DEBUG"] is False
    assert found["DEMO"] is False
    assert found["ALLOWED_HOSTS"] == ["mixitup.example.org", "mix.example.org"]
    assert found["SITE_URL"] == "https://mixitup.example.org"
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SESSION_COOKIE_SECURE"] is True
    assert found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000
    assert found["SECURE_PROXY_SSL_HEADER"] is None
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0
    assert found["SIGN_IN_PROVIDERS"] == []


def test_behind_a_proxy_its_headers_are_believed(load):
    found = load(BEHIND_PROXY="on")

    assert found["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


def test_the_policy_lets_nothing_inline_run(load):
    directives = load()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert directives["default-src"] == ["'self'"]
    assert not {"script-src", "style-src"} & set(directives)
    assert not any("unsafe" in source for sources in directives.values() for source in sources)


def test_a_sign_in_service_comes_with_its_keys(load):
    found = load(ZOOM_CLIENT_ID="id", ZOOM_CLIENT_SECRET="secret")

    assert found["SIGN_IN_PROVIDERS"] == ["zoom"]
    assert found["SOCIALACCOUNT_PROVIDERS"] == {"zoom": {"APPS": [{"client_id": "id", "secret": "secret"}]}}
    assert found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"] == ["'self'", "https://zoom.us"]


def test_every_variable_is_explained():
    read = re.findall(r'(?:env(?:\.\w+)?|required)\(\s*"([A-Z_]+)"', Path(SETTINGS).read_text())
    explained = (Path(SETTINGS).parents[1] / "docs/operations.md").read_text()

    assert len(read) > 15
    assert [name for name in read if f"| `{name}`" not in explained] == []
