import pytest


@pytest.fixture(autouse=True)
def _hasty():
    """How good the groups are is the matter of these tests, so they take the time it takes."""
