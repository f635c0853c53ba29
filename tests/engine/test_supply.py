"""What is open at one time: enough to keep the line full, nothing of what is done, and nothing kept from other runs."""

from __future__ import annotations

import asyncio

from panel.domain.cell import Cell
from panel.engine.asking import Asker
from panel.engine.opening import AT_ONCE
from panel.engine.recorder import Recorder
from tests.builders import a_cell, a_persona, a_tool
from tests.engine.running import a_line
from tests.fakes.engine import FakeCompleter, FakePrompts, FakeReader, FakeStore, a_check, noon

PERSONAS = (a_persona(), a_persona(id="skeptic"))


def an_asker(completer: FakeCompleter) -> Asker:
    """An asker with fakes around it."""
    return Asker(completer, FakePrompts(), FakeReader(), a_check, noon, ship_at=60, seat_timeout=600)


def cells_of(count: int) -> list[Cell]:
    """Two seats for each of so many tools."""
    tools = [a_tool(slug=f"t{number}") for number in range(count)]
    return [a_cell(tool=tool, persona=persona) for tool in tools for persona in PERSONAS]


async def test_two_runs_on_one_store_share_the_tools_and_neither_waits_for_ever() -> None:
    cells, store = cells_of(3 * AT_ONCE), FakeStore()
    completers = [FakeCompleter("70"), FakeCompleter("70")]

    async def one(run: str, completer: FakeCompleter) -> None:
        async with Recorder(store) as recorder:
            await a_line(cells, store, an_asker(completer), recorder, places=4, run=run).run()
        store.release(run, [*store.claimed])

    await asyncio.wait_for(asyncio.gather(one("r", completers[0]), one("s", completers[1])), 20)
    assert all(completer.asked for completer in completers)
    assert sorted(take.key or "" for take in store.takes) == sorted(cell.key for cell in cells)


async def test_a_run_that_waits_for_another_leaves_none_of_its_own_tools_undone() -> None:
    cells, store, completer = cells_of(6), FakeStore(), FakeCompleter("70")
    store.claimed["t0"] = "another"

    async def one() -> None:
        async with Recorder(store) as recorder:
            await a_line(cells, store, an_asker(completer), recorder, places=4).run()

    running = asyncio.create_task(one())
    while len(store.takes) < 10:  # noqa: ASYNC110 - the store is a plain list
        await asyncio.sleep(0.001)
    while [*store.claimed] != ["t0"]:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    assert not running.done()
    store.release("another", ["t0"])
    await running
    assert len(store.takes) == 12
