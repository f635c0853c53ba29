"""Claims: which tools this run works at, so that no two runs on one store pay for the same cell.

A claim is a lease: it is renewed while the run goes on, and ends by itself some time after a run that died. Others may
look at its tools then. So whoever could not renew it in time asks whether a tool is still its own before it sends more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from panel.engine.ports import ClaimStore, Clock
from panel.engine.recorder import Recorder
from panel.errors import StoreUnusable

LEASE = timedelta(seconds=30)
"""How long a claim stands without being renewed."""

RENEWALS = 5
"""How often it is renewed in that time: a store that is held by others for a while costs nobody a claim."""


class Claims:
    """The claims of one run. Those that it is done with are given up together, by and by.

    ``also`` are names that it has claimed before and works on the strength of, whatever the tool.
    """

    def __init__(
        self,
        store: ClaimStore,
        run: str,
        clock: Clock,
        *,
        also: Collection[str] = (),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._also = frozenset(also)
        self._store = store
        self._run = run
        self._clock = clock
        self._sleep = sleep
        self._given_up: list[str] = []
        self._mine: set[str] = set(also)
        self._lost: set[str] = set()
        self._until: datetime | None = None
        self._looking = asyncio.Lock()

    def take(self, tools: Collection[str]) -> frozenset[str]:
        """Claim those of the tools that no other living run has, and give up what is done with; on the store."""
        self._let_go()
        now = self._clock()
        taken = frozenset(self._store.claim(self._run, tools, now=now, until=now + LEASE))
        self._mine |= taken
        self._lost -= taken
        if self._until is None:
            self._until = now + LEASE
            if self._also:
                # What was claimed before may have run out since.
                self._renew_all()
        return taken

    def give_up(self, tool: str) -> None:
        """Let others have a tool, soon."""
        self._mine.discard(tool)
        self._given_up.append(tool)

    async def holds(self, tool: str, recorder: Recorder) -> bool:
        """Whether a tool is still this run's, to be asked before anything is sent about it.

        A process that was held up for longer than its lease finds that others have gone on in its place.
        """
        if self._has_run_out:
            async with self._looking:
                if self._has_run_out:
                    await recorder.through(self._renew_all)
        return tool not in self._lost and self._lost.isdisjoint(self._also)

    @asynccontextmanager
    async def renewed(self, recorder: Recorder) -> AsyncIterator[asyncio.Task[None]]:
        """Renew the claims as long as the body goes on.

        The task inside ends early, with what the store raised, when they could not be renewed for as long as they
        stand: then nothing more may be sent. That is raised at the end.
        """
        renewing = asyncio.create_task(self._renew(recorder))
        try:
            yield renewing
        finally:
            renewing.cancel()
            await asyncio.wait({renewing})
        if not renewing.cancelled():
            renewing.result()

    async def _renew(self, recorder: Recorder) -> None:
        while True:
            await self._sleep(LEASE.total_seconds() / RENEWALS)
            try:
                await recorder.through(self._renew_all)
            except StoreUnusable:
                if self._has_run_out:
                    raise

    @property
    def _has_run_out(self) -> bool:
        return self._until is not None and self._clock() >= self._until

    def _renew_all(self) -> None:
        self._let_go()
        until = self._clock() + LEASE
        self._lost |= self._mine.difference(self._store.renew(self._run, until))
        self._mine -= self._lost
        self._until = until

    def _let_go(self) -> None:
        given_up, self._given_up = self._given_up, []
        if given_up:
            self._store.release(self._run, given_up)
