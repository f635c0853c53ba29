"""Refusals: which row an error is told by when several would do, and whose limit it is."""

from __future__ import annotations

import pytest

from panel.errors import Cause, Reach, WireFault
from panel.testing import refusals, replies
from panel.testing.refusals import refused
from panel.testing.replies import Reply, status
from panel.wire.refusals import BY_KIND, BY_LIMIT, BY_STATUS, BY_WORDS, Refusal
from panel.wire.response import read_response
from tests.fakes.clock import START

ROWS = [*BY_LIMIT.values(), *BY_KIND.values(), *BY_STATUS.values(), *(row for _, _, row in BY_WORDS)]


def fault_in(reply: Reply) -> WireFault:
    headers = {name.lower(): value for name, value in reply.headers.items()}
    fault = read_response(reply.status, headers, reply.body, START).fault
    assert fault is not None
    return fault


@pytest.mark.parametrize("row", ROWS)
def test_every_row_says_what_to_do_or_what_it_usually_means(row: Refusal) -> None:
    assert row.advice or row.usually


@pytest.mark.parametrize("row", [row for row in ROWS if row.is_retryable])
def test_what_passes_stops_no_other_call(row: Refusal) -> None:
    assert row.reach is Reach.CALL or row.cause is Cause.RATE_LIMITED


def test_the_reason_goes_before_the_source_of_a_limit() -> None:
    assert fault_in(refusals.too_dear()).reach is Reach.CALL


def test_a_limit_goes_before_a_kind_and_a_kind_before_a_number() -> None:
    kind = refused(402, "x", error_type="rate_limit_exceeded")
    limit = refused(402, "x", error_type="rate_limit_exceeded", limit_source="openrouter_in_flight_budget")
    assert (fault_in(kind).cause, fault_in(limit).cause) == (Cause.RATE_LIMITED, Cause.TOO_MANY_AT_ONCE)


@pytest.mark.parametrize("is_retryable", [True, False])
@pytest.mark.parametrize("code", [404, 429, 503])
def test_the_endpoints_own_opinion_on_a_retry_goes_before_any_row(code: int, is_retryable: bool) -> None:  # noqa: FBT001 - a case
    error = {"message": "x", "http_status": code, "availability": {"retryable": is_retryable}}
    assert fault_in(status(code, error)).is_retryable == is_retryable


@pytest.mark.parametrize(
    ("code", "said", "reach"),
    [
        (401, "x", Reach.ENDPOINT),
        (402, "x", Reach.ENDPOINT),
        (402, "can only afford 12", Reach.CALL),
        (429, "free-models-per-day", Reach.MODEL),
    ],
)
def test_a_key_credit_or_a_day_that_is_spent_stops_whatever_the_endpoint_thinks_of_asking_again(
    code: int, said: str, reach: Reach
) -> None:
    error = {"message": said, "http_status": code, "availability": {"retryable": True}}
    fault = fault_in(status(code, error))
    assert (fault.is_retryable, fault.reach) == (False, reach)


@pytest.mark.parametrize("source", [None, "openrouter_credits", "openrouter_key_limit"])
def test_credit_for_a_part_of_one_request_leaves_shorter_ones_alone_and_says_how_long_they_may_be(
    source: str | None,
) -> None:
    said = "This request requires more credits, or fewer max_tokens. You can only afford 30,104."
    fault = fault_in(refused(402, said, limit_source=source))
    assert (fault.cause, fault.reach, fault.is_retryable) == (Cause.OUT_OF_CREDIT, Reach.CALL, False)
    assert "lower max_tokens to 30,104 or less" in fault.detail


def test_credit_that_is_only_held_by_others_is_no_matter_of_max_tokens() -> None:
    fault = fault_in(refused(402, "can only afford 9", reason="in_flight_budget_exhausted"))
    assert (fault.cause, fault.is_retryable) == (Cause.TOO_MANY_AT_ONCE, True)
    assert "lower max_tokens" not in fault.detail


@pytest.mark.parametrize("left", ["0", "-40", "nothing"])
def test_an_account_that_affords_nothing_is_empty(left: str) -> None:
    fault = fault_in(refused(402, f"can only afford {left}", limit_source="openrouter_credits"))
    assert (fault.reach, "lower max_tokens" in fault.detail) == (Reach.ENDPOINT, False)


def test_a_passing_refusal_that_will_not_pass_this_once_stops_no_other_call() -> None:
    error = {"message": "x", "http_status": 429, "availability": {"retryable": False}}
    fault = fault_in(status(429, error))
    assert (fault.is_retryable, fault.reach) == (False, Reach.CALL)


@pytest.mark.parametrize(
    ("reply", "reach"),
    [
        (refusals.limited_account("1767355201000"), Reach.ENDPOINT),
        (refused(429, "x", headers={"X-RateLimit-Limit": "20"}), Reach.ENDPOINT),
        (status(429, {"message": "x", "metadata": {"headers": {"X-RateLimit-Limit": 20}}}), Reach.ENDPOINT),
        (refused(429, "x", limit_source="openrouter_requests"), Reach.ENDPOINT),
        (replies.raw(b"<html><title>Slow down</title>", code=429), Reach.ENDPOINT),
        (refusals.limited_upstream(), Reach.MODEL),
        (refusals.unavailable("capacity_exhausted", 429, is_retryable=True), Reach.MODEL),
        (replies.error_inside(429), Reach.MODEL),
        (status(429), Reach.MODEL),
    ],
)
def test_a_limit_of_rate_is_the_accounts_or_the_upstreams(reply: Reply, reach: Reach) -> None:
    fault = fault_in(reply)
    assert (fault.cause, fault.reach, fault.is_retryable) == (Cause.RATE_LIMITED, reach, True)


@pytest.mark.parametrize(
    "passing",
    [
        refused(429, raw="Over 50 requests per day", provider_name="Acme"),
        refused(429, "Your daily limit is near: slow down", headers={"Retry-After": "600"}),
        refused(429, "Your daily limit is near: slow down", retry_after=2),
        refused(429, "a/daily-pro-8b takes no more now", headers={"Retry-After": "1"}),
    ],
)
def test_a_day_in_an_upstreams_words_or_beside_a_short_wait_ends_no_model(passing: Reply) -> None:
    fault = fault_in(passing)
    assert (fault.cause, fault.is_retryable) == (Cause.RATE_LIMITED, True)


@pytest.mark.parametrize(
    "lasting",
    [
        refused(429, "Rate limit exceeded: free-models-per-day", headers={"Retry-After": "1"}),
        refused(429, "Rate limit exceeded: free-models-per-day-high-balance", provider_name="Acme"),
        refused(429, "You have used your daily requests."),
        refused(429, "50 requests per day", headers={"Retry-After": "601"}),
    ],
)
def test_a_days_limit_of_the_endpoints_own_ends_a_model(lasting: Reply) -> None:
    fault = fault_in(lasting)
    assert (fault.cause, fault.is_retryable, fault.reach) == (Cause.RATE_LIMITED, False, Reach.MODEL)


def test_names_that_nobody_knows_yet_leave_it_to_the_status() -> None:
    fault = fault_in(refused(429, "x", limit_source="new", reason="new", error_type="new"))
    assert (fault.cause, fault.is_retryable) == (Cause.RATE_LIMITED, True)


@pytest.mark.parametrize("said", ["Provider returned error", "error", "Internal Server Error", "", " - ", "null"])
def test_words_that_say_nothing_give_way_to_what_is_known(said: str) -> None:
    detail = fault_in(refused(502, said, provider_name="Acme")).detail
    assert detail == "Acme gave no reason (HTTP 502; usually: whoever serves the model is down, or sent nothing usable)"


def test_a_hint_is_passed_on_where_there_is_no_advice_of_our_own() -> None:
    assert fault_in(refused(403, "No.", remedy_hint="Ask the owner.")).detail == "No. (HTTP 403; Ask the owner.)"


@pytest.mark.parametrize("raw", ["<html><head><title>503</title></head>", {"detail": "503"}, '[{"msg":"503"}]'])
def test_an_upstreams_words_are_found_in_whatever_they_are_wrapped(raw: object) -> None:
    assert "503 (HTTP 502" in fault_in(refused(502, raw=raw)).detail


@pytest.mark.parametrize("code", [502, 504, 524])
def test_what_stands_behind_a_gateways_page_may_have_been_billed(code: int) -> None:
    assert fault_in(replies.raw(b"<html>", code=code)).may_be_billed
    assert not fault_in(status(code, "Broken.")).may_be_billed


def test_a_failure_that_is_no_matter_of_pace_is_not_waited_out_until_a_limit_resets() -> None:
    reset = {"X-RateLimit-Remaining": "12", "X-RateLimit-Reset": str(int(START.timestamp() * 1000) + 50_000_000)}
    assert fault_in(status(503, "busy", headers=reset)).retry_after is None
    assert fault_in(status(429, "slow down", headers=reset)).retry_after is None


def test_a_limit_inside_a_good_status_waits_for_its_reset() -> None:
    reset = {"X-RateLimit-Reset": str(int(START.timestamp() * 1000) + 5_000)}
    assert fault_in(replies.error_inside(429, headers=reset)).retry_after == 5.0
