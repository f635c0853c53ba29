"""One run at a time spends a job's budget."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from panel.engine.claims import LEASE
from panel.jobs.batch.keeping_budget import AGAIN_AFTER, until_alone
from panel.jobs.options import workshop

JOB = "job:j1"


@pytest.mark.parametrize(("budget", "waits"), [("1", True), (None, False)])
async def test_a_run_with_a_budget_waits_for_another_that_spends_it_and_one_without_does_not(
    bare_folder: Path, budget: str | None, *, waits: bool
) -> None:
    said: list[str] = []
    slept: list[float] = []
    with workshop(folder=bare_folder, budget=budget, announce=said.append) as shop:
        until = shop.clock() + timedelta(days=1)
        assert shop.store.claim("another", [JOB], now=shop.clock(), until=until)
        said.clear()

        async def sleep(seconds: float) -> None:
            slept.append(seconds)
            if len(slept) == 2:
                shop.store.release("another", [JOB])

        assert await until_alone(shop, "r1", "j1", sleep=sleep) == ((JOB,) if waits else ())
        assert slept == ([AGAIN_AFTER] * 2 if waits else [])
        assert len([one for one in said if "another run is spending this job's budget" in one]) == waits
        # And it is claimed as tools are.
        is_claimed = not shop.store.claim("a third", [JOB], now=shop.clock(), until=shop.clock() + LEASE)
        assert is_claimed
