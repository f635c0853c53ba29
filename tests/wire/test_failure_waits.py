"""How long the client waits before it asks again, in every form in which it is told to."""

from __future__ import annotations

import pytest

from panel.errors import Cause
from panel.testing import refusals
from panel.testing.refusals import unavailable
from panel.testing.replies import says, status
from panel.wire.faults import LONGEST_WAIT as LONGEST
from tests.fakes.clock import START
from tests.wire.failures import ANSWER, BILLED, LONGEST_WAIT, MOST_ATTEMPTS, NOTHING, ending_of

JITTER = 0.5
"""The first wait that the client takes by itself, with the fullest jitter."""


def retry_after(value: str) -> dict[str, str]:
    return {"Retry-After": value}


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("7", 7.0),
        ("1", 1.0),
        # The SDK's own loop, which is not used, gives up above 120 seconds.
        ("121", 121.0),
        ("0.5", 0.5),
        ("Fri, 02 Jan 2026 12:00:30 GMT", 30.0),
        (str(LONGEST_WAIT), float(LONGEST_WAIT)),
        ("Fri, 02 Jan 2026 11:00:00 GMT", JITTER),
        ("0", JITTER),
        ("-3", JITTER),
        ("soon", JITTER),
        ("nan", JITTER),
        ("9" * 500, JITTER),
        ("", JITTER),
    ],
)
@pytest.mark.parametrize(("code", "outcome"), [(429, "rate_limited"), (503, "endpoint_failed")])
async def test_the_wait_that_a_header_names_is_kept_to_and_any_other_is_our_own(
    code: int, outcome: str, value: str, wait: float
) -> None:
    ending = await ending_of(status(code, "Later.", headers=retry_after(value)), says(ANSWER))
    assert (ending.waits, ending.requests) == ([wait], 2)
    assert (ending.outcomes, ending.money) == ([outcome, "completed"], [NOTHING, BILLED])


@pytest.mark.parametrize("value", [f"{LONGEST_WAIT + 1}", "Fri, 02 Jan 2027 12:00:00 GMT", "1e9"])
async def test_a_wait_that_is_too_long_fails_the_call_at_once(value: str) -> None:
    ending = await ending_of(status(429, "Later.", headers=retry_after(value)), says(ANSWER))
    assert ending.fault is not None
    assert (ending.fault.cause, ending.waits, ending.requests) == (Cause.RATE_LIMITED, [], 1)
    assert ending.money == [NOTHING]


@pytest.mark.parametrize(
    ("value", "words"),
    [("59", "Slow. (HTTP 429)"), ("700", "Slow. (HTTP 429; it asks to be left alone for 12 min)")],
)
async def test_a_long_wait_that_is_asked_for_is_in_the_reason(value: str, words: str) -> None:
    ending = await ending_of(status(429, "Slow.", headers=retry_after(value)), says(ANSWER))
    assert ending.attempts[0].detail == words


async def test_waits_are_taken_from_the_calls_time_until_no_more_fits() -> None:
    ending = await ending_of(status(429, "Later.", headers=retry_after("100")), deadline=450)
    assert ending.fault is not None
    # Four waits leave less than 50 s of 450.
    assert (ending.fault.cause, ending.waits) == (Cause.RATE_LIMITED, [100.0] * 4)
    assert (ending.requests, ending.money) == (5, [NOTHING] * 5)


async def test_coming_too_early_is_no_failure_and_is_asked_again_while_there_is_time() -> None:
    early = [status(429, "Later.", headers=retry_after("1"))] * (2 * MOST_ATTEMPTS)
    ending = await ending_of(*early, says(ANSWER))
    assert (ending.requests, ending.outcomes[-1]) == (2 * MOST_ATTEMPTS + 1, "completed")
    assert ending.money == [*[NOTHING] * (2 * MOST_ATTEMPTS), BILLED]


async def test_what_came_too_early_takes_none_of_the_tries_that_failures_have() -> None:
    early = [status(429, "Later.", headers=retry_after("1"))] * MOST_ATTEMPTS
    ending = await ending_of(*early, status(503, "Broken."))
    assert ending.outcomes == ["rate_limited"] * MOST_ATTEMPTS + ["endpoint_failed"] * MOST_ATTEMPTS
    assert ending.requests == 2 * MOST_ATTEMPTS


async def test_what_the_body_names_goes_before_the_header() -> None:
    busy = unavailable("capacity_exhausted", 429, is_retryable=True, retry_after=4.5)
    ending = await ending_of(
        status(429, {"message": "x", "metadata": {"retry_after_seconds": 3}}, headers=retry_after("9")), busy, says("x")
    )
    assert ending.waits == [3.0, 4.5]


async def test_headers_that_the_body_repeats_are_read_as_headers() -> None:
    error = {"message": "x", "metadata": {"headers": {"Retry-After": "6"}}}
    ending = await ending_of(status(429, error), says(ANSWER))
    assert ending.waits == [6.0]


async def test_an_accounts_limit_is_waited_for_until_its_reset() -> None:
    reset = str(int((START.timestamp() + 9) * 1000))
    assert (await ending_of(refusals.limited_account(reset), says(ANSWER))).waits == [9.0]


async def test_a_reset_that_is_past_or_unreadable_is_none() -> None:
    ending = await ending_of(refusals.limited_account("1"), refusals.limited_account("9" * 90), says(ANSWER))
    assert ending.waits == [JITTER, 2 * JITTER]


async def test_credit_that_calls_in_flight_hold_is_waited_for() -> None:
    ending = await ending_of(refusals.too_much_in_flight(retry_after="3"), says(ANSWER))
    assert (ending.waits, ending.outcomes) == ([3.0], ["too_many_at_once", "completed"])


async def test_the_day_is_not_waited_out() -> None:
    tomorrow = str(int(START.replace(day=3, hour=0).timestamp() * 1000))
    ending = await ending_of(refusals.out_of_free_requests(tomorrow), says(ANSWER))
    assert (ending.waits, ending.requests) == ([], 1)


@pytest.mark.parametrize("value", ["999999999999", "1e300"])
async def test_a_wait_whose_end_no_calendar_holds_fails_the_call_and_nothing_else(value: str) -> None:
    ending = await ending_of(status(429, "Later.", headers=retry_after(value)), says(ANSWER))
    assert ending.fault is not None
    assert (ending.fault.cause, ending.fault.retry_after, ending.requests) == (Cause.RATE_LIMITED, LONGEST, 1)
