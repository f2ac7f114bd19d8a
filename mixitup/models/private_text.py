"""Text that only its author reads: encrypted before it reaches the database."""

import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def cipher() -> MultiFernet:
    """The first of PRIVATE_TEXT_KEYS encrypts, any of them decrypts."""
    return _cipher(tuple(settings.PRIVATE_TEXT_KEYS))


class PrivateTextField(models.TextField[str, str]):
    """A text column that holds ciphertext; an unknown key raises `cryptography.fernet.InvalidToken`.

    Empty text is stored empty. Lookups other than `isnull` and `exact=""` make no sense on it.
    """

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return cipher().encrypt(value.encode()).decode("ascii") if value else value

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return cipher().decrypt(value.encode("ascii")).decode() if value else value


class PrivateJSONField(models.TextField[Any, Any]):
    """A small JSON object kept as one piece of ciphertext; None and {} are stored empty and read as {}."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        if not value:
            return ""
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return cipher().encrypt(text.encode()).decode("ascii")

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return json.loads(cipher().decrypt(value.encode("ascii"))) if value else {}
