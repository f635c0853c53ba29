"""The one writer: commits finished calls, and money that is held for others, in groups, and says when each is stored.

A crash loses at most the group that was being committed; a caller that waits for ``keep`` frees its place in flight
only after its take is on disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import TracebackType

from panel.domain.finished import Finished
from panel.domain.money import Reserve
from panel.engine.ports import TakeStore

GROUP = 16
"""Writes in one commit at most."""

LINGER = 0.002
"""Seconds that a commit waits for more writes to join it."""

_Write = Finished | tuple[Reserve, ...]
_Waiting = tuple[_Write, "asyncio.Future[None]"]


class Recorder:
    """An async context manager around the writer's task; leaving it commits what is waiting."""

    def __init__(self, store: TakeStore) -> None:
        self._store = store
        self._queue: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Recorder:
        self._task = asyncio.create_task(self._write())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._queue.put_nowait(None)
        if self._task is not None:
            await _through(self._task)

    def leave(self, finished: Finished) -> None:
        """Have the take committed without waiting for it; leaving the context waits."""
        ignored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        ignored.add_done_callback(_look_at)
        self._queue.put_nowait((finished, ignored))

    async def keep(self, finished: Finished) -> None:
        """Return when the take is committed; raises what the store raised."""
        await self._written(finished)

    async def reserve(self, reserves: Sequence[Reserve]) -> None:
        """Return when the money is held on disk; raises what the store raised."""
        await self._written(tuple(reserves))

    async def _written(self, write: _Write) -> None:
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((write, stored))
        await stored

    async def _write(self) -> None:
        is_open = True
        while is_open:
            first = await self._queue.get()
            if first is None:
                return
            group = [first]
            is_open = await self._gather(group)
            await self._commit(group)

    async def _gather(self, group: list[_Waiting]) -> bool:
        """Let more takes join the group; False when there will be no more."""
        if self._queue.empty():
            await asyncio.sleep(LINGER)
        while len(group) < GROUP and not self._queue.empty():
            waiting = self._queue.get_nowait()
            if waiting is None:
                return False
            group.append(waiting)
        return True

    def _store_all(self, writes: Sequence[_Write]) -> None:
        """Money first: nothing is sent on the strength of it before this returns."""
        if reserves := [reserve for write in writes if isinstance(write, tuple) for reserve in write]:
            self._store.reserve(reserves)
        if finished := [write for write in writes if isinstance(write, Finished)]:
            self._store.record(finished)

    async def _commit(self, group: list[_Waiting]) -> None:
        try:
            await asyncio.to_thread(self._store_all, [write for write, _ in group])
        except Exception as error:  # noqa: BLE001 - handed on, whatever it is, to everyone who waits for the commit
            for _, stored in group:
                if not stored.done():
                    stored.set_exception(error)
            return
        for _, stored in group:
            if not stored.done():
                stored.set_result(None)


async def _through(writer: asyncio.Task[None]) -> None:
    """Wait for the writer to its end, however often the waiting is cancelled meanwhile: what it holds was paid for."""
    is_cancelled = False
    while not writer.done():
        try:
            await asyncio.shield(writer)
        except asyncio.CancelledError:
            is_cancelled = True
    if is_cancelled:
        raise asyncio.CancelledError
    writer.result()


def _look_at(stored: asyncio.Future[None]) -> None:
    """Take note of an outcome that nobody waits for."""
    if not stored.cancelled():
        stored.exception()
