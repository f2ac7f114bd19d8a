import pytest


def test_healthz_answers_without_a_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_readyz_says_that_nothing_is_pending(client):
    answer = client.get("/readyz")
    assert answer.json() == {"ready": True, "pending_migrations": 0, "oldest_unsent_notice_seconds": 0}


@pytest.mark.django_db
def test_home_explains_mix_it_up_to_anyone(client):
    assert "Mix It Up" in client.get("/").content.decode()


def test_home_greets_staff_by_name(staff_client):
    assert "Robin Staff" in staff_client.get("/").content.decode()
