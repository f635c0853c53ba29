"""Retrying: what is worth another attempt, and how long the wait is."""

from __future__ import annotations

import pytest

from panel.errors import Cause, WireFault
from panel.wire import retry
from panel.wire.calling import Request
from panel.wire.retry import RetryPolicy
from tests.fakes.clock import FakeClock
from tests.wire.calls import ACall, a_request

POLICY = RetryPolicy(random=lambda: 1.0)

FAR_TOO_OFTEN = 50
"""More tries than any deadline here has room for."""


def a_fault(
    cause: Cause = Cause.ENDPOINT_FAILED, *, is_retryable: bool = True, retry_after: float | None = None
) -> WireFault:
    return WireFault(cause, "", is_retryable=is_retryable, retry_after=retry_after)


class Failing:
    """Raises one fault or error for ever, and counts."""

    def __init__(self, error: Exception, request: Request) -> None:
        self._error = error
        self._request = request
        self.calls = 0

    async def __call__(self) -> None:
        """Leave in the request's turn, and raise it."""
        self.calls += 1
        assert self.calls <= FAR_TOO_OFTEN
        await self._request.call.turn.take()
        if isinstance(self._error, WireFault):
            self._request.failed(self._error)
        raise self._error


async def tried(error: Exception, policy: RetryPolicy = POLICY, seconds: float = 600) -> tuple[int, list[float]]:
    """How often something that always fails so was tried, and the waits between, in which others may leave."""
    clock, call = FakeClock(), ACall(seconds=seconds)
    request = a_request(call, policy)
    failing = Failing(error, request)

    async def sleep(wait: float) -> None:
        assert not call.turn.is_taken
        await clock.sleep(wait)

    with pytest.raises(type(error)):
        await retry.retried(policy, request, sleep, failing)
    assert clock.slept == call.waited
    return failing.calls, clock.slept


async def test_a_passing_fault_is_tried_six_times_with_doubling_waits() -> None:
    assert await tried(a_fault()) == (6, [0.5, 1.0, 2.0, 4.0, 8.0])


async def test_a_wait_has_a_longest() -> None:
    assert (await tried(a_fault(), RetryPolicy(attempts=7, random=lambda: 1.0)))[1] == [0.5, 1, 2, 4, 8, 8]


async def test_waits_are_drawn_below_their_bound() -> None:
    assert (await tried(a_fault(), RetryPolicy(random=lambda: 0.5)))[1] == [0.25, 0.5, 1.0, 2.0, 4.0]


async def test_a_lasting_fault_is_raised_at_once() -> None:
    assert await tried(a_fault(is_retryable=False)) == (1, [])


async def test_a_wait_that_was_asked_for_is_kept() -> None:
    assert await tried(a_fault(retry_after=7)) == (6, [7] * 5)


async def test_a_wait_that_does_not_fit_into_the_deadline_is_not_begun() -> None:
    assert await tried(a_fault(retry_after=61), seconds=61) == (1, [])
    assert await tried(a_fault(Cause.RATE_LIMITED, retry_after=61), seconds=61) == (1, [])


async def test_refusals_for_coming_too_early_are_bounded_by_the_deadline_alone() -> None:
    # 0.5 + 1 + 2 + 4 = 7.5 s of waits, then 8 s each: the deadline of 40 s has room for four of those.
    assert await tried(a_fault(Cause.RATE_LIMITED), seconds=40) == (9, [0.5, 1, 2, 4, 8, 8, 8, 8])


async def test_a_wait_that_leaves_no_time_for_a_request_is_not_begun() -> None:
    # The waits of 0.5 and 1 s leave 0.5 s of 2 s; the next would take 2 s, and a request after it would have no time.
    assert await tried(a_fault(), seconds=2) == (3, [0.5, 1])


async def test_a_turn_is_given_back_before_a_try_that_follows_at_once() -> None:
    assert await tried(a_fault(), RetryPolicy(attempts=3, random=lambda: 0.0)) == (3, [0, 0])


async def test_a_longer_wait_parks_where_that_is_wanted_and_spends_no_deadline() -> None:
    parking = RetryPolicy(longest_park=900)
    refused = a_fault(Cause.RATE_LIMITED, retry_after=400)
    assert await tried(refused, parking, seconds=10) == (3, [400, 400])
    assert await tried(a_fault(retry_after=901), parking, seconds=10) == (1, [])


async def test_a_server_that_is_not_there_is_tried_once_more() -> None:
    assert (await tried(a_fault(Cause.UNREACHABLE)))[0] == 2


async def test_what_is_no_fault_of_the_wires_is_raised_at_once() -> None:
    assert await tried(KeyError("ours")) == (1, [])
