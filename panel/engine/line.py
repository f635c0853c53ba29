"""The line: runs a plan's cells, whole tools first, and keeps each take as it comes.

Every model has a line of its own, so that a model that takes few requests holds up nobody else; the turns decide who
leaves when. A cell's place in flight is given back only when its take is stored, so killing the process costs at most
what was in flight.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from panel.domain.calling import Turn
from panel.domain.cell import Cell
from panel.domain.finished import Finished
from panel.domain.seat import Model
from panel.domain.take import Take
from panel.engine.asking import Asker
from panel.engine.plan import Plan
from panel.engine.ports import Turns
from panel.engine.progress import Asking, Event, Planned, Progress, Settled, Stopping, WaitingForRoom
from panel.engine.purse import Account, Purse
from panel.engine.recorder import Recorder
from panel.engine.stop import Stop
from panel.errors import Cause, WireFault

Worst = Callable[[Cell], Decimal | None]
"""The most that one request of a cell can cost, in USD; None where no price is known."""

_AHEAD = 2
"""Cells of a model that are begun, for each place in flight: one that waits for another try holds no place."""

_LEAST_READY = 16
_READY = 8
"""One cell stands ready in line for so many places, so that a group of freed places is taken at once."""

_TOOLS_AHEAD = 4
"""Tools whose money is held before their turn comes."""

_Accounts = dict[str, Account]


def begin(plan: Plan, progress: Progress) -> dict[str, Take]:
    """Report the plan and what is stored of it; returns the stored takes by key, in the plan's order."""
    progress(Planned(len(plan.cells), len(plan.stored)))
    takes = {cell.key: plan.stored[cell.key] for cell in plan.cells if cell.key in plan.stored}
    for cell in plan.cells:
        if cell.key in takes:
            progress(Settled(cell, takes[cell.key], is_reused=True))
    return takes


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works on a line: ``asker`` asks a cell, ``turns`` say when, ``recorder`` keeps, ``purse`` holds the money.

    ``worst`` is the most that one request of a cell can cost.
    """

    asker: Asker
    recorder: Recorder
    turns: Turns
    purse: Purse
    worst: Worst


class Line:
    """One run of a plan. ``unasked`` are the tools that were not begun, since the budget was reached."""

    def __init__(self, plan: Plan, crew: Crew, *, run: str, progress: Progress, stop: Stop | None = None) -> None:
        self.unasked: list[str] = []
        self.purse = crew.purse
        self._plan = plan
        self._crew = crew
        self._run = run
        self._progress = progress
        self._stop = stop or Stop()
        self._is_stopping = False
        self._takes: dict[str, Take] = {}
        self._feeders: list[asyncio.Task[None]] = []
        self._turns: dict[asyncio.Task[None], Turn] = {}
        self._tools = _by_tool(plan.to_ask)
        self._slugs = list(self._tools)
        self._positions = {tool: number for number, tool in enumerate(self._slugs)}
        self._held: dict[str, asyncio.Task[_Accounts | None]] = {}

    async def takes(self) -> list[Take]:
        """Return the plan's takes in its order, asking what is not stored; a tool that was not begun has none.

        Cancelling it leaves what was kept, and so does its ``stop``, which ends in CancelledError too. A store that
        cannot be written ends the run with StoreUnusable.
        """
        self._takes = begin(self._plan, self._progress)
        work = asyncio.create_task(self._work())
        with self._stop.heeded() as stopped:
            try:
                await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not work.done():
                    await self._wind_down(work)
            finally:
                await _ended(work)
        if not work.cancelled():
            work.result()
        if self._is_stopping or work.cancelled():
            raise asyncio.CancelledError
        return [self._takes[cell.key] for cell in self._plan.cells if cell.key in self._takes]

    async def _wind_down(self, work: asyncio.Task[None]) -> None:
        """Send nothing more, and wait a little for what may be billed already."""
        self._is_stopping = True
        turns = self._crew.turns
        turns.close("the run was stopped")
        self._crew.purse.expect_no_more()
        waiting = [task for task, turn in self._turns.items() if not turn.is_taken]
        for task in (*self._feeders, *self._held.values(), *waiting):
            task.cancel()
        if turns.in_flight:
            self._progress(Stopping(turns.in_flight, self._stop.grace))
            await asyncio.wait({work}, timeout=self._stop.grace)

    async def _work(self) -> None:
        """Feed every model's line, all at the same time."""
        try:
            async with asyncio.TaskGroup() as group:
                for cells in _by_model(self._plan.to_ask):
                    self._feeders.append(group.create_task(self._feed(group, cells)))
        except BaseExceptionGroup as failures:
            raise _first(failures) from None

    async def _feed(self, group: asyncio.TaskGroup, cells: Sequence[tuple[int, Cell]]) -> None:
        """Begin a model's cells in their order: a few that stand ready, and no more than can be seen to."""
        places = self._crew.turns.places
        ready = asyncio.Semaphore(max(places // _READY, _LEAST_READY))
        begun = asyncio.Semaphore(_AHEAD * places)
        for order, cell in cells:
            accounts = await self._accounts(group, cell.tool.slug)
            if accounts is None:
                continue
            await ready.acquire()
            await begun.acquire()
            self._begin(group, cell, order, accounts[cell.key], _Permits(ready, begun))

    def _begin(self, group: asyncio.TaskGroup, cell: Cell, order: int, account: Account, permits: _Permits) -> None:
        def left() -> None:
            permits.stands_ready_no_more()
            self._progress(Asking(cell))

        turn = self._crew.turns.turn(cell.model, order, left)
        task = group.create_task(self._settle(cell, turn, account, permits))
        self._turns[task] = turn

        def ended(task: asyncio.Task[None]) -> None:
            del self._turns[task]
            permits.give_back()
            # Also where it was cancelled before it ran at all.
            self._crew.purse.abandon(account)

        task.add_done_callback(ended)

    async def _accounts(self, group: asyncio.TaskGroup, tool: str) -> _Accounts | None:
        """The accounts of a tool's seats, by key; None where the budget does not reach that far."""
        for slug in self._slugs[len(self._held) : self._positions[tool] + _TOOLS_AHEAD + 1]:
            self._held[slug] = group.create_task(self._hold(slug))
        return await self._held[tool]

    async def _hold(self, tool: str) -> _Accounts | None:
        try:
            return await self._crew.purse.open(tool, self._worsts(tool))
        except WireFault:
            self.unasked.append(tool)
            return None

    def _worsts(self, tool: str) -> dict[str, Decimal | None]:
        """The most that a request of each of a tool's cells can cost, by key; not worked out where nobody counts."""
        counts = self._crew.purse.cap is not None
        return {cell.key: self._crew.worst(cell) if counts else None for cell in self._tools[tool]}

    async def _settle(self, cell: Cell, turn: Turn, account: Account, permits: _Permits) -> None:
        """Ask one cell, keep what came of it, and only then let somebody else leave."""
        crew = self._crew

        def leave(finished: Finished) -> None:
            crew.recorder.leave(self._charged(finished, account))

        def waiting(event: Event) -> None:
            if isinstance(event, WaitingForRoom):
                # Who may free the money has perhaps yet to begin.
                permits.give_back()
            self._progress(event)

        try:
            finished = await crew.asker.take(cell, self._run, waiting, leave, turn=turn, account=account)
            if not finished.attempts and finished.take.cause == Cause.STOPPED:
                return
            await crew.recorder.keep(self._charged(finished, account))
            crew.purse.settle(account)
        finally:
            turn.give_back()
            crew.purse.abandon(account)
        self._takes[cell.key] = finished.take
        self._progress(Settled(cell, finished.take, is_reused=False))

    def _charged(self, finished: Finished, account: Account) -> Finished:
        """With what its seat comes to, where money was held for it."""
        if self._crew.purse.cap is None:
            return finished
        return finished.model_copy(update={"charge": account.settled})


class _Permits:
    """One cell's share of what its feeder may begin; each is given back once."""

    __slots__ = ("_begun", "_ready")

    def __init__(self, ready: asyncio.Semaphore, begun: asyncio.Semaphore) -> None:
        self._ready: asyncio.Semaphore | None = ready
        self._begun: asyncio.Semaphore | None = begun

    def stands_ready_no_more(self) -> None:
        """The cell left, or will not."""
        if self._ready is not None:
            self._ready.release()
            self._ready = None

    def give_back(self) -> None:
        """The cell is done, or holds up nobody: what waits for money is as much as the budget lets begin."""
        self.stands_ready_no_more()
        if self._begun is not None:
            self._begun.release()
            self._begun = None


def _by_model(cells: Iterable[Cell]) -> list[list[tuple[int, Cell]]]:
    """Each model's cells with their places in the plan."""
    found: dict[Model, list[tuple[int, Cell]]] = {}
    for order, cell in enumerate(cells):
        found.setdefault(cell.model, []).append((order, cell))
    return list(found.values())


def _by_tool(cells: Iterable[Cell]) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(cell.tool.slug, []).append(cell)
    return found


async def _ended(work: asyncio.Task[None]) -> None:
    """End the work, and wait until it has left what it sent, however often the waiting is cancelled."""
    work.cancel()
    while not work.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait({work})


def _first(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first single error in a group; the others are its consequences."""
    error = failures.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error
