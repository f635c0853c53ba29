"""The cap holds whatever comes in whatever order, and when a crash cuts in anywhere."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from panel.engine.purse import Account, Purse
from panel.errors import WireFault
from tests.fakes.engine import FakeLedger, an_attempt, noon

Costs = list[int | None]
"""What a seat's requests cost, in tenths of what they may; None for one that is lost, and billed whole."""


@dataclass(frozen=True)
class Plan:
    """Tools by the costs of their seats' requests; ``pauses`` is how the loop turns between steps."""

    tools: list[list[Costs]]
    pauses: list[int]
    cap: Decimal
    width: int
    commit_turns: int


@dataclass
class World:
    """What really happened: the endpoint's bill, which tools were begun and which seats are done."""

    ledger: FakeLedger
    bill: Decimal = Decimal(0)
    begun: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    steps: int = 0


a_plan = st.builds(
    Plan,
    tools=st.lists(
        st.lists(st.lists(st.none() | st.integers(0, 10), min_size=1, max_size=5), min_size=1, max_size=4),
        min_size=1,
        max_size=8,
    ),
    pauses=st.lists(st.integers(0, 4), min_size=1, max_size=20),
    cap=st.integers(1, 60).map(lambda tenths: Decimal(tenths) / 10),
    width=st.integers(1, 4),
    commit_turns=st.integers(0, 3),
)


async def run(plan: Plan, world: World, name: str) -> Purse:
    """Ask every seat that is not done, ``width`` tools at a time, each request at a dime at most."""
    purse = Purse(plan.cap, job="j", run=name, keep=world.ledger.keep, clock=noon, committed=world.ledger.committed)
    dime = Decimal("0.1")
    places = asyncio.Semaphore(plan.width)

    async def pause() -> None:
        world.steps += 1
        assert purse.committed <= plan.cap
        assert world.ledger.committed <= plan.cap
        assert world.bill <= purse.committed
        for _ in range(plan.pauses[world.steps % len(plan.pauses)]):
            await asyncio.sleep(0)

    async def seat(account: Account, costs: Costs) -> None:
        try:
            for tenths in costs:
                await account.allow(dime)
                cost = dime if tenths is None else dime * tenths / 10
                world.bill += cost
                await pause()
                basis = "held" if tenths is None else "billed"
                account.charge(an_attempt(cost_usd=cost, cost_basis=basis), dime)
                await pause()
        except WireFault:
            await pause()
        await world.ledger.settle(name, account.key, account.settled)
        world.done.add(account.key)
        purse.settle(account)
        await pause()

    async def tool(number: int, seats: list[Costs]) -> None:
        wanted = {f"{number}/{at}": costs for at, costs in enumerate(seats) if f"{number}/{at}" not in world.done}
        async with places:
            try:
                accounts = await purse.open(f"{number}", dict.fromkeys(wanted, dime))
            except WireFault:
                return
            world.begun.add(f"{number}")
            await asyncio.gather(*(seat(accounts[key], costs) for key, costs in wanted.items()))

    await asyncio.gather(*(tool(number, seats) for number, seats in enumerate(plan.tools)))
    return purse


@given(a_plan)
def test_the_cap_is_never_passed_and_little_of_it_is_left(plan: Plan) -> None:
    world = World(FakeLedger(plan.commit_turns))
    purse = asyncio.run(run(plan, world, "r1"))
    assert world.bill == purse.committed == world.ledger.committed <= plan.cap
    if purse.reached is not None:
        # Every tool holds at most the dearest one's: seats × two requests × a dime.
        dearest = max(len(seats) for seats in plan.tools) * 2 * Decimal("0.1")
        assert plan.cap - purse.committed < dearest
    else:
        assert world.begun == {str(number) for number in range(len(plan.tools))}


@settings(max_examples=200)
@given(a_plan, st.lists(st.integers(1, 60), min_size=1, max_size=4))
def test_the_cap_holds_over_crashes_and_resumes(plan: Plan, crashes: list[int]) -> None:
    world = World(FakeLedger(plan.commit_turns))
    for number, turns in enumerate(crashes):
        asyncio.run(killed(plan, world, f"r{number}", turns))
        assert world.bill <= world.ledger.committed <= plan.cap
    asyncio.run(run(plan, world, "last"))
    assert world.bill <= world.ledger.committed <= plan.cap


async def killed(plan: Plan, world: World, name: str, turns: int) -> None:
    """Run for so many turns of the loop; what is under way then is gone, and nobody tidies up."""
    running = asyncio.create_task(run(plan, world, name))
    for _ in range(turns):
        await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait([running])
