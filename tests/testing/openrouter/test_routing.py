"""What no provider takes is refused as OpenRouter and its providers say it."""

from __future__ import annotations

from typing import Any

import pytest

from panel.domain.answer import WIRE_SCHEMA
from tests.testing.openrouter.asking import line

STRICT = {"require_parameters": True}


def a_schema(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}


async def test_an_unknown_model_is_a_missing_endpoint() -> None:
    async with line() as openrouter:
        refused = await openrouter.ask(model="a/b")
    availability = refused.json()["error"]["availability"]
    assert (refused.status_code, availability["code"], availability["retryable"]) == (404, "no_endpoints", False)


async def test_unlisted_models_may_be_taken_and_are_free() -> None:
    async with line(takes_unlisted=True) as openrouter:
        body = (await openrouter.ask(model="a/b")).json()
    assert (body["model"], body["usage"]["cost"]) == ("a/b", 0)


async def test_a_fallback_answers_for_an_unknown_model() -> None:
    async with line() as openrouter:
        body = (await openrouter.ask(model="a/b", models=["c/d", "simulated/small"])).json()
    assert body["model"] == "simulated/small"


@pytest.mark.parametrize(
    ("model", "fields", "status"),
    [
        ("simulated/model", {"response_format": a_schema({"type": "object"})}, 200),
        ("simulated/json-only", {"response_format": a_schema({"type": "object"})}, 404),
        ("simulated/json-only", {"response_format": {"type": "json_object"}}, 200),
        ("simulated/plain", {"response_format": {"type": "json_object"}}, 404),
        ("simulated/plain", {"max_tokens": 2_000, "temperature": 0, "stream": False}, 200),
        ("simulated/plain", {"max_completion_tokens": 2_000}, 404),
        ("simulated/model", {"reasoning": {"effort": "low"}}, 404),
        ("simulated/reasoner", {"reasoning": {"effort": "low"}}, 200),
    ],
)
async def test_required_parameters_have_to_be_listed(model: str, fields: dict[str, Any], status: int) -> None:
    async with line() as openrouter:
        refused = await openrouter.ask(model=model, provider=STRICT, **fields)
        dropped = await openrouter.ask(model=model, **fields)
    assert (refused.status_code, dropped.status_code) == (status, 200)
    if status == 404:
        assert refused.json()["error"]["availability"]["constraint"] == {"field": "provider.require_parameters"}


@pytest.mark.parametrize(
    ("provider", "status"),
    [
        ({"only": ["simulated"]}, 200),
        ({"only": ["elsewhere"]}, 404),
        ({"ignore": ["simulated"]}, 404),
        ({"max_price": {"prompt": 3, "completion": 15}}, 200),
        ({"max_price": {"prompt": 2.99}}, 404),
        ({"max_price": {"completion": 14.99}}, 404),
        ({"order": ["elsewhere"], "data_collection": "deny", "zdr": True}, 200),
        ({"requireParameters": True}, 400),
    ],
)
async def test_preferences_are_kept_to(provider: dict[str, Any], status: int) -> None:
    async with line() as openrouter:
        assert (await openrouter.ask(provider=provider)).status_code == status


@pytest.mark.parametrize(("request_price", "status"), [(0.0001, 200), (0.00009, 404)])
async def test_the_price_of_a_request_is_kept_to(request_price: float, status: int) -> None:
    most = {"max_price": {"prompt": 1, "completion": 4, "request": request_price}}
    async with line() as openrouter:
        assert (await openrouter.ask(model="simulated/tiered", provider=most)).status_code == status


async def test_an_unknown_preference_is_named() -> None:
    async with line() as openrouter:
        refused = await openrouter.ask(provider={"requireParameters": True})
    assert refused.json()["error"]["message"] == "Unrecognized key(s) in object: 'requireParameters'"


@pytest.mark.parametrize("word", ["minimum", "maximum", "minLength", "maxLength", "maxItems", "multipleOf"])
async def test_bounds_in_a_schema_are_refused_as_anthropic_says_it(word: str) -> None:
    schema = {"type": "object", "properties": {"score": {"anyOf": [{"type": "number", word: 1}]}}}
    async with line() as openrouter:
        refused = await openrouter.ask(response_format=a_schema(schema))
    raw = refused.json()["error"]["metadata"]["raw"]
    assert (refused.status_code, f"{word} are not supported" in raw, raw.startswith("{")) == (400, True, True)


@pytest.mark.parametrize("schema", [WIRE_SCHEMA, {"type": "object", "properties": {"minimum": {"type": "string"}}}])
async def test_a_plain_schema_is_taken_whatever_its_fields_are_called(schema: dict[str, Any]) -> None:
    async with line() as openrouter:
        assert (await openrouter.ask(response_format=a_schema(schema), provider=STRICT)).status_code == 200
