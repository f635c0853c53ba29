"""The part that review, compare and demo share: plan the cells of some tools, ask what is missing, keep it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

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
from panel.errors import PanelError, StoreUnusable
from panel.jobs.beside import beside
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
    kept, since some price is not known. However it ends, the run is finished then; not where the store failed.
    """
    with _finished(workshop, run):
        since = run.started_at if fresh else None
        planned = plan(workshop.cells(tools), workshop.store, since=since, asks_failed_again=retry_failed)
        if not planned.to_ask:
            stored = begin(planned, progress)
            return Asked(tuple(stored.values()), asked=0, reused=len(stored))
        return await _asked(workshop, run, planned, progress, stop, job or run.id)


@contextmanager
def _finished(workshop: Workshop, run: Run) -> Iterator[None]:
    """Finish the run at its end, and free what is still held for what was never sent.

    A run that was stopped, or that failed in words, has ended like any other: only one that crashed, or still goes on,
    is not finished. Where the store failed nobody knows what was sent, and everything stays held.
    """
    try:
        yield
    except StoreUnusable:
        raise
    except (asyncio.CancelledError, PanelError):
        _finish(workshop, run)
        raise
    _finish(workshop, run)


def _finish(workshop: Workshop, run: Run) -> None:
    if workshop.budget is not None:
        workshop.store.free_unasked(run.id)
    workshop.store.finish_run(run.id, workshop.clock())


async def _asked(workshop: Workshop, run: Run, planned: Plan, progress: Progress, stop: Stop | None, job: str) -> Asked:
    """Ask what is planned, and say what came of it and what it cost."""
    terms = await terms_of(workshop, tuple(dict.fromkeys(cell.model for cell in planned.to_ask)))
    prices = Prices(terms, workshop.prompter())
    require_prices(workshop, planned.to_ask, prices.worst)
    async with beside(warn_of_limits(workshop, planned.to_ask, prices.expected)):
        line, takes = await _run(workshop, run, planned, prices, progress, stop, job)
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
    """Send what is planned, and return its takes in the plan's order."""
    turns = workshop.turnstile(prices.terms, progress)
    await _settle_earlier(workshop, job)
    async with workshop.client(prices.terms) as client, Recorder(workshop.store) as recorder:
        purse = workshop.purse(run.id, recorder.reserve, job=job)
        crew = Crew(workshop.asker(client, prices.prompter), recorder, turns, purse, prices.worst)
        line = Line(planned, crew, run=run.id, progress=progress, stop=stop)
        with rare_collections():
            takes = await line.takes()
    return line, takes


async def _settle_earlier(workshop: Workshop, job: str) -> None:
    """Settle what a job's earlier runs lost, before that counts as spent: one that was stopped did not come to it."""
    if workshop.budget is not None:
        store, endpoints = workshop.store, workshop.asked_endpoints
        lost = store.lost_calls_for(job)
        await settle_lost(store, workshop.catalogue(), endpoints, lost, waits=WAITS_FOR_EARLIER)
