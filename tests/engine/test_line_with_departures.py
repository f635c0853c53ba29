"""A run that puts calls on record before they leave: whatever is sent is known of, and nothing of what is finished."""

from __future__ import annotations

import asyncio

import pytest

from panel.domain.cell import Cell
from panel.engine.asking import Asker
from panel.engine.progress import Event, Settled
from panel.engine.recorder import Recorder
from panel.engine.stop import Stop
from panel.errors import AnswerFault, Cause, Fault, StoreUnusable, WireFault
from tests.builders import a_cell, a_persona, a_tool
from tests.engine.running import a_line
from tests.fakes.engine import FakeCompleter, FakePrompts, FakeReader, FakeStore, a_check, noon


class Customs:
    """A completer, and beside every request that leaves it what is on record of the calls under way."""

    def __init__(self, store: FakeStore, *replies: str | Fault, gate: asyncio.Event | None = None) -> None:
        self.completer = FakeCompleter(*replies, gate=gate, leaves=self._look)
        self.is_all_known = True
        self._store = store

    def _look(self) -> None:
        if len(self._store.flights) < self.completer.in_flight:
            self.is_all_known = False


def cells_of(count: int) -> list[Cell]:
    """Two seats for each of so many tools."""
    personas = a_persona(), a_persona(id="skeptic")
    tools = [a_tool(slug=f"t{number}") for number in range(count)]
    return [a_cell(tool=tool, persona=persona) for tool in tools for persona in personas]


async def run(
    cells: list[Cell],
    store: FakeStore,
    completer: FakeCompleter,
    *,
    notes: bool = True,
    stop: Stop | None = None,
    watch: list[Event] | None = None,
) -> None:
    """Ask some cells, four at a time."""
    reader = FakeReader(bad=AnswerFault(Cause.MALFORMED, "a comma is missing"))
    asker = Asker(completer, FakePrompts(), reader, a_check, noon, ship_at=60, seat_timeout=600)
    seen = [] if watch is None else watch
    async with Recorder(store) as recorder:
        await a_line(
            cells, store, asker, recorder, places=4, notes_departures=notes, stop=stop, progress=seen.append
        ).run()


async def test_every_call_is_on_record_before_it_is_sent_and_gone_when_its_take_is_stored() -> None:
    cells, store = cells_of(12), FakeStore()
    customs = Customs(store, "70")
    await run(cells, store, customs.completer)
    assert customs.is_all_known
    assert sorted(store.departed) == sorted(cell.key for cell in cells)
    assert store.flights == set()


async def test_a_cell_that_is_asked_again_departs_once() -> None:
    cells, store = cells_of(1), FakeStore()
    await run(cells, store, FakeCompleter("bad", "70"))
    assert sorted(store.departed) == sorted(cell.key for cell in cells)


async def test_what_was_paid_for_an_answer_that_is_asked_for_again_is_on_record_before_the_next_is_sent() -> None:
    cells, store = cells_of(1), FakeStore()
    known: list[int] = []
    completer = FakeCompleter("bad", "70", cost="0.01", leaves=lambda: known.append(len(store.noted)))
    await run(cells, store, completer)
    # One of the two seats is asked twice.
    assert (len(known), known[0], known[-1], len(store.noted)) == (3, 0, 1, 1)


async def test_a_call_that_fails_is_gone_from_the_record_too() -> None:
    store = FakeStore()
    await run(cells_of(2), store, FakeCompleter(WireFault(Cause.UNREACHABLE, "nobody", is_retryable=False)))
    assert (len(store.departed), store.flights) == (4, set())


async def test_a_run_that_notes_nothing_writes_no_departure() -> None:
    store = FakeStore()
    await run(cells_of(2), store, FakeCompleter("70"), notes=False)
    assert store.departed == []


async def test_what_is_under_way_is_on_record_and_nothing_else() -> None:
    cells, store, gate = cells_of(8), FakeStore(), asyncio.Event()
    completer = FakeCompleter("70", gate=gate)
    running = asyncio.create_task(run(cells, store, completer))
    while completer.in_flight < 4:  # noqa: ASYNC110 - the fake has no event to wait for
        await asyncio.sleep(0)
    assert len(store.flights) == 4
    gate.set()
    await running
    assert store.flights == set()


async def test_a_call_that_cannot_be_put_on_record_is_not_sent() -> None:
    store = FakeStore(fails_with=StoreUnusable("disk full"))
    completer = FakeCompleter("70")
    with pytest.raises(StoreUnusable):
        await run(cells_of(2), store, completer)
    assert completer.asked == []


async def test_a_call_that_a_stop_keeps_from_leaving_when_it_is_on_record_is_taken_off_it() -> None:
    class Stopped(FakeCompleter):
        """Is stopped between the record and the wire."""

        async def complete(self, model, prompt, sampling, call):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as in its base
            del model, prompt, sampling
            await call.turn.take()
            await call.departs()
            raise WireFault(Cause.STOPPED, "the run was stopped", is_retryable=False)

    store = FakeStore()
    await run(cells_of(2), store, Stopped("70"))
    assert (len(store.departed), store.flights, store.takes) == (4, set(), [])


async def test_a_stop_takes_what_was_sent_off_the_record_with_its_take() -> None:
    cells, store, stop, events = cells_of(8), FakeStore(), Stop(grace=60), list[Event]()
    gate = asyncio.Event()
    completer = FakeCompleter("70", gate=gate)
    running = asyncio.create_task(run(cells, store, completer, stop=stop, watch=events))
    while completer.in_flight < 4:  # noqa: ASYNC110 - the fake has no event to wait for
        await asyncio.sleep(0)
    stop.wish()
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert store.flights == set()
    assert len([event for event in events if isinstance(event, Settled)]) == len(store.takes) == len(store.departed)
