"""Waits: what headers say of a limit."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.wire.waits import LIMIT_HEADERS, SILENT, LimitHeaders, limits_in, seconds
from tests.fakes.clock import START

SOON = START + timedelta(seconds=9)
RESET = str(int(SOON.timestamp() * 1000))


def test_headers_that_say_nothing_of_a_limit_are_silent() -> None:
    assert limits_in({"content-type": "x"}, START, status=429) == SILENT


def test_a_reset_is_the_wait_where_no_other_is_named() -> None:
    assert limits_in({"x-ratelimit-reset": RESET}, START, status=429) == LimitHeaders(9.0, SOON, is_own=True)


@pytest.mark.parametrize("status", [200, 402, 403, 500, 503])
def test_a_reset_beside_another_status_is_no_wait_for_that(status: int) -> None:
    found = limits_in({"x-ratelimit-reset": RESET}, START, status=status)
    assert (found.wait, found.resets_at) == (None, None)


def test_a_wait_is_waited_for_whatever_the_status() -> None:
    assert limits_in({"retry-after": "2", "x-ratelimit-reset": RESET}, START, status=503).wait == 2.0


@pytest.mark.parametrize(("remaining", "wait"), [("0", 9.0), ("", 9.0), ("x", 9.0), ("1", None), ("19", None)])
def test_a_limit_of_which_something_is_left_is_not_the_one_that_was_met(remaining: str, wait: float | None) -> None:
    headers = {"x-ratelimit-reset": RESET, "x-ratelimit-remaining": remaining}
    assert limits_in(headers, START, status=429).wait == wait


def test_a_named_wait_goes_before_the_reset() -> None:
    assert limits_in({"x-ratelimit-reset": RESET, "retry-after": "2"}, START, status=429).wait == 2.0


def test_a_wait_in_milliseconds_goes_before_one_in_seconds() -> None:
    assert limits_in({"retry-after-ms": "1500", "retry-after": "2"}, START, status=429).wait == 1.5


def test_a_limit_that_is_not_the_endpoints_own_has_only_a_wait() -> None:
    assert limits_in({"retry-after": "2"}, START, status=429) == LimitHeaders(2.0)


@pytest.mark.parametrize("value", ["1", "-5", "x", "9" * 200, "1e300", "nan", ""])
def test_a_reset_that_is_past_or_unreadable_is_not_said(value: str) -> None:
    assert limits_in({"x-ratelimit-reset": value}, START, status=429) == LimitHeaders(is_own=True)


@pytest.mark.parametrize(("value", "wait"), [(3, 3.0), (Decimal("1.5"), 1.5), ("2", 2.0), (True, None), ([], None)])
def test_a_wait_is_a_number_in_any_form(value: object, wait: float | None) -> None:
    assert seconds(value) == wait


@given(st.dictionaries(st.sampled_from(LIMIT_HEADERS), st.text(max_size=40)))
def test_any_headers_are_read(headers: dict[str, str]) -> None:
    found = limits_in(headers, START, status=429)
    assert found.wait is None or found.wait > 0
