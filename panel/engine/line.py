"""The line: runs a plan's cells, so many at a time, and keeps each take as it comes."""

from __future__ import annotations

import asyncio

from panel.domain.cell import Cell
from panel.domain.take import Take
from panel.engine.asking import Asker
from panel.engine.plan import Plan
from panel.engine.progress import Asking, Planned, Progress, Settled
from panel.engine.recorder import Recorder


def begin(plan: Plan, progress: Progress) -> dict[str, Take]:
    """Report the plan and what is stored of it; returns the stored takes by key, in the plan's order."""
    progress(Planned(len(plan.cells), len(plan.stored)))
    takes = {cell.key: plan.stored[cell.key] for cell in plan.cells if cell.key in plan.stored}
    for cell in plan.cells:
        if cell.key in takes:
            progress(Settled(cell, takes[cell.key], is_reused=True))
    return takes


async def run_plan(
    plan: Plan, asker: Asker, recorder: Recorder, *, run: str, concurrency: int, progress: Progress
) -> list[Take]:
    """Return the plan's takes in its order, asking what is not stored.

    Cancelling it leaves what was kept; a store that cannot be written ends the run with StoreUnusable.
    """
    takes = begin(plan, progress)
    places = asyncio.Semaphore(concurrency)

    async def settle(cell: Cell) -> None:
        async with places:
            progress(Asking(cell))
            finished = await asker.take(cell, run, progress, recorder.leave)
            await recorder.keep(finished)
        takes[cell.key] = finished.take
        progress(Settled(cell, finished.take, is_reused=False))

    try:
        async with asyncio.TaskGroup() as group:
            for cell in plan.to_ask:
                group.create_task(settle(cell))
    except BaseExceptionGroup as failures:
        raise _first(failures) from None
    return [takes[cell.key] for cell in plan.cells]


def _first(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first single error in a group; the others are its consequences."""
    error = failures.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error
