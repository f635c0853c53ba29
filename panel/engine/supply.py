"""Supply: opens a run's tools as its models come to need some, has them paid for, and hands out their cells.

It keeps the tools that are open, and nothing of those that are done.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from panel.domain.cell import Cell
from panel.domain.seat import Model
from panel.engine.claims import Claims
from panel.engine.lane import Lane
from panel.engine.opening import Opened, Opener
from panel.engine.progress import Progress, Settled
from panel.engine.purse import Account, Purse
from panel.errors import WireFault

Worst = Callable[[Cell], Decimal | None]
"""The most that one request of a cell can cost, in USD; None where no price is known."""

_AHEAD = 32
_PAID_AHEAD = 4
"""Tools that are opened before their turn comes in the lane that is quickest; fewer where money is held for them."""

_APART = 256
"""Tools that wait in a slow lane at most, while a quick one is in want of some: memory is kept for no more."""

_Accounts = dict[str, Account]


@dataclass(slots=True)
class _Open:
    """A tool that is under way: the accounts of its seats by key, and how many of them are not done."""

    accounts: _Accounts
    left: int


class Supply:
    """The open tools of one run. ``unasked`` are those that were not begun, since the budget was reached.

    ``worst`` is the most that one request of a cell can cost, and ``lane`` makes the lane of a model.
    """

    def __init__(
        self,
        opener: Opener,
        claims: Claims,
        purse: Purse,
        worst: Worst,
        lane: Callable[[], Lane],
        progress: Progress,
    ) -> None:
        self.unasked: list[str] = []
        self._opener = opener
        self._claims = claims
        self._purse = purse
        self._worst = worst
        self._new_lane = lane
        self._progress = progress
        self._is_all_open = False
        self._lanes: dict[Model, Lane] = {}
        self._moved = asyncio.Event()
        self._open: dict[str, _Open] = {}
        self._paying: deque[tuple[Opened, asyncio.Task[_Accounts | None]]] = deque()

    async def open_all(self, group: asyncio.TaskGroup, feed: Callable[[Lane], None]) -> None:
        """Open one tool after another, and put its cells into their lanes, while those are in want of some.

        ``feed`` is called with every lane, as its first cell comes.
        """
        async with contextlib.aclosing(self._opener.opened()) as tools:
            async for opened in tools:
                most = _PAID_AHEAD if self._is_more(opened, group) else 0
                if not await self._put_all_but(most, feed):
                    break
        await self._put_all_but(0, feed)
        self._is_all_open = True
        self._stir()

    def stop(self) -> None:
        """Wait for no more money."""
        for _, paid in self._paying:
            paid.cancel()

    async def next(self, lane: Lane) -> Cell | None:
        """A lane's next cell, when there is one; None when there will be none."""
        while True:
            had = len(lane.upcoming)
            cell = lane.next(is_last=self._is_all_open)
            if len(lane.upcoming) < had:
                self._stir()
            if cell is not None or (self._is_all_open and lane.is_empty):
                return cell
            await self._moved.wait()

    def account(self, cell: Cell) -> Account:
        """What a cell that is not done may spend."""
        return self._open[cell.tool.slug].accounts[cell.key]

    def warm(self, cell: Cell, lane: Lane) -> None:
        """A cell is answered: those that it leads may go."""
        if lane.warm(cell.tool.slug):
            self._stir()

    def done(self, cell: Cell, lane: Lane) -> None:
        """A cell has ended, however it did; with its last cell a tool is given up."""
        self.warm(cell, lane)
        tool = self._open[cell.tool.slug]
        tool.left -= 1
        if not tool.left:
            del self._open[cell.tool.slug]
            self._claims.give_up(cell.tool.slug)

    def _is_more(self, opened: Opened | None, group: asyncio.TaskGroup) -> bool:
        """Have an opened tool paid for, if it needs that; False where no other comes for a while."""
        if opened is None:
            return False
        for cell, take in opened.stored:
            self._progress(Settled(cell, take, is_reused=True))
        if opened.to_ask:
            self._paying.append((opened, group.create_task(self._accounts(opened))))
        else:
            self._claims.give_up(opened.tool)
        return True

    async def _put_all_but(self, most: int, feed: Callable[[Lane], None]) -> bool:
        """Put tools into their lanes until so few are left; False where the budget does not reach that far."""
        while len(self._paying) > most:
            if not await self._put(feed):
                return False
        return True

    async def _put(self, feed: Callable[[Lane], None]) -> bool:
        """Put the next tool's cells into their lanes once it is paid for; False where the budget does not reach it."""
        opened, paid = self._paying.popleft()
        accounts = await paid
        if accounts is None:
            self.unasked = [opened.tool, *(one.tool for one, _ in self._paying), *self._opener.left]
            self._paying.clear()
            return False
        self._open[opened.tool] = _Open(accounts, len(opened.to_ask))
        for model, cells in _by_model(opened.to_ask).items():
            if model not in self._lanes:
                self._lanes[model] = self._new_lane()
                feed(self._lanes[model])
            self._lanes[model].add(cells)
        self._stir()
        while self._is_well_fed:
            await self._moved.wait()
        return True

    async def _accounts(self, opened: Opened) -> _Accounts | None:
        """The accounts of a tool's seats, by key; None where the budget does not reach that far."""
        worsts = {cell.key: self._worst(cell) if self._purse.cap is not None else None for cell in opened.to_ask}
        try:
            return await self._purse.open(opened.tool, worsts)
        except WireFault:
            return None

    @property
    def _is_well_fed(self) -> bool:
        upcoming = [len(lane.upcoming) for lane in self._lanes.values()]
        ahead = _AHEAD if self._purse.cap is None else _PAID_AHEAD
        return min(upcoming) >= ahead or max(upcoming) >= _APART

    def _stir(self) -> None:
        """Wake whoever waits for the lanes to change."""
        self._moved.set()
        self._moved = asyncio.Event()


def _by_model(cells: Iterable[Cell]) -> dict[Model, list[Cell]]:
    found: dict[Model, list[Cell]] = {}
    for cell in cells:
        found.setdefault(cell.model, []).append(cell)
    return found
