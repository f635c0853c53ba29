"""A network with every kind of fault: each seat has its take, and nothing is paid for that no seat needed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from panel.testing.openrouter.asked import Asked
from panel.testing.openrouter.conditions import Conditions, Fate
from panel.testing.openrouter.kinds import Kind
from panel.testing.openrouter.server import SimulatedOpenRouter
from tests.jobs.money import SEATS, Job, write_tools

TOOLS = 20
CALLS = TOOLS * SEATS
UNBILLED = {Kind.OVERLOADED: 4, Kind.DROPPED: 2, Kind.ERROR_IN_200: 3}
UNUSABLE = {Kind.TRUNCATED: 3, Kind.EMPTY: 2, Kind.OUT_OF_RANGE: 2}
ODD = {Kind.FENCED: 3, Kind.PROSE: 3}
"""Of a hundred calls, as many as benchmarks/faults.py has of each; what is odd can be read."""


def first_calls_that_fail() -> Callable[[Asked], Fate]:
    """One of the faults each for some prompts when they first come, whichever they are; all goes well after that."""
    deck = list(Counter(UNBILLED | UNUSABLE | ODD).elements())
    deck += [Kind.FINE] * (CALLS - len(deck))
    random.Random(7).shuffle(deck)  # noqa: S311 - an order, not a secret
    seen = set[str]()

    def fate(asked: Asked) -> Fate:
        if asked.key in seen:
            return Kind.FINE
        seen.add(asked.key)
        return deck.pop()

    return fate


async def test_every_seat_has_its_take_and_is_paid_for_once_beside_answers_that_cannot_be_used(folder: Path) -> None:
    names = write_tools(folder, TOOLS)
    async with SimulatedOpenRouter(Conditions(script=first_calls_that_fail())) as server:
        job = Job(folder, server)
        outcome = await job.review(*names)
        bill = await server.settled()
    takes = outcome.asked.takes
    assert (outcome.exit_code, [take.is_ok for take in takes]) == (0, [True] * CALLS)
    # 100 seats, 9 calls that came to no completion, and 7 whose answer cannot be used.
    assert sum(take.attempts for take in takes) == bill.requests == 116
    assert outcome.asked.completions == bill.completions == 107
    assert (bill.usable, bill.unusable, bill.surplus()) == (100, 7, 0)
    assert outcome.asked.cost_usd == bill.dollars
    # Nobody says whether the two that were dropped had been answered; each may have cost about three cents.
    assert Decimal("0.05") < outcome.asked.held_usd < Decimal("0.06")
    with job.store() as store:
        assert (store.spent(outcome.run), store.held(outcome.run)) == (bill.dollars, outcome.asked.held_usd)
        assert sum(take.is_ok for name in names for take in store.takes_of(name.removesuffix(".md"))) == CALLS
