"""The one writer, when it is slow, fails, or the run is stopped meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from panel.domain.finished import Departure, Finished
from panel.domain.money import Reserve
from panel.engine.recorder import GROUP, Recorder
from panel.errors import StoreUnusable
from tests.builders import a_take
from tests.fakes.engine import NOON, FakeStore, an_attempt
from tests.store.building import a_reserve


class SlowStore(FakeStore):
    """Commits only when ``may_commit`` is set; ``is_committing`` says that it has begun."""

    def __init__(self, *, fails_with: Exception | None = None) -> None:
        super().__init__(fails_with=fails_with)
        self.is_committing = threading.Event()
        self.may_commit = threading.Event()

    def record(self, finished: Sequence[Finished], *, departures: Sequence[Departure] = ()) -> None:
        """Wait, then keep them, or raise."""
        self.is_committing.set()
        self.may_commit.wait(10)
        super().record(finished, departures=departures)


async def test_a_commit_is_waited_for_however_often_the_run_is_cancelled() -> None:
    store = SlowStore()

    async def work() -> None:
        async with Recorder(store) as recorder:
            await recorder.keep(Finished(take=a_take(key="k")))

    running = asyncio.create_task(work())
    await asyncio.to_thread(store.is_committing.wait, 10)
    for _ in range(3):
        running.cancel()
        await asyncio.sleep(0.01)
        assert not running.done()
    store.may_commit.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert [take.key for take in store.takes] == ["k"]


async def test_what_is_left_is_committed_before_the_context_ends() -> None:
    store = FakeStore()
    async with Recorder(store) as recorder:
        recorder.leave(Finished(take=a_take(key="k")))
    assert [take.key for take in store.takes] == ["k"]


async def test_a_failed_commit_is_told_to_whoever_waits_for_it() -> None:
    store = Diary(fails_once_with=StoreUnusable("disk full"))
    store.may_commit.set()
    async with Recorder(store) as recorder:
        with pytest.raises(StoreUnusable, match="disk full"):
            await recorder.keep(Finished(take=a_take(key="k")))


async def test_what_could_not_be_committed_is_tried_once_more_as_the_context_ends() -> None:
    store = Diary(fails_once_with=StoreUnusable("locked"))
    store.may_commit.set()
    async with Recorder(store) as recorder:
        recorder.leave(Finished(take=a_take(key="left")))
        with pytest.raises(StoreUnusable, match="locked"):
            await recorder.keep(Finished(take=a_take(key="kept")))
        assert store.written == []
    assert store.written == ["took left", "took kept"]


async def test_what_cannot_be_committed_at_the_end_either_is_told_by_the_context_also_when_the_run_is_cancelled() -> (
    None
):
    store = SlowStore(fails_with=StoreUnusable("locked"))

    async def work() -> None:
        async with Recorder(store) as recorder:
            recorder.leave(Finished(take=a_take(key="k")))

    running = asyncio.create_task(work())
    await asyncio.to_thread(store.is_committing.wait, 10)
    running.cancel()
    await asyncio.sleep(0)
    store.may_commit.set()
    with pytest.raises(StoreUnusable, match="locked"):
        await running


async def test_after_a_failed_commit_nothing_more_leaves_and_what_was_answered_is_still_kept() -> None:
    store = Diary(fails_once_with=StoreUnusable("locked"))
    store.may_commit.set()
    async with Recorder(store) as recorder:
        with pytest.raises(StoreUnusable, match="locked"):
            await recorder.keep(Finished(take=a_take(key="k1")))
        for write in (recorder.depart(a_departure("d")), recorder.reserve([a_reserve(key="m")])):
            with pytest.raises(StoreUnusable, match="locked"):
                await write
        await recorder.keep(Finished(take=a_take(key="k2")))
        assert store.written == ["took k2"]


class Penniless(FakeStore):
    """Cannot hold money."""

    def reserve(self, held: Sequence[Reserve]) -> None:
        """Fail."""
        del held
        raise StoreUnusable("no money can be held")


async def test_what_was_answered_is_kept_when_money_cannot_be_held_and_nothing_leaves() -> None:
    store = Penniless()
    async with Recorder(store) as recorder:
        kept, held, left = await asyncio.gather(
            recorder.keep(Finished(take=a_take(key="k"))),
            recorder.reserve([a_reserve(key="m")]),
            recorder.depart(a_departure("d")),
            return_exceptions=True,
        )
    assert ([take.key for take in store.takes], store.departed) == (["k"], [])
    assert (kept, str(held), str(left)) == (None, "no money can be held", "no money can be held")


async def test_money_is_held_when_what_was_answered_beside_it_cannot_be_kept() -> None:
    store = Diary(fails_once_with=StoreUnusable("disk full"))
    store.may_commit.set()
    async with Recorder(store) as recorder:
        kept, held = await asyncio.gather(
            recorder.keep(Finished(take=a_take(key="bad"))),
            recorder.reserve([a_reserve(key="m")]),
            return_exceptions=True,
        )
        assert (str(kept), held) == ("disk full", None)
        assert store.written == ["held m"]


class Diary(FakeStore):
    """Notes what is written, in order, and waits in the first commit until it ``may_commit``, or fails it."""

    def __init__(self, *, fails_once_with: Exception | None = None) -> None:
        super().__init__()
        self._fails_once_with = fails_once_with
        self.written: list[str] = []
        self.is_committing = threading.Event()
        self.may_commit = threading.Event()

    def record(self, finished: Sequence[Finished], *, departures: Sequence[Departure] = ()) -> None:
        """Note the departures, then the takes."""
        self.is_committing.set()
        self.may_commit.wait(10)
        if self._fails_once_with is not None:
            error, self._fails_once_with = self._fails_once_with, None
            raise error
        self.written += [f"sent {one.key}" for one in departures] + [f"took {one.take.key}" for one in finished]

    def reserve(self, held: Sequence[Reserve]) -> None:
        """Note them."""
        self.written += [f"held {one.key}" for one in held]


def a_departure(key: str) -> Departure:
    return Departure(run="r", key=key, at=NOON)


async def test_money_and_calls_that_leave_are_written_before_takes_that_came_earlier() -> None:
    store = Diary()
    async with Recorder(store) as recorder:
        recorder.leave(Finished(take=a_take(key="k0")))
        await asyncio.to_thread(store.is_committing.wait, 10)
        # While the first is being committed there come more takes than one group has, and then what is urgent.
        for number in range(1, GROUP + 5):
            recorder.leave(Finished(take=a_take(key=f"k{number}")))
        urgent = asyncio.gather(recorder.depart(a_departure("d")), recorder.reserve([a_reserve(key="m")]))
        await asyncio.sleep(0)
        store.may_commit.set()
        await urgent
        at_once = [*store.written]
    # Those that did not fit may have been written meanwhile.
    assert at_once[: GROUP + 3] == [
        "took k0",
        "held m",
        "sent d",
        *(f"took k{number}" for number in range(1, GROUP + 1)),
    ]
    assert store.written[GROUP + 3 :] == [f"took k{number}" for number in range(GROUP + 1, GROUP + 5)]


async def test_an_errand_does_not_wait_for_all_takes_that_came_before_it() -> None:
    store = Diary()
    store.may_commit.set()
    async with Recorder(store) as recorder:
        for number in range(3 * GROUP):
            recorder.leave(Finished(take=a_take(key=f"k{number}")))
        seen = await recorder.through(lambda: len(store.written))
    assert seen == GROUP


async def test_takes_that_come_without_end_keep_no_errand_waiting() -> None:
    store = Diary()
    store.may_commit.set()
    is_done = False

    async def finish(recorder: Recorder) -> None:
        while not is_done:
            await recorder.keep(Finished(take=a_take(key="k")))

    async with Recorder(store) as recorder:
        finishing = [asyncio.create_task(finish(recorder)) for _ in range(3 * GROUP)]
        await asyncio.sleep(0)
        await asyncio.wait_for(recorder.through(lambda: None), 20)
        is_done = True
        await asyncio.gather(*finishing)


async def test_errands_are_done_in_their_order_and_give_what_they_find() -> None:
    async with Recorder(FakeStore()) as recorder:
        order: list[int] = []

        def errand(number: int) -> int:
            order.append(number)
            return 10 * number

        found = await asyncio.gather(*(recorder.through(lambda number=number: errand(number)) for number in range(5)))  # type: ignore[misc]
    assert (order, found) == ([0, 1, 2, 3, 4], [0, 10, 20, 30, 40])


async def test_an_errand_that_fails_tells_whoever_sent_it_and_the_others_go_on() -> None:
    store = FakeStore()

    def fail() -> None:
        raise KeyError("a bug")

    async with Recorder(store) as recorder:
        with pytest.raises(KeyError):
            await recorder.through(fail)
        await recorder.keep(Finished(take=a_take(key="k")))
        assert await recorder.through(lambda: 7) == 7
    assert [take.key for take in store.takes] == ["k"]


async def test_an_errand_whose_sender_is_gone_is_done_all_the_same() -> None:
    store, done = SlowStore(), list[str]()
    async with Recorder(store) as recorder:
        recorder.leave(Finished(take=a_take(key="k")))
        sent = asyncio.create_task(recorder.through(lambda: done.append("done")))
        await asyncio.to_thread(store.is_committing.wait, 10)
        sent.cancel()
        await asyncio.wait({sent})
        store.may_commit.set()
        await recorder.through(lambda: None)
    assert done == ["done"]


async def test_a_failed_commit_fails_nobody_who_waits_for_a_later_one() -> None:
    store = Diary(fails_once_with=StoreUnusable("disk full"))
    store.may_commit.set()
    async with Recorder(store) as recorder:
        with pytest.raises(StoreUnusable):
            await recorder.keep(Finished(take=a_take(key="bad")))
        await recorder.keep(Finished(take=a_take(key="k")))
        assert store.written == ["took k"]


@pytest.mark.parametrize("is_being_written", [True, False])
async def test_a_call_that_is_cancelled_before_it_could_leave_is_not_on_record(is_being_written: bool) -> None:  # noqa: FBT001 - a table's column
    store = SlowStore()
    async with Recorder(store) as recorder:
        if not is_being_written:
            recorder.leave(Finished(take=a_take(key="k")))
            await asyncio.to_thread(store.is_committing.wait, 10)
        leaving = asyncio.create_task(recorder.depart(a_departure("d")))
        if is_being_written:
            await asyncio.to_thread(store.is_committing.wait, 10)
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.wait({leaving})
        store.may_commit.set()
    assert (store.departed, store.flights) == (["d"] if is_being_written else [], set())


async def test_a_departure_that_cannot_be_written_is_told() -> None:
    async with Recorder(FakeStore(fails_with=StoreUnusable("disk full"))) as recorder:
        with pytest.raises(StoreUnusable, match="disk full"):
            await recorder.depart(a_departure("d"))


async def test_a_call_that_is_cancelled_after_others_for_its_cell_stays_on_record_until_its_take_is_there() -> None:
    store = SlowStore()
    async with Recorder(store) as recorder:
        paid = a_departure("d").model_copy(update={"attempts": (an_attempt(cost_usd="0.1"),)})
        leaving = asyncio.create_task(recorder.depart(paid))
        await asyncio.to_thread(store.is_committing.wait, 10)
        leaving.cancel()
        await asyncio.wait({leaving})
        store.may_commit.set()
    assert store.flights == {"d"}
