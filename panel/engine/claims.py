"""Claims: which tools this run works at, so that no two runs on one store pay for the same cell.

A claim is a lease: it is renewed while the run goes on, and ends by itself some time after a run that died. Others may
look at its tools then.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from datetime import timedelta

from panel.engine.ports import ClaimStore, Clock
from panel.engine.recorder import Recorder

LEASE = timedelta(seconds=30)
"""How long a claim stands without being renewed."""

RENEWALS = 5
"""How often it is renewed in that time: a store that is held by others for a while costs nobody a claim."""


class Claims:
    """The claims of one run. Those that it is done with are given up together, by and by."""

    def __init__(
        self,
        store: ClaimStore,
        run: str,
        clock: Clock,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._run = run
        self._clock = clock
        self._sleep = sleep
        self._given_up: list[str] = []

    def take(self, tools: Collection[str]) -> frozenset[str]:
        """Claim those of the tools that no other living run has, and give up what is done with; on the store."""
        self._let_go()
        now = self._clock()
        return frozenset(self._store.claim(self._run, tools, now=now, until=now + LEASE))

    def give_up(self, tool: str) -> None:
        """Let others have a tool, soon."""
        self._given_up.append(tool)

    @asynccontextmanager
    async def renewed(self, recorder: Recorder) -> AsyncIterator[None]:
        """Renew the claims as long as the body goes on; raises what the store raises, at its end."""
        renewing = asyncio.create_task(self._renew(recorder))
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.wait({renewing})
        if not renewing.cancelled():
            renewing.result()

    async def _renew(self, recorder: Recorder) -> None:
        while True:
            await self._sleep(LEASE.total_seconds() / RENEWALS)
            await recorder.through(self._renew_all)

    def _renew_all(self) -> None:
        self._let_go()
        self._store.renew(self._run, self._clock() + LEASE)

    def _let_go(self) -> None:
        given_up, self._given_up = self._given_up, []
        if given_up:
            self._store.release(self._run, given_up)
