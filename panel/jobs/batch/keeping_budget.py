"""Keeping a budget: of several runs at one job only one spends at a time, since each counts what it spends itself.

The job is claimed as tools are, so that one which dies lets go of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from panel.assembly import Workshop
from panel.engine.claims import LEASE

AGAIN_AFTER = 1.0
"""Seconds after which a job that another run has is looked at again."""


async def until_alone(
    shop: Workshop, run: str, job: str, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> tuple[str, ...]:
    """Return when this run may spend a job's budget, until it is finished; at once where no budget is set.

    Returns what it has claimed for that.
    """
    if shop.budget is None:
        return ()
    # No tool has a name with such a mark in it.
    name, is_told = f"job:{job}", False
    while name not in shop.store.claim(run, [name], now=shop.clock(), until=shop.clock() + LEASE):
        if not is_told:
            is_told = True
            shop.announce("another run is spending this job's budget; this one waits until it is done")
        await sleep(AGAIN_AFTER)
    return (name,)
