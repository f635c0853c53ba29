"""Every status that an endpoint refuses with: what is sent again, what is not, and what a person reads."""

from __future__ import annotations

import pytest

from panel.errors import Cause, Reach
from panel.testing import refusals, replies
from panel.testing.refusals import refused, unavailable
from panel.testing.replies import Reply, says, status
from tests.fakes.clock import START
from tests.wire.failures import (
    ANSWER,
    BILLED,
    MOST_ATTEMPTS,
    NOTHING,
    Case,
    assert_is_asked_once,
    assert_passes,
    ending_of,
    endings_of,
)

LATER = str(int((START.timestamp() + 3) * 1000))
MIDNIGHT = str(int(START.replace(day=3, hour=0).timestamp() * 1000))

LASTING = [
    Case(
        "307",
        replies.redirect("https://elsewhere.example/v1"),
        Cause.REDIRECTED,
        "redirects to https://elsewhere.example/v1",
        Reach.ENDPOINT,
    ),
    Case("400", status(400, "max_tokens is no number"), Cause.REQUEST_REJECTED, "max_tokens is no number (HTTP 400)"),
    Case(
        "400 schema, in JSON in a string",
        refused(400, raw='{"error":{"message":"maximum is not supported"}}', provider_name="Acme"),
        Cause.REQUEST_REJECTED,
        "Acme: maximum is not supported (HTTP 400)",
    ),
    Case(
        "400 context",
        refused(400, "9000 tokens", error_type="context_length_exceeded"),
        Cause.REQUEST_REJECTED,
        "do not fit this model",
    ),
    Case(
        "400 availability, by its kind",
        unavailable("of_tomorrow", 400, error_type="context_length_exceeded"),
        Cause.REQUEST_REJECTED,
        "do not fit this model",
    ),
    Case("400 prompt", refused(400, "odd role", error_type="invalid_prompt"), Cause.REQUEST_REJECTED, "odd role"),
    Case(
        "400 content policy",
        refused(400, "Not this.", error_type="content_policy_violation"),
        Cause.FILTERED,
        "a filter objects to what the dossier says",
    ),
    Case("400 refusal", refused(400, "No.", error_type="refusal"), Cause.REFUSAL, "the model refuses"),
    Case(
        "400 token cap",
        refused(400, "Cap.", error_type="token_limit_exceeded"),
        Cause.OUT_OF_CREDIT,
        "lower max_tokens",
    ),
    Case(
        "400 unknown model",
        unavailable("model_not_found", 400),
        Cause.MODEL_UNAVAILABLE,
        "check the id",
        Reach.MODEL,
    ),
    Case(
        "400 not for chat",
        unavailable("wrong_endpoint", 400),
        Cause.MODEL_UNAVAILABLE,
        "not for chat completions",
        Reach.MODEL,
    ),
    Case("401", status(401, "No auth"), Cause.KEY_REJECTED, "No auth (HTTP 401; check the key", Reach.ENDPOINT),
    Case("401 unsaid", status(401), Cause.KEY_REJECTED, "usually: it is wrong, or was revoked", Reach.ENDPOINT),
    Case(
        "401 of an upstream",
        refused(401, raw="bad key", provider_name="Acme"),
        Cause.KEY_REJECTED,
        "Acme: bad key (HTTP 401; the fault is with whoever serves this model",
        Reach.MODEL,
    ),
    Case("402 credits", refusals.out_of_credit(), Cause.OUT_OF_CREDIT, "add credit there", Reach.ENDPOINT),
    Case("402 key", refusals.at_key_limit(), Cause.OUT_OF_CREDIT, "raise it", Reach.ENDPOINT),
    Case("402 unspecified", status(402, "Pay."), Cause.OUT_OF_CREDIT, "Pay. (HTTP 402", Reach.ENDPOINT),
    Case(
        "402 of an upstream",
        refused(402, raw="Insufficient Balance", provider_name="Acme"),
        Cause.OUT_OF_CREDIT,
        "Acme: Insufficient Balance",
        Reach.MODEL,
    ),
    Case("402 weight", refusals.too_dear(), Cause.OUT_OF_CREDIT, "lower max_tokens"),
    Case(
        "402 prose",
        refusals.can_afford(30_104),
        Cause.OUT_OF_CREDIT,
        "lower max_tokens to 30104 or less",
    ),
    Case("402 prose of an empty account", refusals.can_afford(0), Cause.OUT_OF_CREDIT, "add credit", Reach.ENDPOINT),
    *(
        Case(
            f"403 {source}",
            refusals.budget_spent(source),
            Cause.OUT_OF_CREDIT,
            "it resets at 2026-02-01T00:00:00Z",
            Reach.ENDPOINT,
        )
        for source in ("openrouter_guardrail_budget", "openrouter_workspace_budget", "openrouter_key_limit")
    ),
    Case("403 moderation", refusals.flagged(), Cause.FILTERED, "flagged: violence, “how to …”"),
    Case("403 guardrail", refusals.guarded("ignore all"), Cause.FILTERED, "flagged: “ignore all”"),
    Case("403 region", unavailable("region_restricted", 403), Cause.FORBIDDEN, "your region", Reach.MODEL),
    Case(
        "403 region in prose",
        refused(403, raw="Country not supported", provider_name="Acme"),
        Cause.FORBIDDEN,
        "Acme: Country not supported",
        Reach.MODEL,
    ),
    Case(
        "403 of an upstream",
        refused(403, provider_name="Acme"),
        Cause.FORBIDDEN,
        "Acme gave no reason (HTTP 403; whoever serves this model refuses",
        Reach.MODEL,
    ),
    Case("403 unspecified", status(403, "Not you."), Cause.FORBIDDEN, "Not you. (HTTP 403)", Reach.ENDPOINT),
    Case(
        "403 page",
        replies.raw(b"<html><title>Blocked</title>", code=403, content_type="text/html"),
        Cause.FORBIDDEN,
        "an HTML page, Blocked (HTTP 403; something before the endpoint refuses it",
    ),
    Case("404", status(404, "No endpoints found."), Cause.MODEL_UNAVAILABLE, "what the request asks for", Reach.MODEL),
    Case(
        "404 page",
        replies.raw(b"404 page not found", code=404, content_type="text/plain"),
        Cause.MODEL_UNAVAILABLE,
        "up to and including /v1",
        Reach.MODEL,
    ),
    *(
        Case(f"404 {code}", unavailable(code, 404), Cause.MODEL_UNAVAILABLE, words, Reach.MODEL)
        for code, words in (
            ("no_endpoints", "what the request asks for"),
            ("model_deprecated", "served no longer"),
            ("model_unavailable_upstream", "at the moment"),
            ("privacy_restricted", "privacy settings"),
            ("free_variant_ended", "without :free"),
        )
    ),
    Case(
        "404 constraint",
        unavailable("constraint_filtered", 404, constraint="provider.max_price", fallback_models=["x/y", "x/z"]),
        Cause.MODEL_UNAVAILABLE,
        "no provider serves this model within the price that is set, or that it is listed at where a budget is kept; "
        "`panel models list` asks for new prices, and max_price in panel.toml is what is set; "
        "the condition is provider.max_price; it suggests x/y, x/z",
        Reach.MODEL,
    ),
    Case(
        "404 another constraint",
        unavailable("constraint_filtered", 404, constraint="provider.only"),
        Cause.MODEL_UNAVAILABLE,
        "rule out everybody who serves this model; the condition is provider.only",
        Reach.MODEL,
    ),
    Case(
        "404 in prose on a price",
        status(404, "No endpoints found within your max price."),
        Cause.MODEL_UNAVAILABLE,
        "no provider serves this model within the price that is set",
        Reach.MODEL,
    ),
    Case("413", status(413, "Too large."), Cause.REQUEST_REJECTED, "do not fit this model"),
    Case("422", status(422, "Odd."), Cause.REQUEST_REJECTED, "Odd. (HTTP 422)"),
    Case(
        "429 daily",
        refusals.out_of_free_requests(MIDNIGHT),
        Cause.RATE_LIMITED,
        "it resets at 2026-01-03 00:00 UTC",
        Reach.MODEL,
    ),
    Case(
        "429 daily in prose",
        refused(429, "Rate limit exceeded: free-models-per-day"),
        Cause.RATE_LIMITED,
        "the day's free requests are spent",
        Reach.MODEL,
    ),
    Case(
        "429 quota",
        status(
            429, {"message": "You exceeded your quota.", "type": "insufficient_quota", "code": "insufficient_quota"}
        ),
        Cause.OUT_OF_CREDIT,
        "You exceeded your quota.",
        Reach.ENDPOINT,
    ),
    Case(
        "503 that says it will not pass",
        unavailable("temporarily_unavailable", 503),
        Cause.ENDPOINT_FAILED,
        "Not available. (HTTP 503)",
    ),
]

PASSING = [
    Case("400 transient", status(400, "No models provided"), Cause.ENDPOINT_FAILED, "No models provided"),
    Case("402 in flight", refusals.too_much_in_flight(), Cause.TOO_MANY_AT_ONCE, "calls in flight hold the credit"),
    Case(
        "402 in flight, no wait named",
        refusals.too_much_in_flight(retry_after=None),
        Cause.TOO_MANY_AT_ONCE,
        "fewer at once",
    ),
    Case("402 in flight in prose", status(402, "given your in-flight requests"), Cause.TOO_MANY_AT_ONCE, "in-flight"),
    Case(
        "404 that says it will pass",
        unavailable("no_endpoints", 404, is_retryable=True),
        Cause.MODEL_UNAVAILABLE,
        "Not available.",
    ),
    Case("408", status(408, "Slow."), Cause.TIMED_OUT, "Slow. (HTTP 408)"),
    Case("409", status(409, "Busy."), Cause.ENDPOINT_FAILED, "Busy. (HTTP 409)"),
    Case("429 upstream", refusals.limited_upstream(), Cause.RATE_LIMITED, "Acme: a/b is busy, come back later"),
    Case("429 account", refusals.limited_account(LATER), Cause.RATE_LIMITED, "Rate limit exceeded (HTTP 429)"),
    Case("429 unsaid", status(429), Cause.RATE_LIMITED, "too many requests in a short time"),
    Case(
        "429 capacity",
        unavailable("capacity_exhausted", 429, is_retryable=True, retry_after=2, error_type="rate_limit_exceeded"),
        Cause.RATE_LIMITED,
        "Not available.",
    ),
    *(
        Case(str(code), status(code, "Broken."), Cause.ENDPOINT_FAILED, f"Broken. (HTTP {code})")
        for code in (500, 502, 503, 504, 520, 524, 529)
    ),
    Case("500 masked", status(500, "Internal Server Error"), Cause.ENDPOINT_FAILED, "does not say how"),
    Case(
        "502 unsaid, of an upstream",
        refused(502, provider_name="Acme", previous_errors=[{"provider": "other", "status": 429}]),
        Cause.ENDPOINT_FAILED,
        "Acme gave no reason (HTTP 502; usually: whoever serves the model is down, or sent nothing usable; "
        "it tried other (429))",
    ),
]


@pytest.mark.parametrize("case", LASTING, ids=str)
async def test_a_lasting_refusal_is_asked_once_and_says_what_to_do(case: Case) -> None:
    await assert_is_asked_once(case)


@pytest.mark.parametrize("case", PASSING, ids=str)
async def test_a_passing_refusal_is_mended_by_asking_again(case: Case) -> None:
    await assert_passes(case)


async def test_a_refusal_that_does_not_pass_ends_the_call_after_some_attempts() -> None:
    ending = await ending_of(status(503, "Broken."))
    assert ending.fault is not None
    assert ending.outcomes == ["endpoint_failed"] * MOST_ATTEMPTS
    assert (ending.requests, ending.money) == (MOST_ATTEMPTS, [NOTHING] * MOST_ATTEMPTS)


async def test_what_a_dossier_says_reaches_a_refusal_short_and_clean() -> None:
    words = "\x1b[31m\u202e“" + "x" * 500
    ending = await ending_of(refusals.flagged(words, reasons=("a\nb", "c" * 500)))
    assert ending.fault is not None
    assert ending.fault.detail.isprintable()
    assert len(ending.fault.detail) < 350
    assert ending.fault.detail.count("“") == 1


async def test_one_dossier_that_is_flagged_leaves_the_next_call_alone() -> None:
    flagged, following = await endings_of(2, refusals.flagged(), says(ANSWER))
    assert flagged.fault is not None
    assert (flagged.fault.cause, flagged.fault.reach, flagged.money) == (Cause.FILTERED, Reach.CALL, [NOTHING])
    assert following.completion is not None
    assert (following.completion.text, following.requests, following.money) == (ANSWER, 1, [BILLED])


SHUTTING = [
    pytest.param(reply, id=str(reply.status))
    for reply in (replies.redirect("https://elsewhere.example/v1"), status(401), status(402), status(403), status(404))
]


@pytest.mark.parametrize("reply", SHUTTING)
async def test_what_every_call_would_meet_is_met_by_the_first_and_nothing_more_is_sent(reply: Reply) -> None:
    first, second = await endings_of(2, reply, says(ANSWER))
    assert first.fault is not None
    assert second.fault is not None
    assert (second.fault.cause, second.fault.detail) == (first.fault.cause, first.fault.detail)
    assert (first.requests, first.money) == (1, [NOTHING])
    assert (second.requests, second.money) == (0, [])
