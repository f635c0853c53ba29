"""Requests: a prompt as the bytes of a chat-completion body, in the dialect of its endpoint.

What calls share (rules, schema, dossier, persona) is turned into JSON once and joined for each call.
"""

from __future__ import annotations

from functools import lru_cache

import orjson

from panel.domain.answer import WIRE_SCHEMA
from panel.domain.prompt import Prompt
from panel.domain.seat import Sampling
from panel.wire.endpoints import Dialect

_SEPARATOR = "\n\n"

_RESPONSE_FORMAT = orjson.dumps(
    {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": WIRE_SCHEMA}}
)

# Without it OpenRouter drops what an upstream does not support, the answer's schema among it, and says nothing.
_ROUTING = b',"provider":{"require_parameters":true}'

# Ends a stretch that later calls share; upstreams that cache by themselves ignore it.
_CACHED = b',"cache_control":{"type":"ephemeral"}'


def body(prompt: Prompt, model: str, sampling: Sampling, dialect: Dialect) -> bytes:
    """The JSON body of one call. ``max_tokens`` is always in it: without it a call is priced at the model's most."""
    is_openrouter = dialect is Dialect.OPENROUTER
    system, user = _parts(prompt) if is_openrouter else (_encoded(prompt.system), _user(prompt))
    return b"".join(
        (
            b'{"model":',
            _encoded(model),
            b',"messages":[{"role":"system","content":',
            system,
            b'},{"role":"user","content":',
            user,
            b'}],"response_format":',
            _RESPONSE_FORMAT,
            b',"max_tokens":%d,"temperature":' % sampling.max_tokens,
            orjson.dumps(sampling.temperature),
            b',"stream":false',
            _ROUTING if is_openrouter else b"",
            b"}",
        )
    )


def _parts(prompt: Prompt) -> tuple[bytes, bytes]:
    """Content as parts, the last of each shared stretch marked; the texts joined are the plain messages."""
    system = b"[" + _part(_encoded(prompt.system), _CACHED) + b"]"
    if not prompt.dossier or not prompt.persona:
        return system, b"[" + _part(_user(prompt), b"") + b"]"
    rest = _joined(prompt.persona, prompt.again)
    shared = _part(_joined(prompt.dossier)[:-1] + _encoded(_SEPARATOR)[1:], _CACHED)
    return system, b"[" + shared + b"," + _part(rest, b"") + b"]"


def _part(text: bytes, mark: bytes) -> bytes:
    return b'{"type":"text","text":' + text + mark + b"}"


def _user(prompt: Prompt) -> bytes:
    return _joined(prompt.dossier, prompt.persona, prompt.again)


def _joined(*texts: str | None) -> bytes:
    """One JSON string of the texts that are there, a blank line between them."""
    inside = [_encoded(text)[1:-1] for text in texts if text]
    return b'"' + _encoded(_SEPARATOR)[1:-1].join(inside) + b'"'


@lru_cache(maxsize=128)
def _encoded(text: str) -> bytes:
    """A JSON string; halves of surrogate pairs, which UTF-8 cannot hold, become question marks."""
    return orjson.dumps(text.encode("utf-8", "replace").decode("utf-8"))
