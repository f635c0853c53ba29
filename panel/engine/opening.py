"""Opening: takes a run's tools up one after another, and finds out what is to be asked about each.

A tool is claimed before its takes are looked up, so what another run has stored meanwhile is not asked again. Tools
that another run has are set aside, and looked at again when all others are taken up.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from panel.domain.cell import Cell
from panel.domain.current import stands
from panel.domain.parts import parts
from panel.domain.take import Take
from panel.engine.claims import Claims
from panel.engine.ports import TakeStore
from panel.engine.progress import HeldElsewhere, Progress
from panel.engine.recorder import Recorder

AT_ONCE = 32
"""Tools that are taken up together, where not so many are in flight that more are soon needed."""

AGAIN_AFTER = 1.0
"""Seconds after which tools that another run has are looked at again."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a run is to do: its tools in their order, and what the cells of some of them are.

    ``cells`` is called with the store at hand and no other use made of it. Takes made before ``since`` are ignored.
    """

    tools: Sequence[str]
    cells: Callable[[Sequence[str]], Iterable[Cell]]
    since: datetime | None = None
    asks_failed_again: bool = False

    @classmethod
    def on(cls, cells: Iterable[Cell], *, since: datetime | None = None, asks_failed_again: bool = False) -> Work:
        """The work that some cells are, all of them in memory."""
        by_tool: dict[str, list[Cell]] = {}
        for cell in cells:
            by_tool.setdefault(cell.tool.slug, []).append(cell)
        return cls(
            tuple(by_tool),
            lambda tools: [cell for tool in tools for cell in by_tool[tool]],
            since=since,
            asks_failed_again=asks_failed_again,
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A claimed tool: its cells that are to be asked, and what is stored for the others."""

    tool: str
    to_ask: tuple[Cell, ...]
    stored: tuple[tuple[Cell, Take], ...]


class Opener:
    """Takes up the tools of one run."""

    def __init__(
        self,
        work: Work,
        store: TakeStore,
        recorder: Recorder,
        claims: Claims,
        progress: Progress,
        *,
        at_once: int = AT_ONCE,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._work = work
        self._store = store
        self._recorder = recorder
        self._claims = claims
        self._progress = progress
        self._at_once = at_once
        self._sleep = sleep
        self._aside: list[str] = []
        self._opened: deque[Opened] = deque()
        self._at = 0
        self._told = 0

    @property
    def left(self) -> list[str]:
        """The tools that have not been given out."""
        return [*(one.tool for one in self._opened), *self._work.tools[self._at :], *self._aside]

    async def opened(self) -> AsyncGenerator[Opened | None]:
        """The tools, each when it is this run's, until all are done; None before it waits for what other runs have.

        Whoever keeps opened tools back has to go on with them then: another run may be waiting for those.
        """
        while self._at < len(self._work.tools):
            tools = self._work.tools[self._at : self._at + self._at_once]
            await self._open(tools)
            self._at += len(tools)
            while self._opened:
                yield self._opened.popleft()
        while self._aside:
            yield None
            await self._wait()
            aside, self._aside = self._aside, []
            for tools in parts(aside, self._at_once):
                await self._open(tools)
            while self._opened:
                yield self._opened.popleft()
        if self._told:
            self._progress(HeldElsewhere(0))

    async def _wait(self) -> None:
        """Give other runs time for what they have, and say so when that changes."""
        if len(self._aside) != self._told:
            self._told = len(self._aside)
            self._progress(HeldElsewhere(self._told))
        await self._sleep(AGAIN_AFTER)

    async def _open(self, tools: Sequence[str]) -> None:
        claimed, opened = await self._recorder.through(lambda: self._looked_up(tools))
        self._aside += [tool for tool in tools if tool not in claimed]
        self._opened.extend(opened)

    def _looked_up(self, tools: Sequence[str]) -> tuple[frozenset[str], list[Opened]]:
        """Claim what can be had of some tools, and see what is stored of it."""
        claimed = self._claims.take(tools)
        by_tool: dict[str, list[Cell]] = {tool: [] for tool in tools if tool in claimed}
        cells = {cell.key: cell for cell in self._work.cells([*by_tool])} if by_tool else {}
        found = self._store.takes_by_key([*cells], since=self._work.since) if cells else {}
        for cell in cells.values():
            by_tool[cell.tool.slug].append(cell)
        return claimed, [self._sorted(tool, own, found) for tool, own in by_tool.items()]

    def _sorted(self, tool: str, cells: Sequence[Cell], found: dict[str, Take]) -> Opened:
        again = self._work.asks_failed_again
        stored = [(cell, found[cell.key]) for cell in cells if cell.key in found and stands(found[cell.key], again)]
        known = {cell.key for cell, _ in stored}
        return Opened(tool, tuple(cell for cell in cells if cell.key not in known), tuple(stored))
