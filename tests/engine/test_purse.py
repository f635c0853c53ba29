"""The purse: whole tools first, nothing sent before its money is held, and never a cent above the cap."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from panel.domain.completion import Attempt
from panel.engine.purse import Account, Purse
from panel.errors import Cause, StoreUnusable, WireFault
from tests.fakes.engine import FakeLedger, an_attempt, noon

CENT = Decimal("0.01")
LOST = an_attempt(outcome="timed_out", cost_basis="held", cost_usd="0.01")


def a_purse(cap: str | None, ledger: FakeLedger | None = None, *, committed: str = "0") -> Purse:
    """A purse of job j1 in its run r1."""
    keep = (ledger or FakeLedger()).keep
    return Purse(
        None if cap is None else Decimal(cap), job="j1", run="r1", keep=keep, clock=noon, committed=Decimal(committed)
    )


def billed(cost: str) -> Attempt:
    return an_attempt(cost_usd=cost, cost_basis="billed")


def unchecked(cost: str) -> Attempt:
    """An attempt with a cost that no attempt should have."""
    return billed("0").model_copy(update={"cost_usd": Decimal(cost)})


async def opened(purse: Purse, tool: str = "alpha", seats: int = 1) -> list[Account]:
    """The accounts of a tool whose requests may cost a cent each."""
    return list((await purse.open(tool, {f"{tool}{seat}": CENT for seat in range(seats)})).values())


async def turns(count: int = 20) -> None:
    """Let everything go on that can."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_whole_tool_is_held_with_one_re_ask_a_seat_before_it_opens() -> None:
    ledger = FakeLedger()
    purse = a_purse("1", ledger)
    await opened(purse, seats=5)
    # 5 seats × 2 requests × 0.01.
    assert ledger.committed == purse.committed == Decimal("0.10")
    (reserve, *_) = ledger.held.values()
    assert (reserve.job, reserve.run, reserve.key, reserve.tool, reserve.at) == ("j1", "r1", "alpha0", "alpha", noon())
    assert ledger.commits == 1


async def test_tools_that_fit_wait_for_their_commits_side_by_side() -> None:
    ledger = FakeLedger(turns=50)
    purse = a_purse("1", ledger)
    opening = [asyncio.create_task(opened(purse, tool)) for tool in ("alpha", "beta", "gamma")]
    await turns()
    assert (purse.committed, ledger.commits) == (Decimal("0.06"), 0)
    await asyncio.gather(*opening)
    assert ledger.commits == 3


async def test_what_fits_the_cap_exactly_fits() -> None:
    purse = a_purse("0.10")
    assert len(await opened(purse, seats=5)) == 5


async def test_a_tool_that_does_not_fit_waits_for_open_ones_and_takes_what_they_leave() -> None:
    purse = a_purse("0.05")
    (account,) = await opened(purse)
    (other,) = await opened(purse, "beta")
    waiting = asyncio.create_task(opened(purse, "gamma"))
    await turns()
    assert not waiting.done()
    account.charge(billed("0.004"), CENT)
    purse.settle(account)
    await waiting
    # Settled 0.004, beta and gamma hold 0.02 each.
    assert purse.committed == Decimal("0.044")
    assert purse.reached is None
    del other


async def test_a_tool_that_does_not_fit_with_none_open_ends_the_run_for_all() -> None:
    purse = a_purse("0.03")
    (account,) = await opened(purse)
    waiting = [asyncio.create_task(opened(purse, tool)) for tool in ("beta", "gamma")]
    account.charge(billed("0.0105"), CENT)
    purse.settle(account)
    faults = await asyncio.gather(*waiting, return_exceptions=True)
    assert [fault.cause for fault in faults if isinstance(fault, WireFault)] == [Cause.BUDGET_REACHED] * 2
    assert str(faults[0]) == (
        "budget_reached: the budget of $0.03 is reached: $0.0105 of it is spent or held, and beta needs $0.02"
    )
    assert purse.reached is faults[0]
    with pytest.raises(WireFault):
        # Even what would fit: tools keep their order, and no smaller one jumps the line.
        await purse.open("tiny", {"k": Decimal("0.000001")})


async def test_what_a_job_committed_before_counts() -> None:
    with pytest.raises(WireFault, match=r"\$0\.09 of it is spent or held"):
        await opened(a_purse("0.10", committed="0.09"))


async def test_requests_within_the_hold_are_kept_without_another_commit() -> None:
    ledger = FakeLedger()
    purse = a_purse("0.03", ledger)
    (account,) = await opened(purse)
    for _ in range(2):
        await account.allow(CENT)
        account.charge(billed("0.01"), CENT)
    assert ledger.commits == 1


async def test_a_request_beyond_the_hold_is_held_first_where_it_fits() -> None:
    ledger = FakeLedger()
    purse = a_purse("0.03", ledger)
    (account,) = await opened(purse)
    for _ in range(2):
        await account.allow(CENT)
        account.charge(LOST, CENT)
    await account.allow(CENT)
    assert ledger.committed == purse.committed == Decimal("0.03")
    account.charge(LOST, CENT)
    with pytest.raises(WireFault, match="one more request on alpha needs") as caught:
        await account.allow(CENT)
    assert (caught.value.cause, caught.value.is_retryable) == (Cause.BUDGET_REACHED, False)
    assert account.settled == Decimal("0.03")


async def used_up(purse: Purse, tool: str, seats: int = 1, *, requests: int = 2) -> list[Account]:
    """The accounts of a tool whose seats have begun, and lost so many requests: all that they hold, or half of it."""
    accounts = await opened(purse, tool, seats)
    for account in accounts:
        for _ in range(requests):
            await account.allow(CENT)
            account.charge(LOST, CENT)
    return accounts


async def test_a_seat_without_room_waits_for_what_another_frees_and_says_so_first() -> None:
    ledger = FakeLedger()
    purse, said = a_purse("0.04", ledger), list[str]()
    (short,) = await used_up(purse, "alpha")
    (other,) = await used_up(purse, "beta", requests=1)
    waiting = asyncio.create_task(short.allow(CENT, lambda: said.append("waits")))
    await turns()
    assert (waiting.done(), said, purse.committed) == (False, ["waits"], Decimal("0.04"))
    purse.settle(other)
    await waiting
    # The other seat used one cent of two, and the one that is free is held for the third request, also on disk.
    assert (purse.committed, short.held) == (Decimal("0.04"), Decimal("0.03"))
    assert ledger.held["r1", "alpha0"].held_usd == Decimal("0.03")
    assert purse.reached is None


async def test_a_seat_that_has_room_is_not_said_to_wait() -> None:
    said: list[str] = []
    (account,) = await used_up(a_purse("0.03"), "alpha")
    await account.allow(CENT, lambda: said.append("waits"))
    assert said == []


async def test_when_every_seat_waits_the_last_that_began_goes_without_and_what_it_held_serves_the_first() -> None:
    purse = a_purse("0.05")
    (first,) = await used_up(purse, "alpha")
    (last,) = await used_up(purse, "beta", requests=1)
    # 0.01 of the cap is free. The last may cost more from now on than it holds, and in vain.
    waiting = [
        asyncio.create_task(last.allow(Decimal("0.03"))),
        asyncio.create_task(first.allow(Decimal("0.02"))),
    ]
    await turns()
    assert [task.done() for task in waiting] == [True, False]
    with pytest.raises(WireFault, match=r"one more request on beta needs \$0\.03"):
        await waiting[0]
    purse.settle(last)
    await waiting[1]
    # The first holds 0.02 + 0.02, the last was charged 0.01.
    assert purse.committed == Decimal("0.05")


async def test_nobody_goes_past_one_who_waits_unless_that_one_would_wait_in_vain() -> None:
    purse = a_purse("0.07")
    (first,) = await used_up(purse, "alpha")
    (second,) = await used_up(purse, "beta")
    (other,) = await used_up(purse, "gamma", requests=1)
    # 0.01 is free: too little for the first, and enough for the second.
    dear = asyncio.create_task(first.allow(Decimal("0.03")))
    cheap = asyncio.create_task(second.allow(CENT))
    await turns()
    assert (dear.done(), cheap.done()) == (False, False)
    purse.settle(other)
    await cheap
    # Gamma freed 0.01, which is not enough for the first either; so the second gets it, and is waited for.
    assert not dear.done()
    purse.settle(second)
    with pytest.raises(WireFault, match="alpha needs"):
        await dear


async def used_up_beside_one_that_has_not_begun(purse: Purse) -> tuple[Account, Account]:
    """Two seats, the first of which has used up all that it held."""
    begun, other = await opened(purse, seats=2)
    for _ in range(2):
        await begun.allow(CENT)
        begun.charge(LOST, CENT)
    return begun, other


async def test_a_seat_that_has_not_begun_is_waited_for() -> None:
    purse = a_purse("0.04")
    begun, other = await used_up_beside_one_that_has_not_begun(purse)
    waiting = asyncio.create_task(begun.allow(CENT))
    await turns()
    assert not waiting.done()
    await other.allow(CENT)
    other.charge(billed("0.001"), CENT)
    purse.settle(other)
    await waiting
    # 3 × 0.01 for the first, and 0.001 for the other.
    assert purse.committed == Decimal("0.031")


async def test_a_seat_that_will_not_begin_any_more_is_not_waited_for() -> None:
    purse = a_purse("0.04")
    begun, _ = await used_up_beside_one_that_has_not_begun(purse)
    waiting = asyncio.create_task(begun.allow(CENT))
    await turns()
    purse.expect_no_more()
    with pytest.raises(WireFault, match="alpha needs"):
        await waiting


async def test_a_seat_that_waits_for_room_goes_before_a_new_tool() -> None:
    purse = a_purse("0.05")
    (short,) = await used_up(purse, "alpha")
    (other,) = await used_up(purse, "beta", requests=1)
    opening = asyncio.create_task(opened(purse, "gamma"))
    waiting = asyncio.create_task(short.allow(Decimal("0.02")))
    await turns()
    assert (opening.done(), waiting.done()) == (False, False)
    purse.settle(other)
    await waiting
    await turns()
    # 0.01 for beta and 0.04 for alpha leave nothing for gamma, until alpha turns out cheap.
    assert (opening.done(), purse.committed) == (False, Decimal("0.05"))
    short.charge(billed("0"), Decimal("0.02"))
    purse.settle(short)
    await opening
    # 0.01 for beta, 0.02 for alpha's lost requests and 0.02 held for gamma.
    assert purse.committed == Decimal("0.05")


async def test_a_new_tool_does_not_take_the_room_that_is_too_little_for_a_seat_that_waits() -> None:
    purse = a_purse("0.05")
    (short,) = await used_up(purse, "alpha")
    (other,) = await used_up(purse, "beta", requests=1)
    waiting = asyncio.create_task(short.allow(Decimal("0.02")))
    await turns()
    # 0.01 is free, and all that the tool wants: two requests of half a cent.
    opening = asyncio.create_task(purse.open("tiny", {"k": Decimal("0.005")}))
    await turns()
    assert (opening.done(), waiting.done()) == (False, False)
    purse.settle(other)
    await waiting
    assert purse.committed == Decimal("0.05")
    purse.settle(short)
    await opening


@pytest.mark.parametrize("is_served_first", [False, True])
async def test_a_seat_that_is_cancelled_while_it_waits_leaves_the_books_and_the_line_as_without_it(
    is_served_first: bool,  # noqa: FBT001 - a table's column
) -> None:
    ledger = FakeLedger()
    purse = a_purse("0.06", ledger)
    (first,) = await used_up(purse, "alpha")
    (second,) = await used_up(purse, "beta")
    (other,) = await used_up(purse, "gamma", requests=1)
    waiting = [asyncio.create_task(one.allow(CENT)) for one in (first, second)]
    await turns()
    if is_served_first:
        purse.settle(other)
    waiting[0].cancel()
    if not is_served_first:
        purse.settle(other)
    with pytest.raises(asyncio.CancelledError):
        await waiting[0]
    await waiting[1]
    assert (first.held, second.held, purse.committed) == (Decimal("0.02"), Decimal("0.03"), Decimal("0.06"))
    assert [str(ledger.held["r1", key].held_usd) for key in ("alpha0", "beta0")] == ["0.02", "0.03"]


async def test_nobody_waits_for_a_seat_that_was_abandoned_and_its_money_stays_held() -> None:
    purse = a_purse("0.04")
    (short,) = await used_up(purse, "alpha")
    (gone,) = await used_up(purse, "beta", requests=1)
    waiting = asyncio.create_task(short.allow(CENT))
    await turns()
    purse.abandon(gone)
    with pytest.raises(WireFault, match="alpha needs"):
        await waiting
    purse.settle(short)
    purse.abandon(short)
    assert purse.committed == Decimal("0.04")


async def test_a_cheap_answer_leaves_room_for_more_requests_within_the_hold() -> None:
    purse = a_purse("0.02")
    (account,) = await opened(purse)
    for _ in range(10):
        await account.allow(CENT)
        account.charge(billed("0.001"), CENT)
    # 0.01 used of 0.02 held, and one more may still cost 0.01.
    await account.allow(CENT)


@pytest.mark.parametrize(
    ("attempt", "charge"),
    [
        (billed("0.004"), "0.004"),
        (an_attempt(cost_usd="0.004", cost_basis="priced"), "0.004"),
        (an_attempt(cost_usd="0.004"), "0.004"),
        (billed("0"), "0"),
        (LOST, "0.01"),
        (an_attempt(outcome="timed_out", cost_basis="held"), "0.01"),
        (an_attempt(), "0.01"),
        (billed("-1"), "0.01"),
        (unchecked("NaN"), "0.01"),
        (unchecked("Infinity"), "0.01"),
        (an_attempt(outcome="rate_limited"), "0"),
        (an_attempt(outcome="unreadable", cost_usd="0.004", cost_basis="billed"), "0.004"),
    ],
)
async def test_an_attempt_is_charged_at_its_cost_or_at_the_most_it_may_have_cost(attempt: Attempt, charge: str) -> None:
    purse = a_purse("1")
    (account,) = await opened(purse)
    await account.allow(CENT)
    account.charge(attempt, CENT)
    assert account.settled == Decimal(charge)
    purse.settle(account)
    purse.settle(account)
    assert purse.committed == Decimal(charge)


async def test_a_cost_above_the_hold_is_counted_and_said_and_stops_what_no_longer_fits() -> None:
    purse = a_purse("0.05")
    account, other = await opened(purse, seats=2)
    account.charge(billed("0.04"), CENT)
    # 0.04 spent where 0.02 was held, and 0.02 held for the other seat.
    assert (purse.overrun, purse.committed) == (Decimal("0.02"), Decimal("0.06"))
    purse.settle(account)
    with pytest.raises(WireFault, match="is reached"):
        await other.allow(CENT)
    purse.settle(other)
    with pytest.raises(WireFault, match="beta needs"):
        await opened(purse, "beta")


async def test_without_a_cap_everything_is_allowed_and_nothing_is_kept() -> None:
    ledger = FakeLedger()
    purse = a_purse(None, ledger)
    (account,) = (await purse.open("alpha", {"k": None})).values()
    await account.allow(None)
    account.charge(billed("5"), None)
    account.charge(LOST, None)
    purse.settle(account)
    assert (account.settled, ledger.commits) == (Decimal("5.01"), 0)
    assert purse.reached is None


async def test_under_a_cap_nothing_without_a_price_is_sent() -> None:
    purse = a_purse("1")
    with pytest.raises(WireFault, match="no price is known"):
        await purse.open("alpha", {"k": None})
    (account,) = await opened(purse)
    with pytest.raises(WireFault, match="no price is known"):
        await account.allow(None)


async def test_a_hold_that_cannot_be_kept_is_told_and_keeps_its_money() -> None:
    class FullDisk(FakeLedger):
        """Cannot keep anything."""

        async def keep(self, reserves: object) -> None:
            """Fail."""
            del reserves
            raise StoreUnusable("disk full")

    purse = a_purse("0.03", FullDisk())
    with pytest.raises(StoreUnusable):
        await opened(purse)
    assert purse.committed == Decimal("0.02")
    with pytest.raises(WireFault):
        await asyncio.wait_for(opened(purse, "beta"), 5)


async def test_a_tool_without_seats_to_ask_is_open_at_once() -> None:
    ledger = FakeLedger()
    assert await a_purse("0.01", ledger).open("alpha", {}) == {}
    assert ledger.commits == 0
