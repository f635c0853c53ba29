"""The one writer, when it is slow, fails, or the run is stopped meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from panel.domain.finished import Departure, Finished
from panel.engine.recorder import Recorder
from panel.errors import StoreUnusable
from tests.builders import a_take
from tests.fakes.engine import FakeStore


class SlowStore(FakeStore):
    """Commits only when ``may_commit`` is set; ``is_committing`` says that it has begun."""

    def __init__(self) -> None:
        super().__init__()
        self.is_committing = threading.Event()
        self.may_commit = threading.Event()

    def record(self, finished: Sequence[Finished], *, departures: Sequence[Departure] = ()) -> None:
        """Wait, then keep them."""
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
    store = FakeStore(fails_with=StoreUnusable("disk full"))
    async with Recorder(store) as recorder:
        recorder.leave(Finished(take=a_take(key="left")))
        with pytest.raises(StoreUnusable, match="disk full"):
            await recorder.keep(Finished(take=a_take(key="k")))
