"""The part that review, compare and demo share: plan the cells of some tools, ask what is missing, keep it."""

from __future__ import annotations

from panel.assembly import Workshop
from panel.domain.run import Run
from panel.domain.tool import Tool
from panel.engine.collecting import rare_collections
from panel.engine.line import Crew, Line, begin
from panel.engine.plan import plan
from panel.engine.progress import Progress
from panel.engine.recorder import Recorder
from panel.engine.stop import Stop
from panel.jobs.outcome import Asked


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
) -> Asked:
    """Return the takes of every cell of these tools, asking those that are not stored."""
    cells = workshop.cells(tools)
    planned = plan(cells, workshop.store, since=run.started_at if fresh else None, asks_failed_again=retry_failed)
    if not planned.to_ask:
        takes = begin(planned, progress)
        return Asked(tuple(takes.values()), asked=0, reused=len(takes))
    turns = workshop.turnstile(progress)
    async with workshop.client() as client, Recorder(workshop.store) as recorder:
        purse = workshop.purse(run.id, recorder.reserve)
        crew = Crew(workshop.asker(client), recorder, turns, purse, lambda _: None)
        line = Line(planned, crew, run=run.id, progress=progress, stop=stop)
        with rare_collections():
            settled = await line.takes()
    costs = workshop.store.costs(run.id)
    return Asked(
        tuple(settled),
        asked=len(planned.to_ask),
        reused=len(planned.stored),
        cost_usd=costs.spent_usd,
        priced_usd=costs.priced_usd,
        held_usd=costs.held_usd,
        completions=workshop.store.completions(run.id),
    )
