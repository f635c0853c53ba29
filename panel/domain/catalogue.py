"""The catalogue: what an endpoint says of its models and of a key, as far as it says anything."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Generic, TypeVar

from pydantic import Field, NonNegativeInt, PlainSerializer

from panel.domain.frozen import Frozen, Money

Dollars = Annotated[Money, PlainSerializer(lambda sum_: f"{sum_:f}", return_type=str, when_used="json")]
"""A sum or a price in USD, written out without an exponent."""

Price = Annotated[Dollars, Field(ge=0)]

_SHORTCUTS = (":nitro", ":floor")
"""What OpenRouter takes after an id to order who serves it; such ids are not listed by themselves."""

FRESH_FOR = timedelta(hours=24)
"""How long a list of models is gone by before it is asked for again."""

_CLOSE = 3
_CLOSE_ENOUGH = 0.5

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Answered(Generic[Value]):
    """What an endpoint said, and how long it took over it."""

    value: Value
    latency_ms: int


@dataclass(frozen=True, slots=True)
class Dated(Generic[Value]):
    """What an endpoint said, and when."""

    value: Value
    fetched_at: datetime

    def age(self, now: datetime) -> timedelta:
        """How long ago that was; a time that has yet to come counts as now."""
        return max(now - self.fetched_at, timedelta())

    def is_fresh(self, now: datetime) -> bool:
        """Whether it is young enough to go by without asking again; a time that has yet to come is a wrong clock."""
        return timedelta() <= now - self.fetched_at < FRESH_FOR


class ListedModel(Frozen):
    """A model as its endpoint lists it; None is what the endpoint does not say, or says in no usable way.

    Prices are in USD: for one token of the prompt, for one of the answer, and for each request beside them. The worst
    prices are the dearest that a token is listed at: in a long prompt, at some hour, written to a cache, spent on
    thinking.
    """

    id: str
    name: str | None = None
    context_length: Annotated[int, Field(ge=1)] | None = None
    prompt_price: Price | None = None
    completion_price: Price | None = None
    request_price: Price = Decimal(0)
    worst_prompt_price: Price | None = None
    worst_completion_price: Price | None = None
    supported_parameters: tuple[str, ...] | None = None
    canonical_slug: str | None = None
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None
    is_reasoning_mandatory: bool = False
    reasoning_efforts: tuple[str, ...] | None = None
    expires_on: date | None = None

    @property
    def is_priced(self) -> bool:
        """Whether a call's price can be worked out."""
        return self.prompt_price is not None and self.completion_price is not None

    @property
    def structured_output(self) -> str:
        """How far it is said to keep to a schema, in words."""
        if self.supported_parameters is None:
            return "not stated"
        if "structured_outputs" in self.supported_parameters:
            return "a JSON schema"
        return "JSON without a schema" if "response_format" in self.supported_parameters else "none"


class Listing(Frozen):
    """The models of an endpoint, in its order; no id stands twice."""

    models: tuple[ListedModel, ...]

    def find(self, identifier: str) -> ListedModel | None:
        """The model that a request for this id is answered by.

        Ollama takes an id without a tag as ``:latest``, OpenRouter one with a shortcut such as ``:nitro``.
        """
        shortened = [identifier.removesuffix(one) for one in _SHORTCUTS if "/" in identifier]
        spellings = [identifier, f"{identifier}:latest", *shortened]
        return next((self._by_id[one] for one in spellings if one in self._by_id), None)

    def close_to(self, identifier: str) -> tuple[str, ...]:
        """Ids that somebody who wrote this one may have meant, the likeliest first."""
        close = difflib.get_close_matches(identifier, self._by_id, n=_CLOSE, cutoff=_CLOSE_ENOUGH)
        inside = [one for one in self._by_id if identifier.casefold() in one.casefold()]
        return tuple(dict.fromkeys([*inside[:_CLOSE], *close]))[:_CLOSE]

    def search(self, word: str) -> Listing:
        """The models with the word in their id or name, in any case."""
        folded = word.casefold()
        found = (one for one in self.models if folded in f"{one.id}\n{one.name or ''}".casefold())
        return Listing(models=tuple(found))

    @cached_property
    def _by_id(self) -> dict[str, ListedModel]:
        return {model.id: model for model in self.models}


class KeyStanding(Frozen):
    """What an endpoint says of a key, in USD; a ``limit`` that is None is none of the key's own, or not stated."""

    limit: Dollars | None = None
    limit_remaining: Dollars | None = None
    usage: Dollars | None = None
    is_free_tier: bool | None = None

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left that it may spend."""
        return self.limit_remaining is not None and self.limit_remaining <= 0


class Generation(Frozen):
    """What an endpoint says of one call after it: its cost in USD, and tokens where it counted them."""

    cost_usd: Price
    prompt_tokens: NonNegativeInt | None = None
    cached_tokens: NonNegativeInt | None = None
    completion_tokens: NonNegativeInt | None = None


class Load(Frozen):
    """The tokens of one call, before it is made."""

    prompt_tokens: NonNegativeInt
    completion_tokens: NonNegativeInt

    @property
    def tokens(self) -> int:
        """The context that the call needs."""
        return self.prompt_tokens + self.completion_tokens

    def price(self, model: ListedModel) -> Decimal | None:
        """What the call costs at listed prices, in USD; None where they are not known."""
        if model.prompt_price is None or model.completion_price is None:
            return None
        asked, answered = self.prompt_tokens * model.prompt_price, self.completion_tokens * model.completion_price
        return asked + answered + model.request_price
