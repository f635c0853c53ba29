"""Estimate: what the cells that would be asked cost, by the prices that are known without asking anybody."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from panel.assembly import Workshop
from panel.domain.catalogue import Load
from panel.domain.cell import Cell
from panel.domain.estimate import Estimate
from panel.domain.prompt import Prompt
from panel.domain.tariff import Tariff
from panel.jobs.checkup.weighing import load_of
from panel.jobs.listings import cached
from panel.report.figures import ago
from panel.wire.terms import Terms


def estimate(shop: Workshop, calls: Sequence[tuple[Cell, Prompt]]) -> Estimate | None:
    """What these calls come to; None where the price of one of them is not known."""
    models = dict.fromkeys(cell.model for cell, _ in calls)
    listings = cached(shop, dict.fromkeys(model.endpoint for model in models))
    terms = {
        model: shop.terms(model, listings[model.endpoint].value if model.endpoint in listings else None)
        for model in models
    }
    expected = [expected_price(load_of(prompt, cell.sampling.max_tokens), terms[cell.model]) for cell, prompt in calls]
    worst = [terms[cell.model].worst(prompt, cell.sampling) for cell, prompt in calls]
    if None in expected or None in worst:
        return None
    now = shop.clock()
    basis = ", ".join(f"{name}'s as listed {ago(dated.age(now))}" for name, dated in listings.items())
    return Estimate(_sum(expected), _sum(worst), basis)


def expected_price(load: Load, terms: Terms) -> Decimal | None:
    """About what a call costs in USD, with the answer at its most; None where no price is known."""
    tariff: Tariff | None = terms.tariff
    if tariff is None:
        return None
    return load.prompt_tokens * tariff.prompt + load.completion_tokens * tariff.completion + tariff.request


def _sum(prices: Sequence[Decimal | None]) -> Decimal:
    return sum((price for price in prices if price is not None), Decimal(0))
