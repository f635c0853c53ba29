"""The line: runs the cells of a run's tools, whole tools first, and keeps each take as it comes.

Every model has a lane of its own, so that a model that takes few requests holds up nobody else for long; the turns
decide who leaves when. A cell's place in flight is given back only when its take is stored, so killing the process
costs at most what was in flight. Nothing here grows with the number of tools.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from functools import partial

from panel.domain.calling import Turn
from panel.domain.cell import Cell
from panel.domain.completion import Attempt
from panel.domain.finished import Departure, Finished
from panel.engine.asking import Asker, Backing
from panel.engine.claims import Claims
from panel.engine.lane import Lane
from panel.engine.opening import Opener
from panel.engine.permits import Permits
from panel.engine.ports import Clock, Turns
from panel.engine.progress import Asking, Event, Progress, Settled, Stopping, WaitingForRoom
from panel.engine.purse import Account, Purse
from panel.engine.recorder import Recorder
from panel.engine.stop import Stop
from panel.engine.supply import Supply, Worst
from panel.errors import Cause, StoreUnusable, WireFault

_AHEAD = 2
"""Cells of a model that are begun, for each place in flight: one that waits for another try holds no place."""

_LEAST_READY = 16
_READY = 8
"""One cell stands ready in line for so many places, so that a group of freed places is taken at once."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works on a line: ``asker`` asks a cell, ``turns`` say when, ``recorder`` keeps, ``purse`` holds the money.

    ``worst`` is the most that one request of a cell can cost. With ``notes_departures`` every call is on record before
    it is sent, and without ``leads`` no cell waits for another that warms a cache.
    """

    asker: Asker
    recorder: Recorder
    turns: Turns
    purse: Purse
    worst: Worst
    claims: Claims
    clock: Clock
    notes_departures: bool = False
    leads: bool = True


class Line:
    """One run. ``lost`` are the tools that another run took over while this one was held up."""

    def __init__(self, opener: Opener, crew: Crew, *, run: str, progress: Progress, stop: Stop | None = None) -> None:
        self.purse = crew.purse
        self.lost: set[str] = set()
        self._crew = crew
        self._run = run
        self._progress = progress
        self._stop = stop or Stop()
        self._is_stopping = False
        self._begun = 0
        self._feeders: list[asyncio.Task[None]] = []
        self._turns: dict[asyncio.Task[None], Turn] = {}
        self._supply = Supply(opener, crew.claims, crew.purse, crew.worst, self._lane, progress)

    @property
    def unasked(self) -> list[str]:
        """The tools that were not begun, since the budget was reached."""
        return self._supply.unasked

    async def run(self) -> None:
        """Ask what is to be asked, and report every take as it is stored.

        Cancelling it leaves what was kept, and so does its ``stop``, which ends in CancelledError too. A store that
        cannot be written ends the run with StoreUnusable.
        """
        async with self._crew.claims.renewed(self._crew.recorder) as renewing:
            work = asyncio.create_task(self._work())
            with self._stop.heeded() as stopped:
                try:
                    await asyncio.wait({work, stopped, renewing}, return_when=asyncio.FIRST_COMPLETED)
                    if not work.done():
                        await self._wind_down(work)
                finally:
                    await _ended(work)
        if not work.cancelled():
            work.result()
        if self._is_stopping or work.cancelled():
            raise asyncio.CancelledError

    async def _wind_down(self, work: asyncio.Task[None]) -> None:
        """Send nothing more, and wait a little for what may be billed already."""
        self._is_stopping = True
        turns = self._crew.turns
        turns.close("the run was stopped")
        self._crew.purse.expect_no_more()
        waiting = [task for task, turn in self._turns.items() if not turn.is_taken]
        self._supply.stop()
        for task in (*self._feeders, *waiting):
            task.cancel()
        if turns.in_flight:
            self._progress(Stopping(turns.in_flight, self._stop.grace, self._stop.why))
            await asyncio.wait({work}, timeout=self._stop.grace)

    async def _work(self) -> None:
        """Open tools, and feed every model's line, all at the same time."""
        try:
            async with asyncio.TaskGroup() as group:

                def feed(lane: Lane) -> None:
                    self._feeders.append(group.create_task(self._feed(group, lane)))

                self._feeders.append(group.create_task(self._supply.open_all(group, feed)))
        except BaseExceptionGroup as failures:
            raise _first(failures) from None

    def _lane(self) -> Lane:
        return Lane(self._crew.turns.places, leads=self._crew.leads)

    async def _feed(self, group: asyncio.TaskGroup, lane: Lane) -> None:
        """Begin a model's cells: a few that stand ready, and no more than can be seen to."""
        places = self._crew.turns.places
        ready = asyncio.Semaphore(max(places // _READY, _LEAST_READY))
        begun = asyncio.Semaphore(_AHEAD * places)
        while True:
            await ready.acquire()
            await begun.acquire()
            cell = await self._supply.next(lane)
            if cell is None:
                return
            self._begin(group, cell, lane, Permits(ready, begun))

    def _begin(self, group: asyncio.TaskGroup, cell: Cell, lane: Lane, permits: Permits) -> None:
        self._begun += 1
        account = self._supply.account(cell)

        def left() -> None:
            permits.stands_ready_no_more()
            self._progress(Asking(cell))

        turn = self._crew.turns.turn(cell.model, self._begun, left)
        task = group.create_task(self._settle(cell, turn, account, lane, permits))
        self._turns[task] = turn

        def ended(task: asyncio.Task[None]) -> None:
            del self._turns[task]
            permits.give_back()
            # Also where it was cancelled before it ran at all.
            self._crew.purse.abandon(account)

        task.add_done_callback(ended)

    async def _settle(self, cell: Cell, turn: Turn, account: Account, lane: Lane, permits: Permits) -> None:
        """Ask one cell, keep what came of it, and only then let somebody else leave."""
        crew, backing = self._crew, self._backing(cell, turn, account, lane, permits)
        try:
            finished = await crew.asker.take(cell, self._run, backing)
            if not finished.attempts and finished.take.cause == Cause.STOPPED:
                # It may be on record as on its way; nothing of it was sent.
                backing.stays()
                crew.purse.settle(account)
                self._supply.done(cell, lane)
                return
            await crew.recorder.keep(self._charged(finished, account))
            crew.purse.settle(account)
        except StoreUnusable:
            # Nobody else leaves: what cannot be kept is not to be paid for.
            crew.turns.close("the store cannot be used")
            raise
        finally:
            turn.give_back()
            crew.purse.abandon(account)
        self._supply.done(cell, lane)
        self._progress(Settled(cell, finished.take, is_reused=False))

    def _backing(self, cell: Cell, turn: Turn, account: Account, lane: Lane, permits: Permits) -> Backing:
        recorder = self._crew.recorder

        def leave(finished: Finished) -> None:
            recorder.leave(self._charged(finished, account))

        def waiting(event: Event) -> None:
            if isinstance(event, WaitingForRoom):
                # Who may free the money has perhaps yet to begin: those that this cell leads, or that stand behind it.
                permits.give_back()
                self._supply.warm(cell, lane)
            self._progress(event)

        def answered() -> None:
            self._supply.warm(cell, lane)

        return Backing(
            turn,
            account,
            waiting,
            leave,
            may_leave=partial(self._may_leave, cell),
            departs=partial(self._departs, cell),
            stays=partial(self._stays, cell),
            answered=answered,
        )

    async def _may_leave(self, cell: Cell) -> None:
        """Raise WireFault for a cell whose tool is this run's no longer."""
        if not await self._crew.claims.holds(cell.tool.slug, self._crew.recorder):
            self.lost.add(cell.tool.slug)
            raise WireFault(Cause.STOPPED, "another run has taken the tool over", is_retryable=False)

    async def _departs(self, cell: Cell, attempts: tuple[Attempt, ...]) -> None:
        if self._crew.notes_departures:
            await self._crew.recorder.depart(self._departure(cell, attempts))

    def _stays(self, cell: Cell) -> None:
        if self._crew.notes_departures:
            self._crew.recorder.stays(self._departure(cell))

    def _departure(self, cell: Cell, attempts: tuple[Attempt, ...] = ()) -> Departure:
        return Departure(run=self._run, key=cell.key, at=self._crew.clock(), attempts=attempts)

    def _charged(self, finished: Finished, account: Account) -> Finished:
        """With what its seat comes to, where money was held for it."""
        if self._crew.purse.cap is None:
            return finished
        return finished.model_copy(update={"charge": account.settled})


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
