"""Prices: on what terms each model of a run is asked, and what its cells cost by them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from panel.assembly import Workshop
from panel.domain.cell import Cell
from panel.domain.seat import Model
from panel.jobs.checkup.weighing import load_of
from panel.jobs.estimate import expected_price
from panel.jobs.listings import catalogue_for
from panel.prompting.prompter import Prompter
from panel.wire.terms import Terms


@dataclass(frozen=True, slots=True)
class Prices:
    """What cells cost in USD, None where that is not known; prompts are rendered to be weighed."""

    terms: Mapping[Model, Terms]
    prompter: Prompter

    def worst(self, cell: Cell) -> Decimal | None:
        """The most that one request of a cell can cost."""
        return self.terms[cell.model].worst(self.prompter.prompt(cell.tool, cell.persona), cell.sampling)

    def expected(self, cell: Cell) -> Decimal | None:
        """About what asking a cell once costs."""
        prompt = self.prompter.prompt(cell.tool, cell.persona)
        return expected_price(load_of(prompt, cell.sampling.max_tokens), self.terms[cell.model])


async def terms_of(shop: Workshop, models: Collection[Model]) -> dict[Model, Terms]:
    """The terms of models, by what their endpoints list; says which settings a model is not asked with."""
    listings = await catalogue_for(shop, tuple(dict.fromkeys(model.endpoint for model in models)))
    found: dict[Model, Terms] = {}
    for model in models:
        dated = listings.get(model.endpoint)
        found[model] = terms = shop.terms(model, dated.value if dated else None)
        if terms.left_out:
            left_out = " and ".join(terms.left_out)
            shop.announce(f"{shop.redactor(model.id)} is asked without {left_out}, which it is listed as not taking")
    return found
