"""The one who works on the store while a run goes on: commits finished calls in groups, says when each is stored.

Money that is held and calls that leave are written before finished calls that came earlier, since somebody waits for
them with nothing sent. Once a commit has failed neither is written any more, since nothing is to be sent; finished
calls still are, if the store lets that be done: they are paid for. A crash loses at most the group that was being
committed; a caller that waits for ``keep`` frees its place in flight only after its take is on disk.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar

from panel.domain.finished import Departure, Finished
from panel.domain.money import Reserve
from panel.engine.ports import TakeStore

GROUP = 16
"""Finished calls in one commit at most."""

LINGER = 0.002
"""Seconds that a commit waits for more writes to join it."""

_Value = TypeVar("_Value")
_Stored = asyncio.Future[None]


@dataclass(slots=True)
class _Group:
    """What is written in one turn, and who waits for it."""

    reserves: list[Reserve]
    departures: list[Departure]
    finished: list[Finished]
    waiting: list[_Stored]


@dataclass(slots=True)
class _Errand:
    """Something else that is to be done on the store, and who waits for what it gives."""

    work: Callable[[], Any]
    done: asyncio.Future[Any]


class Recorder:
    """An async context manager around the writer's task; leaving it commits what is waiting."""

    def __init__(self, store: TakeStore) -> None:
        self._store = store
        self._urgent: deque[tuple[tuple[Reserve, ...] | Departure, _Stored]] = deque()
        self._finished: deque[tuple[Finished, _Stored]] = deque()
        self._errands: deque[_Errand] = deque()
        self._something = asyncio.Event()
        self._is_closing = False
        self._failure: Exception | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Recorder:
        self._task = asyncio.create_task(self._work())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closing = True
        self._something.set()
        if self._task is not None:
            await _through(self._task)

    def leave(self, finished: Finished) -> None:
        """Have the take committed without waiting for it; leaving the context waits."""
        ignored: _Stored = asyncio.get_running_loop().create_future()
        ignored.add_done_callback(_look_at)
        self._finished.append((finished, ignored))
        self._something.set()

    async def keep(self, finished: Finished) -> None:
        """Return when the take is committed; raises what the store raised."""
        stored: _Stored = asyncio.get_running_loop().create_future()
        self._finished.append((finished, stored))
        self._something.set()
        await stored

    async def reserve(self, reserves: Sequence[Reserve]) -> None:
        """Return when the money is held on disk; raises what the store raised."""
        await self._written(tuple(reserves))

    async def depart(self, departure: Departure) -> None:
        """Return when it is on disk that a call is on its way; raises what the store raised."""
        await self._written(departure)

    async def through(self, work: Callable[[], _Value]) -> _Value:
        """Do something else on the store, after the next commit, whatever still waits then; raises what it raises.

        Nothing else uses the store while a run goes on.
        """
        done: asyncio.Future[_Value] = asyncio.get_running_loop().create_future()
        self._errands.append(_Errand(work, done))
        self._something.set()
        return await done

    async def _written(self, write: tuple[Reserve, ...] | Departure) -> None:
        stored: _Stored = asyncio.get_running_loop().create_future()
        self._urgent.append((write, stored))
        self._something.set()
        await stored

    @property
    def _is_idle(self) -> bool:
        return not (self._urgent or self._finished or self._errands)

    async def _work(self) -> None:
        while True:
            if self._is_idle:
                if self._is_closing:
                    return
                self._something.clear()
                await self._something.wait()
                continue
            if len(self._urgent) + len(self._finished) == 1 and not self._is_closing:
                await asyncio.sleep(LINGER)
            await self._commit(self._group())
            if self._errands:
                await _done(self._errands.popleft())

    def _group(self) -> _Group:
        """All that is urgent, and as much of the rest as one commit takes."""
        group = _Group([], [], [], [])
        while self._urgent:
            write, stored = self._urgent.popleft()
            if self._failure is not None:
                _fail([stored], self._failure)
                continue
            group.waiting.append(stored)
            if isinstance(write, Departure):
                group.departures.append(write)
            else:
                group.reserves += write
        for _ in range(min(len(self._finished), GROUP)):
            finished, stored = self._finished.popleft()
            group.waiting.append(stored)
            group.finished.append(finished)
        return group

    def _store_all(self, group: _Group) -> None:
        """Money first: nothing is sent on the strength of it before this returns."""
        if group.reserves:
            self._store.reserve(group.reserves)
        if group.finished or group.departures:
            self._store.record(group.finished, departures=group.departures)

    async def _commit(self, group: _Group) -> None:
        if not group.waiting:
            return
        try:
            await asyncio.to_thread(self._store_all, group)
        except Exception as error:  # noqa: BLE001 - handed on, whatever it is, to everyone who waits for the commit
            self._failure = error
            _fail(group.waiting, error)
            return
        for stored in group.waiting:
            if not stored.done():
                stored.set_result(None)


def _fail(waiting: Sequence[_Stored], error: Exception) -> None:
    for stored in waiting:
        if not stored.done():
            stored.set_exception(error)


async def _done(errand: _Errand) -> None:
    try:
        value = await asyncio.to_thread(errand.work)
    except Exception as error:  # noqa: BLE001 - handed on, whatever it is, to whoever waits for it
        if not errand.done.done():
            errand.done.set_exception(error)
        return
    if not errand.done.done():
        errand.done.set_result(value)


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


def _look_at(stored: _Stored) -> None:
    """Take note of an outcome that nobody waits for."""
    if not stored.cancelled():
        stored.exception()
