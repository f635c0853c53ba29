"""Failures: what comes of asking an endpoint that fails, told by the real client over a socket."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from panel.domain.completion import Attempt, Completion
from panel.errors import Cause, Reach, WireFault
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import Reply, says
from tests.wire.calls import Caller, an_endpoint

MOST_ATTEMPTS = 6
"""How often a passing failure that is no matter of pace is asked again, the first time counted."""

MOST_LATE = 3
"""The same where no answer came in time, since each may be billed."""

LONGEST_WAIT = 599
"""A longer wait than this many seconds does not fit into a call's deadline."""

ANSWER = "Hello."
ANSWER_COST = Decimal("0.00095")
"""What ``says`` bills for a completion unless it is told otherwise."""


@dataclass(frozen=True, slots=True)
class Case:
    """A failure, what it should be taken for, and words that the person who meets it should read.

    ``cost_usd`` is what the failed attempt is known to have cost.
    """

    name: str
    reply: Reply
    cause: Cause
    words: str
    reach: Reach = Reach.CALL
    may_be_billed: bool = False
    cost_usd: Decimal | None = None

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
    def costs(self) -> list[Decimal | None]:
        """What each attempt is known to have cost."""
        return [attempt.cost_usd for attempt in self.attempts]


async def ending_of(*replies: Reply, attempt_timeout: float = 10) -> Ending:
    """Ask an endpoint that gives these replies in order, the last for ever."""
    async with SimulatedEndpoint(*replies) as server:
        caller = Caller(an_endpoint(server.base_url), attempt_timeout=attempt_timeout)
        completion, fault = None, None
        try:
            completion = await caller.completion()
        except WireFault as met:
            fault = met
    return Ending(completion, fault, len(server.requests), caller.attempts, caller.clock.slept)


async def assert_is_asked_once(case: Case) -> None:
    """The failure ends the call, with nothing more sent, in words that say more than that there was an error."""
    ending = await ending_of(case.reply)
    assert ending.fault is not None
    fault = ending.fault
    assert (fault.cause, fault.reach, fault.is_retryable) == (case.cause, case.reach, False)
    assert (ending.requests, ending.outcomes, ending.costs) == (1, [case.cause], [case.cost_usd])
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
    assert ending.costs == [case.cost_usd, ANSWER_COST]
    assert case.words in ending.attempts[0].detail
    assert "Provider returned error" not in ending.attempts[0].detail
