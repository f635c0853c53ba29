"""What a run has claimed: renewed while it goes on, and given up by and by."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import datetime

import pytest

from panel.engine.claims import LEASE, RENEWALS, Claims
from panel.engine.recorder import Recorder
from panel.errors import StoreUnusable
from tests.fakes.clock import FakeClock
from tests.fakes.engine import NOON, FakeStore, noon

A_TURN = LEASE.total_seconds() / RENEWALS


class LeaseStore(FakeStore):
    """Notes until when claims are to stand, and what is given up at once."""

    def __init__(self) -> None:
        super().__init__()
        self.untils: list[datetime] = []
        self.releases: list[list[str]] = []

    def claim(self, run: str, tools: Collection[str], *, now: datetime, until: datetime) -> set[str]:
        """Note its end."""
        self.untils.append(until)
        return super().claim(run, tools, now=now, until=until)

    def release(self, run: str, tools: Collection[str]) -> None:
        """Note them."""
        self.releases.append([*tools])
        super().release(run, tools)


def test_a_claim_is_a_lease_and_only_of_what_no_other_run_has() -> None:
    store = LeaseStore()
    store.claimed["b"] = "another"
    assert Claims(store, "r", noon).take(["a", "b", "c"]) == {"a", "c"}
    assert store.untils == [NOON + LEASE]


def test_what_is_given_up_is_released_together_with_the_next_claim() -> None:
    store = LeaseStore()
    claims = Claims(store, "r", noon)
    claims.take(["a", "b", "c"])
    claims.give_up("a")
    claims.give_up("b")
    assert store.releases == []
    claims.take(["d"])
    claims.take(["e"])
    assert store.releases == [["a", "b"]]
    assert set(store.claimed) == {"c", "d", "e"}


class Sleeper:
    """Lets so many turns pass at once, on a clock if there is one, says when they are over, and then sleeps on."""

    def __init__(self, turns: int, clock: FakeClock | None = None) -> None:
        self.slept: list[float] = []
        self.is_over = asyncio.Event()
        self._turns = turns
        self._clock = clock

    async def sleep(self, seconds: float) -> None:
        """Pass a turn."""
        if len(self.slept) == self._turns:
            self.is_over.set()
            await asyncio.Event().wait()
        self.slept.append(seconds)
        if self._clock is not None:
            await self._clock.sleep(seconds)


async def test_claims_are_renewed_as_long_as_the_run_goes_on_and_release_what_is_done() -> None:
    store, sleeper = LeaseStore(), Sleeper(3)
    claims = Claims(store, "r", noon, sleep=sleeper.sleep)
    async with Recorder(store) as recorder:
        claims.take(["a", "b"])
        async with claims.renewed(recorder):
            claims.give_up("a")
            await sleeper.is_over.wait()
    assert (store.renewals, sleeper.slept) == (3, [A_TURN] * 3)
    assert (store.releases, set(store.claimed)) == ([["a"]], {"b"})


def test_a_claim_outlives_three_renewals_that_fail_to_come() -> None:
    assert LEASE.total_seconds() > 4 * A_TURN


async def test_a_run_that_ends_renews_nothing_more() -> None:
    store, sleeper = LeaseStore(), Sleeper(0)
    async with Recorder(store) as recorder, Claims(store, "r", noon, sleep=sleeper.sleep).renewed(recorder):
        await sleeper.is_over.wait()
    assert (store.renewals, len(asyncio.all_tasks())) == (0, 1)


class Unwritable(FakeStore):
    """Cannot be written when claims are renewed."""

    def renew(self, run: str, until: datetime) -> set[str]:
        """Raise."""
        del run, until
        raise StoreUnusable("disk full")


async def failing(clock: FakeClock, end: Exception | None = None, *, turns: int = 1) -> None:
    """A run whose claims cannot be renewed, and that goes on for a while."""
    store = Unwritable()
    sleeper = Sleeper(turns, clock)
    async with Recorder(store) as recorder:
        claims = Claims(store, "r", clock, sleep=sleeper.sleep)
        claims.take(["a"])
        async with claims.renewed(recorder) as renewing:
            await asyncio.wait({renewing, asyncio.create_task(sleeper.is_over.wait())}, return_when="FIRST_COMPLETED")
            if end is not None:
                raise end


async def test_a_store_that_fails_for_less_than_the_lease_is_tried_again() -> None:
    await failing(FakeClock(), turns=RENEWALS - 1)


async def test_a_store_that_fails_for_as_long_as_the_lease_ends_renewing_and_is_said_at_the_end() -> None:
    with pytest.raises(StoreUnusable, match="disk full"):
        await failing(FakeClock(), turns=RENEWALS)


async def test_what_fails_in_the_run_is_not_hidden_by_a_renewal_that_failed() -> None:
    with pytest.raises(KeyError):
        await failing(FakeClock(), KeyError("a bug"), turns=RENEWALS)


async def test_a_run_that_was_held_up_for_longer_than_its_lease_asks_what_it_still_has() -> None:
    store, clock = LeaseStore(), FakeClock()
    claims = Claims(store, "r", clock)
    async with Recorder(store) as recorder:
        claims.take(["a", "b"])
        assert await claims.holds("a", recorder)
        assert store.renewals == 0
        store.claimed["b"] = "another"
        await clock.sleep(LEASE.total_seconds())
        assert [await claims.holds(tool, recorder) for tool in ("a", "b")] == [True, False]
        assert store.renewals == 1
        del store.claimed["b"]
        assert claims.take(["b"]) == {"b"}
        assert await claims.holds("b", recorder)


async def test_a_run_that_lost_what_it_works_on_the_strength_of_has_no_tool_any_more() -> None:
    store, clock = LeaseStore(), FakeClock()
    store.claimed["job:j"] = "r"
    claims = Claims(store, "r", clock, also=["job:j"])
    async with Recorder(store) as recorder:
        claims.take(["a"])
        await clock.sleep(LEASE.total_seconds())
        assert await claims.holds("a", recorder)
        store.claimed["job:j"] = "another"
        await clock.sleep(LEASE.total_seconds())
        assert not await claims.holds("a", recorder)


async def test_a_run_that_lost_it_before_its_first_tool_has_none_from_the_start() -> None:
    store = LeaseStore()
    store.claimed["job:j"] = "another"
    claims = Claims(store, "r", noon, also=["job:j"])
    async with Recorder(store) as recorder:
        claims.take(["a"])
        assert not await claims.holds("a", recorder)
