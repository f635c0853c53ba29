"""Pace: what one limiter, a model's or an endpoint's, takes: requests a second, requests at once, and whether any."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from panel.domain.waiting import Waiting
from panel.errors import Cause, Reach, WireFault
from panel.wire.faults import refused_throughout, unreached_throughout
from panel.wire.flight import Flight
from panel.wire.rate import MOST, Rate

REFUSALS = (Cause.RATE_LIMITED, Cause.TOO_MANY_AT_ONCE)
"""Faults that say nothing of the request: it came too early."""

WORTH_SAYING = 1.0
"""Seconds of waiting that a person is told of."""

_LONGEST_UNREACHED = 60.0
_FEWEST_UNREACHED = 10
_OFTEN = 10.0
_MUCH = 1.25


class Pace:
    """The pace of one limiter; ``name`` is what a person calls it. Times are those of the event loop.

    A server on somebody's own machine, ``is_own_server``, does not say that it has too much to do: it is late.
    ``patience`` is for how many seconds everything may be refused before nothing more is asked, and how long a named
    wait may be for anybody to stand in line for it.
    """

    def __init__(
        self,
        name: str,
        *,
        rate: float = MOST,
        at_once: float = math.inf,
        patience: float = math.inf,
        is_own_server: bool = False,
    ) -> None:
        self.name = name
        self.is_own_server = is_own_server
        self.rate = Rate(rate)
        self.flight = Flight(at_once)
        self.shut_out: WireFault | None = None
        self._patience = patience
        self._refused_since: float | None = None
        self._proof_from = -math.inf
        self._is_proving = False
        self._unreached_since = 0.0
        self._unreached = 0
        self._held_by: WireFault | None = None
        self._said_until = -math.inf
        self._said_at = -math.inf
        self._said_rate = math.inf

    def ready_at(self) -> float:
        """When the next request may leave; never, while as many are in flight as may be.

        Where everything is refused the last try is not put off, however slow the rate has become. It leaves by itself,
        else what is on its way would never be known to be refused too.
        """
        if not self.flight.has_room or (self._is_proving and self.flight.now):
            return math.inf
        if self._refused_since is None or self.flight.now:
            return self.rate.ready_at()
        last_try = max(self._refused_since + self._patience, self.rate.soonest)
        return min(self.rate.ready_at(), last_try)

    def left(self, now: float) -> None:
        """Count a request that leaves."""
        self.rate.sent(now)
        self.flight.left()

    def refused(self, fault: WireFault, sent_at: float, now: float) -> None:
        """Learn from a refusal; one that comes after everything was refused for too long lets nothing more leave."""
        if fault.cause in (Cause.TOO_MANY_AT_ONCE, Cause.TIMED_OUT):
            self.flight.refused(sent_at, now)
            if fault.retry_after is not None:
                self.rate.hold(sent_at + fault.retry_after)
        else:
            self.rate.refused(sent_at, now, fault.retry_after)
        if fault.retry_after is not None and self.rate.held_until == sent_at + fault.retry_after:
            self._held_by = fault
        if fault.cause in REFUSALS:
            self._bear(fault, sent_at, now)

    def granted(self) -> None:
        """Take note of an answer that is no refusal, though it may be a failure."""
        self._refused_since = None
        self._is_proving = False

    def reached(self) -> None:
        """Take note of an answer of any kind: there is somebody."""
        self._unreached = 0

    def unreached(self, fault: WireFault, now: float) -> None:
        """Count a request that reached nobody; where many in a row did, for long, nothing more leaves.

        Each of them may have waited many seconds for a connection, and each seat would make more than one.
        """
        if not self._unreached:
            self._unreached_since = now
        self._unreached += 1
        unreached_for = now - self._unreached_since
        if self._unreached >= _FEWEST_UNREACHED and unreached_for >= _LONGEST_UNREACHED:
            self.shut(unreached_throughout(fault, unreached_for))

    def _bear(self, fault: WireFault, sent_at: float, now: float) -> None:
        """Count for how long everything was refused, and shut when that is proven after patience has ended.

        A proof is the refusal of what was sent after every wait that was named until then, with nothing else on its
        way that might yet be granted.
        """
        if self._refused_since is None:
            self._refused_since = now
        refused_for = now - self._refused_since
        if refused_for < self._patience:
            self._proof_from = max(now, self.rate.held_until)
        elif sent_at >= self._proof_from and self.flight.now <= 1:
            self.shut(refused_throughout(fault, refused_for))
        else:
            self._is_proving = True

    def held_too_long(self, now: float) -> WireFault | None:
        """The refusal that named a wait of which more is left than anybody has patience for; None where none is."""
        return self._held_by if self.rate.held_until - now > self._patience else None

    def shut(self, fault: WireFault) -> None:
        """Let nothing more leave: whatever is asked would meet this fault again."""
        self.shut_out = self.shut_out or fault

    def said(self, fault: WireFault, now: float, clock: datetime) -> Waiting | None:
        """What to tell a person of a refusal, and None where that would only repeat what was told."""
        if self.shut_out is not None:
            return None
        wait = self.rate.held_until - now
        if wait >= WORTH_SAYING and self.rate.held_until > self._said_until + WORTH_SAYING:
            self._said_until = self.rate.held_until
            until = clock + timedelta(seconds=wait)
            return Waiting(whom=self.name, why=fault.detail, until=until, is_too_long=wait > self._patience)
        if wait > 0 or now < self._said_at + _OFTEN:
            return None
        if fault.cause is Cause.TOO_MANY_AT_ONCE:
            self._said_at = now
            return Waiting(whom=self.name, why=fault.detail)
        if fault.cause is not Cause.RATE_LIMITED:
            return None
        rate = self.rate.at(now)
        is_news = rate * _MUCH < self._said_rate or rate > self._said_rate * _MUCH
        if not is_news:
            return None
        self._said_at, self._said_rate = now, rate
        return Waiting(whom=self.name, why=fault.detail, rate=rate)


def whose(fault: WireFault) -> Reach:
    """Whose limit a refusal met: the model's, unless it is the endpoint's own."""
    return Reach.ENDPOINT if fault.reach is Reach.ENDPOINT or fault.cause is Cause.TOO_MANY_AT_ONCE else Reach.MODEL
