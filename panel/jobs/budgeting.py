"""Budgeting: whether a run's price is known at all, and whether the keys it uses may spend that much."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from panel.assembly import Workshop
from panel.domain.cell import Cell
from panel.errors import Mistake
from panel.jobs.checkup.heard import hear
from panel.jobs.checkup.limits import shortage
from panel.wire.endpoints import Dialect, Endpoint

Price = Callable[[Cell], Decimal | None]
"""What asking a cell costs in USD, None where that is not known."""


def require_prices(workshop: Workshop, cells: Iterable[Cell], price: Price) -> None:
    """Raise Mistake, with the fix, where a budget is set and some cell has no known price."""
    if workshop.budget is None:
        return
    unpriced = dict.fromkeys(cell.model for cell in cells if price(cell) is None)
    if unpriced:
        first = next(iter(unpriced))
        raise Mistake(
            f"{workshop.loaded.name_of('budget')} cannot be kept: no price is known for "
            f"{', '.join(str(model) for model in unpriced)}; name a model with a price (`panel models list` shows "
            f'them), or set prompt_price and completion_price under [models."{first.id}"] in panel.toml'
        )


async def warn_of_limits(workshop: Workshop, cells: Iterable[Cell], price: Price) -> None:
    """Announce every key whose limit leaves less than these cells are estimated at; raises nothing, bills nothing.

    A key whose standing cannot be read is passed over, since asking will show what it is worth.
    """
    estimates = _by_endpoint(cells, price)
    asked = [endpoint for endpoint in _with_keys(workshop) if estimates.get(endpoint.name)]
    heard = await asyncio.gather(*(hear(workshop.catalogue().standing(endpoint)) for endpoint in asked))
    for endpoint, found in zip(asked, heard, strict=True):
        short = found.value and shortage(found.value, estimates[endpoint.name], "this run")
        if short:
            workshop.announce(f"{endpoint.name}: {short}")


def _by_endpoint(cells: Iterable[Cell], price: Price) -> Mapping[str, Decimal]:
    """The known prices of cells, summed for each endpoint."""
    sums: dict[str, Decimal] = {}
    for cell in cells:
        sums[cell.model.endpoint] = sums.get(cell.model.endpoint, Decimal(0)) + (price(cell) or 0)
    return sums


def _with_keys(workshop: Workshop) -> list[Endpoint]:
    """The endpoints in use that tell of their keys."""
    return [
        endpoint
        for endpoint in workshop.asked_endpoints.values()
        if endpoint.dialect is Dialect.OPENROUTER and endpoint.key is not None
    ]
