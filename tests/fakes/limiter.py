"""Limiters in a time of their own, and a trial of a rate before one; nothing waits and no clock is read."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from panel.testing.openrouter.schedule import Schedule
from panel.wire.rate import Rate


class Limiter(Protocol):
    """Something that takes a request at a second, or refuses it."""

    def take(self, second: float) -> bool:
        """Whether this one is taken."""


class FlatBucket:
    """A token bucket that holds no more than so many tokens, so that it forgives no burst."""

    def __init__(self, schedule: Schedule, most: float) -> None:
        self._schedule = schedule
        self._most = most
        self._tokens = most
        self._at = 0.0

    def take(self, second: float) -> bool:
        """Take a token, if there is one."""
        self._tokens = min(self._tokens + self._schedule.allowed(self._at, second), self._most)
        self._at = second
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class FixedWindow:
    """Counts from zero in every whole second."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._window = -1
        self._taken = 0

    def take(self, second: float) -> bool:
        """Take it while the second's number is not reached."""
        if int(second) != self._window:
            self._window, self._taken = int(second), 0
        if self._taken >= self._schedule.rate(second):
            return False
        self._taken += 1
        return True


class Shedding:
    """Refuses a share of all requests by lot, however few they are, and puts the others to a limiter, if any."""

    def __init__(self, share: float, limiter: Limiter | None = None) -> None:
        self._share = share
        self._limiter = limiter
        self._lot = random.Random(3)  # noqa: S311 - no secret

    def take(self, second: float) -> bool:
        """Take it if its lot and the limiter say so."""
        return self._lot.random() >= self._share and (self._limiter is None or self._limiter.take(second))


@dataclass(frozen=True, slots=True)
class Course:
    """How a trial went. Times are in seconds from its start."""

    granted: tuple[float, ...]
    refused: tuple[float, ...]
    end: float

    @property
    def share_refused(self) -> float:
        """Of all requests."""
        return len(self.refused) / (len(self.granted) + len(self.refused))

    def share_used(self, schedule: Schedule, after: float = 5) -> float:
        """What was granted of what was allowed, from a second on."""
        return sum(1 for one in self.granted if one >= after) / schedule.allowed(after, self.end)


@dataclass(slots=True)
class Trial:
    """So many calls, ``places`` at once, each refused one coming back after its wait.

    An answer takes ``latency`` and up to a fifth more or less, a refusal ``way`` there and ``way`` back.
    """

    limiter: Limiter
    calls: int = 6_000
    places: int = 64
    latency: float = 0.2
    way: float = 0.001
    retry_after: float | None = None
    rate: Rate = field(default_factory=Rate)
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - no secret
    _events: list[tuple[float, int, Callable[[float], None]]] = field(default_factory=list)
    _numbered: int = 0
    _waiting: int = 0
    _in_flight: int = 0
    _woken_at: float = float("inf")
    _granted: list[float] = field(default_factory=list)
    _refused: list[float] = field(default_factory=list)

    def course(self) -> Course:
        """Run it to its end."""
        self._waiting = self.calls
        self._let_go(0)
        now = 0.0
        while self._events:
            now, _, happens = heapq.heappop(self._events)
            happens(now)
            self._let_go(now)
        assert len(self._granted) == self.calls
        return Course(tuple(self._granted), tuple(self._refused), now)

    def _at(self, second: float, happens: Callable[[float], None]) -> None:
        self._numbered += 1
        heapq.heappush(self._events, (second, self._numbered, happens))

    def _let_go(self, now: float) -> None:
        while self._waiting and self._in_flight < self.places:
            ready = self.rate.ready_at()
            if ready > now:
                if ready < self._woken_at:
                    self._woken_at = ready
                    self._at(ready, self._woken)
                return
            self.rate.sent(now)
            self._waiting -= 1
            self._in_flight += 1
            self._at(now + self.way, partial(self._arrives, now))

    def _woken(self, now: float) -> None:
        del now
        self._woken_at = float("inf")

    def _arrives(self, sent: float, now: float) -> None:
        if self.limiter.take(now):
            self._granted.append(now)
            self._at(now + self.latency * (0.8 + 0.4 * self.chance.random()), self._answered)
        else:
            self._refused.append(now)
            self._at(now + self.way, partial(self._hears, sent))

    def _hears(self, sent: float, now: float) -> None:
        self._in_flight -= 1
        self.rate.refused(sent, now, self.retry_after)
        self._at(now + (self.retry_after or 0.5 * self.chance.random()), self._returns)

    def _answered(self, now: float) -> None:
        del now
        self._in_flight -= 1

    def _returns(self, now: float) -> None:
        del now
        self._waiting += 1
