"""Every shape in which a failure comes with status 200, and every odd shape of a completion that is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from panel.errors import AnswerFault, Cause, Reach
from panel.parsing.answer import read_answer
from panel.testing import replies
from panel.testing.answers import an_answer
from panel.testing.replies import Reply, chunk, error_inside, says, streamed
from tests.builders import a_persona
from tests.wire.failures import (
    ANSWER,
    BILLED,
    HELD,
    PRICED,
    Case,
    Money,
    assert_is_asked_once,
    assert_passes,
    ending_of,
)

PAGE = b"<!doctype html><html><head><title>Sign in</title></head></html>"
NO_TOKENS = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0, "cost": 0}
OWN_KEY = {"cost": 0.00005, "is_byok": True, "cost_details": {"upstream_inference_cost": 0.0012}}

# Each is mended by one more request.
PASSING = [
    Case(
        "E3 rate, upstream",
        error_inside(429, raw="come back later", provider_name="Acme"),
        Cause.RATE_LIMITED,
        "Acme: come back later (error 429 inside HTTP 200)",
    ),
    Case("E3 bad gateway", error_inside(502), Cause.ENDPOINT_FAILED, "is down, or sent nothing usable"),
    Case("E3 edge", error_inside(524, provider_name="Acme"), Cause.ENDPOINT_FAILED, "Acme gave no reason (error 524"),
    Case("E3 code as text", error_inside("429"), Cause.RATE_LIMITED, "too many requests"),
    Case("E3 code as a word", error_inside("server_error"), Cause.ENDPOINT_FAILED, "does not say how"),
    Case("E3 no code", error_inside(None), Cause.ENDPOINT_FAILED, "an error inside HTTP 200"),
    Case(
        "E3 kind before code",
        error_inside(400, error_type="rate_limit_exceeded"),
        Cause.RATE_LIMITED,
        "too many requests",
    ),
    Case("E4", replies.null_fields(502), Cause.ENDPOINT_FAILED, "error 502 inside HTTP 200"),
    Case("E4 without an error", replies.null_fields(None), Cause.UNREADABLE, "no choice with a message", money=HELD),
    Case("E4 no choices", replies.raw(b'{"choices":[]}'), Cause.UNREADABLE, "no choice with a message", money=HELD),
    Case(
        "E5 with an error inside",
        replies.nested("par", error={"code": 502, "message": "Gone."}),
        Cause.ENDPOINT_FAILED,
        "Gone. (error 502 inside HTTP 200)",
        money=BILLED,
    ),
    Case("E6", replies.broken_off("par"), Cause.ENDPOINT_FAILED, "Provider disconnected", money=BILLED),
    Case(
        "E6 without an error",
        says("par", finish_reason="error", usage={}),
        Cause.ENDPOINT_FAILED,
        "broke off in the middle of the answer",
    ),
    Case("E7 padding only", replies.padded(replies.raw(b"")), Cause.UNREADABLE, "empty but for padding", money=HELD),
    Case(
        "E7 padding and a dot", replies.padded(replies.raw(b".")), Cause.UNREADABLE, "empty but for padding", money=HELD
    ),
    Case(
        "E8 error in a stream",
        streamed(
            chunk("par"),
            chunk(finish_reason="error", error={"code": 502, "message": "x", "metadata": {"raw": "Gone."}}),
        ),
        Cause.ENDPOINT_FAILED,
        "Gone. (error 502 inside HTTP 200)",
    ),
    Case(
        "E8 stream cut short",
        streamed(chunk("par"), is_done=False),
        Cause.UNREADABLE,
        "no choice with a message",
        money=HELD,
    ),
    Case(
        "E8 comment alone",
        replies.raw(b": OPENROUTER PROCESSING\n\n"),
        Cause.UNREADABLE,
        "OPENROUTER PROCESSING",
        money=HELD,
    ),
    Case("a string for an error", replies.raw(b'{"error":"Model is loading"}'), Cause.ENDPOINT_FAILED, "is loading"),
    Case(
        "an HTML page",
        replies.raw(PAGE, content_type="text/html"),
        Cause.UNREADABLE,
        "an HTML page, Sign in",
        money=HELD,
    ),
    Case("empty", replies.raw(b""), Cause.UNREADABLE, "the response is empty", money=HELD),
    Case(
        "plain text",
        replies.raw(b"Bad gateway", content_type="text/plain"),
        Cause.UNREADABLE,
        "Bad gateway",
        money=HELD,
    ),
    Case("a truncated body", replies.raw(b'{"choices":[{"mess'), Cause.UNREADABLE, "not a JSON object", money=HELD),
    Case(
        "a number beyond reason",
        replies.raw(b'{"id":%s}' % (b"9" * 5_000)),
        Cause.UNREADABLE,
        "not a JSON object",
        money=HELD,
    ),
]

LASTING = [
    Case("E3 key", error_inside(401), Cause.KEY_REJECTED, "check the key of this endpoint", Reach.ENDPOINT),
    Case("E3 credit", error_inside(402), Cause.OUT_OF_CREDIT, "add credit there", Reach.ENDPOINT),
    Case("E3 flagged", error_inside(403, reasons=["violence"]), Cause.FILTERED, "flagged: violence"),
    Case("E3 kind alone", error_inside(None, error_type="not_found"), Cause.MODEL_UNAVAILABLE, "", Reach.MODEL),
    Case("E4 bad request", replies.null_fields(400), Cause.REQUEST_REJECTED, "what this model does not take"),
]

# Each is a completion, with nothing more to be sent.
COMPLETIONS = [
    pytest.param(replies.nested(ANSWER), id="E5"),
    pytest.param(replies.padded(says(ANSWER), beats=1_203), id="E7"),
    pytest.param(
        streamed(chunk("Hel"), chunk("lo.", finish_reason="stop"), {"choices": [], "usage": {"cost": 0.00095}}),
        id="E8 stream",
    ),
    pytest.param(replies.raw(b": OPENROUTER PROCESSING\n\n" + says(ANSWER).body), id="E8 comment first"),
    pytest.param(replies.raw(says(ANSWER).body, content_type="text/plain"), id="another content type"),
    pytest.param(replies.raw(b"\xef\xbb\xbf" + says(ANSWER).body), id="byte order mark"),
    pytest.param(says(ANSWER, finish_reason=None), id="no finish reason"),
]


@pytest.mark.parametrize("case", PASSING, ids=str)
async def test_a_failure_inside_a_good_response_is_mended_by_asking_again(case: Case) -> None:
    await assert_passes(case)


@pytest.mark.parametrize("case", LASTING, ids=str)
async def test_a_lasting_failure_inside_a_good_response_is_asked_once(case: Case) -> None:
    await assert_is_asked_once(case)


@pytest.mark.parametrize("reply", COMPLETIONS)
async def test_an_odd_shape_of_a_completion_is_read_and_paid_once(reply: Reply) -> None:
    ending = await ending_of(reply)
    assert ending.completion is not None
    assert (ending.completion.text, ending.requests, ending.money) == (ANSWER, 1, [BILLED])


async def test_a_partial_answer_is_kept_with_its_tokens_and_id() -> None:
    first, _ = (await ending_of(replies.broken_off("par"), says(ANSWER))).attempts
    assert (first.text, first.usage.completion_tokens, first.generation_id) == ("par", 60, "gen-1")


TOKENS = {"prompt_tokens": 194, "completion_tokens": 60}


@pytest.mark.parametrize(
    ("usage", "money"),
    [
        pytest.param({}, HELD, id="no usage"),
        pytest.param(None, BILLED, id="a cost"),
        pytest.param(TOKENS, PRICED, id="tokens alone"),
        pytest.param({**TOKENS, "cost": "free"}, PRICED, id="a cost that is none"),
        pytest.param({"completion_tokens": 60}, HELD, id="half of the tokens"),
        pytest.param(NO_TOKENS, (Decimal(0), "billed"), id="a cache hit"),
        # 0.00005 to OpenRouter, 0.0012 to the upstream.
        pytest.param(OWN_KEY, (Decimal("0.00125"), "billed"), id="a key of one's own upstream"),
    ],
)
async def test_a_completion_costs_what_it_says_or_its_tokens_at_worst_or_the_worst_there_is(
    usage: dict[str, object] | None, money: Money
) -> None:
    ending = await ending_of(says(ANSWER, usage=usage))
    assert (ending.outcomes, ending.requests, ending.money) == (["completed"], 1, [money])


async def test_an_answer_from_a_cache_says_that_it_took_no_tokens() -> None:
    assert (await ending_of(says(ANSWER, usage=NO_TOKENS))).attempts[0].usage.completion_tokens == 0


async def test_an_answer_that_broke_off_and_states_no_cost_is_priced_by_its_tokens() -> None:
    ending = await ending_of(says("par", finish_reason="error", usage=TOKENS), says(ANSWER))
    assert (ending.requests, ending.money) == (2, [PRICED, BILLED])


UNUSABLE = [
    pytest.param(says(""), Cause.BLANK, id="E9 blank"),
    pytest.param(says(None), Cause.BLANK, id="E9 null"),
    pytest.param(says(" \n"), Cause.BLANK, id="white space"),
    pytest.param(says("", finish_reason="length"), Cause.CUT_OFF, id="E9 reasoning took it all"),
    pytest.param(says('{"evidence":[', finish_reason="length"), Cause.CUT_OFF, id="cut off"),
    pytest.param(says("", message={"reasoning": an_answer()}), Cause.BLANK, id="answer in reasoning"),
    pytest.param(says(None, message={"reasoning_content": an_answer()}), Cause.BLANK, id="in reasoning_content"),
    pytest.param(says(None, message={"refusal": "I will not."}), Cause.REFUSAL, id="refusal"),
    pytest.param(says("", finish_reason="content_filter"), Cause.FILTERED, id="filtered"),
    pytest.param(says("<think>Hm."), Cause.CUT_OFF, id="thought alone"),
]


@pytest.mark.parametrize(("reply", "cause"), UNUSABLE)
async def test_a_completion_that_is_no_answer_is_one_request_and_typed_when_it_is_read(
    reply: Reply, cause: Cause
) -> None:
    ending = await ending_of(reply)
    assert ending.completion is not None
    assert (ending.requests, ending.outcomes, ending.money) == (1, ["completed"], [BILLED])
    with pytest.raises(AnswerFault) as caught:
        read_answer(ending.completion, a_persona())
    assert caught.value.cause is cause


@pytest.mark.parametrize("thought", ["<think>Hm.</think>\n", "Hm.\n</think>\n"])
async def test_thought_that_leaks_before_an_answer_does_no_harm(thought: str) -> None:
    ending = await ending_of(says(thought + an_answer(score=72)))
    assert ending.completion is not None
    assert read_answer(ending.completion, a_persona()).answer.score == 72
    assert (ending.outcomes, ending.requests, ending.money) == (["completed"], 1, [BILLED])
