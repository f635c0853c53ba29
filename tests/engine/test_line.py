"""How a plan's cells are run."""

from __future__ import annotations

import asyncio

import pytest

from panel.domain.cell import Cell
from panel.domain.seat import Model
from panel.domain.take import Status
from panel.engine.asking import Asker
from panel.engine.plan import plan
from panel.engine.progress import Event, Settled, Stopping
from panel.engine.recorder import GROUP, Recorder
from panel.engine.stop import Stop
from panel.errors import AnswerFault, Cause, StoreUnusable, WireFault
from tests.builders import a_cell, a_take
from tests.engine.running import taken
from tests.fakes.engine import FakeCompleter, FakePrompts, FakeReader, FakeStore, a_check, noon


def an_asker(completer: FakeCompleter, **faults: AnswerFault) -> Asker:
    """An asker with fakes around it."""
    return Asker(completer, FakePrompts(), FakeReader(**faults), a_check, noon, ship_at=60, seat_timeout=600)


def samples(count: int) -> list[Cell]:
    """So many samples of one seat."""
    return [a_cell(sample=number) for number in range(1, count + 1)]


async def test_takes_come_in_the_order_of_the_plan_and_are_stored() -> None:
    cells = [a_cell(sample=number) for number in (3, 1, 2)]
    store = FakeStore()
    async with Recorder(store) as recorder:
        takes = await taken(cells, store, an_asker(FakeCompleter("70")), recorder, places=2)
    assert [take.sample for take in takes] == [3, 1, 2]
    assert sorted(take.key or "" for take in store.takes) == sorted(cell.key for cell in cells)
    assert len(store.attempts) == 3


async def test_no_more_are_in_flight_than_asked_for() -> None:
    completer, store = FakeCompleter("70"), FakeStore()
    async with Recorder(store) as recorder:
        await taken(samples(8), store, an_asker(completer), recorder, places=3)
    assert completer.most_in_flight == 3


async def test_a_stored_take_is_not_asked_for_again() -> None:
    cell = a_cell()
    completer = FakeCompleter("70")
    store = FakeStore(a_take(key=cell.key, score=81))
    seen: list[Event] = []
    async with Recorder(store) as recorder:
        takes = await taken([cell], store, an_asker(completer), recorder, places=1, progress=seen.append)
    assert takes[0].score == 81
    assert completer.asked == []
    assert seen == [Settled(cell, takes[0], is_reused=True)]


async def test_equal_cells_are_asked_once() -> None:
    assert len(plan([a_cell(), a_cell()], FakeStore()).cells) == 1


@pytest.mark.parametrize(
    ("reason", "is_asked"),
    [
        ("unreachable: nobody listens", True),
        ("key_rejected: 401", True),
        ("timed_out: late", True),
        ("contradiction: 90 and skip", False),
        ("refusal: no", False),
        ("malformed: x", False),
    ],
)
async def test_a_failed_take_is_asked_again_when_the_fault_was_passing(reason: str, is_asked: bool) -> None:  # noqa: FBT001 - a table's column
    cell = a_cell()
    failed = a_take(key=cell.key, status="failed", score=None, decision=None, text=None, reason=reason)
    assert bool(plan([cell], FakeStore(failed)).to_ask) is is_asked
    assert plan([cell], FakeStore(failed), asks_failed_again=True).to_ask


async def test_an_abstention_is_an_answer() -> None:
    cell = a_cell()
    aside = a_take(key=cell.key, status="abstained", score=None, decision=None, text=None, reason="off_lens")
    assert not plan([cell], FakeStore(aside), asks_failed_again=True).to_ask


async def test_one_failed_seat_leaves_the_others() -> None:
    gone = WireFault(Cause.RATE_LIMITED, "later", is_retryable=True)
    store = FakeStore()
    async with Recorder(store) as recorder:
        takes = await taken(samples(2), store, an_asker(FakeCompleter(gone, "70")), recorder, places=1)
    assert [take.status for take in takes] == [Status.FAILED, Status.OK]


async def test_a_store_that_cannot_be_written_ends_the_run_and_nothing_more_is_sent() -> None:
    store, completer = FakeStore(fails_with=StoreUnusable("disk full")), FakeCompleter("70")
    with pytest.raises(StoreUnusable, match="disk full"):
        async with Recorder(store) as recorder:
            await taken(samples(6), store, an_asker(completer), recorder, places=2)
    assert len(completer.asked) == 2


async def test_what_was_answered_before_a_stop_is_stored() -> None:
    gate, store = asyncio.Event(), FakeStore()
    slow, fast = FakeCompleter("70", gate=gate), FakeCompleter("70")

    class Both(FakeCompleter):
        """Answers the first cell at once and the second never."""

        async def complete(self, model, prompt, sampling, call):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as in its base
            chosen = slow if self.asked else fast
            self.asked.append((model, prompt, sampling))
            return await chosen.complete(model, prompt, sampling, call)

    async def work() -> None:
        async with Recorder(store) as recorder:
            await taken(samples(2), store, an_asker(Both("70")), recorder, places=2)

    running = asyncio.create_task(work())
    while not store.takes:  # noqa: ASYNC110 - the store is a plain list
        await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert [take.sample for take in store.takes if take.is_ok] == [1]


async def test_a_place_is_freed_only_after_the_commit() -> None:
    order: list[str] = []

    class Slow(FakeStore):
        """Says when it commits."""

        def record(self, finished, *, departures=()):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as in its base
            order.append("commit")
            super().record(finished, departures=departures)

    store = Slow()

    def watch(event: Event) -> None:
        order.append(type(event).__name__)

    async with Recorder(store) as recorder:
        await taken(
            samples(2),
            store,
            an_asker(FakeCompleter("70")),
            recorder,
            places=1,
            progress=watch,
        )
    assert order == ["Asking", "commit", "Settled", "Asking", "commit", "Settled"] or order == [
        "Planned",
        "Asking",
        "commit",
        "Asking",
        "Settled",
        "commit",
        "Settled",
    ]


async def test_finished_calls_are_committed_in_groups() -> None:
    store = FakeStore()
    async with Recorder(store) as recorder:
        await taken(
            samples(40),
            store,
            an_asker(FakeCompleter("70")),
            recorder,
            places=40,
        )
    assert sum(store.groups) == 40
    assert max(store.groups) == GROUP


async def test_a_stop_sends_nothing_more_and_keeps_what_arrives_in_time() -> None:
    gate, stop, store = asyncio.Event(), Stop(grace=60), FakeStore()
    completer = FakeCompleter("70", gate=gate)
    seen: list[Event] = []

    async def work() -> None:
        async with Recorder(store) as recorder:
            cells = samples(8)
            await taken(cells, store, an_asker(completer), recorder, places=2, progress=seen.append, stop=stop)

    running = asyncio.create_task(work())
    while completer.in_flight < 2:  # noqa: ASYNC110 - the fake has no event to wait for
        await asyncio.sleep(0)
    stop.wish("2 cells failed")
    stop.wish("somebody interrupted it after that")
    while not any(isinstance(event, Stopping) for event in seen):  # noqa: ASYNC110 - the list has no event either
        await asyncio.sleep(0)
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert [event for event in seen if isinstance(event, Stopping)] == [Stopping(2, 60, "2 cells failed")]
    assert len(completer.asked) == 2
    assert [take.status for take in store.takes] == [Status.OK, Status.OK]


async def test_a_stop_ends_with_its_grace_and_keeps_what_was_sent() -> None:
    stop, store = Stop(grace=0.01), FakeStore()
    never = FakeCompleter("70", gate=asyncio.Event())

    async def work() -> None:
        async with Recorder(store) as recorder:
            await taken([a_cell()], store, an_asker(never), recorder, places=1, stop=stop)

    running = asyncio.create_task(work())
    while not never.in_flight:  # noqa: ASYNC110 - the fake has no event to wait for
        await asyncio.sleep(0)
    stop.wish()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert [take.cause for take in store.takes] == [Cause.STOPPED]
    assert not stop.is_heeded


async def test_an_answer_that_comes_after_a_stop_and_cannot_be_used_is_not_asked_for_again() -> None:
    gate, stop, store = asyncio.Event(), Stop(grace=60), FakeStore()
    completer = FakeCompleter("bad", gate=gate)
    asker = an_asker(completer, bad=AnswerFault(Cause.MALFORMED, "a comma is missing"))
    seen: list[Event] = []

    async def work() -> None:
        async with Recorder(store) as recorder:
            await taken([a_cell()], store, asker, recorder, places=1, progress=seen.append, stop=stop)

    running = asyncio.create_task(work())
    while not completer.in_flight:  # noqa: ASYNC110 - the fake has no event to wait for
        await asyncio.sleep(0)
    stop.wish()
    while not any(isinstance(event, Stopping) for event in seen):  # noqa: ASYNC110 - the list has no event either
        await asyncio.sleep(0)
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert len(completer.asked) == 1
    assert [take.cause for take in store.takes] == [Cause.STOPPED]


async def test_a_model_that_nothing_is_heard_of_holds_up_no_other() -> None:
    store = FakeStore()
    gate = asyncio.Event()

    class Unequal(FakeCompleter):
        """Answers for the model b, and for a only when the gate is open."""

        async def complete(self, model, prompt, sampling, call):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as in its base
            if model.id == "a/a":
                await gate.wait()
            completion = await super().complete(model, prompt, sampling, call)
            if len(self.asked) == 40:
                gate.set()
            return completion

    def model(name: str) -> Model:
        return Model(endpoint="openrouter", id=name)

    cells = [a_cell(sample=number, model=model(name)) for number in range(1, 41) for name in ("a/a", "b/b")]
    async with Recorder(store) as recorder:
        takes = await taken(cells, store, an_asker(Unequal("70")), recorder, places=4)
    assert len(takes) == 80
    assert [take.model for take in store.takes[:40]] == ["b/b"] * 40
