"""Deadline: how much of a seat's time is left, counted in what is spent on it and not by the clock on the wall."""

from __future__ import annotations

import math


class Deadline:
    """A seat's time in seconds. Requests and the waits between them spend it; standing in line does not."""

    def __init__(self, seconds: float = math.inf) -> None:
        self._limit = seconds
        self._spent = 0.0

    @property
    def remaining(self) -> float:
        """Seconds that are left, 0 when none are."""
        return max(self._limit - self._spent, 0.0)

    def spend(self, seconds: float) -> None:
        """Take seconds off what is left."""
        self._spent += seconds
