"""Tariff: what a model charges, and what a call comes to by it: at worst before it is made, or by its tokens after."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from panel.domain.catalogue import ListedModel, Price
from panel.domain.completion import Usage
from panel.domain.frozen import Frozen
from panel.domain.prompt import Prompt
from panel.domain.seat import Sampling

_OWN_BYTES_A_TOKEN = 3
"""Of rules and personas, as far as they are ASCII: tokenizers in use come to 4 and more for English prose."""

_AROUND = 600
"""Tokens around the texts: the marks of two messages, the schema, and what providers say of it to the model."""


class OwnPrices(Frozen):
    """Prices that a person set for a model, in USD for one token.

    ``may_lower`` is false for those of a project's file, which is not trusted to call a dear model cheap.
    """

    prompt: Price | None = None
    completion: Price | None = None
    may_lower: bool = True

    @property
    def is_trusted(self) -> bool:
        """Whether a person who knows better than a list set one of them."""
        return self.may_lower and (self.prompt is not None or self.completion is not None)

    def prompt_over(self, listed: Decimal | None) -> Decimal | None:
        """The price of a prompt's token, given the one that is listed."""
        return self._over(self.prompt, listed)

    def completion_over(self, listed: Decimal | None) -> Decimal | None:
        """The price of an answer's token, given the one that is listed."""
        return self._over(self.completion, listed)

    def _over(self, own: Decimal | None, listed: Decimal | None) -> Decimal | None:
        if own is None or listed is None:
            return listed if own is None else own
        return own if self.may_lower else max(own, listed)


class Tariff(Frozen):
    """Prices in USD: for a token of the prompt, of the answer, and for each request.

    The worst prices are what a token can cost under any condition that is listed; None where that is not known.
    """

    prompt: Price
    completion: Price
    request: Price = Decimal(0)
    worst_prompt: Price | None = None
    worst_completion: Price | None = None

    @classmethod
    def of(cls, listed: ListedModel | None, own: OwnPrices) -> Tariff | None:
        """The prices of a model, a person's own before those listed; None where either is not known."""
        listed = listed or ListedModel(id="unlisted")
        prompt, completion = own.prompt_over(listed.prompt_price), own.completion_over(listed.completion_price)
        if prompt is None or completion is None:
            return None
        return cls(
            prompt=prompt,
            completion=completion,
            request=listed.request_price,
            worst_prompt=own.prompt_over(listed.worst_prompt_price),
            worst_completion=own.completion_over(listed.worst_completion_price),
        )


def at_worst(tariff: Tariff | None) -> Tariff | None:
    """What tokens cost under the dearest condition that is listed; None where a price is not known."""
    if tariff is None or tariff.worst_prompt is None or tariff.worst_completion is None:
        return None
    return Tariff(prompt=tariff.worst_prompt, completion=tariff.worst_completion, request=tariff.request)


FREE = Tariff(prompt=Decimal(0), completion=Decimal(0), worst_prompt=Decimal(0), worst_completion=Decimal(0))
"""Of models that run on a machine of one's own, where nobody counts tokens."""


def dearest(tariffs: Iterable[Tariff | None]) -> Tariff | None:
    """A tariff that no call by one of these comes to more by; None where one of them is not known."""
    every = list(tariffs)
    known = [one for one in every if one is not None]
    if not known or len(known) < len(every):
        return None
    return Tariff(
        prompt=max(one.prompt for one in known),
        completion=max(one.completion for one in known),
        request=max(one.request for one in known),
        worst_prompt=_most([one.worst_prompt for one in known]),
        worst_completion=_most([one.worst_completion for one in known]),
    )


def worst(prompt: Prompt, sampling: Sampling, tariff: Tariff | None) -> Decimal | None:
    """The most that one request can cost, in USD; None where a price is not known."""
    if tariff is None or tariff.worst_prompt is None or tariff.worst_completion is None:
        return None
    asked, answered = most_tokens(prompt) * tariff.worst_prompt, sampling.max_tokens * tariff.worst_completion
    return asked + answered + tariff.request


def most_tokens(prompt: Prompt) -> int:
    """The most tokens that any tokenizer makes of a prompt.

    A dossier is somebody else's text and may be written to cost: a token holds at least one of its bytes, whether or
    not a tokenizer first spells it out in compatibility form.
    """
    own = sum(map(_own, (prompt.rules, prompt.persona, prompt.again or "")))
    return _spelled_out(prompt.dossier) + own + _AROUND


def priced(usage: Usage, tariff: Tariff | None) -> Decimal | None:
    """What these tokens cost in USD if none was found in a cache, where it is cheaper; None where it is not known."""
    if tariff is None or usage.prompt_tokens is None or usage.completion_tokens is None:
        return None
    return usage.prompt_tokens * tariff.prompt + usage.completion_tokens * tariff.completion + tariff.request


def _most(prices: list[Decimal | None]) -> Decimal | None:
    known = [price for price in prices if price is not None]
    return max(known) if len(known) == len(prices) else None


@lru_cache(maxsize=512)
def _own(text: str) -> int:
    plain = len(text.encode("ascii", "ignore"))
    return -(-plain // _OWN_BYTES_A_TOKEN) + len(text.encode("utf-8", "replace")) - plain


@lru_cache(maxsize=1024)
def _spelled_out(text: str) -> int:
    if text.isascii():
        return len(text)
    return max(len(one.encode("utf-8", "replace")) for one in (text, unicodedata.normalize("NFKC", text)))
