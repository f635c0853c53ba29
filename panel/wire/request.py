"""Prompt → the bytes of a request, in the dialect of its endpoint.

What many calls share (the rules, the schema, a persona, a dossier) is encoded once and joined for each call.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson

from panel.domain.answer import WIRE_SCHEMA
from panel.domain.prompt import Prompt
from panel.domain.seat import Model, Sampling
from panel.wire.endpoints import Dialect

_GAP = "\n\n"
_FORMAT = {
    "type": "json_schema",
    "json_schema": {"name": "answer", "strict": True, "schema": WIRE_SCHEMA},
}
_CACHED = b',"cache_control":{"type":"ephemeral"}'


@lru_cache(maxsize=4_096)
def _text(text: str) -> bytes:
    """A text as a JSON string; lone surrogates, which UTF-8 cannot hold, are replaced."""
    return orjson.dumps(text.encode("utf-8", "replace").decode("utf-8"))


@lru_cache(maxsize=64)
def _settings(model: str, dialect: Dialect, temperature: float, max_tokens: int) -> bytes:
    """Everything but the messages, as the inside of a JSON object."""
    fields: dict[str, Any] = {
        "model": model,
        "temperature": temperature,
        "max_tokens": max_tokens,
        "stream": False,
        "response_format": _FORMAT,
    }
    if dialect is Dialect.OPENROUTER:
        fields["provider"] = {"require_parameters": True}
    return orjson.dumps(fields)[1:-1]


def body(prompt: Prompt, model: Model, sampling: Sampling, dialect: Dialect) -> bytes:
    """The JSON body of a chat completion request.

    OpenRouter gets content parts, the last of each shared stretch marked for the provider's cache; concatenated they
    are the messages. Other servers get plain strings, since some of them part a message at its parts.
    """
    messages = _in_parts(prompt) if dialect is Dialect.OPENROUTER else _plain(prompt)
    settings = _settings(model.id, dialect, sampling.temperature, sampling.max_tokens)
    return b'{"messages":[' + messages + b"]," + settings + b"}"


def decoded(content: bytes) -> Mapping[str, Any]:
    """A body read back, for whoever answers it in process."""
    fields: Mapping[str, Any] = orjson.loads(content)
    return fields


def _plain(prompt: Prompt) -> bytes:
    user = _GAP.join(part for part in (prompt.dossier, prompt.persona, prompt.again) if part)
    return b'{"role":"system","content":' + _text(prompt.rules) + b'},{"role":"user","content":' + _text(user) + b"}"


def _in_parts(prompt: Prompt) -> bytes:
    own = [part for part in (prompt.persona, prompt.again) if part]
    return (
        b'{"role":"system","content":['
        + _part(prompt.rules, is_shared=True)
        + b']},{"role":"user","content":['
        + b",".join([_part(prompt.dossier + _GAP, is_shared=True), _part(_GAP.join(own), is_shared=False)])
        + b"]}"
    )


def _part(text: str, *, is_shared: bool) -> bytes:
    return b'{"type":"text","text":' + _text(text) + (_CACHED if is_shared else b"") + b"}"
