"""Responses: every shape that endpoints are known to send, and any bytes at all."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.domain.completion import Usage
from panel.errors import Cause, WireFault
from panel.testing import replies
from panel.testing.replies import BEAT, Reply, says
from panel.wire.redact import Redactor
from panel.wire.response import Received, read_response
from tests.fakes.clock import START


def received(reply: Reply) -> Received:
    return read_response(reply.status, dict(reply.headers), BEAT * reply.beats + reply.body, START)


def fault_in(reply: Reply) -> WireFault:
    fault = received(reply).fault
    assert fault is not None
    return fault


def test_a_completion_is_read_with_who_served_it_and_what_it_cost() -> None:
    assert received(says("Hello.")) == Received(
        text="Hello.",
        finish_reason="stop",
        served_model="served/model",
        provider="Simulated",
        generation_id="gen-1",
        usage=Usage(prompt_tokens=194, cached_tokens=128, completion_tokens=60),
        cost_usd=Decimal("0.00095"),
    )


def test_content_in_parts_is_joined() -> None:
    assert received(says([{"type": "text", "text": "a"}, {"type": "image"}, "b", None])).text == "ab"


@pytest.mark.parametrize("content", [None, "", {"odd": 1}, 7])
def test_no_content_is_a_blank_completion(content: object) -> None:
    assert (received(says(content)).text, received(says(content)).fault) == ("", None)


def test_reasoning_is_not_content() -> None:
    assert received(says(None, message={"reasoning": "Hm.", "reasoning_content": "Hm."})).text == ""


def test_a_refusal_is_kept() -> None:
    assert received(says(None, message={"refusal": "No."})).refusal == "No."


def test_padding_is_shed() -> None:
    assert received(replies.padded(says("x"))).text == "x"


def test_a_completion_nested_under_provider_is_found() -> None:
    found = received(replies.nested("x"))
    assert (found.text, found.provider, found.generation_id, found.fault) == ("x", "Google", "gen-1", None)


def test_the_generation_id_is_in_a_header_when_the_body_has_none() -> None:
    assert read_response(200, {"x-generation-id": "gen-9"}, b"\n  \n", START).generation_id == "gen-9"


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert received(says("a\ud800b")).text == "a\ufffdb"


def test_raw_line_breaks_inside_strings_are_read() -> None:
    body = b'{"choices":[{"message":{"content":"a\nb"}}]}'
    assert received(replies.raw(body)).text == "a\nb"


def test_a_secret_spelt_with_escapes_is_out_before_anything_is_cut() -> None:
    secret = "canary-0123456789"
    spelt = "".join(f"\\u{ord(mark):04x}" for mark in secret)
    body = f'{{"error":{{"message":"{"x" * 292}{spelt}"}}}}'.encode()
    fault = read_response(400, {}, body, START, Redactor.of([secret])).fault
    assert fault is not None
    assert "canary" not in fault.detail


@pytest.mark.parametrize(
    ("code", "cause", "is_retryable"),
    [
        (301, Cause.REDIRECTED, False),
        (307, Cause.REDIRECTED, False),
        (400, Cause.REQUEST_REJECTED, False),
        (401, Cause.KEY_REJECTED, False),
        (402, Cause.OUT_OF_CREDIT, False),
        (403, Cause.FORBIDDEN, False),
        (404, Cause.MODEL_UNAVAILABLE, False),
        (408, Cause.TIMED_OUT, True),
        (413, Cause.REQUEST_REJECTED, False),
        (418, Cause.REQUEST_REJECTED, False),
        (422, Cause.REQUEST_REJECTED, False),
        (429, Cause.RATE_LIMITED, True),
        (500, Cause.ENDPOINT_FAILED, True),
        (502, Cause.ENDPOINT_FAILED, True),
        (503, Cause.ENDPOINT_FAILED, True),
        (504, Cause.ENDPOINT_FAILED, True),
        (524, Cause.ENDPOINT_FAILED, True),
        (529, Cause.ENDPOINT_FAILED, True),
    ],
)
def test_each_status_has_its_cause(code: int, cause: Cause, is_retryable: bool) -> None:  # noqa: FBT001 - a case
    fault = fault_in(replies.status(code, "words"))
    assert (fault.cause, fault.is_retryable, fault.status) == (cause, is_retryable, code)


def test_an_error_is_told_in_the_upstreams_own_words() -> None:
    error = {"code": 429, "message": "Provider returned error", "metadata": {"raw": "Slow.", "provider_name": "Acme"}}
    assert fault_in(replies.status(429, error)).detail == "Acme: Slow. (HTTP 429)"


def test_the_upstreams_words_may_be_json_in_a_string() -> None:
    raw = json.dumps({"error": {"message": "Too long."}})
    assert fault_in(replies.status(400, {"code": 400, "metadata": {"raw": raw}})).detail == "Too long. (HTTP 400)"


@pytest.mark.parametrize("body", [b'{"error":"Bad form"}', b'{"detail":"Bad form"}', b'{"message":"Bad form"}'])
def test_servers_that_put_an_error_otherwise_are_understood(body: bytes) -> None:
    assert fault_in(replies.raw(body, code=400)).detail == "Bad form (HTTP 400)"


def test_an_error_page_is_named_by_its_title() -> None:
    page = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
    assert fault_in(replies.raw(page, code=502)).detail == "an HTML page, 502 Bad Gateway (HTTP 502)"


def test_a_missing_model_may_be_a_matter_of_routing() -> None:
    assert "what the request asks for" in fault_in(replies.status(404, "No endpoints found.")).detail


def test_words_are_cut_and_hold_no_control_characters() -> None:
    detail = fault_in(replies.status(400, "\x1b[31m\u202e" + "x" * 5_000)).detail
    assert detail.isprintable()
    assert len(detail) < 350


@pytest.mark.parametrize(("code", "cause"), [(429, Cause.RATE_LIMITED), ("502", Cause.ENDPOINT_FAILED)])
def test_an_error_inside_a_200_has_the_cause_of_its_code(code: object, cause: Cause) -> None:
    fault = fault_in(replies.error_inside(code))
    assert (fault.cause, fault.is_retryable, fault.status) == (cause, True, 200)


@pytest.mark.parametrize("code", ["server_error", None, 7, True, 10**30, "²²²"])
def test_an_error_whose_code_says_nothing_is_the_endpoints_failure(code: object) -> None:
    assert fault_in(replies.error_inside(code)).cause is Cause.ENDPOINT_FAILED


def test_null_fields_with_an_error_are_that_error() -> None:
    assert fault_in(replies.null_fields(429)).cause is Cause.RATE_LIMITED


def test_an_error_under_provider_is_read_as_one() -> None:
    fault = fault_in(replies.raw(b'{"provider":{"error":{"code":429,"message":"Slow."}},"choices":null,"id":"gen-1"}'))
    assert (fault.cause, fault.detail) == (Cause.RATE_LIMITED, "Slow. (error 429 inside HTTP 200)")


def test_an_answer_is_one_whatever_is_said_of_its_provider() -> None:
    body = b'{"provider":{"error":"x"},"choices":[{"message":{"content":"a"}}]}'
    assert (received(replies.raw(body)).text, received(replies.raw(body)).fault) == ("a", None)


@pytest.mark.parametrize(
    "reply",
    [
        replies.null_fields(None),
        replies.raw(b'{"choices":[]}'),
        replies.raw(b'{"choices":[null]}'),
        replies.raw(b'{"choices":[{}]}'),
        replies.raw(b"[]"),
        replies.raw(b"null"),
        replies.raw(b""),
        replies.raw(b'{"choices":[{"mess'),
        replies.raw(b": OPENROUTER PROCESSING"),
        replies.padded(replies.raw(b"")),
        replies.padded(replies.raw(b".")),
    ],
)
def test_a_200_without_a_completion_is_unreadable_and_worth_another(reply: Reply) -> None:
    fault = fault_in(reply)
    assert (fault.cause, fault.is_retryable) == (Cause.UNREADABLE, True)


def test_finishing_in_error_is_a_fault_without_any_more_said() -> None:
    assert fault_in(says("x", finish_reason="error")).cause is Cause.ENDPOINT_FAILED


def test_unknown_finish_reasons_are_kept() -> None:
    assert received(says("x", finish_reason="tool_calls")).finish_reason == "tool_calls"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("121", 121.0),
        ("Fri, 02 Jan 2026 12:00:30 GMT", 30.0),
        ("Fri, 02 Jan 2026 11:00:00 GMT", None),
        ("0", None),
        ("-3", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert fault_in(replies.status(429, "x", headers={"retry-after": header})).retry_after == seconds


def test_the_body_may_name_the_wait_and_have_an_opinion() -> None:
    error = {"http_status": 429, "message": "x", "availability": {"retryable": False, "retry_after": 40}}
    fault = fault_in(replies.status(503, error))
    assert (fault.cause, fault.is_retryable, fault.retry_after) == (Cause.RATE_LIMITED, False, 40)


def test_credit_held_by_calls_in_flight_passes() -> None:
    error = {"code": 402, "message": "x", "metadata": {"limit_source": "openrouter_in_flight_budget"}}
    assert fault_in(replies.status(402, error, headers={"retry-after": "2"})).is_retryable


def test_an_empty_account_does_not() -> None:
    assert not fault_in(replies.status(402, "no credits", headers={"retry-after": "2"})).is_retryable


def test_a_daily_limit_does_not_pass() -> None:
    error = {"code": 429, "message": "x", "metadata": {"limit_source": "openrouter_free_tier_daily"}}
    assert not fault_in(replies.status(429, error)).is_retryable


def test_a_redirect_names_its_target_without_its_query() -> None:
    fault = fault_in(replies.redirect("https://host.example/v2?token=canary"))
    assert "https://host.example/v2," in fault.detail
    assert "canary" not in fault.detail


@given(st.integers(100, 599), st.binary(max_size=200))
def test_any_bytes_are_a_completion_or_a_fault(status: int, body: bytes) -> None:
    found = read_response(status, {}, body, START)
    assert found.fault is None or str(found.fault)


NAMES = [
    *("choices", "message", "delta", "content", "refusal", "finish_reason", "error", "provider", "usage", "cost", "id"),
    *("is_byok", "cost_details", "upstream_inference_cost", "completion_tokens", "prompt_tokens_details", "type"),
    *("metadata", "raw", "code", "http_status", "limit_source", "reason", "error_type", "provider_name", "headers"),
    *("availability", "retryable", "retry_after", "fallback_models", "constraint", "field", "previous_errors"),
    *("reasons", "patterns", "flagged_input", "resets_at", "remedy_hint", "retry-after", "x-ratelimit-reset"),
]
SAID = ["error", "429", "server_error", "openrouter_in_flight_budget", "can only afford 7", '{"error":"x"}', "<html>"]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(400, 599)
    | st.floats()
    | st.text(max_size=10)
    | st.sampled_from(SAID),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=16,
)
PREFIXES = st.sampled_from([b"", b"\n  \n", b"data: ", b": OPENROUTER PROCESSING\n\n"])


@given(st.sampled_from([200, 400, 402, 403, 404, 429, 502]), PREFIXES, JSON)
def test_any_json_is_a_completion_or_a_fault(status: int, prefix: bytes, value: object) -> None:
    found = read_response(status, {}, prefix + json.dumps(value).encode(), START)
    found.text.encode()
    assert found.cost_usd is None or found.cost_usd >= 0
    assert found.fault is None or (str(found.fault).isprintable() and len(found.fault.detail) < 1_500)


@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6))
def test_any_error_is_a_fault_in_words(error: dict[str, object]) -> None:
    fault = read_response(400, {}, json.dumps({"error": error}).encode(), START).fault
    assert fault is not None
    assert fault.detail.isprintable()
    assert fault.retry_after is None or fault.retry_after > 0


def test_json_nested_beyond_reason_is_unreadable() -> None:
    assert fault_in(replies.raw(b"[" * 100_000)).cause is Cause.UNREADABLE


def test_a_stream_with_a_damaged_part_is_a_lost_answer_that_may_be_billed() -> None:
    whole = replies.streamed(replies.chunk('{"score": 7'), replies.chunk("0}", finish_reason="stop")).body
    found = received(replies.raw(whole.replace(b'"content": "0}"', b'"content": "0}')))
    assert found.fault is not None
    assert (found.fault.cause, found.fault.is_retryable) == (Cause.UNREADABLE, True)
    assert (found.fault.may_be_billed, found.generation_id) == (True, "gen-1")


def test_an_error_in_a_list_is_read_as_google_sends_it() -> None:
    error = {"code": 429, "message": "Resource has been exhausted", "status": "RESOURCE_EXHAUSTED"}
    fault = fault_in(replies.raw(json.dumps([{"error": error}]).encode(), code=429))
    assert (fault.cause, fault.detail) == (Cause.RATE_LIMITED, "Resource has been exhausted (HTTP 429)")


def test_a_list_of_anything_else_is_no_completion() -> None:
    assert fault_in(replies.raw(b"[" + says("Hello.").body + b"]")).cause is Cause.UNREADABLE
