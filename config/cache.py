"""The shared cache of a school on one machine: a folder that all its processes see."""

import contextlib
import os
import tempfile
import time
from pathlib import Path
from typing import Any, ClassVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache

SWEEP_EVERY_SECONDS = 300


class FolderCache(FileBasedCache):
    """Django's cache in a folder, made fit for limits.

    Two processes can't both add a key, so a lock made of one holds. And room is made now and then, from what has
    expired, where Django's own lists the whole folder at every write and, once full, throws out entries at random.
    """

    _swept_at: ClassVar[float] = 0.0

    def add(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        if self.has_key(key, version):  # which removes an expired one
            return False
        self._createdir()
        handle, unfinished = tempfile.mkstemp(dir=self._dir)
        try:
            with os.fdopen(handle, "wb") as file:
                self._write_content(file, timeout, value)
            os.link(unfinished, self._key_to_file(key, version))
        except FileExistsError:
            return False
        finally:
            Path(unfinished).unlink()
        return True

    def _cull(self) -> None:
        now = time.time()
        if now - FolderCache._swept_at < SWEEP_EVERY_SECONDS:
            return
        FolderCache._swept_at = now
        for name in self._list_cache_files():
            with contextlib.suppress(FileNotFoundError), Path(name).open("rb") as file:
                self._is_expired(file)
