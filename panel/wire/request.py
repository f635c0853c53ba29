"""Requests: a prompt as the bytes of a chat-completion body, in the dialect of its endpoint.

What calls share (rules, schema, dossier, persona) is turned into JSON once and joined for each call.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson

from panel.domain.answer import WIRE_SCHEMA
from panel.domain.prompt import Prompt
from panel.domain.seat import MaxPrice, Preferences, Sampling
from panel.domain.tariff import Tariff
from panel.wire.endpoints import Dialect
from panel.wire.form import Form
from panel.wire.parameters import sent_parameters
from panel.wire.wire_schema import wire_safe

_MILLION = 10**6
_SEPARATOR = r"\n\n"
"""A blank line, as it stands inside a JSON string."""

# Ends a stretch that later calls share; upstreams that cache by themselves ignore it.
_CACHED = '"cache_control":{"type":"ephemeral"}'

_TEXT = '{"type":"text","text":"'
_END_CACHED = f'",{_CACHED}}}'
_NEXT_CACHED = f"{_SEPARATOR}{_END_CACHED},{_TEXT}".encode()
_USER_PARTS = f'{_END_CACHED}]}},{{"role":"user","content":[{_TEXT}'.encode()
_USER_STRING = b'"},{"role":"user","content":"'


def body(
    prompt: Prompt,
    model: str,
    sampling: Sampling,
    dialect: Dialect,
    form: Form = Form.JSON_SCHEMA,
    supported: frozenset[str] | None = None,
    bound: Tariff | None = None,
) -> bytes:
    """The JSON body of one call.

    ``supported`` are the parameters that the model is listed with, None where that is not known: of the optional ones
    no other is sent. ``max_tokens`` always is: without it a call is priced at the model's most. On OpenRouter nobody
    serves it who charges more than ``bound``.
    """
    has_parts = dialect is Dialect.OPENROUTER
    start, end = _frame(model, sampling, dialect, form, supported, bound)
    shared, own = _dossier(prompt.dossier), _persona(prompt.persona)
    stretches = [one for one in (shared, own, _again(prompt.again or "")) if one]
    if has_parts and shared and own:
        stretches = [shared + _NEXT_CACHED + own, *stretches[2:]]
    user = _SEPARATOR.encode().join(stretches)
    return b"".join((start, _rules(prompt.system), _USER_PARTS if has_parts else _USER_STRING, user, end))


@lru_cache(maxsize=128)
def _frame(
    model: str,
    sampling: Sampling,
    dialect: Dialect,
    form: Form,
    supported: frozenset[str] | None,
    bound: Tariff | None,
) -> tuple[bytes, bytes]:
    """What stands before the rules and behind the last text."""
    has_parts = dialect is Dialect.OPENROUTER
    opening = f"[{_TEXT}" if has_parts else '"'
    start = b'{"model":"' + _inside(model) + b'","messages":[{"role":"system","content":' + opening.encode()
    fields: dict[str, Any] = {
        **_response_format(form),
        **sent_parameters(sampling, dialect, supported),
        "stream": False,
        **(_routing(sampling, bound) if dialect is Dialect.OPENROUTER else {}),
    }
    return start, (b'"}]}]' if has_parts else b'"}]') + b"," + orjson.dumps(fields)[1:]


def _response_format(form: Form) -> dict[str, Any]:
    match form:
        case Form.JSON_SCHEMA:
            named = {"name": "answer", "strict": True, "schema": _ANSWER}
            return {"response_format": {"type": "json_schema", "json_schema": named}}
        case Form.JSON_OBJECT_SCHEMA:
            return {"response_format": {"type": "json_object", "schema": _ANSWER}}
        case Form.JSON_OBJECT:
            return {"response_format": {"type": "json_object"}}
        case Form.PLAIN:
            return {}


_ANSWER = wire_safe(WIRE_SCHEMA)


def _routing(sampling: Sampling, bound: Tariff | None) -> dict[str, Any]:
    """Who may serve the call, and who serves it if nobody can.

    Without ``require_parameters`` OpenRouter drops what an upstream does not support, the answer's schema among it,
    and says nothing.
    """
    wanted = {"require_parameters": True, **_preferences(sampling.provider, bound)}
    return {"provider": wanted, **({"models": list(sampling.fallbacks)} if sampling.fallbacks else {})}


def _preferences(provider: Preferences, bound: Tariff | None) -> dict[str, Any]:
    wanted = provider.model_dump(exclude_defaults=True, exclude={"max_price"})
    most = _max_price(provider.max_price, bound)
    return {**wanted, **({"max_price": most} if most else {})}


def _max_price(own: MaxPrice, bound: Tariff | None) -> dict[str, float]:
    """The lower of what is set and what binds; for a million tokens, as numbers, where those listed are for one."""
    most: dict[str, Decimal] = own.model_dump(exclude_defaults=True)
    if bound is not None:
        bounds = {"prompt": bound.prompt * _MILLION, "completion": bound.completion * _MILLION}
        request = {"request": bound.request} if bound.request else {}
        most |= {kind: min(price, most.get(kind, price)) for kind, price in (bounds | request).items()}
    return {kind: float(price) for kind, price in most.items()}


def _inside(text: str) -> bytes:
    """A JSON string without its marks; halves of surrogate pairs, which UTF-8 cannot hold, become question marks."""
    return orjson.dumps(text.encode("utf-8", "replace").decode("utf-8"))[1:-1]


# A cache for each kind of text, so that many dossiers in flight never push out what all calls share.
_rules = lru_cache(maxsize=8)(_inside)
_persona = lru_cache(maxsize=256)(_inside)
_again = lru_cache(maxsize=64)(_inside)
_dossier = lru_cache(maxsize=1024)(_inside)
