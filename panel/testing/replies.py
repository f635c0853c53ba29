"""Replies: what a simulated endpoint sends back, with the failures of real ones ready made.

The shapes are those that OpenRouter documents or that its clients have reported; each says which it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

GENERATION = "gen-1"
PROVIDER = "Simulated"
BEAT = b"\n         \n"
"""What OpenRouter sends to keep a connection open while an upstream is at work."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One response. It waits ``delay`` seconds, then sends ``beats`` of padding ``pause`` seconds apart, then the body.

    ``is_dropped`` closes the connection instead of answering, ``is_cut`` in the middle of the body. In process, where
    there is no connection, both are errors of the transport, and padding comes at once.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0
    beats: int = 0
    pause: float = 0
    is_dropped: bool = False
    is_cut: bool = False


def says(
    content: object,
    *,
    model: str | None = "served/model",
    provider: str | None = PROVIDER,
    finish_reason: str | None = "stop",
    cost: object = 0.00095,
    usage: Mapping[str, Any] | None = None,
    message: Mapping[str, Any] | None = None,
) -> Reply:
    """A completion with this content. ``usage`` replaces the tokens and the cost, ``message`` adds fields to it."""
    return _json(200, _completion(content, model, provider, finish_reason, cost, usage, message or {}))


def status(code: int, error: object = None, *, headers: Mapping[str, str] | None = None) -> Reply:
    """E1: an HTTP error. ``error`` is the value of that field: a message, or all of it as a mapping."""
    if error is None or (isinstance(error, str) and code < 400):
        return Reply(status=code, headers=headers or {})
    described = {"code": code, "message": error} if isinstance(error, str) else error
    return _json(code, {"error": described, "user_id": "user_1"}, headers)


def raw(body: bytes, *, code: int = 200, content_type: str = "application/json") -> Reply:
    """These very bytes."""
    return Reply(status=code, body=body, headers={"content-type": content_type})


def redirect(location: str, *, code: int = 307) -> Reply:
    """A redirect to another address."""
    return Reply(status=code, headers={"location": location})


def error_inside(code: object = 502, **metadata: object) -> Reply:
    """E3: status 200, and the whole body is an error."""
    error = {"message": "Provider returned error", "code": code, "metadata": metadata}
    return _json(200, {"error": error, "user_id": "user_1"})


def null_fields(code: object | None = 502) -> Reply:
    """E4: status 200 with every field null, and an error unless ``code`` is None."""
    fields: dict[str, Any] = {"id": None, "choices": None, "model": None, "object": None}
    if code is None:
        return _json(200, {"id": GENERATION, "choices": None, "model": "served/model"})
    return _json(200, {**fields, "error": {"message": "Provider returned error", "code": code}})


def nested(content: str, *, error: Mapping[str, Any] | None = None) -> Reply:
    """E5: status 200, with the real completion under ``provider``, and an ``error`` beside its choices if given."""
    inner = _completion(content, "served/model", "Google", "stop", 0.00095, None, {})
    if error is not None:
        inner["error"] = error
    return _json(200, {"id": None, "choices": None, "provider": inner})


def broken_off(partial: str, code: int = 502) -> Reply:
    """E6: status 200, a part of the answer, and an error in the choice."""
    completion = _completion(partial, "served/model", PROVIDER, "error", 0.00095, None, {})
    error = {"code": code, "message": "Provider disconnected", "metadata": {"error_type": "provider_unavailable"}}
    completion["choices"][0]["error"] = error
    return _json(200, completion)


def streamed(*chunks: object, is_done: bool = True) -> Reply:
    """E8: chunks of a completion as events, letters as they are, between the comments that keep a stream open."""
    events = [": OPENROUTER PROCESSING", *(f"data: {json.dumps(chunk, ensure_ascii=False)}" for chunk in chunks)]
    body = "\n\n".join([*events, "data: [DONE]"] if is_done else events) + "\n\n"
    return raw(body.encode(), content_type="text/event-stream")


def chunk(content: str = "", **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a server may say
    """A chunk of a stream; ``finish_reason`` ends it, ``usage`` is in the last."""
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": fields.pop("finish_reason", None)}
    said = {"id": GENERATION, "provider": PROVIDER, "model": "served/model", "object": "chat.completion.chunk"}
    return {**said, "choices": [choice], **fields}


def lists(*models: str | Mapping[str, Any]) -> Reply:
    """A list of models: ids as plain servers send them, or whole entries."""
    entries = [{"id": one, "object": "model", "created": 0} if isinstance(one, str) else dict(one) for one in models]
    return _json(200, {"object": "list", "data": entries})


def a_listed_model(identifier: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a server may say
    """An entry of OpenRouter's list, at 3 and 15 dollars for a million tokens."""
    return {
        "id": identifier,
        "canonical_slug": identifier,
        "name": f"Simulated: {identifier}",
        "context_length": 200_000,
        "pricing": {"prompt": "0.000003", "completion": "0.000015", "request": "0", "image": "0"},
        "top_provider": {"context_length": 200_000, "max_completion_tokens": 8_192, "is_moderated": False},
        "supported_parameters": ["max_tokens", "response_format", "structured_outputs", "temperature"],
        **fields,
    }


def knows_key(**fields: Any) -> Reply:  # noqa: ANN401 - whatever a server may say
    """What OpenRouter says of a key that it takes."""
    standing = {
        "label": "sk-or-v1-abc...def",
        "limit": None,
        "limit_remaining": None,
        "usage": 0,
        "is_free_tier": False,
    }
    return _json(200, {"data": {**standing, **fields}})


def padded(reply: Reply, *, beats: int = 60, pause: float = 0) -> Reply:
    """E7: the reply behind padding, a beat every ``pause`` seconds."""
    return replace(reply, beats=beats, pause=pause)


def slow(reply: Reply, seconds: float) -> Reply:
    """The reply after a wait."""
    return replace(reply, delay=seconds)


def dropped() -> Reply:
    """No reply: the connection is closed."""
    return Reply(is_dropped=True)


def cut(reply: Reply) -> Reply:
    """The reply up to its middle, then the connection is closed."""
    return replace(reply, is_cut=True)


def _completion(
    content: object,
    model: str | None,
    provider: str | None,
    finish_reason: str | None,
    cost: object,
    usage: Mapping[str, Any] | None,
    message: Mapping[str, Any],
) -> dict[str, Any]:
    counted = {
        "prompt_tokens": 194,
        "completion_tokens": 60,
        "total_tokens": 254,
        "cost": cost,
        "prompt_tokens_details": {"cached_tokens": 128},
    }
    return {
        "id": GENERATION,
        "provider": provider,
        "model": model,
        "object": "chat.completion",
        "created": 1_700_000_000,
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "native_finish_reason": finish_reason,
                "message": {"role": "assistant", "content": content, "refusal": None, **message},
            }
        ],
        "usage": dict(counted if usage is None else usage),
    }


def _json(code: int, value: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Reply:
    body = json.dumps(value).encode()
    return Reply(status=code, body=body, headers={"content-type": "application/json", **(headers or {})})
