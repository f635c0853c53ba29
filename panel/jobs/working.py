"""Working: puts a run's work through the engine, with prices, budget, pace and claims around it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from panel.assembly import Workshop
from panel.domain.money import Costs
from panel.domain.run import Run
from panel.engine.claims import Claims
from panel.engine.collecting import rare_collections
from panel.engine.line import Crew, Line
from panel.engine.opening import AT_ONCE, Opener, Work
from panel.engine.progress import Progress
from panel.engine.recorder import Recorder
from panel.engine.stop import Stop
from panel.errors import PanelError, StoreUnusable
from panel.jobs.beside import beside
from panel.jobs.budgeting import Load, require_prices, warn_of_limits
from panel.jobs.outcome import Asked
from panel.jobs.prices import Prices, terms_of
from panel.jobs.settling import WAITS_FOR_EARLIER, settle_lost


@dataclass(frozen=True, slots=True)
class Ways:
    """How a run works: ``job`` names what its budget is for, where that is more than the run.

    ``earlier`` are the job's other runs: what they cost counts, also where they had no budget. ``also_claimed`` is what
    the run has claimed beside its tools, and may not go on without. With ``notes_departures``, or under a budget, every
    call is on record before it is sent; without ``leads`` nobody waits for a cell that warms a provider's cache.
    """

    stop: Stop | None = None
    job: str | None = None
    earlier: tuple[str, ...] = ()
    also_claimed: tuple[str, ...] = ()
    notes_departures: bool = False
    leads: bool = True


@contextmanager
def finished(workshop: Workshop, run: Run) -> Iterator[None]:
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


async def worked(
    workshop: Workshop, run: Run, work: Work, load: Load, progress: Progress, ways: Ways | None = None
) -> Asked:
    """Ask what the work comes to, and say what that cost; its takes are in the store, and were reported.

    ``load`` are its cells, or some that are like them. Raises Mistake for a budget that cannot be kept, since some
    price is not known.
    """
    ways = ways or Ways()
    terms = await terms_of(workshop, tuple(dict.fromkeys(cell.model for cell in load.cells)))
    prices = Prices(terms, workshop.prompter())
    require_prices(workshop, load.cells, prices.worst)
    async with beside(warn_of_limits(workshop, load, prices.expected)):
        line = await _run(workshop, run, work, prices, progress, ways)
    store = workshop.store
    await settle_lost(store, workshop.catalogue(), workshop.asked_endpoints, store.lost_calls(run.id))
    costs: Costs = store.costs(run.id)
    return Asked(
        cost_usd=costs.spent_usd,
        priced_usd=costs.priced_usd,
        held_usd=costs.held_usd,
        overrun_usd=line.purse.overrun,
        completions=store.completions(run.id),
        unasked=tuple(line.unasked),
        taken_over=len(line.lost),
        why_unasked=line.purse.reached.detail if line.unasked and line.purse.reached else "",
    )


async def _run(workshop: Workshop, run: Run, work: Work, prices: Prices, progress: Progress, ways: Ways) -> Line:
    """Send what there is to send."""
    store, clock = workshop.store, workshop.clock
    job = ways.job or run.id
    turns = workshop.turnstile(prices.terms, progress)
    await _settle_earlier(workshop, job, ways.earlier)
    async with workshop.client(prices.terms) as client, Recorder(store) as recorder:
        purse = workshop.purse(run.id, recorder.reserve, job=job, earlier=ways.earlier)
        claims = Claims(store, run.id, clock, also=ways.also_claimed)
        crew = Crew(
            workshop.asker(client, prices.prompter),
            recorder,
            turns,
            purse,
            prices.worst,
            claims,
            clock,
            notes_departures=ways.notes_departures or workshop.budget is not None,
            leads=ways.leads,
        )
        opener = Opener(work, store, recorder, claims, progress, at_once=max(AT_ONCE, turns.places // 4))
        line = Line(opener, crew, run=run.id, progress=progress, stop=ways.stop)
        with rare_collections():
            await line.run()
    return line


async def _settle_earlier(workshop: Workshop, job: str, earlier: tuple[str, ...]) -> None:
    """Settle what a job's earlier runs lost or never sent, before that counts as spent: they did not come to it.

    One that was stopped did not ask what became of its lost calls, one that was killed freed nothing.
    """
    if workshop.budget is not None:
        store, endpoints = workshop.store, workshop.asked_endpoints
        store.free_unsent(job)
        lost = store.lost_calls_for(job, earlier)
        await settle_lost(store, workshop.catalogue(), endpoints, lost, waits=WAITS_FOR_EARLIER)
