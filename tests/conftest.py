import os
from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase

from tests import browsers, emptying, factories, mixes

# A busy machine is slow: no example fails for the time it took.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

BROWSER_TESTS = "tests/browser/"


def pytest_report_header(config):
    return None if browsers.chromium() else browsers.MISSING


def pytest_terminal_summary(terminalreporter):
    if not browsers.chromium():
        terminalreporter.section("browser tests", sep="!", red=True, bold=True)
        terminalreporter.line(browsers.MISSING, red=True, bold=True)


def pytest_sessionfinish(session):
    """With REQUIRE_BROWSER=1, a run without a browser test that ran, or with one skipped, has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("REQUIRE_BROWSER") or reporter is None or hasattr(session.config, "workerinput"):
        return
    ran, skipped = (
        [report for report in reporter.stats.get(outcome, []) if report.nodeid.startswith(BROWSER_TESTS)]
        for outcome in ("passed", "skipped")
    )
    if skipped or not ran:
        reporter.line(f"\nBrowser tests are required: {len(ran)} ran, {len(skipped)} were skipped.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _own_cache_and_mail(settings, tmp_path):
    """Every test starts with an empty shared cache of its own."""
    settings.CACHES = {
        "default": {
            "BACKEND": "config.cache.FolderCache",
            "LOCATION": tmp_path / "cache",
        }
    }
    cache.clear()


@pytest.fixture(autouse=True)
def _hasty(request, monkeypatch):
    """How good the groups are is the matter of the engine's tests and of those marked `thorough`."""
    if not request.node.get_closest_marker("thorough"):
        mixes.hasten(monkeypatch)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory, worker_id):
    """SQLite tests use a file, so that WAL and IMMEDIATE are really tried."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("db") / f"{worker_id}.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _emptied_by_deleting():
    """Tests that commit leave an empty database behind, without the time that truncating every table takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: emptying.empty())
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """PostgreSQL drops no database that somebody is connected to, and a server's thread may end late."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


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
