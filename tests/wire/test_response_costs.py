"""Responses: what they say was used, what it cost, and what may have been billed though it was lost."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from panel.domain.completion import Usage
from panel.errors import Cause
from panel.testing import replies
from panel.testing.replies import BEAT, Reply, says
from panel.wire.response import Received, read_response
from tests.fakes.clock import START


def received(reply: Reply) -> Received:
    return read_response(reply.status, dict(reply.headers), BEAT * reply.beats + reply.body, START)


def with_usage(**usage: Any) -> Received:  # noqa: ANN401 - whatever an endpoint may send
    return received(says("x", usage=usage))


@pytest.mark.parametrize("cost", ["0.5", True, -0.1, None, [], 1e9, float("nan"), float("inf")])
def test_what_cannot_be_a_cost_is_none(cost: object) -> None:
    assert with_usage(cost=cost).cost_usd is None


@pytest.mark.parametrize(
    ("text", "cost"),
    [("0", "0"), ("2", "2"), ("0.1", "0.1"), ("9.5e-7", "9.5e-7"), ("1e-999999999", "0"), ("1e999999999", None)],
)
def test_a_cost_is_exact_and_never_absurdly_long(text: str, cost: str | None) -> None:
    body = b'{"choices":[{"message":{"content":"x"}}],"usage":{"cost":%s}}' % text.encode()
    found = received(replies.raw(body)).cost_usd
    assert found == (None if cost is None else Decimal(cost))
    assert len(f"{found or 0:f}") < 25


@pytest.mark.parametrize(
    ("details", "cost"),
    [
        ({"upstream_inference_cost": 0.5}, Decimal("0.75")),
        ({"upstream_inference_prompt_cost": 0.25, "upstream_inference_completions_cost": 0.5}, Decimal("1.0")),
        ({"upstream_inference_cost": None}, None),
        (None, None),
    ],
)
def test_with_a_key_of_ones_own_upstream_the_cost_is_the_fee_and_what_is_paid_there(
    details: object, cost: Decimal | None
) -> None:
    assert with_usage(cost=0.25, is_byok=True, cost_details=details).cost_usd == cost


def test_what_an_upstream_was_paid_is_within_the_cost_where_the_key_is_openrouters() -> None:
    assert with_usage(cost=0.25, is_byok=False, cost_details={"upstream_inference_cost": 0.2}).cost_usd == Decimal(
        "0.25"
    )


def answer_with_error(usage: dict[str, object], *, content: str = "x", finish_reason: str = "stop") -> Reply:
    """An error that is stated beside an answer."""
    choice = {"message": {"content": content}, "finish_reason": finish_reason}
    return replies.raw(json.dumps({"error": {"code": 502}, "choices": [choice], "usage": usage}).encode())


@pytest.mark.parametrize(
    ("reply", "may_be_billed"),
    [
        (replies.status(503, "x"), False),
        (replies.error_inside(502), False),
        (says("x", finish_reason="error", usage={}), False),
        (says("x", finish_reason="error", usage={"completion_tokens": 3}), True),
        (says("x", finish_reason="error", usage={"cost": 0.1}), True),
        (says("x", finish_reason="error", usage={"cost": 0, "completion_tokens": 3}), False),
        (answer_with_error({}), True),
        (answer_with_error({"completion_tokens": 0}), False),
        (answer_with_error({"cost": 0}), False),
        (answer_with_error({}, content=" "), False),
        (answer_with_error({}, finish_reason="error"), False),
        (replies.raw(b""), True),
        (replies.padded(replies.raw(b".")), True),
        (replies.raw(b'{"choices":[{"mess'), True),
        (replies.null_fields(None), True),
        (replies.raw(b'{"choices":null,"usage":{"completion_tokens":0}}'), False),
        (replies.redirect("https://host.example"), False),
    ],
)
def test_an_error_is_not_billed_and_a_lost_answer_may_be_unless_the_usage_says_otherwise(
    reply: Reply,
    may_be_billed: bool,  # noqa: FBT001 - a case
) -> None:
    fault = received(reply).fault
    assert fault is not None
    assert fault.may_be_billed == may_be_billed


def test_a_cost_of_nothing_has_no_sign() -> None:
    assert str(with_usage(cost=-0.0).cost_usd) == "0"


@pytest.mark.parametrize("count", [-1, True, "12", 2**70, 1.5, None])
def test_what_cannot_be_a_count_of_tokens_is_none(count: object) -> None:
    assert with_usage(prompt_tokens=count).usage.prompt_tokens is None


def test_usage_may_be_missing() -> None:
    assert (with_usage().usage, with_usage().cost_usd) == (Usage(), None)


def test_an_answer_that_broke_off_is_a_fault_with_its_cost() -> None:
    found = received(replies.broken_off("partial"))
    assert found.fault is not None
    assert (found.fault.cause, found.text, found.cost_usd) == (Cause.ENDPOINT_FAILED, "partial", Decimal("0.00095"))
