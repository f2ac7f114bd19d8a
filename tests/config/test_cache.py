"""The folder that all processes share."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from config.cache import FolderCache


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(FolderCache, "_swept_at", 0.0)
    return FolderCache(tmp_path / "shared", {})


def test_of_many_who_add_a_key_at_once_one_does(cache):
    with ThreadPoolExecutor(8) as people:
        for round_ in range(20):
            added = list(people.map(lambda person, key=f"key-{round_}": cache.add(key, person), range(8)))
            assert added.count(True) == 1


def test_a_key_can_be_added_again_after_it_expired(cache):
    cache.add("lock", 1, timeout=-1)

    assert cache.add("lock", 2)
    assert cache.get("lock") == 2


def test_nothing_unfinished_is_left_in_the_folder(cache, tmp_path):
    cache.add("key", 1)
    cache.add("key", 2)

    assert [path.suffix for path in (tmp_path / "shared").iterdir()] == [".djcache"]


def test_room_is_made_from_what_has_expired_alone(cache, tmp_path):
    for number in range(400):
        cache.add(f"limit-{number}", number, timeout=600)
    cache.add("old", 1, timeout=-1)

    cache.set("new", 1)

    assert cache.get("limit-0") == 0
    assert len(list((tmp_path / "shared").iterdir())) == 401
