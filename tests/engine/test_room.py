"""Waiting for room, in any order: every run ends, the cap holds, and nobody goes without what might still come."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from panel.engine.purse import Account, Purse
from panel.errors import WireFault
from tests.fakes.engine import FakeLedger, an_attempt, noon

CENT = Decimal("0.01")
TOO_LONG = 20_000
"""Turns of the loop after which a run has hung; the longest here take a tenth of that."""


class Share:
    """One seat's share of something that there is little of."""

    def __init__(self, of: asyncio.Semaphore) -> None:
        self._of = of
        self._is_had = False

    async def take(self) -> None:
        """Wait for it, unless it is had."""
        if not self._is_had:
            await self._of.acquire()
            self._is_had = True

    def give_back(self) -> None:
        """Let somebody else have it."""
        if self._is_had:
            self._is_had = False
            self._of.release()


class World:
    """One schedule, all of it drawn from ``seed``: tools of a few seats, and how the loop turns between their steps.

    Every model's feeder begins its seats in the order of the tools, as many at once as there are permits; all requests
    share few places in flight. Whoever waits for room gives back both. Some seats are cancelled while they wait.
    ``bill`` is what really was spent.
    """

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)  # noqa: S311 - a schedule, no secret
        self.cap = CENT * self.draw.randint(8, 60)
        self.ledger = FakeLedger(self.draw.randint(0, 3))
        self.purse = Purse(self.cap, job="j", run="r", keep=self.ledger.keep, clock=noon)
        self.feeders = [asyncio.Semaphore(self.draw.randint(1, 3)) for _ in range(self.draw.randint(1, 3))]
        self.places = asyncio.Semaphore(self.draw.randint(1, 4))
        self.accounts: list[Account] = []
        self.bill = Decimal(0)
        self.seen = Seen()

    async def run(self) -> None:
        """Ask every seat of every tool, and count the turns of the loop meanwhile."""
        asking = asyncio.create_task(self._ask_all())
        while not asking.done():
            self.seen.ticks += 1
            assert self.seen.ticks < TOO_LONG, "everybody waits"
            await asyncio.sleep(0)
        await asking

    async def _ask_all(self) -> None:
        opening = [asyncio.create_task(self._open(number)) for number in range(self.draw.randint(1, 8))]
        async with asyncio.TaskGroup() as group:
            for model in range(len(self.feeders)):
                group.create_task(self._feed(group, model, opening))

    async def _feed(self, group: asyncio.TaskGroup, model: int, opening: list[asyncio.Task[list[Account]]]) -> None:
        for one in opening:
            for account in (await one)[model :: len(self.feeders)]:
                permit = Share(self.feeders[model])
                await permit.take()
                group.create_task(self._seat(account, permit, Share(self.places)))

    async def _open(self, number: int) -> list[Account]:
        worsts = {f"{number}/{seat}": CENT for seat in range(self.draw.randint(1, 5))}
        try:
            accounts = list((await self.purse.open(f"{number}", worsts)).values())
        except WireFault:
            return []
        self.accounts += accounts
        self.seen.open(accounts)
        return accounts

    async def _seat(self, account: Account, permit: Share, place: Share) -> None:
        """A few requests, most of which are lost; a cut-off doubles what the later ones may cost."""
        worst = CENT
        try:
            for _ in range(self.draw.randint(1, 5)):
                await self._allowed(account, worst, permit, place)
                await place.take()
                await self._asked(account, worst)
                worst *= self.draw.choice([1, 1, 2])
        except WireFault:
            await self.pause()
        except asyncio.CancelledError:
            self.seen.end(account)
            self.purse.abandon(account)
            return
        else:
            await self.pause()
        finally:
            permit.give_back()
            place.give_back()
        await self.ledger.settle("r", account.key, account.settled)
        self.seen.end(account)
        self.purse.settle(account)
        self.look()

    async def _allowed(self, account: Account, worst: Decimal, permit: Share, place: Share) -> None:
        seen, wanted = self.seen, account.settled + worst - account.held

        def waits() -> None:
            permit.give_back()
            place.give_back()
            self._waits(account)

        try:
            await account.allow(worst, waits)
        except WireFault:
            assert seen.active_before(account) == []
            assert seen.has_news or self.purse.committed + max(wanted, Decimal(0)) > self.cap
            seen.failed += 1
            raise
        else:
            seen.served += account in seen.waiting
        finally:
            seen.waiting.discard(account)

    async def _asked(self, account: Account, worst: Decimal) -> None:
        is_lost = self.draw.random() < 0.7
        cost = worst if is_lost else worst * self.draw.randint(0, 10) / 10
        self.bill += cost
        await self.pause()
        account.charge(an_attempt(cost_usd=cost, cost_basis="held" if is_lost else "billed"), worst)
        await self.pause()

    def _waits(self, account: Account) -> None:
        self.seen.waiting.add(account)
        task = asyncio.current_task()
        if task is not None and self.draw.random() < 0.2:
            self.seen.cancelling = asyncio.create_task(self._cancel(account, task))

    async def _cancel(self, account: Account, task: asyncio.Task[None]) -> None:
        for _ in range(self.draw.randint(0, 20)):
            await asyncio.sleep(0)
        if account in self.seen.waiting:
            self.seen.cancelled += 1
            task.cancel()

    async def pause(self) -> None:
        """Look at the books, and let the others go on."""
        self.look()
        for _ in range(self.draw.randint(0, 4)):
            await asyncio.sleep(0)

    def look(self) -> None:
        """What was billed is on disk, what is on disk is in the books, and they keep to the cap."""
        assert self.bill <= self.ledger.committed <= self.purse.committed <= self.cap


@dataclass
class Seen:
    """Who is open and since when, in turns of the loop, and who waits; those at their end are gone."""

    ticks: int = 0
    served: int = 0
    failed: int = 0
    cancelled: int = 0
    opened: dict[Account, int] = field(default_factory=dict)
    waiting: set[Account] = field(default_factory=set)
    cancelling: asyncio.Task[None] | None = None

    def open(self, accounts: list[Account]) -> None:
        """Note when seats were opened."""
        self.opened.update(dict.fromkeys(accounts, self.ticks))

    def end(self, account: Account) -> None:
        """Forget one that frees nothing any more."""
        self.opened.pop(account, None)

    @property
    def has_news(self) -> bool:
        """Whether somebody was opened just now: a seat hears a turn later that it goes without."""
        return any(tick >= self.ticks - 1 for tick in self.opened.values())

    def active_before(self, account: Account) -> list[Account]:
        """Who else might have freed money, begun or not, when it was decided that a seat goes without."""
        others = [one for one, tick in self.opened.items() if tick < self.ticks - 1 and one is not account]
        return [one for one in others if one not in self.waiting]


@pytest.mark.parametrize("block", range(10))
def test_whatever_the_schedule_all_end_within_the_cap_and_nobody_fails_while_others_may_free_money(block: int) -> None:
    served = failed = cancelled = 0
    for seed in range(100 * block, 100 * (block + 1)):
        world = World(seed)
        asyncio.run(world.run())
        assert world.purse.committed == sum((one.held for one in world.accounts), Decimal(0)) <= world.cap
        served += world.seen.served
        failed += world.seen.failed
        cancelled += world.seen.cancelled
    # Otherwise nothing is proved.
    assert min(served, failed, cancelled) >= 10
