"""What local servers and small models send, through the real client and the parser: thinking, blanks, odd fields."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from panel.domain.completion import Completion, Usage
from panel.domain.seat import Sampling
from panel.errors import AnswerFault, Cause
from panel.parsing.answer import read_answer
from panel.testing import replies
from panel.testing.answers import an_answer
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.local_servers import MODEL_FILE, llama_server, lm_studio, local_says, ollama
from panel.testing.replies import Reply, says, status
from panel.wire.endpoints import Dialect
from panel.wire.form import Form
from panel.wire.terms import Terms
from tests.builders import a_persona
from tests.wire.calls import A_MODEL, A_PROMPT, Caller, an_endpoint
from tests.wire.failures import NOTHING, Money, paid

ANSWER = an_answer(score=72)
THOUGHT = 'The dossier is thin. {"verdict": {"decision": "skip", "score": 20}} would be harsh.'
LOCAL = (Dialect.OPENAI, Dialect.OLLAMA, Dialect.LMSTUDIO)

Server = Callable[..., SimulatedEndpoint]


FREE: Money = (Decimal(0), "priced")
"""Of a model on a machine of one's own, once it has counted its tokens."""

UNPRICED: Money = (None, None)
"""Of a model whose prices nobody has set: what a plain server takes is not known."""


def a_caller(server: SimulatedEndpoint, dialect: Dialect) -> Caller:
    """A caller that knows of prices what the panel does: that LM Studio and Ollama take none."""
    endpoint = an_endpoint(server.base_url, dialect=dialect, key=None)
    return Caller(endpoint, terms=Terms.of(A_MODEL, Sampling(), dialect))


async def received(reply: Reply, server: Server = llama_server, dialect: Dialect = Dialect.OPENAI) -> Completion:
    """The completion that one call comes to when a server sends this reply."""
    async with server(reply) as endpoint:
        return await a_caller(endpoint, dialect).completion()


async def fault_of(reply: Reply) -> AnswerFault:
    completion = await received(reply)
    with pytest.raises(AnswerFault) as caught:
        read_answer(completion, a_persona())
    return caught.value


@pytest.mark.parametrize(
    "content",
    [
        ANSWER,
        f"<think>\n{THOUGHT}\n</think>\n\n{ANSWER}",
        f"<think></think>\n\n{ANSWER}",
        f"{THOUGHT}\n</think>\n\n{ANSWER}",
        f"No braces in this thought.\n</think>{ANSWER}",
        f"<think>{THOUGHT}</think>```json\n{ANSWER}\n```",
    ],
)
@pytest.mark.parametrize(
    ("server", "dialect"),
    [(llama_server, Dialect.OPENAI), (lm_studio, Dialect.LMSTUDIO), (ollama, Dialect.OLLAMA)],
)
async def test_thinking_before_the_object_is_shed(content: str, server: Server, dialect: Dialect) -> None:
    async with server(local_says(content)) as endpoint:
        caller = a_caller(endpoint, dialect)
        completion = await caller.completion()
    assert read_answer(completion, a_persona()).answer.score == 72
    assert len(endpoint.requests) == 1
    assert [paid(one) for one in caller.attempts] == [UNPRICED if dialect is Dialect.OPENAI else FREE]


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
async def test_thinking_in_a_field_of_its_own_is_no_part_of_the_text(field: str) -> None:
    completion = await received(local_says(ANSWER, **{field: THOUGHT}))
    assert completion.text == ANSWER


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
@pytest.mark.parametrize("content", [None, "", " \n "])
async def test_an_answer_in_the_thinking_alone_is_blank_and_asked_again(field: str, content: object) -> None:
    fault = await fault_of(local_says(content, **{field: ANSWER}))
    assert (fault.cause, fault.asks_again) == (Cause.BLANK, 3)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n" * 5_000,
        '{"evidence":[' + " \n\t" * 5_000,
        "<think>" + "and then " * 500,
        "ship ship ship " * 400,
    ],
)
async def test_what_runs_into_the_length_limit_is_cut_off_and_asked_again(content: str) -> None:
    fault = await fault_of(local_says(content, finish_reason="length"))
    assert (fault.cause, fault.asks_again) == (Cause.CUT_OFF, 3)


async def test_endless_whitespace_that_stops_by_itself_is_blank() -> None:
    assert (await fault_of(local_says(" \n\t" * 5_000))).cause is Cause.BLANK


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (
            {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
            Usage(prompt_tokens=7, completion_tokens=3),
        ),
        (
            {"prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 5}},
            Usage(prompt_tokens=7, cached_tokens=5, completion_tokens=3),
        ),
        ({"prompt_tokens": 7, "completion_tokens": None, "prompt_tokens_details": None}, Usage(prompt_tokens=7)),
        ({}, Usage()),
    ],
)
async def test_usage_without_details_or_cost_is_read(usage: dict[str, object], expected: Usage) -> None:
    completion = await received(says(ANSWER, provider=None, usage=usage))
    assert completion.attempt.usage == expected


async def test_a_completion_without_usage_or_most_other_fields_is_read() -> None:
    bare = {"choices": [{"message": {"content": ANSWER}}]}
    completion = await received(replies.raw(json.dumps(bare).encode()))
    attempt = completion.attempt
    assert (completion.text, completion.finish_reason) == (ANSWER, None)
    assert (attempt.usage, attempt.served_model, attempt.provider, attempt.generation_id) == (Usage(), None, None, None)


async def test_a_file_for_a_served_model_is_kept_as_it_is_said() -> None:
    assert (await received(local_says(ANSWER))).attempt.served_model == MODEL_FILE


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (replies.raw(b'{"error":"the model crashed"}', code=400), "the model crashed"),
        (replies.raw(b'{"error":"no model is loaded"}', code=404), "no model is loaded"),
        (
            replies.raw(b'{"error":{"message":"does not fit","type":"x","param":null,"code":null}}', code=400),
            "does not",
        ),
        (replies.raw(b'{"detail":[{"loc":["body"],"msg":"not valid"}]}', code=422), "not valid"),
        (replies.raw(b'{"object":"error","message":"too long","code":40303}', code=400), "too long"),
        (replies.raw(b"CUDA out of memory", code=500, content_type="text/plain"), "CUDA out of memory"),
        (replies.raw(b'{"error":"still loading"}'), "still loading"),
        (status(503, {"message": "Loading model", "type": "unavailable_error", "code": 503}), "Loading model"),
    ],
)
async def test_the_words_of_a_local_error_are_kept(reply: Reply, words: str) -> None:
    async with SimulatedEndpoint(reply) as server:
        fault = await a_caller(server, Dialect.OPENAI).fault()
    assert words in fault.detail


@pytest.mark.parametrize("form", [Form.JSON_OBJECT, Form.JSON_OBJECT_SCHEMA])
async def test_a_form_that_lm_studio_refuses_with_a_bare_string_is_asked_once_and_costs_nothing(form: Form) -> None:
    async with lm_studio(local_says(ANSWER)) as server:
        caller = a_caller(server, Dialect.LMSTUDIO)
        caller.terms = caller.terms.model_copy(update={"form": form})
        fault = await caller.fault()
    assert (fault.cause, fault.status, fault.is_retryable) == (Cause.REQUEST_REJECTED, 400, False)
    assert "must be 'json_schema' or 'text'" in fault.detail
    assert (len(server.requests), [paid(one) for one in caller.attempts]) == (1, [NOTHING])


@pytest.mark.parametrize("dialect", LOCAL)
async def test_a_bare_string_is_read_in_every_form_that_is_tried_and_costs_nothing(dialect: Dialect) -> None:
    async with SimulatedEndpoint(replies.raw(b'{"error":"the model crashed"}', code=400)) as server:
        caller = a_caller(server, dialect)
        fault = await caller.fault()
    forms = {Dialect.OPENAI: 4, Dialect.OLLAMA: 3, Dialect.LMSTUDIO: 2}[dialect]
    assert (fault.cause, fault.detail) == (Cause.REQUEST_REJECTED, "the model crashed (HTTP 400)")
    assert len(server.requests) == forms
    assert [paid(one) for one in caller.attempts] == [NOTHING] * forms
    assert caller.outcomes == [Cause.REQUEST_REJECTED] * forms


@pytest.mark.parametrize("dialect", LOCAL)
async def test_local_servers_are_sent_plain_text_and_nothing_of_openrouters(dialect: Dialect) -> None:
    async with SimulatedEndpoint(local_says(ANSWER)) as server:
        await a_caller(server, dialect).completion()
    (request,) = server.requests
    assert [message["content"] for message in request.body["messages"]] == [A_PROMPT.system, A_PROMPT.user]
    assert set(request.body) <= {"model", "messages", "response_format", "max_tokens", "temperature", "stream"}
