from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from tests import factories


@pytest.fixture(autouse=True)
def _own_cache_and_mail(settings, tmp_path):
    """Every test starts with an empty shared cache of its own."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": tmp_path / "cache",
        }
    }
    cache.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory, worker_id):
    """SQLite tests use a file, so that WAL and IMMEDIATE are really tried."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("db") / f"{worker_id}.sqlite3")


def _signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def sign_in():
    """Gives a client signed in as this user."""
    return _signed_in


@pytest.fixture
def staff(db):
    return factories.UserFactory(is_staff=True, name="Robin Staff")


@pytest.fixture
def staff_client(staff):
    return _signed_in(staff)


@pytest.fixture
def seeds() -> Path:
    folder = Path(__file__).resolve().parents[2] / "shared" / "seeds"
    if not folder.is_dir():
        pytest.skip("../shared/seeds is not here")
    return folder
