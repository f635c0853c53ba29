"""The turnstile: lets requests leave one by one, so many at once at most, each when its model and endpoint take it.

Whoever waits for a limited model holds no place, so others go past. Among those who may leave, the lowest order goes
first: a call that comes back for another try stands where it stood.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from panel.domain.seat import Model
from panel.domain.waiting import Waiting
from panel.errors import Cause, Reach, WireFault
from panel.wire.faults import again
from panel.wire.pace import REFUSALS, Pace, whose

Tell = Callable[[Waiting], None]


class _Waiter(NamedTuple):
    """Somebody in line; ``number`` tells equal orders apart."""

    order: int
    number: int
    turn: Turn
    may_leave: asyncio.Future[None]


@dataclass(slots=True)
class _Lane:
    """The line before one model, and those who rest before they stand in it again."""

    model: Pace
    endpoint: Pace
    waiters: list[_Waiter] = field(default_factory=list)
    resting: set[asyncio.Future[None]] = field(default_factory=set)

    def ready_at(self) -> float:
        return max(self.model.ready_at(), self.endpoint.ready_at())

    @property
    def shut_out(self) -> WireFault | None:
        return self.model.shut_out or self.endpoint.shut_out


class Turn:
    """One call's turn: taken before every request, given back when its answer is kept, or while it waits."""

    __slots__ = ("_lane", "_left", "_left_at", "_order", "_turnstile", "is_taken")

    def __init__(self, turnstile: Turnstile, lane: _Lane, order: int, left: Callable[[], None]) -> None:
        self._turnstile = turnstile
        self._lane = lane
        self._order = order
        self._left = left
        self._left_at = 0.0
        self.is_taken = False

    async def take(self) -> None:
        """Wait until a request may leave; raises WireFault once nothing more leaves for this model, or at all."""
        self._turnstile.check(self._lane)
        if not self.is_taken:
            await self._turnstile.wait(self, self._lane, self._order)

    async def rest(self, seconds: float) -> None:
        """Let time pass before the next try; raises WireFault as soon as nothing more leaves for this model, or at all.

        A named wait that is longer than others have patience for is rested through.
        """
        await self._turnstile.rest(self._lane, seconds)

    def give_back(self) -> None:
        """Let somebody else leave; does nothing without a place."""
        if self.is_taken:
            self.is_taken = False
            self._turnstile.landed(self._lane)

    def heard(self, fault: WireFault | None) -> None:
        """Say what came of the request, so that the pace is learnt from it."""
        self._turnstile.heard(self._lane, fault, self._left_at)

    def leave(self, now: float) -> None:
        """Take the place; the turnstile says when."""
        self.is_taken = True
        self._left_at = now
        self._left()


class Turnstile:
    """Gives turns, ``places`` at once at most.

    ``pace_of_model`` and ``pace_of_endpoint`` make the pace of each when it is first met; ``tell`` is told what is
    waited for. Where a pace is shut, or a wait was named that is longer than its patience, nobody stands in line.
    """

    def __init__(
        self,
        places: int,
        *,
        clock: Callable[[], datetime],
        pace_of_model: Callable[[Model], Pace] = lambda model: Pace(str(model)),
        pace_of_endpoint: Callable[[str], Pace] = Pace,
        tell: Tell = lambda _: None,
    ) -> None:
        self.places = places
        self._clock = clock
        self._pace_of_model = pace_of_model
        self._pace_of_endpoint = pace_of_endpoint
        self._tell = tell
        self._taken = 0
        self._numbered = 0
        self._lanes: dict[Model, _Lane] = {}
        self._endpoints: dict[str, Pace] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._stopped: WireFault | None = None

    def turn(self, model: Model, order: int, left: Callable[[], None] = lambda: None) -> Turn:
        """A turn for a call to a model, not taken yet; lower orders leave first, and ``left`` is called as they do."""
        lane = self._lanes.get(model)
        if lane is None:
            endpoint = self._endpoints.get(model.endpoint)
            if endpoint is None:
                endpoint = self._endpoints[model.endpoint] = self._pace_of_endpoint(model.endpoint)
            lane = self._lanes[model] = _Lane(self._pace_of_model(model), endpoint)
        return Turn(self, lane, order, left)

    def close(self, why: str) -> None:
        """Let nothing more leave, and send everybody in line away with a fault that says why."""
        self._stopped = WireFault(Cause.STOPPED, why, is_retryable=False)
        for lane in self._lanes.values():
            self._send_away(lane, self._stopped)
            self._wake(lane, self._stopped)
        self._set_timer()

    @property
    def in_flight(self) -> int:
        """Places that are taken."""
        return self._taken

    def check(self, lane: _Lane) -> None:
        """Raise the WireFault for which nothing leaves, if there is one; for turns."""
        if fault := self._stopped or self._barred(lane):
            raise again(fault)

    async def wait(self, turn: Turn, lane: _Lane, order: int) -> None:
        """Stand in line; for turns."""
        now = asyncio.get_running_loop().time()
        if not lane.waiters and self._taken < self.places and lane.ready_at() <= now:
            self._let_go(turn, lane, now)
            return
        self._numbered += 1
        may_leave = asyncio.get_running_loop().create_future()
        heapq.heappush(lane.waiters, _Waiter(order, self._numbered, turn, may_leave))
        self._pump()
        try:
            await may_leave
        except asyncio.CancelledError:
            turn.give_back()
            self._forget_who_left(lane)
            raise
        finally:
            # A fault in it refers to this frame: together they would stay.
            del may_leave

    async def rest(self, lane: _Lane, seconds: float) -> None:
        """Wait outside the line; for turns."""
        if fault := self._stopped or lane.shut_out:
            raise again(fault)
        loop = asyncio.get_running_loop()
        is_over = loop.create_future()
        timer = loop.call_later(seconds, _end, is_over)
        lane.resting.add(is_over)
        try:
            await is_over
        finally:
            lane.resting.discard(is_over)
            timer.cancel()
            del is_over

    def landed(self, lane: _Lane) -> None:
        """Free a place; for turns."""
        self._taken -= 1
        lane.model.flight.landed()
        lane.endpoint.flight.landed()
        self._pump()

    def heard(self, lane: _Lane, fault: WireFault | None, left_at: float) -> None:
        """Learn from what came of a request; for turns."""
        if fault is not None and fault.cause is Cause.UNREACHABLE:
            lane.endpoint.unreached(fault, asyncio.get_running_loop().time())
            self._send_away_who_is_barred()
        else:
            lane.endpoint.reached()
        if fault is None or (fault.status is not None and fault.cause not in REFUSALS):
            lane.model.granted()
            lane.endpoint.granted()
        if fault is None:
            lane.model.flight.answered()
            lane.endpoint.flight.answered()
        elif fault.cause in REFUSALS and fault.is_retryable:
            now = asyncio.get_running_loop().time()
            pace = lane.endpoint if whose(fault) is Reach.ENDPOINT else lane.model
            pace.refused(fault, left_at, now)
            self._send_away_who_is_barred()
            if news := pace.said(fault, now, self._clock()):
                self._tell(news)
        elif fault.cause is Cause.TIMED_OUT and lane.endpoint.is_own_server:
            lane.endpoint.refused(fault, left_at, asyncio.get_running_loop().time())
        elif fault.reach is not Reach.CALL and not fault.is_retryable:
            (lane.endpoint if fault.reach is Reach.ENDPOINT else lane.model).shut(fault)
            self._send_away_who_is_barred()

    def _barred(self, lane: _Lane) -> WireFault | None:
        """Why nobody stands in this line, if so."""
        if lane.shut_out is not None:
            return lane.shut_out
        now = asyncio.get_running_loop().time()
        return lane.model.held_too_long(now) or lane.endpoint.held_too_long(now)

    def _send_away_who_is_barred(self) -> None:
        for lane in self._lanes.values():
            if lane.shut_out is not None:
                self._wake(lane, lane.shut_out)
            if lane.waiters and (fault := self._barred(lane)):
                self._send_away(lane, fault)
                self._set_timer()

    def _send_away(self, lane: _Lane, fault: WireFault) -> None:
        waiters, lane.waiters = lane.waiters, []
        for waiter in waiters:
            if not waiter.may_leave.done():
                waiter.may_leave.set_exception(again(fault))

    def _wake(self, lane: _Lane, fault: WireFault) -> None:
        for is_over in lane.resting:
            if not is_over.done():
                is_over.set_exception(again(fault))

    def _forget_who_left(self, lane: _Lane) -> None:
        """Take those who wait no longer off the head of a line, so that no timer is kept for them."""
        while lane.waiters and lane.waiters[0].may_leave.done():
            heapq.heappop(lane.waiters)
        self._set_timer()

    def _pump(self) -> None:
        """Let everybody leave who may, and come back when the next one may."""
        now = asyncio.get_running_loop().time()
        while self._taken < self.places:
            lane = self._next(now)
            if lane is None:
                break
            waiter = heapq.heappop(lane.waiters)
            if not waiter.may_leave.done():
                self._let_go(waiter.turn, lane, now)
                waiter.may_leave.set_result(None)
        self._set_timer()

    def _next(self, now: float) -> _Lane | None:
        """The lane whose first waiter leaves next, if any may now."""
        ready = [lane for lane in self._lanes.values() if lane.waiters and lane.ready_at() <= now]
        return min(ready, key=lambda lane: lane.waiters[0][:2], default=None)

    def _let_go(self, turn: Turn, lane: _Lane, now: float) -> None:
        self._taken += 1
        lane.model.left(now)
        lane.endpoint.left(now)
        turn.leave(now)

    def _set_timer(self) -> None:
        """A landing pumps by itself; only time that has to pass needs a timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._taken >= self.places:
            return
        soonest = min((lane.ready_at() for lane in self._lanes.values() if lane.waiters), default=float("inf"))
        if soonest < float("inf"):
            self._timer = asyncio.get_running_loop().call_at(soonest, self._pump)


def _end(is_over: asyncio.Future[None]) -> None:
    if not is_over.done():
        is_over.set_result(None)
