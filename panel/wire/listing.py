"""Listings: the bodies of ``GET /models``, ``/key`` and ``/generation`` as values, read permissively.

OpenRouter lists prices, context and parameters; OpenAI, Ollama, LM Studio and llama-server little more than ids. What
an entry says in no usable way counts as not said, and an entry without a usable id is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
_MOST_PARAMETERS = 100
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
    if not isinstance(identifier, str) or not _is_an_id(identifier):
        return None
    name, pricing = entry.get("name"), mapping(entry.get("pricing"))
    prompt, completion = _price(pricing.get("prompt")), _price(pricing.get("completion"))
    request = _price(pricing.get("request", 0), _DEAREST_REQUEST)
    is_priced = prompt is not None and completion is not None and request is not None
    return ListedModel(
        id=redact(identifier),
        name=tidy(redact(name))[:LONGEST_MODEL] or None if isinstance(name, str) else None,
        context_length=min(_contexts(entry), default=None),
        prompt_price=prompt if is_priced else None,
        completion_price=completion if is_priced else None,
        request_price=request or Decimal(0),
        supported_parameters=_parameters(entry.get("supported_parameters")),
    )


def _is_an_id(text: str) -> bool:
    return 0 < len(text) <= LONGEST_MODEL and text.isprintable() and not any(mark.isspace() for mark in text)


def _contexts(entry: dict[str, object]) -> Iterator[int]:
    """Every context length that is named; the shortest is the one to count on."""
    for value in (
        *(entry.get(name) for name in _CONTEXT_NAMES),
        mapping(entry.get("top_provider")).get("context_length"),
    ):
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MOST_CONTEXT:
            yield value


def _parameters(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(tidy(one) for one in value[:_MOST_PARAMETERS] if isinstance(one, str))


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
    return sum_ if abs(sum_) <= _MOST_DOLLARS and _is_short(sum_) else None


def _is_short(sum_: Decimal) -> bool:
    exponent = sum_.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -24
