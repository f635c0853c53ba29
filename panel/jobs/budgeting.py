"""Budgeting: whether a run's price is known at all, and whether the keys it uses may spend that much."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from panel.assembly import Workshop
from panel.domain.cell import Cell
from panel.domain.seat import Model
from panel.errors import Mistake
from panel.jobs.checkup.heard import hear
from panel.jobs.checkup.limits import shortage
from panel.jobs.unpriced import why_unpriced
from panel.wire.endpoints import Dialect, Endpoint

Price = Callable[[Cell], Decimal | None]
"""What asking a cell costs in USD, None where that is not known."""


@dataclass(frozen=True, slots=True)
class Load:
    """Cells that are to be asked, or some of them: all are then so many ``times`` as many, and cost so much more."""

    cells: Sequence[Cell]
    times: Decimal = Decimal(1)


_AT_A_TIME = 10
"""Prompts that are rendered between two looks at the network."""


def require_prices(workshop: Workshop, cells: Iterable[Cell], price: Price) -> None:
    """Raise Mistake, with the fix, where a budget is set and some model has no known price."""
    if workshop.budget is None:
        return
    unpriced = [model for model, cell in _one_of_each_model(cells).items() if price(cell) is None]
    if unpriced:
        raise Mistake(
            f"{workshop.loaded.name_of('budget')} cannot be kept: no price is known for "
            f"{', '.join(str(model) for model in unpriced)}; name a model with a price "
            f"({why_unpriced(workshop, unpriced) or '`panel models list` shows them'}), or set prompt_price and "
            f'completion_price under [models."{unpriced[0].id}"] in panel.toml'
        )


async def warn_of_limits(workshop: Workshop, load: Load, price: Price) -> None:
    """Announce every key whose limit leaves less than a load is estimated at; raises nothing, bills nothing.

    A key whose standing cannot be read is passed over, since asking will show what it is worth.
    """
    charging = {model.endpoint for model, cell in _one_of_each_model(load.cells).items() if price(cell)}
    asked = [endpoint for endpoint in _with_keys(workshop) if endpoint.name in charging]
    heard = await asyncio.gather(*(hear(workshop.catalogue().standing(endpoint)) for endpoint in asked))
    for endpoint, found in zip(asked, heard, strict=True):
        if found.value is None or found.value.limit_remaining is None:
            continue
        its = [cell for cell in load.cells if cell.model.endpoint == endpoint.name]
        estimated = load.times * await _sum(its, price)
        if short := shortage(found.value, estimated, "this run"):
            workshop.announce(f"{endpoint.name}: {short}")


def _one_of_each_model(cells: Iterable[Cell]) -> dict[Model, Cell]:
    """A cell for each model: whether a price is known depends on nothing else."""
    return {cell.model: cell for cell in cells}


async def _sum(cells: Sequence[Cell], price: Price) -> Decimal:
    """The known prices of cells, worked out beside the calls that are being made already."""
    total = Decimal(0)
    for number, cell in enumerate(cells):
        total += price(cell) or 0
        if number % _AT_A_TIME == 0:
            await asyncio.sleep(0)
    return total


def _with_keys(workshop: Workshop) -> list[Endpoint]:
    """The endpoints in use that tell of their keys."""
    return [
        endpoint
        for endpoint in workshop.asked_endpoints.values()
        if endpoint.dialect is Dialect.OPENROUTER and endpoint.key is not None
    ]
