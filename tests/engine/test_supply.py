"""What is open at one time: enough to keep the line full, nothing of what is done, and nothing kept from other runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime
from decimal import Decimal

import pytest

from panel.domain.calling import Call
from panel.domain.cell import Cell
from panel.domain.completion import Completion
from panel.domain.prompt import Prompt
from panel.domain.seat import Model, Sampling
from panel.engine.asking import Asker
from panel.engine.opening import AT_ONCE
from panel.engine.purse import Purse
from panel.engine.recorder import Recorder
from tests.builders import a_cell, a_model, a_persona, a_take, a_tool
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


def lengths(*parts: object) -> dict[str, int]:
    """How much each part of a run has of everything that it keeps in a collection."""
    return {
        f"{type(part).__name__}.{name}": len(value)
        for part in parts
        for name, value in vars(part).items()
        if hasattr(value, "__len__") and not isinstance(value, str)
    }


async def kept_after(count: int) -> dict[str, int]:
    """What a run of so many tools keeps at its end."""
    store = FakeStore()
    async with Recorder(store) as recorder:
        line = a_line(cells_of(count), store, an_asker(FakeCompleter("70")), recorder, places=4)
        await line.run()
        supply = vars(line)["_supply"]
        lanes, opener, claims = vars(supply)["_lanes"], vars(supply)["_opener"], vars(supply)["_claims"]
        # The last tools that are done are given up when the run is finished.
        claims.take([])
        return lengths(line, line.purse, supply, *lanes.values(), opener, claims, recorder)


async def test_nothing_grows_with_the_number_of_tools() -> None:
    few, many = await kept_after(10), await kept_after(300)
    assert few == many
    # The one lane of the one model, and who opens tools and who feeds that lane.
    assert {name: size for name, size in many.items() if size} == {"Supply._lanes": 1, "Line._feeders": 2}


class Watched(FakeStore):
    """Notes how many tools were claimed at most, and not given up."""

    def __init__(self) -> None:
        super().__init__()
        self.most = 0

    def claim(self, run: str, tools: Collection[str], *, now: datetime, until: datetime) -> set[str]:
        """Count them."""
        claimed = super().claim(run, tools, now=now, until=until)
        self.most = max(self.most, len(self.claimed))
        return claimed


async def test_no_more_tools_are_claimed_than_keep_the_line_full() -> None:
    store = Watched()
    async with Recorder(store) as recorder:
        await a_line(cells_of(400), store, an_asker(FakeCompleter("70")), recorder, places=4).run()
    # 32 that wait in the lane, as many that were claimed together with the one that comes next, five that are paid for,
    # and those whose cells are begun: of four places' two each, and 16 that stand ready.
    assert store.most <= 32 + AT_ONCE + 5 + 2 * 4 + 16


async def test_tools_of_which_everything_is_stored_are_given_up_at_once() -> None:
    cells = cells_of(10 * AT_ONCE)
    store = Watched()
    store.takes += [a_take(tool=one.tool.slug, key=one.key) for one in cells[:-1]]
    async with Recorder(store) as recorder:
        await a_line(cells, store, an_asker(FakeCompleter("70")), recorder, places=4).run()
    assert store.most <= 2 * AT_ONCE


QUICK, SLOW = a_model(id="a/quick"), a_model(id="b/slow")


class Unequal(FakeCompleter):
    """Answers for the quick model, and for the slow one once the quick one is so far ahead and stops."""

    def __init__(self, store: FakeStore, ahead: int) -> None:
        super().__init__("70")
        self.quick_by_then = 0
        self._store = store
        self._ahead = ahead

    async def complete(self, model: Model, prompt: Prompt, sampling: Sampling, call: Call) -> Completion:
        """Wait first, for the slow model."""
        while model == SLOW and not self.quick_by_then:
            if len(self._store.takes) >= self._ahead:
                await nothing_moves(lambda: len(self._store.takes))
                self.quick_by_then = self.quick_by_then or len(self._store.takes)
            await asyncio.sleep(0)
        return await super().complete(model, prompt, sampling, call)


async def nothing_moves(count: Callable[[], int]) -> None:
    """Let everything go on until a count stays as it is for some time."""
    still, before = 0, 0
    while still < 50:
        await asyncio.sleep(0.001)
        still, before = (still + 1 if count() == before else 0), count()


@pytest.mark.parametrize(("tools", "most"), [(200, 200), (600, 300)])
async def test_a_quick_model_goes_ahead_of_a_slow_one_by_256_tools_and_few_more(tools: int, most: int) -> None:
    made = [a_tool(slug=f"t{number}") for number in range(tools)]
    cells = [a_cell(tool=tool, model=model) for tool in made for model in (QUICK, SLOW)]
    store = FakeStore()
    completer = Unequal(store, ahead=min(tools, 256))
    async with Recorder(store) as recorder:
        line = a_line(cells, store, an_asker(completer), recorder, places=4)
        await asyncio.wait_for(line.run(), 20)
    assert len(store.takes) == 2 * tools
    # Those that wait in the slow lane, and the few that are begun there.
    assert completer.quick_by_then <= most


async def test_money_is_held_for_few_tools_ahead_of_their_turn() -> None:
    store, gate = FakeStore(), asyncio.Event()
    completer = FakeCompleter("70", gate=gate, cost="0.001", worst="0.01")
    asker = an_asker(completer)

    async def one() -> None:
        async with Recorder(store) as recorder:
            purse = Purse(Decimal(100), job="j", run="r", keep=recorder.reserve, clock=noon)
            line = a_line(cells_of(100), store, asker, recorder, places=1, purse=purse, worst=lambda _: Decimal("0.01"))
            await line.run()

    running = asyncio.create_task(one())
    while not completer.in_flight:  # noqa: ASYNC110 - the fake has no event to wait for
        await asyncio.sleep(0)
    await nothing_moves(lambda: len(store.reserves))
    # Two are begun, four wait in the lane, and five are paid for behind them.
    assert len({one.tool for one in store.reserves}) <= 2 + 4 + 5
    gate.set()
    await running
    assert len(store.takes) == 200
