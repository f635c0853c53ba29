"""Retrying: what is worth another attempt, and how long the wait is."""

from __future__ import annotations

import pytest

from panel.errors import Cause, WireFault
from panel.wire.retry import RetryPolicy, retrying
from tests.fakes.clock import FakeClock

POLICY = RetryPolicy(random=lambda: 1.0)


def a_fault(
    cause: Cause = Cause.ENDPOINT_FAILED, *, is_retryable: bool = True, retry_after: float | None = None
) -> WireFault:
    return WireFault(cause, "", is_retryable=is_retryable, retry_after=retry_after)


class Failing:
    """Raises one fault or error for ever, and counts."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        self.calls = 0

    async def __call__(self) -> None:
        """Raise it."""
        self.calls += 1
        raise self._error


async def tried(error: Exception, policy: RetryPolicy = POLICY) -> tuple[int, list[float]]:
    clock, failing = FakeClock(), Failing(error)
    with pytest.raises(type(error)):
        await retrying(policy, clock.sleep)(failing)
    return failing.calls, clock.slept


async def test_a_passing_fault_is_tried_four_times_with_doubling_waits() -> None:
    assert await tried(a_fault()) == (4, [0.5, 1.0, 2.0])


async def test_a_wait_has_a_longest() -> None:
    assert (await tried(a_fault(), RetryPolicy(attempts=7, random=lambda: 1.0)))[1] == [0.5, 1, 2, 4, 8, 8]


async def test_waits_are_drawn_below_their_bound() -> None:
    assert (await tried(a_fault(), RetryPolicy(random=lambda: 0.5)))[1] == [0.25, 0.5, 1.0]


async def test_a_lasting_fault_is_raised_at_once() -> None:
    assert await tried(a_fault(is_retryable=False)) == (1, [])


async def test_a_wait_that_was_asked_for_is_kept() -> None:
    assert await tried(a_fault(retry_after=7)) == (4, [7, 7, 7])


async def test_a_wait_beyond_the_longest_is_not_begun() -> None:
    assert await tried(a_fault(retry_after=61)) == (1, [])


async def test_a_server_that_is_not_there_is_tried_once_more() -> None:
    assert (await tried(a_fault(Cause.UNREACHABLE)))[0] == 2


async def test_what_is_no_fault_of_the_wires_is_raised_at_once() -> None:
    assert await tried(KeyError("ours")) == (1, [])
