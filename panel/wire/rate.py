"""Rate: how many requests a second an endpoint takes, learnt from the requests that it refuses.

A refusal means that the limiter has nothing left, so what it granted between two refusals, over the time between them,
is what it allows. Sending goes on a little below that and grows while nothing is refused, slowly at first and then ever
faster, so that a limit that was raised is found within seconds. No request has to be answered for any of this: one that
was not refused was granted.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

MOST = 2_000.0
"""Requests a second where no limit is known: it spreads the first wave, and a refusal can be heard before the next."""

_LEAST = 0.05
_OF_THE_FIRST_SECOND = 0.6
_BELOW = 0.985
_MOST_FALL = 0.5
_SMALL_FALL = 0.96
_SPAN = 0.25
_SHORTEST_SPAN = 0.08
_LONGEST_SPAN = 4.0
_PAUSE = 0.03
_LONGEST_PAUSE = 1.0
_CATCH_UP = 0.05
_BUNCH = 0.01
_CAUTION = 0.4
_QUICK = 8.0


@dataclass(frozen=True, slots=True)
class _Refusal:
    """When a refused request was sent, and how many had been granted by then."""

    sent_at: float
    granted: int


class Rate:
    """The rate of one limiter. Times are seconds of a clock that never goes back; ``most`` is a rate never passed."""

    def __init__(self, most: float = MOST) -> None:
        self._most = most
        self._base: float | None = None
        self._grows_from = 0.0
        self._granted = 0
        self._refusals: deque[_Refusal] = deque(maxlen=16)
        self._sent: deque[float] = deque(maxlen=int(MOST))
        self._changed_at = -math.inf
        self._pause = _PAUSE
        self._next_at = -math.inf
        self._spread_at = -math.inf
        self._held_until = -math.inf
        self._catch_up = _CATCH_UP
        self._burst = 1.0

    def at(self, now: float) -> float:
        """Requests a second that are sent now."""
        if self._base is None:
            return self._most
        quiet = max(now - self._grows_from, 0.0) * (1 if self._burst >= 0.5 else _CAUTION)
        quiet *= min(self._base / _QUICK, 1)
        return min(self._base * (1 + 0.012 * quiet + 0.02 * quiet**3), self._most)

    @property
    def is_limited(self) -> bool:
        """Whether a limit was met."""
        return self._base is not None

    @property
    def held_until(self) -> float:
        """The time before which the endpoint asked for no more."""
        return self._held_until

    def ready_at(self) -> float:
        """The time of the next request; it never moves back, whatever is learnt meanwhile."""
        return max(self._next_at, self._held_until, self._spread_at)

    def sent(self, now: float) -> None:
        """Count a request as sent, and as granted unless it is refused."""
        self._granted += 1
        self._sent.append(now)
        self._spread_at = max(self._spread_at, now - _BUNCH) + 1 / MOST
        self._next_at = max(self._next_at, now - self._catch_up) + 1 / self.at(now)
        if self._catch_up > _CATCH_UP and self._next_at >= now:
            self._catch_up = _CATCH_UP
            self._burst = min(self._burst * 1.1 + 0.01, 1.0)

    def hold(self, until: float) -> None:
        """Send nothing before a time that the endpoint named."""
        self._held_until = max(self._held_until, until)

    def refused(self, sent_at: float, now: float, wait: float | None) -> None:
        """Learn from a refusal. ``wait`` is what the endpoint asked for, in seconds.

        Requests that were sent before the last lesson was learnt are one event with those it was learnt from.
        """
        self._granted -= 1
        if wait is not None:
            self.hold(sent_at + wait)
        if sent_at < self._changed_at:
            return
        self._learn(sent_at, now, is_held=wait is not None)
        self._refusals.append(_Refusal(sent_at, self._granted))
        if wait is None:
            self._catch_up = _CATCH_UP
            self._next_at = max(self._next_at, now + self._pause)
            return
        # While nothing is sent the limiter fills up, so the backlog may go at once; less of it where that was refused.
        self._grows_from = self._changed_at = max(now, self._held_until)
        self._catch_up = max(min(wait, self._burst), _CATCH_UP)
        self._next_at = self._held_until - self._catch_up

    def _learn(self, sent_at: float, now: float, *, is_held: bool) -> None:
        since_last = self._granted - (self._refusals[-1].granted if self._refusals else 0)
        if self._base is None:
            last_second = sum(1 for one in self._sent if one > now - 1)
            self._settle(_OF_THE_FIRST_SECOND * last_second, now)
        elif since_last == 0:
            # The limiter has not opened again since: that says when, not how much.
            self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        elif is_held and self._catch_up > _CATCH_UP:
            self._burst = 0.9 * min(self._burst, since_last / self.at(now))
        else:
            self._pause = _PAUSE
            self._settle(self._measured(sent_at, self.at(now)), now)

    def _measured(self, sent_at: float, rate: float) -> float:
        """What was granted since an earlier refusal over the time since; if that is short, a little less than now."""
        earlier = self._reference(sent_at)
        span = sent_at - earlier.sent_at
        if span < _SHORTEST_SPAN:
            return _SMALL_FALL * rate
        granted = (self._granted - earlier.granted) / span
        return min(max(_BELOW * granted, _MOST_FALL * rate), rate)

    def _reference(self, sent_at: float) -> _Refusal:
        """The latest refusal that lies far enough back to measure from, else the earliest of the same few seconds."""
        found = self._refusals[-1]
        for one in reversed(self._refusals):
            if sent_at - one.sent_at > _LONGEST_SPAN:
                break
            found = one
            if sent_at - one.sent_at >= _SPAN:
                break
        return found

    def _settle(self, base: float, now: float) -> None:
        self._base = max(base, _LEAST)
        self._grows_from = self._changed_at = now
