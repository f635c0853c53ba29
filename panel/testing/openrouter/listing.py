"""Listing: the models of a simulated OpenRouter as it lists them, and what each takes and costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from panel.testing.replies import a_listed_model

_PLAIN = ["max_tokens", "temperature", "seed", "stop", "top_p"]
_JSON = [*_PLAIN, "response_format"]
_SCHEMA = [*_JSON, "structured_outputs"]
_REASONING = [*_SCHEMA, "reasoning", "include_reasoning"]

LISTED: tuple[dict[str, Any], ...] = (
    a_listed_model("simulated/model", supported_parameters=_SCHEMA),
    a_listed_model(
        "simulated/small",
        pricing={"prompt": "0.0000001", "completion": "0.0000004", "request": "0", "image": "0"},
        supported_parameters=_SCHEMA,
    ),
    a_listed_model(
        "simulated/reasoner",
        supported_parameters=_REASONING,
        reasoning={"mandatory": True, "supported_efforts": ["high", "medium", "low"], "default_effort": "medium"},
    ),
    a_listed_model(
        "simulated/tiered",
        pricing={
            "prompt": "0.000001",
            "completion": "0.000004",
            "request": "0.0001",
            "overrides": [{"min_prompt_tokens": 4_000, "prompt": "0.000002", "completion": "0.000008"}],
        },
        supported_parameters=_SCHEMA,
    ),
    a_listed_model(
        "simulated/gratis:free",
        pricing={"prompt": "0", "completion": "0", "request": "0", "image": "0"},
        supported_parameters=_SCHEMA,
    ),
    a_listed_model("simulated/json-only", supported_parameters=_JSON),
    a_listed_model("simulated/plain", supported_parameters=_PLAIN),
)
"""One model for each case that a client has to tell apart."""

PROVIDER = "Simulated"
"""Who serves every model; its slug, as provider preferences name it, is the same in lower case."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """Dollars for a token, and for a request; ``dearer`` are tariffs from so many prompt tokens on, the most last."""

    prompt: Decimal
    completion: Decimal
    request: Decimal
    cached: Decimal
    dearer: tuple[tuple[int, Tariff], ...] = ()

    def cost(self, prompt: int, cached: int, completion: int) -> Decimal:
        """The dollars of a completion, exactly; ``cached`` of its prompt tokens were in the cache."""
        tariff = self
        for least, other in self.dearer:
            tariff = other if prompt >= least else tariff
        tokens = (prompt - cached) * tariff.prompt + cached * tariff.cached + completion * tariff.completion
        return tokens + tariff.request


@dataclass(frozen=True, slots=True)
class Served:
    """A model that is listed: what it takes and what it costs. ``parameters`` of None are all there are."""

    id: str
    tariff: Tariff
    parameters: frozenset[str] | None
    is_reasoner: bool = False


def served_models(entries: Iterable[Mapping[str, Any]], cached_share: Decimal) -> dict[str, Served]:
    """The listed models by id."""
    return {
        entry["id"]: Served(
            id=entry["id"],
            tariff=_tariff(entry.get("pricing") or {}, cached_share),
            parameters=frozenset(entry["supported_parameters"]) if "supported_parameters" in entry else None,
            is_reasoner=bool((entry.get("reasoning") or {}).get("mandatory")),
        )
        for entry in entries
    }


def unlisted(identifier: str) -> Served:
    """A model that is not listed: it takes everything and costs nothing."""
    nothing = Decimal(0)
    return Served(identifier, Tariff(nothing, nothing, nothing, nothing), None)


def listed(entries: Iterable[Mapping[str, Any]], cached_share: Decimal) -> list[dict[str, Any]]:
    """The entries as they are sent, the price of cached tokens among them."""
    return [{**entry, "pricing": _with_cached(entry.get("pricing") or {}, cached_share)} for entry in entries]


def _with_cached(pricing: Mapping[str, Any], share: Decimal) -> dict[str, Any]:
    return {**pricing, "input_cache_read": plain(_tariff(pricing, share).cached)}


def plain(dollars: Decimal) -> str:
    """A sum without an exponent or needless zeros."""
    text = format(dollars, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _tariff(pricing: Mapping[str, Any], share: Decimal) -> Tariff:
    prompt = _price(pricing, "prompt")
    dearer = [
        (one["min_prompt_tokens"], _tariff({**pricing, **one, "overrides": ()}, share))
        for one in pricing.get("overrides") or ()
        if "min_prompt_tokens" in one
    ]
    return Tariff(
        prompt=prompt,
        completion=_price(pricing, "completion"),
        request=_price(pricing, "request"),
        cached=_price(pricing, "input_cache_read") if "input_cache_read" in pricing else prompt * share,
        dearer=tuple(sorted(dearer, key=lambda one: one[0])),
    )


def _price(pricing: Mapping[str, Any], name: str) -> Decimal:
    return Decimal(str(pricing.get(name) or 0))
