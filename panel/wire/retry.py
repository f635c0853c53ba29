"""Retrying: which faults are worth another attempt, how many, and how long to wait before it. The one loop there is."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tenacity import AsyncRetrying, RetryCallState
from tenacity.stop import stop_after_attempt

from panel.errors import Cause, WireFault

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How patient the wire is. Waits are in seconds.

    An endpoint that names a wait is taken at its word up to ``longest_asked``; a longer one is not waited for at all,
    since asking sooner would be refused again. Otherwise the wait is drawn from 0 to a bound that doubles from
    ``first_wait`` to ``longest_wait`` ("full jitter"), so that calls that failed together do not return together.
    """

    attempts: int = 4
    attempts_unreachable: int = 2
    first_wait: float = 0.5
    longest_wait: float = 8
    longest_asked: float = 60
    random: Callable[[], float] = random.random

    def is_worth_another(self, fault: WireFault, made: int) -> bool:
        """Whether to ask again after so many attempts."""
        most = self.attempts_unreachable if fault.cause is Cause.UNREACHABLE else self.attempts
        return fault.is_retryable and made < most and (fault.retry_after or 0) <= self.longest_asked

    def wait(self, fault: WireFault, made: int) -> float:
        """Seconds to wait after so many attempts."""
        if fault.retry_after is not None:
            return fault.retry_after
        return self.random() * min(self.first_wait * 2.0 ** (made - 1), self.longest_wait)


def retrying(policy: RetryPolicy, sleep: Sleep) -> AsyncRetrying:
    """Return the loop; it raises the last fault, and anything that is no WireFault at once."""

    def is_worth_another(state: RetryCallState) -> bool:
        fault = _fault(state)
        return fault is not None and policy.is_worth_another(fault, state.attempt_number)

    def wait(state: RetryCallState) -> float:
        fault = _fault(state)
        return policy.wait(fault, state.attempt_number) if fault else 0.0

    return AsyncRetrying(
        sleep=sleep, stop=stop_after_attempt(policy.attempts), wait=wait, retry=is_worth_another, reraise=True
    )


def _fault(state: RetryCallState) -> WireFault | None:
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, WireFault) else None
