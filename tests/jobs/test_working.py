"""A run's work around the engine: what is on record of its calls, and what its job's earlier runs left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from panel.domain.money import Reserve
from panel.domain.run import Run
from panel.store.processes import this_process
from panel.testing.openrouter.asked import Asked
from panel.testing.openrouter.conditions import Conditions
from panel.testing.openrouter.server import SimulatedOpenRouter
from tests.builders import NOON
from tests.jobs.money import SEATS, Job
from tests.store.building import dead_process, run_sql

LONG_AFTER = NOON + timedelta(days=100_000)


@asynccontextmanager
async def watched(folder: Path, seen: list[int]) -> AsyncIterator[Job]:
    """Reviews against a server that looks, with every request, at how many calls are on record."""

    def look(_: Asked) -> None:
        with job.store() as store:
            seen.append(run_sql(store, "select count(*) from flights")[0][0])

    async with SimulatedOpenRouter(Conditions(script=look)) as server:
        job = Job(folder, server)
        yield job


def held_by(job: Job, run: str, process: str | None) -> None:
    """An earlier run of job ``j`` that holds a dollar, and never came to send anything; nobody renews its claim."""
    with job.store() as store:
        store.start_run(Run(id=run, job="review", tools=(), models=(), process=process, started_at=NOON))
        store.claim(run, ["tool-z"], now=NOON, until=LONG_AFTER)
        store.reserve([Reserve(job="j", run=run, key="k", tool="tool-z", held_usd=Decimal(1), at=NOON)])


async def test_under_a_budget_every_call_is_on_record_when_it_arrives(folder: Path) -> None:
    seen: list[int] = []
    async with watched(folder, seen) as job:
        await job.go_on("tool-a.md", budget=Decimal(5))
        with job.store() as store:
            assert run_sql(store, "select count(*) from flights") == [(0,)]
    # As the n-th of one tool's seats arrives, no more than those before it can be finished.
    assert len(seen) == SEATS
    assert min(seen) >= 1


async def test_without_a_budget_no_call_is_put_on_record(folder: Path) -> None:
    seen: list[int] = []
    async with watched(folder, seen) as job:
        await job.go_on("tool-a.md", budget=None)
    assert seen == [0] * SEATS


@pytest.mark.parametrize("is_alive", [True, False])
async def test_what_a_dead_run_held_for_what_it_never_sent_is_free_for_the_next_and_a_living_one_keeps_it(
    folder: Path,
    is_alive: bool,  # noqa: FBT001 - a table's column
) -> None:
    async with watched(folder, []) as job:
        hold = await job.hold("tool-a.md")
        held_by(job, "earlier", this_process() if is_alive else dead_process())
        asked = await job.go_on("tool-a.md", budget=hold)
        enough = await job.go_on("tool-a.md", budget=hold + 1)
    assert asked.unasked == (("tool-a",) if is_alive else ())
    assert enough.asked == (SEATS if is_alive else 0)


async def test_without_a_budget_earlier_runs_keep_what_they_hold(folder: Path) -> None:
    async with watched(folder, []) as job:
        held_by(job, "earlier", dead_process())
        await job.go_on("tool-a.md", budget=None)
        with job.store() as store:
            assert store.committed("j") == 1
