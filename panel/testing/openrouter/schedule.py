"""Schedules: how many requests a second are allowed, and from when on; and the bucket that keeps to one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import inf

from panel.errors import Mistake


@dataclass(frozen=True, slots=True)
class Schedule:
    """``steps`` are (from second, requests a second), the first from 0, counted from the first request."""

    steps: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        starts = [start for start, _ in self.steps]
        if not starts or starts[0] != 0 or any(later <= sooner for sooner, later in pairwise(starts)):
            raise Mistake("a schedule starts at second 0 and goes on in order, as in 0:150,20:60,40:150")
        if any(not 0 < rate < inf for _, rate in self.steps):
            raise Mistake("a rate is more than 0 requests a second")

    @classmethod
    def of(cls, rate: float) -> Schedule:
        """The same rate all the time."""
        return cls(((0.0, rate),))

    def rate(self, second: float) -> float:
        """What is allowed in that second."""
        return next((rate for start, rate in reversed(self.steps) if start <= second), self.steps[0][1])

    def allowed(self, start: float, end: float) -> float:
        """How many requests are allowed between two seconds, bursts apart."""
        ends = [*(step for step, _ in self.steps[1:]), inf]
        return sum(
            max(min(end, until) - max(start, since), 0) * rate
            for (since, rate), until in zip(self.steps, ends, strict=True)
        )


class Bucket:
    """A token bucket. It holds one second's worth, at least one token, and is full at the start."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._at = 0.0
        self._tokens = inf

    def has(self, second: float) -> bool:
        """Whether there is a token by now."""
        filled = self._tokens + self._schedule.allowed(self._at, second)
        self._tokens = min(filled, max(self._schedule.rate(second), 1))
        self._at = second
        return self._tokens >= 1

    def take(self, second: float) -> bool:
        """Take one token, if there is one."""
        is_there = self.has(second)
        self._tokens -= is_there
        return is_there
