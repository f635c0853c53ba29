"""A batch under a budget: whole panels alone, the rest by name, and a larger cap pays for exactly what is missing."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest

from panel.domain.finished import Departure
from panel.domain.money import Reserve
from panel.domain.run import Run
from panel.engine.stop import Stop
from panel.jobs.batch.outcome import BatchOutcome
from panel.jobs.batch.settled_settings import settings_hash
from panel.jobs.options import workshop
from panel.testing.openrouter.kinds import Kind
from tests.builders import NOON
from tests.jobs.batch.night import Night, a_night, names
from tests.jobs.batch.test_batch_failures import stopping_after
from tests.jobs.money import SEATS
from tests.store.building import dead_process

ENOUGH = Decimal(50)


async def first_spent(night: Night, tools: int) -> Decimal:
    """The feed's first tools asked about in a store of their own; gives what they cost."""
    other = {"store": str(night.folder / "other.db"), "out": str(night.folder / "other")}
    outcome = await night.run(limit=tools, **other)
    return outcome.summary.money.spent_usd


async def capped(night: Night, whole: int) -> BatchOutcome:
    """A run whose cap leaves room for so many tools, and for no other."""
    await night.run(limit=1, model=["offline/rubric"], out=str(night.folder / "known"))
    # The last tool that is begun has to be held whole, at the most that it may cost.
    spent = await first_spent(night, whole - 1) if whole > 1 else Decimal(0)
    return await night.run(budget=spent + await night.hold(names(1)[0]), concurrency=1)


async def test_the_cap_falls_between_two_tools_and_the_rest_is_named(bare_folder: Path) -> None:
    async with a_night(bare_folder, 6) as night:
        outcome = await capped(night, 2)
    summary = outcome.summary
    assert (outcome.exit_code, summary.outcome) == (4, "budget_reached")
    assert summary.unasked == tuple(names(4, first=2))
    assert [line["tool"] for line in night.lines("verdicts.jsonl")] == names(2)
    assert len(night.lines("takes.jsonl")) == 2 * SEATS
    assert (summary.cells.ok, summary.cells.unasked) == (2 * SEATS, 4 * SEATS)
    assert "tool-a2 needs" in outcome.why_unasked


async def test_a_larger_cap_finishes_the_job_for_exactly_the_missing_cells(bare_folder: Path) -> None:
    async with a_night(bare_folder, 6) as night:
        first = await capped(night, 2)
        assert await night.sent_by(budget=ENOUGH) == 4 * SEATS
        summary = night.summary
        assert summary["outcome"] == "finished"
        assert summary["unasked"] == []
        assert summary["job"] == first.run
        assert len(summary["runs"]) == 2
        assert Decimal(summary["money"]["spent_usd"]) == night.costs(*summary["runs"]).spent_usd


async def test_what_an_unfinished_job_spent_counts_and_a_finished_one_begins_anew(bare_folder: Path) -> None:
    async with a_night(bare_folder, 3) as night:
        cap = (await capped(night, 2)).summary.money.spent_usd + await night.hold(names(1)[0])
        # The cap holds the one tool that is left beside what the first run spent, and not a tenth of a cent less.
        assert await night.sent_by(budget=cap - Decimal("0.001"), concurrency=1) == 0
        assert await night.sent_by(budget=cap, concurrency=1) == SEATS
        assert night.summary["outcome"] == "finished"
        night.put_feed(names(4))
        again = await night.run(budget=cap, concurrency=1)
        assert (again.exit_code, again.summary.runs) == (0, (again.run,))


async def test_what_the_job_spent_without_a_budget_counts_once_there_is_one(bare_folder: Path) -> None:
    async with a_night(bare_folder, 3) as night:
        stop = Stop(grace=10)
        with pytest.raises(asyncio.CancelledError):
            await night.run(concurrency=1, stop=stop, progress=stopping_after(SEATS, stop).append)
        spent = night.server.bill.dollars
        assert await night.sent_by(budget=spent, concurrency=1) == 0
        assert len(night.summary["runs"]) == 2
        assert Decimal(night.summary["money"]["spent_usd"]) == spent


async def test_a_cap_below_the_first_tool_sends_nothing_and_all_are_unasked(bare_folder: Path) -> None:
    async with a_night(bare_folder, 2) as night:
        outcome = await night.run(budget=Decimal("0.000001"))
        assert night.server.bill.requests == 0
    assert (outcome.exit_code, outcome.summary.unasked) == (4, tuple(names(2)))
    assert night.lines("verdicts.jsonl") == []


async def test_a_seat_that_the_cap_ended_leaves_its_tool_unasked_and_is_asked_again(bare_folder: Path) -> None:
    script = [Kind.DROPPED_BILLED, Kind.DROPPED_BILLED]
    async with a_night(bare_folder, 1, script=script) as night:
        await night.run(model=["offline/rubric"], out=str(bare_folder / "known"))
        of_a_seat = await night.hold(names(1)[0], persona=["builder"])
        # The one seat loses the two requests that it holds money for, and there is none for a third.
        stop = Stop()
        outcome = await night.run(budget=of_a_seat, persona=["builder"], max_failures=1, stop=stop)
        # For want of money it fails, which is no failure to stop for.
        assert stop.wishes == 0
        assert await night.sent_by(budget=ENOUGH, persona=["builder"]) == 1
    assert (outcome.exit_code, outcome.summary.unasked) == (4, ("tool-a0",))
    assert outcome.summary.money.held_usd == of_a_seat
    assert (night.summary["outcome"], night.summary["cells"]["ok"]) == ("finished", 1)


def killed(night: Night, *, of_run: str = "killed", budget: str = "1") -> None:
    """Make it look as if an earlier run of the job had been killed: ten seats were held, one call had left."""
    with night.store() as store:
        store.start_run(Run(id=of_run, job="batch", tools=(), models=(), process=dead_process(), started_at=NOON))
        held = Decimal(budget) / (2 * SEATS)
        keys = [f"key-{number}" for number in range(2 * SEATS)]
        store.reserve(
            [Reserve(job=of_run, run=of_run, key=key, tool="tool-a0", held_usd=held, at=NOON) for key in keys]
        )
        store.record([], departures=[Departure(run=of_run, key=keys[0], at=NOON)])


async def test_what_a_killed_run_held_and_never_sent_is_there_for_the_next(bare_folder: Path) -> None:
    async with a_night(bare_folder, 2) as night:
        await night.run(model=["offline/rubric"], out=str(bare_folder / "known"))
        killed(night)
        (night.out).mkdir()
        settings = settings_of(night)
        record = f'{{"job":"killed","runs":["killed"],"feeds":["{bare_folder}/feed.jsonl"],"settings":"{settings}"}}'
        (night.out / ".panel-batch.json").write_text(record, "utf-8")
        # A tenth of the killed run's dollar was on its way, so that much of the cap is gone and no more.
        cap = Decimal("0.1") + 2 * await night.hold(names(1)[0])
        outcome = await night.run(budget=cap)
        with night.store() as store:
            spent = store.costs(outcome.run).spent_usd
            assert store.committed("killed") == Decimal("0.1") + spent
    assert (outcome.exit_code, outcome.summary.outcome, outcome.summary.in_flight_at_kills) == (0, "finished", 1)
    assert outcome.summary.unheld_at_kills == 0
    assert outcome.summary.job == "killed"


def settings_of(night: Night) -> str:
    """The hash of whom these batches ask and how."""
    with workshop(model=["simulated/model"], base_url=night.server.base_url, folder=night.folder) as shop:
        return settings_hash(shop)
