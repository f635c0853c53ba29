"""The one who works on the store while a run goes on: commits finished calls in groups, says when each is stored.

Money that is held and calls that leave are written before finished calls that came earlier, since somebody waits for
them with nothing sent. Once a write has failed neither is written any more, since nothing is to be sent; finished
calls still are, those beside the write that failed too, if the store lets that be done: they are paid for. Those that
failed are tried once more at the end. A crash loses at most the group that was being committed; a caller that waits for
``keep`` frees its place in flight only after its take is on disk.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
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
    """What is written in one turn, each with whoever waits for it."""

    reserves: list[tuple[Sequence[Reserve], _Stored]] = field(default_factory=list)
    departures: list[tuple[Departure, _Stored]] = field(default_factory=list)
    finished: list[tuple[Finished, _Stored]] = field(default_factory=list)


@dataclass(slots=True)
class _Errand:
    """Something else that is to be done on the store, and who waits for what it gives."""

    work: Callable[[], Any]
    done: asyncio.Future[Any]


class Recorder:
    """An async context manager around the writer's task; leaving it commits what is waiting.

    Finished calls whose commit failed are tried once more then, whether or not somebody was told. Raises what the store
    raised where that fails too: whoever is to free money that was held has to know that something sent is not stored.
    """

    def __init__(self, store: TakeStore) -> None:
        self._store = store
        self._urgent: deque[tuple[tuple[Reserve, ...] | Departure, _Stored]] = deque()
        self._finished: deque[tuple[Finished, _Stored]] = deque()
        self._errands: deque[_Errand] = deque()
        self._something = asyncio.Event()
        self._is_closing = False
        self._failure: Exception | None = None
        self._unwritten: list[Finished] = []
        self._stayed: list[Departure] = []
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
        """Have the take committed without waiting for it; leaving the context waits, and raises if that failed."""
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
        """Return when it is on disk that a call is on its way; raises what the store raised.

        One that is cancelled before this returns does not leave, and will not be on record, unless others left for its
        cell before it: then it lands with the cell's take, as these do.
        """
        try:
            await self._written(departure)
        except asyncio.CancelledError:
            if not departure.attempts:
                self.stays(departure)
            raise

    def stays(self, departure: Departure) -> None:
        """Have a call that was not sent taken off the record, if it is on it; leaving the context waits."""
        self._stayed.append(departure)
        self._something.set()

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
        return not (self._urgent or self._finished or self._stayed or self._errands)

    async def _work(self) -> None:
        while True:
            if self._is_idle:
                if self._is_closing:
                    await self._try_once_more()
                    return
                self._something.clear()
                await self._something.wait()
                continue
            if len(self._urgent) + len(self._finished) == 1 and not self._is_closing:
                await asyncio.sleep(LINGER)
            await self._commit(self._group())
            await self._take_back()
            if self._errands:
                await _done(self._errands.popleft())

    async def _take_back(self) -> None:
        """Take calls off the record that did not leave."""
        if self._stayed:
            stayed, self._stayed = self._stayed, []
            self._failure = await _failure_of(partial(self._store.take_back, stayed)) or self._failure

    async def _try_once_more(self) -> None:
        """Write what was paid for and could not be written; raises what the store raises then."""
        if self._unwritten:
            await asyncio.to_thread(self._store.record, self._unwritten)

    def _group(self) -> _Group:
        """All that is urgent, and as much of the rest as one commit takes."""
        group = _Group()
        while self._urgent:
            write, stored = self._urgent.popleft()
            if isinstance(write, Departure):
                if not stored.cancelled():
                    group.departures.append((write, stored))
            else:
                group.reserves.append((write, stored))
        for _ in range(min(len(self._finished), GROUP)):
            group.finished.append(self._finished.popleft())
        return group

    async def _commit(self, group: _Group) -> None:
        await self._hold(group.reserves)
        await self._record(group.departures, group.finished)

    async def _hold(self, reserves: Sequence[tuple[Sequence[Reserve], _Stored]]) -> None:
        """Money first: nothing is sent on the strength of it before this returns."""
        if reserves and self._failure is None:
            held = [one for seats, _ in reserves for one in seats]
            self._failure = await _failure_of(partial(self._store.reserve, held))
        _tell(reserves, self._failure)

    async def _record(
        self, departures: Sequence[tuple[Departure, _Stored]], finished: Sequence[tuple[Finished, _Stored]]
    ) -> None:
        if self._failure is not None:
            _tell(departures, self._failure)
            departures = ()
        if not departures and not finished:
            return
        takes, leaving = [one for one, _ in finished], [one for one, _ in departures]
        failure = await _failure_of(partial(self._store.record, takes, departures=leaving))
        _tell((*departures, *finished), failure)
        if failure is not None:
            self._failure = self._failure or failure
            self._unwritten += takes


async def _failure_of(write: Callable[[], None]) -> Exception | None:
    """Write, and return what the store raised, whatever it is: it is handed on to everyone who waits for the write."""
    try:
        await asyncio.to_thread(write)
    except Exception as error:  # noqa: BLE001 - handed on
        return error
    return None


def _tell(written: Sequence[tuple[object, _Stored]], failure: Exception | None) -> None:
    """Wake those who wait for a write."""
    for _, stored in written:
        if stored.done():
            continue
        if failure is None:
            stored.set_result(None)
        else:
            stored.set_exception(failure)


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
    """Wait for the writer to its end, however often the waiting is cancelled meanwhile: what it holds was paid for.

    What it could not write in the end is told also where the waiting was cancelled.
    """
    is_cancelled = False
    while not writer.done():
        try:
            await asyncio.shield(writer)
        except asyncio.CancelledError:
            is_cancelled = True
    writer.result()
    if is_cancelled:
        raise asyncio.CancelledError


def _look_at(stored: _Stored) -> None:
    """Take note of an outcome that nobody waits for."""
    if not stored.cancelled():
        stored.exception()
