"""Routing: which requests OpenRouter or a provider cannot take at all, whoever asks and however often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, DecimalException
from functools import lru_cache
from typing import Any

import orjson

from panel.testing.openrouter.asked import Asked
from panel.testing.openrouter.listing import PROVIDER, Served
from panel.testing.openrouter.shapes import constrained, own, schema_refused
from panel.testing.replies import Reply

_PREFERENCES = frozenset(
    {
        "allow_fallbacks",
        "data_collection",
        "enforce_distillable_text",
        "experimental",
        "ignore",
        "max_price",
        "only",
        "order",
        "preferred_max_latency",
        "preferred_min_throughput",
        "quantizations",
        "require_parameters",
        "sort",
        "zdr",
    }
)
_UNSUPPORTED = frozenset(
    {
        "exclusiveMaximum",
        "exclusiveMinimum",
        "maxItems",
        "maxLength",
        "maximum",
        "minLength",
        "minimum",
        "multipleOf",
    }
)
_ALWAYS = frozenset(
    {
        "cache_control",
        "messages",
        "metadata",
        "model",
        "models",
        "plugins",
        "provider",
        "route",
        "session_id",
        "stream",
        "stream_options",
        "usage",
        "user",
    }
)
_NOBODY = "No endpoints found that can handle the requested parameters."
_MILLION = 1_000_000


def refuse_request(asked: Asked) -> Reply | None:
    """The 400 for what no model would take: unknown preferences, or a schema with bounds in it."""
    unknown = sorted(set(_mapping(asked.body.get("provider"))) - _PREFERENCES)
    if unknown:
        return own(400, f"Unrecognized key(s) in object: {', '.join(map(repr, unknown))}", error_type="invalid_request")
    schema = _mapping(_mapping(asked.body.get("response_format")).get("json_schema")).get("schema")
    if schema is not None and (names := _unsupported(orjson.dumps(schema))):
        return schema_refused(list(names))
    return None


def refuse_routing(asked: Asked, model: Served) -> Reply | None:
    """The 404 for a model that nobody may or can serve in the way that is asked for."""
    wishes = _mapping(asked.body.get("provider"))
    slug = PROVIDER.lower()
    only, ignored = wishes.get("only"), wishes.get("ignore")
    if (isinstance(only, list) and only and slug not in only) or (isinstance(ignored, list) and slug in ignored):
        return constrained("provider.only", "No allowed providers are available for the selected model.")
    if _is_too_dear(_mapping(wishes.get("max_price")), model):
        return constrained("provider.max_price", "No endpoints found within the price that was asked for.")
    if wishes.get("require_parameters") is True and not _takes(asked.body, model):
        return constrained("provider.require_parameters", _NOBODY)
    return None


@lru_cache(maxsize=64)
def _unsupported(schema: bytes) -> tuple[str, ...]:
    return tuple(sorted(set(_keywords(orjson.loads(schema))) & _UNSUPPORTED))


def _keywords(schema: object) -> Iterator[str]:
    """The keywords in a schema; what is under ``properties`` are names."""
    if isinstance(schema, list):
        for one in schema:
            yield from _keywords(one)
    if not isinstance(schema, dict):
        return
    for name, value in schema.items():
        yield name
        if name in ("properties", "$defs") and isinstance(value, dict):
            yield from _keywords(list(value.values()))
        elif name not in ("enum", "const", "default"):
            yield from _keywords(value)


def _takes(body: Mapping[str, Any], model: Served) -> bool:
    """Whether a model lists all that is sent; a schema needs more than JSON mode."""
    if model.parameters is None:
        return True
    sent = set(body) - _ALWAYS
    if _mapping(body.get("response_format")).get("type") == "json_schema":
        sent.add("structured_outputs")
    return sent <= model.parameters


def _is_too_dear(most: Mapping[str, Any], model: Served) -> bool:
    """Preferences name dollars for a million tokens, listings dollars for one; a request is a request in both."""
    tariff = model.tariff
    prices = {
        "prompt": tariff.prompt * _MILLION,
        "completion": tariff.completion * _MILLION,
        "request": tariff.request,
    }
    return any(name in most and price > _dollars(most[name]) for name, price in prices.items())


def _dollars(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except DecimalException:
        return Decimal(0)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
