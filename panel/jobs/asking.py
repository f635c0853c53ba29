"""The part that review, compare and demo share: plan the cells of some tools, ask what is missing, keep it."""

from __future__ import annotations

from panel.assembly import Workshop
from panel.domain.run import Run
from panel.domain.tool import Tool
from panel.engine.line import begin, run_plan
from panel.engine.plan import plan
from panel.engine.progress import Progress
from panel.engine.recorder import Recorder
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
) -> Asked:
    """Return the takes of every cell of these tools, asking those that are not stored."""
    cells = workshop.cells(tools)
    planned = plan(cells, workshop.store, since=run.started_at if fresh else None, asks_failed_again=retry_failed)
    if not planned.to_ask:
        takes = begin(planned, progress)
        return Asked(tuple(takes.values()), asked=0, reused=len(takes))
    async with workshop.client() as client, Recorder(workshop.store) as recorder:
        settled = await run_plan(
            planned,
            workshop.asker(client),
            recorder,
            run=run.id,
            concurrency=workshop.concurrency,
            progress=progress,
        )
    return Asked(
        tuple(settled),
        asked=len(planned.to_ask),
        reused=len(planned.stored),
        cost_usd=workshop.store.spent(run.id),
        completions=workshop.store.completions(run.id),
    )
