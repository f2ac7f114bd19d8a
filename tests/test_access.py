"""Every address × method × role answers as the tables in `tests/access/` say."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from tests.access import ROWS
from tests.access.table import ROLES
from tests.access.worlds import make_world


def url_names(patterns: list[Any], route: str = "", namespace: str = "") -> Iterator[str]:
    """The name of every URL pattern; the route of one that has no name."""
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern.url_patterns, here, inner)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else here


@pytest.fixture(autouse=True)
def _every_url(settings):
    settings.ROOT_URLCONF = "tests.urls"
    keys = {"APPS": [{"client_id": "id", "secret": "secret"}]}
    settings.SOCIALACCOUNT_PROVIDERS = {"google": keys, "slack": keys, "zoom": keys}


@pytest.fixture
def world(db):
    return make_world()


def answer(cookies: Any, method: str, url: str, data: dict[str, Any]) -> str:
    """What one request gets, with nothing left behind in the database."""
    client = Client(raise_request_exception=False)
    client.cookies.load(cookies)
    before = transaction.savepoint()
    try:
        response = client.get(url) if method == "GET" else client.post(url, data)
    finally:
        transaction.savepoint_rollback(before)
        transaction.set_rollback(False)
    sign_in = reverse("account_request_login_code")
    goes_to_sign_in = response.status_code == 401 or (
        response.status_code == 302 and response["Location"].startswith(sign_in)
    )
    return "login" if goes_to_sign_in else str(response.status_code)


def test_every_url_is_in_the_table_once():
    names = sorted(url_names(get_resolver().url_patterns))
    assert sorted(row.name for row in ROWS) == names


def test_every_url_answers_each_role_as_the_table_says(world, sign_in):
    users = {role: world.user(role) for role in ROLES}
    cookies = {role: sign_in(user).cookies if user else {} for role, user in users.items()}
    wrong = []
    for row in ROWS:
        url = reverse(row.name, args=row.args(world))
        for method in ("GET", "POST"):
            data = row.data(world)
            found = [answer(cookies[role], method, url, data) for role in ROLES]
            if found != row.expected(method):
                wrong.append(f"{row.name} {method}: {' '.join(found)}, not {' '.join(row.expected(method))}")
    assert wrong == []


def test_asking_for_the_head_of_a_page_answers_like_the_page(world, sign_in):
    staff = sign_in(world.staff)
    urls = [reverse(row.name, args=row.args(world)) for row in ROWS if row.expected("GET")[-1] == "200"]
    wrong = [url for url in urls if staff.head(url).status_code != 200]
    assert wrong == []
