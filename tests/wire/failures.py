"""Failures: what comes of asking an endpoint that fails, told by the real client over a socket."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from panel.domain.completion import Attempt, Completion, CostBasis
from panel.errors import Cause, Reach, WireFault
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import Reply, says
from panel.wire.client import Client
from panel.wire.endpoints import Dialect
from tests.wire.calls import WORST, Caller, an_endpoint

MOST_ATTEMPTS = 6
"""How often a passing failure that is no matter of pace is asked again, the first time counted."""

MOST_LATE = 3
"""The same where no answer came in time, since each may be billed."""

LONGEST_WAIT = 599
"""A longer wait than this many seconds does not fit into a call's deadline."""

ANSWER = "Hello."

Money = tuple[Decimal | None, CostBasis | None]
"""What is recorded of an attempt's cost, and where it is from."""

NOTHING: Money = (None, None)
"""Of an attempt that is known not to be billed."""

BILLED: Money = (Decimal("0.00095"), "billed")
"""What ``says`` bills for a completion unless it is told otherwise."""

HELD: Money = (WORST, "held")
"""Of an attempt that may have been billed: it is held against the budget at its worst."""

PRICED: Money = (Decimal("0.00794"), "priced")
"""Of the 194 tokens that ``says`` counts of a prompt, at 0.00001 at worst, and the 60 of an answer, at 0.0001."""


@dataclass(frozen=True, slots=True)
class Case:
    """A failure, what it should be taken for, and words that the person who meets it should read.

    ``money`` is what is recorded of the failed attempt.
    """

    name: str
    reply: Reply
    cause: Cause
    words: str
    reach: Reach = Reach.CALL
    may_be_billed: bool = False
    money: Money = NOTHING

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ended: one of ``completion`` and ``fault``, and what it took."""

    completion: Completion | None
    fault: WireFault | None
    requests: int
    attempts: list[Attempt] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    @property
    def outcomes(self) -> list[str]:
        """What became of each attempt."""
        return [attempt.outcome for attempt in self.attempts]

    @property
    def money(self) -> list[Money]:
        """What is recorded of each attempt's cost."""
        return [paid(attempt) for attempt in self.attempts]


def paid(attempt: Attempt) -> Money:
    """What is recorded of an attempt's cost."""
    return attempt.cost_usd, attempt.cost_basis


async def ending_of(*replies: Reply, attempt_timeout: float = 10, deadline: float = 600) -> Ending:
    """Ask an endpoint that gives these replies in order, the last for ever."""
    async with SimulatedEndpoint(*replies) as server:
        caller = Caller(an_endpoint(server.base_url), attempt_timeout=attempt_timeout, deadline=deadline)
        async with caller.client() as client:
            return await _ending(caller, client, server)


async def endings_of(calls: int, *replies: Reply, dialect: Dialect = Dialect.OPENROUTER) -> list[Ending]:
    """Make so many calls one after the other through one client, and tell how each ended."""
    async with SimulatedEndpoint(*replies) as server:
        caller = Caller(an_endpoint(server.base_url, dialect=dialect))
        async with caller.client() as client:
            return [await _ending(caller, client, server) for _ in range(calls)]


async def _ending(caller: Caller, client: Client, server: SimulatedEndpoint) -> Ending:
    requests, attempts, waits = len(server.requests), len(caller.attempts), len(caller.clock.slept)
    completion, fault = None, None
    try:
        completion = await caller.ask(client)
    except WireFault as met:
        fault = met
    return Ending(
        completion,
        fault,
        len(server.requests) - requests,
        caller.attempts[attempts:],
        caller.clock.slept[waits:],
    )


async def assert_is_asked_once(case: Case) -> None:
    """The failure ends the call, with nothing more sent, in words that say more than that there was an error."""
    ending = await ending_of(case.reply)
    assert ending.fault is not None
    fault = ending.fault
    assert (fault.cause, fault.reach, fault.is_retryable) == (case.cause, case.reach, False)
    assert (ending.requests, ending.outcomes, ending.money) == (1, [case.cause], [case.money])
    assert fault.may_be_billed == case.may_be_billed
    assert case.words in fault.detail
    assert ending.attempts[0].detail == fault.detail
    assert "Provider returned error" not in fault.detail


async def assert_passes(case: Case) -> None:
    """The failure is mended by one more request, and what it said and cost is kept."""
    ending = await ending_of(case.reply, says(ANSWER))
    assert ending.completion is not None
    assert (ending.completion.text, ending.requests) == (ANSWER, 2)
    assert ending.outcomes == [case.cause, "completed"]
    assert ending.money == [case.money, BILLED]
    assert case.words in ending.attempts[0].detail
    assert "Provider returned error" not in ending.attempts[0].detail
