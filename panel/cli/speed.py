"""Speed: how many come a second, of late and in all."""

from __future__ import annotations

from collections import deque

WINDOW = 30
"""Seconds that a rate is taken over."""


class Speed:
    """How many a second, over the last WINDOW seconds and since the beginning."""

    __slots__ = ("_began", "_last", "_of_seconds", "_recent", "count")

    def __init__(self) -> None:
        self.count = 0
        self._began: float | None = None
        self._last = 0.0
        self._of_seconds: deque[list[int]] = deque()
        self._recent = 0

    def begin(self, now: float) -> None:
        """Time counts from the first time that this is called."""
        if self._began is None:
            self._began = now

    def add(self, now: float) -> None:
        """Count one."""
        second = int(now)
        if self._of_seconds and self._of_seconds[-1][0] == second:
            self._of_seconds[-1][1] += 1
        else:
            self._forget(now)
            self._of_seconds.append([second, 1])
        self._recent += 1
        self._last = now
        self.count += 1

    def now(self, now: float) -> float:
        """The rate over the last WINDOW seconds, or over all time while that is less."""
        self._forget(now)
        return self._recent / self._span(now, WINDOW)

    def lasting(self, now: float) -> float:
        """The same; where nothing came in all that time, the rate since the beginning."""
        return self.now(now) or self.count / self._span(now, float("inf"))

    def shown(self, now: float, *, has_ended: bool) -> float:
        """The rate now; where no more comes, that from the beginning to the last one."""
        return self.count / self._span(self._last, float("inf")) if has_ended else self.now(now)

    def _span(self, now: float, most: float) -> float:
        began = now if self._began is None else self._began
        return max(min(now - began, most), 1.0)

    def _forget(self, now: float) -> None:
        while self._of_seconds and self._of_seconds[0][0] <= now - WINDOW:
            self._recent -= self._of_seconds.popleft()[1]
