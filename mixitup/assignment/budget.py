"""How long a search may go on: a number of steps, seconds by a clock that is handed in, or until
cancelled."""

from __future__ import annotations

from collections.abc import Callable


class Cancelled(Exception):
    """The caller's `cancelled()` said yes; nothing was decided."""


class Budget:
    """Counts the steps of a search. With neither steps nor seconds the search sets its own number of
    steps."""

    def __init__(
        self,
        *,
        iterations: int | None = None,
        seconds: float | None = None,
        clock: Callable[[], float] | None = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        if seconds is not None and clock is None:
            raise ValueError("seconds need a clock")
        self.iterations, self.seconds = iterations, seconds
        self.clock, self.progress, self.cancelled = clock, progress, cancelled
        self.started = clock() if clock is not None else 0.0
        self.steps = 0

    def allow(self, steps: int) -> None:
        """Set the number of steps where the caller set none. With seconds alone there is no such limit."""
        if self.iterations is None and self.seconds is None:
            self.iterations = steps

    def spend(self, steps: int) -> bool:
        """Count `steps` more; true when the search must stop. Raises `Cancelled`."""
        self.steps += steps
        if self.cancelled is not None and self.cancelled():
            raise Cancelled
        done = self.fraction()
        if self.progress is not None:
            self.progress(min(1.0, done))
        return done >= 1.0

    def fraction(self) -> float:
        """How much of the budget is used, from 0."""
        used = self.steps / self.iterations if self.iterations else 0.0
        if self.iterations == 0:
            used = 1.0
        if self.seconds is not None and self.clock is not None:
            past = self.clock() - self.started
            used = max(used, past / self.seconds if self.seconds > 0 else 1.0)
        return used
