"""Calling: what a request that is put off spends, and whom it lets go first."""

from __future__ import annotations

import pytest

from panel.errors import Cause, WireFault
from panel.wire.calling import Request
from panel.wire.retry import RetryPolicy
from tests.wire.calls import WORST, ACall, a_request, a_turnstile


def a_fault(cause: Cause = Cause.ENDPOINT_FAILED, retry_after: float | None = None) -> WireFault:
    return WireFault(cause, "not now", is_retryable=True, retry_after=retry_after)


def request_of(call: ACall, longest_park: float = 0) -> Request:
    return a_request(call, RetryPolicy(longest_park=longest_park))


def test_it_costs_what_its_tokens_may_at_worst() -> None:
    assert request_of(ACall()).worst_usd == WORST


async def test_a_wait_is_taken_from_the_calls_time() -> None:
    call = ACall(seconds=10)
    request = request_of(call)
    await request.pause(3, a_fault())
    await request.pause(4, a_fault())
    assert (call.deadline.remaining, request.parked, call.waited) == (3, 0, [3, 4])  # 10 - 3 - 4


async def test_a_wait_that_parks_is_counted_beside_the_calls_time() -> None:
    call = ACall(seconds=10)
    request = request_of(call, longest_park=60)
    await request.pause(40, a_fault(Cause.RATE_LIMITED, 40))
    assert (call.deadline.remaining, request.parked, call.waited) == (10, 40, [40])
    # Another 40 s would come to 80, of 60 that it may park for.
    await request.pause(40, a_fault(Cause.RATE_LIMITED, 40))
    assert (call.deadline.remaining, request.parked) == (0, 40)


async def test_a_wait_within_the_calls_time_does_not_park() -> None:
    call = ACall(seconds=10)
    request = request_of(call, longest_park=60)
    await request.pause(7, a_fault(Cause.RATE_LIMITED, 7))
    assert (call.deadline.remaining, request.parked) == (3, 0)


async def test_another_leaves_while_it_waits() -> None:
    turnstile = a_turnstile(places=1)
    waiting, next_ = ACall(turnstile), ACall(turnstile)
    await waiting.turn.take()
    await request_of(waiting).pause(3, a_fault())
    assert (waiting.turn.is_taken, turnstile.in_flight) == (False, 0)
    await next_.turn.take()
    assert (next_.turn.is_taken, turnstile.in_flight) == (True, 1)


@pytest.mark.parametrize(
    ("cause", "failures"),
    [
        (Cause.ENDPOINT_FAILED, 1),
        (Cause.TIMED_OUT, 1),
        (Cause.UNREACHABLE, 1),
        (Cause.RATE_LIMITED, 0),
        (Cause.TOO_MANY_AT_ONCE, 0),
    ],
)
def test_what_came_too_early_is_no_failure(cause: Cause, failures: int) -> None:
    request = request_of(ACall())
    request.failed(a_fault(cause))
    assert request.failures == failures
