"""Saving: what providers' caches saved, by the difference between listed prices and the bill."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from panel.assembly import Workshop
from panel.domain.run import ModelFigures
from panel.domain.tariff import Tariff
from panel.jobs.listings import cached


def saved(shop: Workshop, figures: Sequence[ModelFigures]) -> Decimal | None:
    """USD that the requests would have cost beyond what they did, at full prices; None where no price is known.

    Only models with cached tokens count: another one that costs less than is listed saves nothing by a cache.
    """
    used = [one for one in figures if one.cached_tokens]
    sums = [_saved(one, _tariff(shop, one.model)) for one in used]
    known = [one for one in sums if one is not None]
    return None if len(known) < len(sums) else sum(known, Decimal(0))


def _saved(one: ModelFigures, tariff: Tariff | None) -> Decimal | None:
    if tariff is None or one.cost_usd is None:
        return None
    full = one.prompt_tokens * tariff.prompt + one.completion_tokens * tariff.completion
    return max(full - one.cost_usd, Decimal(0))


def _tariff(shop: Workshop, name: str) -> Tariff | None:
    """A model's prices as they are set or were listed last."""
    for model in shop.models:
        if str(model) == name:
            dated = cached(shop, [model.endpoint]).get(model.endpoint)
            return shop.terms(model, dated.value if dated else None).tariff
    return None
