"""The one retry loop: a bounded number of tries, the wait that the server asked for, else a jittered one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from panel.domain.completion import Completion
from panel.errors import WireFault

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """``tries`` counts the first one; waits are in seconds. A longer wait than ``longest`` fails at once."""

    tries: int = 4
    first_wait: float = 0.5
    longest_wait: float = 8
    longest: float = 60


async def with_retries(send: Callable[[], Awaitable[Completion]], policy: RetryPolicy, sleep: Sleep) -> Completion:
    """Send until there is a completion or a fault that no retry helps; raises the last WireFault."""
    jittered = wait_random_exponential(multiplier=policy.first_wait, max=policy.longest_wait)

    def wait(state: RetryCallState) -> float:
        fault = state.outcome.exception() if state.outcome else None
        asked = fault.retry_after if isinstance(fault, WireFault) else None
        return jittered(state) if asked is None else asked

    def is_worth_it(error: BaseException) -> bool:
        if not isinstance(error, WireFault) or not error.is_retryable:
            return False
        return error.retry_after is None or error.retry_after <= policy.longest

    async def attempt() -> Completion:
        return await send()

    retrying = AsyncRetrying(
        stop=stop_after_attempt(policy.tries),
        wait=wait,
        retry=retry_if_exception(is_worth_it),
        sleep=sleep,
        reraise=True,
    )
    return await retrying(attempt)
