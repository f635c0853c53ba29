"""Listings: the bodies of ``GET /models``, ``/key`` and ``/generation`` as values, read permissively.

OpenRouter lists prices, context and parameters; OpenAI, Ollama, LM Studio and llama-server little more than ids. What
an entry says in no usable way counts as not said, and an entry without a usable id is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from panel.domain.catalogue import Generation, KeyStanding, ListedModel, Listing
from panel.errors import WireFault
from panel.wire.endpoints import LONGEST_MODEL
from panel.wire.error_body import read_error, tidy
from panel.wire.faults import fault_of_error, unreadable
from panel.wire.json_body import mapping
from panel.wire.redact import redact
from panel.wire.response import MOST_COST

MOST_MODELS = 20_000
"""Entries of a list that are read; OpenRouter has some hundreds."""

DEAREST_TOKEN = Decimal(1)
"""A dearer token than this, in dollars, is taken for a mistake of the endpoint's."""

_DEAREST_REQUEST = Decimal(1_000)
_MOST_DOLLARS = Decimal(10**9)
_MOST_CONTEXT = 10**9
_MOST_TOKENS = 10**9
_MOST_WORDS = 100
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,20})?(?:[eE]-\d{1,2})?", re.ASCII)

# Of OpenRouter, and of vLLM; what other servers call it is not known for sure.
_CONTEXT_NAMES = ("context_length", "max_model_len")


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was sent with status 200: its JSON, None if it is none, and a few words on what it looks like."""

    value: object
    words: str


def read_models(page: Page) -> Listing:
    """Read a list of models; raises WireFault for what is none."""
    models: dict[str, ListedModel] = {}
    for entry in _entries(page)[:MOST_MODELS]:
        model = _model(mapping(entry))
        if model is not None:
            models.setdefault(model.id, model)
    return Listing(models=tuple(models.values()))


def read_standing(page: Page) -> KeyStanding:
    """Read what is said of a key; raises WireFault for what says nothing. Its label is left: it shows part of a key."""
    whole = mapping(page.value)
    said = whole.get("data")
    if whole.get("error") or not isinstance(said, dict):
        raise _no_such_thing(page, "the response says nothing of the key")
    free = said.get("is_free_tier")
    return KeyStanding(
        limit=_dollars(said.get("limit")),
        limit_remaining=_dollars(said.get("limit_remaining")),
        usage=_dollars(said.get("usage")),
        is_free_tier=free if isinstance(free, bool) else None,
    )


def read_generation(page: Page) -> Generation:
    """Read what is said of a call; raises WireFault for what states no cost, or none that can be one."""
    whole = mapping(page.value)
    said = mapping(whole.get("data"))
    cost = _price(said.get("total_cost"), MOST_COST)
    if whole.get("error") or cost is None:
        raise _no_such_thing(page, "the response says nothing of what the call cost")
    return Generation(
        cost_usd=cost,
        prompt_tokens=_count(said.get("native_tokens_prompt")),
        cached_tokens=_count(said.get("native_tokens_cached")),
        completion_tokens=_count(said.get("native_tokens_completion")),
    )


def _entries(page: Page) -> list[object]:
    """The entries of a list, which some servers send bare, and Ollama as null when it has none."""
    if isinstance(page.value, list):
        return page.value
    fields = mapping(page.value)
    entries = fields.get("data")
    if isinstance(entries, list) and not fields.get("error"):
        return entries
    if entries is None and fields.get("object") == "list":
        return []
    raise _no_such_thing(page, "the response is no list of models")


def _no_such_thing(page: Page, problem: str) -> WireFault:
    if error := mapping(page.value).get("error"):
        return fault_of_error(read_error(error), status=200)
    return unreadable(f"{problem}: {page.words}" if page.words else f"{problem}; it is empty", status=200)


def _model(entry: dict[str, object]) -> ListedModel | None:
    identifier = entry.get("id")
    if not isinstance(identifier, str) or not is_an_id(identifier):
        return None
    name, slug = entry.get("name"), entry.get("canonical_slug")
    reasoning = mapping(entry.get("reasoning"))
    return ListedModel(
        id=redact(identifier),
        name=tidy(redact(name))[:LONGEST_MODEL] or None if isinstance(name, str) else None,
        context_length=min(_contexts(entry), default=None),
        **_prices(mapping(entry.get("pricing"))),
        supported_parameters=_words(entry.get("supported_parameters")),
        canonical_slug=redact(slug) if isinstance(slug, str) and is_an_id(slug) else None,
        max_completion_tokens=_size(mapping(entry.get("top_provider")).get("max_completion_tokens")),
        is_reasoning_mandatory=reasoning.get("mandatory") is True,
        reasoning_efforts=_words(reasoning.get("supported_efforts")),
        expires_on=_day(entry.get("expiration_date")),
    )


def _prices(pricing: dict[str, object]) -> dict[str, Decimal | None]:
    """The prices of a model; none of a token where one of them cannot be read."""
    prompt, completion = _price(pricing.get("prompt")), _price(pricing.get("completion"))
    request = _price(pricing.get("request", 0), _DEAREST_REQUEST)
    if prompt is None or completion is None or request is None:
        return {"request_price": request or Decimal(0)}
    return {
        "prompt_price": prompt,
        "completion_price": completion,
        "request_price": request,
        "worst_prompt_price": _worst(prompt, _others(pricing, "prompt", "input_cache_write")),
        "worst_completion_price": _worst(completion, _others(pricing, "completion", "internal_reasoning")),
    }


def _others(pricing: dict[str, object], kind: str, beside: str) -> Iterator[object]:
    """What else a token of a kind may be charged at: in a cache or in thought, and under conditions."""
    overrides = pricing.get("overrides")
    for one in (pricing, *(mapping(one) for one in (overrides if isinstance(overrides, list) else ()))):
        yield one.get(beside)
        if one is not pricing:
            yield one.get(kind)


def _worst(base: Decimal, others: Iterator[object]) -> Decimal | None:
    """The dearest; None where one is named that cannot be read, since it may be the dearest."""
    prices = [_price(one) for one in others if one is not None]
    known = [price for price in prices if price is not None]
    return max([base, *known]) if len(known) == len(prices) else None


def is_an_id(text: str) -> bool:
    """Whether a text can be the id of a model: short, and without anything that does not show."""
    return 0 < len(text) <= LONGEST_MODEL and text.isprintable() and not any(mark.isspace() for mark in text)


def _contexts(entry: dict[str, object]) -> Iterator[int]:
    """Every context length that is named; the shortest is the one to count on."""
    for value in (
        *(entry.get(name) for name in _CONTEXT_NAMES),
        mapping(entry.get("top_provider")).get("context_length"),
    ):
        if (context := _size(value)) is not None:
            yield context


def _size(value: object) -> int | None:
    """A length in tokens; None for what can be none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MOST_CONTEXT else None


def _words(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(tidy(one) for one in value[:_MOST_WORDS] if isinstance(one, str))


def _day(value: object) -> date | None:
    """A day, which may be written with a time behind it."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _price(value: object, most: Decimal = DEAREST_TOKEN) -> Decimal | None:
    """Dollars, or None for what cannot be a price: absent, negative (OpenRouter's "it depends"), not finite, absurd."""
    price = _dollars(value)
    return price if price is not None and 0 <= price <= most else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS else None


def _dollars(value: object) -> Decimal | None:
    """A sum as a decimal, which is sent as a number or as a string."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    text = str(value)
    if not _NUMBER.fullmatch(text):
        return None
    sum_ = Decimal(text)
    if not sum_:
        return Decimal(0)  # of "-0" too, whose sign would be printed
    return sum_ if abs(sum_) <= _MOST_DOLLARS and _is_short(sum_) else None


def _is_short(sum_: Decimal) -> bool:
    exponent = sum_.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -24
