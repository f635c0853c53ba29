"""Transport: the offline model behind the same HTTP client as any other endpoint, without a network."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import httpx2

from panel.errors import Mistake
from panel.wire.offline.answering import answer
from panel.wire.offline.reading import Request, read_request

MODEL = "offline/rubric"
"""The one model there is here."""

NATURE = "rules, not a language model"
"""What it calls itself wherever an endpoint names what served a request."""

_LETTERS_A_TOKEN = 4


class OfflineTransport(httpx2.AsyncBaseTransport):
    """Answers ``POST …/chat/completions`` and ``GET …/models`` within the process; refuses in OpenAI's error shape.

    Usage counts a token for every four characters of messages and answer, rounded up. The id is a hash of the body.
    """

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request."""
        body = await request.aread()
        path = request.url.path.rstrip("/")
        if request.method == "GET" and path.endswith("/models"):
            return _reply(200, {"object": "list", "data": [_card()]}, request)
        if request.method == "POST" and path.endswith("/chat/completions"):
            return _completion(body, request)
        return _refusal(404, f"{request.method} {path} is not served here", "not_found", request)


def _completion(body: bytes, request: httpx2.Request) -> httpx2.Response:
    try:
        asked = read_request(_parsed(body))
    except Mistake as mistake:
        return _refusal(400, str(mistake), "invalid_request", request)
    if asked.model != MODEL:
        return _refusal(
            404, f"no model named {asked.model[:100]!r} here; the only one is {MODEL}", "model_not_found", request
        )
    return _reply(200, _chat_completion(asked, body), request)


def _parsed(body: bytes) -> object:
    """The body as a value; half a surrogate pair, which JSON can spell and UTF-8 cannot, is no text."""
    try:
        parsed: object = json.loads(body)
        json.dumps(parsed, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Mistake("the body is not JSON in UTF-8; send a chat-completion request") from None
    return parsed


def _chat_completion(asked: Request, body: bytes) -> dict[str, Any]:
    content = answer(asked)
    prompt_tokens, completion_tokens = _tokens(asked.length), _tokens(len(content))
    return {
        "id": f"offline-{hashlib.sha256(body).hexdigest()[:24]}",
        "object": "chat.completion",
        "created": 0,
        "model": MODEL,
        "provider": NATURE,
        "system_fingerprint": NATURE,
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "logprobs": None,
                "message": {"role": "assistant", "content": content, "refusal": None},
            }
        ],
        "usage": {
            "prompt_tokens": prompt_tokens,
            "completion_tokens": completion_tokens,
            "total_tokens": prompt_tokens + completion_tokens,
            "cost": 0,
        },
    }


def _card() -> dict[str, Any]:
    """The model as a catalogue lists it: free, and as much of a dossier as the panel takes."""
    return {
        "id": MODEL,
        "object": "model",
        "created": 0,
        "owned_by": "panel",
        "name": NATURE,
        "description": NATURE,
        "pricing": {"prompt": "0", "completion": "0"},
        "supported_parameters": ["response_format", "structured_outputs"],
    }


def _refusal(status: int, message: str, code: str, request: httpx2.Request) -> httpx2.Response:
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    return _reply(status, {"error": error}, request)


def _reply(status: int, value: dict[str, Any], request: httpx2.Request) -> httpx2.Response:
    content = json.dumps(value).encode()
    return httpx2.Response(status, headers={"content-type": "application/json"}, content=content, request=request)


def _tokens(letters: int) -> int:
    return -(-letters // _LETTERS_A_TOKEN)
