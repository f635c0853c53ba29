"""How long the client waits before it asks again, in every form in which it is told to."""

from __future__ import annotations

import pytest

from panel.errors import Cause
from panel.testing import refusals
from panel.testing.refusals import unavailable
from panel.testing.replies import says, status
from panel.wire.faults import LONGEST_WAIT as LONGEST
from tests.fakes.clock import START
from tests.wire.failures import ANSWER, LONGEST_WAIT, ending_of

JITTER = 0.5
"""The first wait that the client takes by itself, with the fullest jitter."""


def retry_after(value: str) -> dict[str, str]:
    return {"Retry-After": value}


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("7", 7.0),
        ("1", 1.0),
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
@pytest.mark.parametrize("code", [429, 503])
async def test_the_wait_that_a_header_names_is_kept_to_and_any_other_is_our_own(
    code: int, value: str, wait: float
) -> None:
    ending = await ending_of(status(code, "Later.", headers=retry_after(value)), says(ANSWER))
    assert (ending.waits, ending.requests) == ([wait], 2)
    assert ending.outcomes[1] == "completed"


@pytest.mark.parametrize("value", [f"{LONGEST_WAIT + 1}", "Fri, 02 Jan 2027 12:00:00 GMT", "1e9"])
async def test_a_wait_that_is_too_long_fails_the_call_at_once(value: str) -> None:
    ending = await ending_of(status(429, "Later.", headers=retry_after(value)), says(ANSWER))
    assert ending.fault is not None
    assert (ending.fault.cause, ending.waits, ending.requests) == (Cause.RATE_LIMITED, [], 1)


@pytest.mark.parametrize(
    ("value", "words"),
    [("59", "Slow. (HTTP 429)"), ("700", "Slow. (HTTP 429; it asks to be left alone for 12 min)")],
)
async def test_a_long_wait_that_is_asked_for_is_in_the_reason(value: str, words: str) -> None:
    ending = await ending_of(status(429, "Slow.", headers=retry_after(value)), says(ANSWER))
    assert ending.attempts[0].detail == words


async def test_two_minutes_and_a_second_is_a_wait_like_any_other() -> None:
    # The SDK's own loop, which is not used, gives up above 120 seconds.
    ending = await ending_of(status(429, "Later.", headers=retry_after("121")), says(ANSWER))
    assert (ending.waits, ending.requests) == (([121.0], 2) if LONGEST_WAIT >= 121 else ([], 1))


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
