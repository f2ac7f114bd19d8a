"""Mixing in a hurry, for tests of what is done with the groups."""

import pytest

STEPS = 2_000


def hasten(patch: pytest.MonkeyPatch) -> None:
    """Every mix looks at few swaps: of a small school, of a larger one, and of several sessions together."""
    patch.setattr("mixitup.mixing.SMALL_SCHOOL_STEPS", STEPS)
    for module in ("engine", "ahead"):
        patch.setattr(f"mixitup.assignment.{module}.default_steps", lambda people: STEPS)
