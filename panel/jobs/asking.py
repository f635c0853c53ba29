"""The part that review, compare and demo share: plan the cells of some tools, ask what is missing, keep it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from panel.assembly import Workshop
from panel.domain.run import Run
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.engine.collecting import rare_collections
from panel.engine.line import Crew, Line, begin
from panel.engine.plan import Plan, plan
from panel.engine.progress import Progress
from panel.engine.recorder import Recorder
from panel.engine.stop import Stop
from panel.errors import Mistake
from panel.jobs.budgeting import require_prices, warn_of_limits
from panel.jobs.outcome import Asked
from panel.jobs.prices import Prices, terms_of
from panel.jobs.settling import WAITS_FOR_EARLIER, settle_lost


def begin_run(workshop: Workshop, job: str, tools: tuple[Tool, ...], *, is_asking: bool) -> Run:
    """Enter a run in the store; one that asks nothing names no models."""
    if is_asking:
        workshop.announce_unasked()
    run = Run(
        id=workshop.new_run_id(),
        job=job,
        tools=tuple(tool.slug for tool in tools),
        personas=tuple(persona.id for persona in workshop.seated) if is_asking else (),
        models=workshop.models if is_asking else (),
        samples=workshop.samples if is_asking else 1,
        started_at=workshop.clock(),
    )
    workshop.store.start_run(run)
    return run


async def ask(
    workshop: Workshop,
    run: Run,
    tools: tuple[Tool, ...],
    progress: Progress,
    *,
    fresh: bool = False,
    retry_failed: bool = False,
    stop: Stop | None = None,
    job: str | None = None,
) -> Asked:
    """Return the takes of every cell of these tools, asking those that are not stored.

    ``job`` names what a budget is for, where that is more than this run. Raises Mistake for a budget that cannot be
    kept, since some price is not known.
    """
    cells = workshop.cells(tools)
    planned = plan(cells, workshop.store, since=run.started_at if fresh else None, asks_failed_again=retry_failed)
    if not planned.to_ask:
        stored = begin(planned, progress)
        return Asked(tuple(stored.values()), asked=0, reused=len(stored))
    terms = await terms_of(workshop, tuple(dict.fromkeys(cell.model for cell in planned.to_ask)))
    prices = Prices(terms, workshop.prompter())
    try:
        require_prices(workshop, planned.to_ask, prices.worst)
    except Mistake:
        workshop.store.finish_run(run.id, workshop.clock())
        raise
    async with _beside(warn_of_limits(workshop, planned.to_ask, prices.expected)):
        line, takes = await _run(workshop, run, planned, prices, progress, stop, job or run.id)
    store = workshop.store
    await settle_lost(store, workshop.catalogue(), workshop.asked_endpoints, store.lost_calls(run.id))
    costs = store.costs(run.id)
    return Asked(
        tuple(takes),
        asked=len([cell for cell in planned.to_ask if cell.tool.slug not in line.unasked]),
        reused=len(planned.stored),
        cost_usd=costs.spent_usd,
        priced_usd=costs.priced_usd,
        held_usd=costs.held_usd,
        overrun_usd=line.purse.overrun,
        completions=store.completions(run.id),
        unasked=tuple(line.unasked),
        why_unasked=line.purse.reached.detail if line.unasked and line.purse.reached else "",
    )


async def _run(
    workshop: Workshop, run: Run, planned: Plan, prices: Prices, progress: Progress, stop: Stop | None, job: str
) -> tuple[Line, list[Take]]:
    """Ask what is planned. At its end, and where it was stopped, what was held for what was never sent is free again.

    A run that was stopped has ended like any other: only one that crashed, or still goes on, is not finished.

    Where the store failed nobody knows what was sent, and everything stays held.
    """
    turns = workshop.turnstile(prices.terms, progress)
    try:
        await _settle_earlier(workshop, job)
        async with workshop.client(prices.terms) as client, Recorder(workshop.store) as recorder:
            purse = workshop.purse(run.id, recorder.reserve, job=job)
            crew = Crew(workshop.asker(client, prices.prompter), recorder, turns, purse, prices.worst)
            line = Line(planned, crew, run=run.id, progress=progress, stop=stop)
            with rare_collections():
                takes = await line.takes()
    except asyncio.CancelledError:
        _free_unasked(workshop, run)
        workshop.store.finish_run(run.id, workshop.clock())
        raise
    _free_unasked(workshop, run)
    return line, takes


async def _settle_earlier(workshop: Workshop, job: str) -> None:
    """Settle what a job's earlier runs lost, before that counts as spent: one that was stopped did not come to it."""
    if workshop.budget is not None:
        store, endpoints = workshop.store, workshop.asked_endpoints
        lost = store.lost_calls_for(job)
        await settle_lost(store, workshop.catalogue(), endpoints, lost, waits=WAITS_FOR_EARLIER)


def _free_unasked(workshop: Workshop, run: Run) -> None:
    if workshop.budget is not None:
        workshop.store.free_unasked(run.id)


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do some work beside the body, and wait for its end unless the body failed."""
    task = asyncio.create_task(work)
    try:
        yield
        await task
    finally:
        task.cancel()
