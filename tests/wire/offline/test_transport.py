"""The transport: the offline model through the real SDK, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import openai
import pytest

from panel.wire.offline.transport import MODEL, NATURE, OfflineTransport
from tests.wire.offline.asking import LOCAL, PERSONAS, body

BASE = "http://offline.invalid/v1"


async def post(content: bytes, path: str = "/chat/completions", method: str = "POST") -> httpx2.Response:
    async with httpx2.AsyncClient(transport=OfflineTransport()) as client:
        return await client.request(method, f"{BASE}{path}", content=content)


def bytes_of(**fields: Any) -> bytes:  # noqa: ANN401 - any field of a request
    return json.dumps({**body(LOCAL, PERSONAS["builder"]), **fields}).encode()


async def test_answers_behind_the_openai_client() -> None:
    asked = body(LOCAL, PERSONAS["builder"])
    async with openai.AsyncOpenAI(
        api_key="none", base_url=BASE, http_client=openai.DefaultAsyncHttpx2Client(transport=OfflineTransport())
    ) as client:
        completion = await client.chat.completions.create(
            model=MODEL,
            messages=[
                {"role": "system", "content": asked["messages"][0]["content"]},
                {"role": "user", "content": asked["messages"][1]["content"]},
            ],
        )
    assert completion.choices[0].finish_reason == "stop"
    assert json.loads(completion.choices[0].message.content or "")["verdict"]["decision"] == "ship"


async def test_says_that_it_is_rules_and_costs_nothing() -> None:
    answered = json.loads((await post(bytes_of())).content)
    assert answered["model"] == MODEL
    assert answered["provider"] == answered["system_fingerprint"] == NATURE == "rules, not a language model"
    assert answered["usage"]["cost"] == 0


async def test_counts_a_token_for_every_four_characters_rounded_up() -> None:
    answered = json.loads((await post(bytes_of())).content)
    messages = body(LOCAL, PERSONAS["builder"])["messages"]
    letters = sum(len(message["content"]) for message in messages)
    assert answered["usage"]["prompt_tokens"] == (letters + 3) // 4
    content = answered["choices"][0]["message"]["content"]
    assert answered["usage"]["completion_tokens"] == (len(content) + 3) // 4


async def test_equal_requests_get_equal_responses() -> None:
    assert (await post(bytes_of())).content == (await post(bytes_of())).content


async def test_lists_its_one_model() -> None:
    answered = json.loads((await post(b"", "/models", "GET")).content)
    assert [model["id"] for model in answered["data"]] == ["offline/rubric"]


async def test_another_model_is_not_found() -> None:
    response = await post(bytes_of(model="offline/oracle"))
    assert response.status_code == 404
    error = json.loads(response.content)["error"]
    assert error["code"] == "model_not_found"
    assert "offline/oracle" in error["message"]
    assert "offline/rubric" in error["message"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{",
        b"[" * 100_000,
        b'{"model": "offline/rubric", "messages": "hello"}',
        b"9" * 9_999,
        b'{"model": "\\ud800"}',
    ],
    ids=["empty", "no text", "list", "cut off", "deep", "no messages", "huge number", "half a pair"],
)
async def test_a_body_that_cannot_be_read_is_a_bad_request(content: bytes) -> None:
    response = await post(content)
    assert response.status_code == 400
    assert json.loads(response.content)["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize(("method", "path"), [("POST", "/embeddings"), ("GET", "/chat/completions")])
async def test_nothing_else_is_served(method: str, path: str) -> None:
    assert (await post(b"{}", path, method)).status_code == 404
