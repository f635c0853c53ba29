"""Flight: how many requests an endpoint takes at once, learnt from those it refuses for being too many.

Additive up, multiplicative down: such a refusal takes the limit to seven tenths of what was in flight, and a full round
of answers adds one. Refusals of requests that left before the last cut are of the same event, and cut nothing.
"""

from __future__ import annotations

import math

_CUT = 0.7


class Flight:
    """Requests in flight to one limiter, ``most`` at most. Times are seconds of a clock that never goes back."""

    def __init__(self, most: float = math.inf) -> None:
        self._most = most
        self._limit = most
        self._cut_at = -math.inf
        self.now = 0

    @property
    def limit(self) -> float:
        """Requests at once at most."""
        return self._limit

    @property
    def has_room(self) -> bool:
        """Whether one more may leave."""
        return self.now + 1 <= self._limit

    def left(self) -> None:
        """Count a request that leaves."""
        self.now += 1

    def landed(self) -> None:
        """Count one that came back, in whatever way."""
        self.now -= 1

    def answered(self) -> None:
        """Learn from an answer."""
        if self._limit < self._most:
            self._limit = min(self._limit + 1 / max(self._limit, 1), self._most)

    def refused(self, sent_at: float, now: float) -> None:
        """Learn from a refusal for too many at once; the refused request still counts as in flight."""
        if sent_at < self._cut_at:
            return
        self._limit = max(1.0, math.floor(_CUT * min(self.now, self._limit)))
        self._cut_at = now
