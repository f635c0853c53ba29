"""The part that review, compare and demo share: plan the cells of some tools, ask what is missing, keep it."""

from __future__ import annotations

from dataclasses import replace

from panel.assembly import Workshop
from panel.domain.run import Run
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.engine.opening import Work
from panel.engine.plan import Plan, plan
from panel.engine.progress import Event, Planned, Progress, Settled
from panel.engine.stop import Stop
from panel.jobs.budgeting import Load
from panel.jobs.outcome import Asked
from panel.jobs.working import Ways, finished, worked


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
        process=workshop.process,
        started_at=workshop.clock(),
        **(workshop.cell_hashes if is_asking else {}),
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
    with finished(workshop, run):
        since = run.started_at if fresh else None
        planned = plan(workshop.cells(tools), workshop.store, since=since, asks_failed_again=retry_failed)
        takes = _begin(planned, progress)
        if not planned.to_ask:
            return Asked(tuple(takes.values()), asked=0, reused=len(takes))

        def watched(event: Event) -> None:
            if isinstance(event, Settled):
                takes[event.cell.key] = event.take
            progress(event)

        work = Work.on(planned.to_ask, since=since, asks_failed_again=retry_failed)
        asked = await worked(workshop, run, work, Load(planned.to_ask), watched, Ways(stop=stop, job=job))
    return replace(
        asked,
        takes=tuple(takes[cell.key] for cell in planned.cells if cell.key in takes),
        asked=len([cell for cell in planned.to_ask if cell.tool.slug not in asked.unasked]),
        reused=len(planned.stored),
    )


def _begin(planned: Plan, progress: Progress) -> dict[str, Take]:
    """Report the plan and what is stored of it; returns the stored takes by key, in the plan's order."""
    progress(Planned(len(planned.cells), len(planned.stored)))
    takes = {cell.key: planned.stored[cell.key] for cell in planned.cells if cell.key in planned.stored}
    for cell in planned.cells:
        if cell.key in takes:
            progress(Settled(cell, takes[cell.key], is_reused=True))
    return takes
