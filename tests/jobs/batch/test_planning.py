"""A dry run says what the batch would do: it sends nothing, stores nothing, and is right."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from panel.domain.run import Tally
from panel.errors import Mistake
from tests.jobs.batch.night import a_night, names
from tests.jobs.money import MODEL, SEATS
from tests.store.building import run_sql


def files(folder: Path) -> set[str]:
    """All that is in a folder but what was fetched and kept for later."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")} - {"cache", "config"}


async def test_of_a_new_feed_it_makes_no_store_and_sends_nothing(bare_folder: Path) -> None:
    async with a_night(bare_folder, 4) as night:
        before = files(bare_folder)
        plan = await night.plan()
        assert night.server.bill.requests == 0
        assert {name for name in files(bare_folder) if not name.startswith("cache/")} == before
    assert (plan.tools, plan.cells, plan.stored, plan.to_ask) == (4, 4 * SEATS, 0, 4 * SEATS)
    assert [tool.slug for tool in plan.feeds[0].first] == names(4)[: len(plan.feeds[0].first)]


async def test_it_needs_no_output_folder_and_a_model(bare_folder: Path) -> None:
    async with a_night(bare_folder, 1) as night:
        assert (await night.plan(out=None)).cells == SEATS
        with pytest.raises(Mistake, match="no model is named"):
            await night.plan(model=[])


async def test_it_counts_what_is_stored_and_leaves_that_as_it_is(bare_folder: Path) -> None:
    async with a_night(bare_folder, 3) as night:
        await night.run(limit=2)
        with night.store() as store:
            before = [run_sql(store, f"select count(*) from {table}") for table in ("runs", "takes", "tools")]  # noqa: S608 - our own names
        plan = await night.plan()
        with night.store() as store:
            after = [run_sql(store, f"select count(*) from {table}") for table in ("runs", "takes", "tools")]  # noqa: S608
        assert (plan.cells, plan.stored, before == after) == (3 * SEATS, 2 * SEATS, True)
        assert await night.sent_by() == plan.to_ask


async def test_it_says_what_is_void_and_why(bare_folder: Path) -> None:
    async with a_night(bare_folder, 3) as night:
        await night.run()
        night.put_feed(names(3), tool_a1="It weaves cloth of linen and of wool, and says how long each of them lasts.")
        plan = await night.plan()
        assert (plan.stored, plan.void) == (2 * SEATS, (Tally(what="dossier", count=SEATS),))
        assert await night.sent_by() == SEATS


async def test_it_says_that_the_folder_would_be_refused_and_leaves_it_as_it_is(bare_folder: Path) -> None:
    async with a_night(bare_folder, 2) as night:
        await night.run()
        before = files(bare_folder)
        plan = await night.plan(samples=2)
        assert "holds another batch" in plan.refused
        assert (plan.tools, plan.to_ask) == (2, 2 * SEATS)
        assert (await night.plan(samples=2, force=True)).refused == ""
        assert (await night.plan()).refused == ""
        assert files(bare_folder) == before


async def test_a_dry_run_needs_no_key_and_says_that_the_batch_does(
    bare_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_night(bare_folder, 2) as night:
        asked = {"model": ["openrouter:a/b"], "base_url": None}
        assert (await night.plan(**asked)).lacks == ""
        monkeypatch.delenv("OPENROUTER_API_KEY")
        plan = await night.plan(**asked)
        assert (plan.to_ask, plan.price, night.server.bill.requests) == (2 * SEATS, None, 0)
        with pytest.raises(Mistake, match="OPENROUTER_API_KEY is not set") as refused:
            await night.run(**asked)
    assert (plan.lacks, plan.refused) == (str(refused.value), "")


async def test_a_dry_run_says_that_a_key_may_not_go_where_it_would(bare_folder: Path) -> None:
    async with a_night(bare_folder, 2) as night:
        plan = await night.plan(base_url="http://panel.example/v1")
    assert (plan.to_ask, "would get its key over plain http" in plan.lacks) == (2 * SEATS, True)


async def test_with_fresh_everything_would_be_asked(bare_folder: Path) -> None:
    async with a_night(bare_folder, 2) as night:
        await night.run()
        plan = await night.plan(fresh=True)
        assert (plan.stored, plan.to_ask) == (0, 2 * SEATS)
        assert plan.price is not None
        assert plan.price.expected > 0


async def test_its_price_is_about_the_bill_and_below_the_worst(bare_folder: Path) -> None:
    async with a_night(bare_folder, 3, caches=False) as night:
        # What a listing was asked for is kept for the dry run, which asks nobody.
        await night.run(limit=1, persona=["builder"], out=str(bare_folder / "another"))
        before = night.server.bill.dollars
        plan = await night.plan()
        await night.run()
        bill = night.server.bill.dollars - before
    assert plan.price is not None
    assert bill / 3 < plan.price.expected < 3 * bill
    assert plan.price.expected < plan.price.worst


async def test_what_is_stored_costs_nothing(bare_folder: Path) -> None:
    async with a_night(bare_folder, 2) as night:
        await night.run()
        plan = await night.plan()
    assert plan.price is not None
    assert (plan.price.expected, plan.price.worst) == (Decimal(0), Decimal(0))


async def test_of_two_models_each_is_priced_by_its_own_cells(bare_folder: Path) -> None:
    async with a_night(bare_folder, 2) as night:
        await night.run(limit=1, persona=["builder"], out=str(bare_folder / "another"))
        prices = [
            (await night.plan(model=model, store=str(bare_folder / "none.db"))).price
            for model in ([MODEL], ["simulated/small"], [MODEL, "simulated/small"])
        ]
    one, other, both = (price.worst for price in prices if price is not None)
    assert both == one + other


async def test_many_cells_are_priced_by_the_mean_of_the_first_hundred(bare_folder: Path) -> None:
    async with a_night(bare_folder, 40) as night:
        await night.run(limit=1, persona=["builder"], out=str(bare_folder / "another"))
        all_of_them, some = [
            (await night.plan(limit=limit, store=str(bare_folder / "none.db"))).price for limit in (None, 20)
        ]
    assert all_of_them is not None
    assert some is not None
    # 100 cells of the first 20 tools stand for the 200 of all 40.
    assert (all_of_them.expected, all_of_them.worst) == (2 * some.expected, 2 * some.worst)
