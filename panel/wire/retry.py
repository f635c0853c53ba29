"""Retrying: which faults are worth another attempt, and how long to wait before it. The one loop there is.

Only a call's deadline bounds how often a request may be refused for having come too early: a refusal costs nothing, and
the pace is learnt from it. Other failures may have been billed or may last, so their number is bounded too.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from tenacity import AsyncRetrying, RetryCallState

from panel.domain.deadline import Deadline
from panel.errors import Cause, WireFault
from panel.wire.faults import again, forget_traces
from panel.wire.pace import REFUSALS

Sleep = Callable[[float], Awaitable[None]]
Value = TypeVar("Value")


class Tries(Protocol):
    """What has been tried so far for one call."""

    @property
    def deadline(self) -> Deadline:
        """The call's time."""

    @property
    def failures(self) -> int:
        """How many requests failed otherwise than by coming too early."""

    @property
    def parked(self) -> float:
        """Seconds that it was parked for, beside its deadline."""

    async def pause(self, seconds: float, fault: WireFault) -> None:
        """Let others go first for so long; it does not count as waiting for an answer."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How patient the wire is. Waits are in seconds.

    An endpoint that names a wait is taken at its word while that fits into the call's deadline. A longer one is waited
    for only while all such waits of a call come to ``longest_park`` at most, and the deadline stands still meanwhile.
    Otherwise the wait is drawn from 0 to a bound that doubles from ``first_wait`` to ``longest_wait`` ("full jitter"),
    so that calls that failed together do not return together.
    """

    attempts: int = 6
    attempts_unreachable: int = 2
    attempts_timed_out: int = 3
    first_wait: float = 0.5
    longest_wait: float = 8
    longest_park: float = 0
    random: Callable[[], float] = random.random

    def is_worth_another(self, fault: WireFault, tries: Tries) -> bool:
        """Whether to ask again, if there is time for it."""
        return fault.is_retryable and (fault.cause in REFUSALS or tries.failures < self._most(fault))

    def has_time(self, fault: WireFault, wait: float, tries: Tries) -> bool:
        """Whether something of the deadline is left after a wait: a request without time would only be paid for."""
        return wait < tries.deadline.remaining or self.parks(fault, tries)

    def _most(self, fault: WireFault) -> int:
        """Attempts at most; a server that is not there seldom comes soon, and a late answer may be billed each time."""
        fewer = {Cause.UNREACHABLE: self.attempts_unreachable, Cause.TIMED_OUT: self.attempts_timed_out}
        return fewer.get(fault.cause, self.attempts)

    def parks(self, fault: WireFault, tries: Tries) -> bool:
        """Whether the wait that an endpoint named is beyond the deadline, and waited for all the same."""
        wait, left = fault.retry_after or 0, tries.deadline.remaining
        return 0 < left <= wait and tries.parked + wait <= self.longest_park

    def wait(self, fault: WireFault, made: int) -> float:
        """Seconds to wait after so many attempts."""
        if fault.retry_after is not None:
            return fault.retry_after
        return self.random() * min(self.first_wait * 2.0 ** min(made - 1, 20), self.longest_wait)


async def retried(policy: RetryPolicy, tries: Tries, sleep: Sleep, attempt: Callable[[], Awaitable[Value]]) -> Value:
    """Return what an attempt returns; raises the last fault, and anything that is no WireFault at once.

    The loop is made when something failed: most calls need none.
    """
    try:
        return await attempt()
    except WireFault as fault:
        made: list[WireFault] = [fault]

    async def following() -> Value:
        if made:
            raise made.pop()
        return await attempt()

    loop = _retrying(policy, tries, sleep)
    try:
        return await loop(following)
    except WireFault as fault:
        # The loop keeps it, and with its trace it would keep the loop.
        forget_traces(fault)
        raise again(fault) from None
    finally:
        # It keeps what it did last, and that keeps the loop.
        loop.iter_state.reset()


def _retrying(policy: RetryPolicy, tries: Tries, sleep: Sleep) -> AsyncRetrying:
    def is_worth_another(state: RetryCallState) -> bool:
        fault = _fault(state)
        return fault is not None and policy.is_worth_another(fault, tries)

    def wait(state: RetryCallState) -> float:
        fault = _fault(state)
        return policy.wait(fault, state.attempt_number) if fault else 0.0

    def is_too_late(state: RetryCallState) -> bool:
        fault = _fault(state)
        return fault is not None and not policy.has_time(fault, state.upcoming_sleep, tries)

    async def before_sleep(state: RetryCallState) -> None:
        fault = _fault(state)
        if fault is not None:
            await tries.pause(state.upcoming_sleep, fault)

    return AsyncRetrying(
        sleep=sleep,
        wait=wait,
        retry=is_worth_another,
        stop=is_too_late,
        before_sleep=before_sleep,
        reraise=True,
    )


def _fault(state: RetryCallState) -> WireFault | None:
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, WireFault) else None
