"""The purse: what a job may spend, and what is spent or held of it already.

A whole tool is held before its first call, with one re-ask for each seat, and the hold is kept before anything is sent.
So calls side by side cannot overspend together, and after a crash what was under way still counts as spent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from decimal import ROUND_UP, Decimal

from panel.domain.completion import Attempt
from panel.domain.money import Reserve
from panel.engine.ports import Clock
from panel.engine.room import Room
from panel.errors import Cause, WireFault

Keep = Callable[[Sequence[Reserve]], Awaitable[None]]

REQUESTS_HELD = 2
"""Requests that a seat holds money for before it is asked: the first, and one re-ask."""

_NOTHING = Decimal(0)
_SHOWN = Decimal("0.000001")


def _unheard() -> None:
    """Tell nobody."""


class Account:
    """What one seat holds and has used, in USD. A seat makes one request at a time."""

    __slots__ = ("_purse", "held", "key", "lost", "spent", "tool")

    def __init__(self, purse: Purse, tool: str, key: str, held: Decimal) -> None:
        self._purse = purse
        self.tool = tool
        self.key = key
        self.held = held
        self.spent = _NOTHING
        self.lost = _NOTHING

    @property
    def settled(self) -> Decimal:
        """The seat's charge so far: known costs, and the most that its calls of unknown outcome may have cost."""
        return self.spent + self.lost

    async def allow(self, worst: Decimal | None, waits: Callable[[], None] = _unheard) -> None:
        """Return when the money for one more request is held; ``worst`` is the most that it may cost.

        Beyond what the seat holds it may have to wait for what others free, and ``waits`` is called before it does: it
        gives back whatever those others may need, whether or not they have begun.
        Raises WireFault, BUDGET_REACHED, when the cap leaves no room for it and nobody is left who might free some.
        """
        await self._purse.make_room(self, worst, waits)

    def charge(self, attempt: Attempt, worst: Decimal | None) -> None:
        """Count an attempt: at its cost, at ``worst`` where nobody knows that, at nothing where it was not billed."""
        cost = attempt.cost_usd
        is_lost = attempt.cost_basis == "held" or (cost is None and attempt.is_completed)
        if is_lost or (cost is not None and not _is_a_cost(cost)):
            self.lost += _most(cost, worst)
        elif cost is not None:
            self.spent += cost
        self._purse.cover(self)


class Purse:
    """What one job may spend, in USD; without a cap everything is allowed and nothing is kept.

    ``committed`` is what the job has spent or kept held before. ``keep`` returns when reserves are on disk; several
    calls of it may wait at the same time, and they have to be written in the order in which they were made.
    """

    def __init__(
        self,
        cap: Decimal | None,
        *,
        job: str,
        run: str,
        keep: Keep,
        clock: Clock,
        committed: Decimal = _NOTHING,
    ) -> None:
        self.cap = cap
        self.overrun = _NOTHING
        self.reached: WireFault | None = None
        """Why no more tools are opened, once that is so."""
        self._job = job
        self._run = run
        self._keep = keep
        self._clock = clock
        self._room = Room(cap, committed)
        self._line = asyncio.Lock()
        self._freed = asyncio.Event()
        self._open: set[Account] = set()

    @property
    def committed(self) -> Decimal:
        """What the job has spent, and all that it holds."""
        return self._room.committed

    async def open(self, tool: str, worsts: Mapping[str, Decimal | None]) -> dict[str, Account]:
        """Hold a whole tool and return its seats' accounts, by key; ``worsts`` are the most a request of each may cost.

        Waits in line while the tool does not fit and others are open, so their seats have to go on meanwhile; a seat
        that waits for room goes first. Raises WireFault, BUDGET_REACHED, when it does not fit and none is open, and
        from then on for every tool.
        """
        if self.cap is None:
            return {key: Account(self, tool, key, _NOTHING) for key in worsts}
        holds = {key: REQUESTS_HELD * self._priced(tool, worst) for key, worst in worsts.items()}
        wanted = sum(holds.values(), _NOTHING)
        async with self._line:
            await self._until_it_fits(tool, wanted)
            accounts = {key: Account(self, tool, key, held) for key, held in holds.items()}
            self._room.committed += wanted
            self._open.update(accounts.values())
            self._room.expect(accounts.values())
        try:
            await self._kept(accounts.values())
        except BaseException:
            # Nobody knows whether the hold was written, so its money stays held; but no tool has to wait for it.
            self._close(accounts.values())
            raise
        return accounts

    def settle(self, account: Account) -> None:
        """Free what a seat holds beyond its charge. Call it once that charge is on disk; a second time does nothing."""
        if account in self._open:
            self._room.committed -= account.held - account.settled
            account.held = account.settled
            self._close([account])

    def abandon(self, account: Account) -> None:
        """Wait no longer for what a seat may free: it ended unsettled, so its money stays held. Else does nothing."""
        if account in self._open:
            self._close([account])

    def expect_no_more(self) -> None:
        """Let nobody wait for a seat that has not made a request: it will not."""
        self._room.expect_no_more()

    async def make_room(self, account: Account, worst: Decimal | None, waits: Callable[[], None]) -> None:
        """Hold the money for one more request of a seat, as ``Account.allow`` says."""
        if self.cap is None:
            return
        self._room.begin(account)
        needed = account.settled + self._priced(account.tool, worst)
        more = max(needed - account.held, _NOTHING)
        if not more and self._room.fits(more):
            return
        if not await self._room.take(account, more, waits):
            raise self._spent(f"one more request on {account.tool} needs", needed - account.settled)
        if more:
            account.held = needed
            await self._kept([account])

    def cover(self, account: Account) -> None:
        """Commit what a seat was charged beyond all that it held; ``overrun`` is the sum of that.

        An endpoint that keeps to its listed prices never gets here, so what it charged is counted, and no longer fits.
        """
        over = account.settled - account.held
        if self.cap is not None and over > 0:
            account.held = account.settled
            self._room.committed += over
            self.overrun += over

    async def _until_it_fits(self, tool: str, wanted: Decimal) -> None:
        while self.reached is not None or self._room.is_waited_for or not self._room.fits(wanted):
            if self.reached is not None or not self._open:
                fault = self._spent(f"{tool} needs", wanted)
                self.reached = self.reached or fault
                raise fault
            self._freed.clear()
            await self._freed.wait()

    async def _kept(self, accounts: Iterable[Account]) -> None:
        now = self._clock()
        reserves = [
            Reserve(job=self._job, run=self._run, key=one.key, tool=one.tool, held_usd=one.held, at=now)
            for one in accounts
        ]
        if reserves:
            await self._keep(reserves)

    def _close(self, accounts: Collection[Account]) -> None:
        self._open.difference_update(accounts)
        self._room.end(accounts)
        self._freed.set()

    def _priced(self, tool: str, worst: Decimal | None) -> Decimal:
        if worst is None:
            detail = f"no price is known for a request on {tool}, so that no budget can be kept"
            raise WireFault(Cause.BUDGET_REACHED, detail, is_retryable=False)
        return worst

    def _spent(self, who: str, wanted: Decimal) -> WireFault:
        sums = f"{_dollars(self.committed)} of it is spent or held, and {who} {_dollars(wanted)}"
        detail = f"the budget of {_dollars(self.cap or _NOTHING)} is reached: {sums}"
        return WireFault(Cause.BUDGET_REACHED, detail, is_retryable=False)


def _is_a_cost(cost: Decimal) -> bool:
    return cost.is_finite() and cost >= 0


def _most(cost: Decimal | None, worst: Decimal | None) -> Decimal:
    """The most that a call of unknown outcome may have cost; nothing where no price is known at all."""
    return max((one for one in (cost, worst) if one is not None and _is_a_cost(one)), default=_NOTHING)


def _dollars(sum_: Decimal) -> str:
    return f"${sum_.quantize(_SHOWN, ROUND_UP).normalize():f}"
