"""Calls: the real client put to an endpoint, with what it recorded and how long it would have waited."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

import httpx2
import pytest

from panel.domain.completion import Attempt, Completion
from panel.domain.deadline import Deadline
from panel.domain.origin import Origin
from panel.domain.prompt import Prompt
from panel.domain.seat import Model, Sampling
from panel.domain.tariff import Tariff
from panel.errors import WireFault
from panel.wire.calling import Request
from panel.wire.client import Client
from panel.wire.endpoints import Dialect, Endpoint, make_endpoint
from panel.wire.pace import Pace
from panel.wire.retry import RetryPolicy
from panel.wire.terms import Terms
from panel.wire.turnstile import Turnstile
from tests.fakes.clock import FakeClock

CANARY = "sk-or-v1-canary0123456789abcdef"
A_PROMPT = Prompt(rules="The rules.", dossier="The dossier.", persona="The persona.")

TARIFF = Tariff(
    prompt=Decimal("0.000005"),
    completion=Decimal("0.00005"),
    worst_prompt=Decimal("0.00001"),
    worst_completion=Decimal("0.0001"),
)
"""What a model charges unless a test says otherwise; at worst twice what it does at best."""

PRICED = Terms(tariff=TARIFF, worst_tariff=TARIFF)
"""Of a model whose prices are known, and its form not."""

WORST = Decimal("0.1262")
"""The most that A_PROMPT costs by them: 0.0062 for 620 tokens at 0.00001, and 0.12 for 1,200 of an answer at 0.0001.

Its dossier is 12 tokens at most, the 10 bytes of the rules and the 12 of the persona are 4 each, and 600 are around.
"""

HANGS = 30
"""Seconds after which a call hangs; none that ends takes one, and nothing else depends on it."""


def an_endpoint(
    base_url: str = "http://127.0.0.1:9/v1", *, dialect: Dialect = Dialect.OPENROUTER, key: str | None = CANARY
) -> Endpoint:
    """An endpoint that a flag gave the address of."""
    return make_endpoint("openrouter", base_url=base_url, dialect=dialect, origin=Origin.FLAG, key=key)


A_MODEL = Model(endpoint="openrouter", id="a/b")


class Unpaced(Pace):
    """A pace that lets everything leave at once, whatever was refused; tests of paces have real ones."""

    def ready_at(self) -> float:
        """At any time."""
        return -math.inf


def a_turnstile(places: int = 100) -> Turnstile:
    """Turns for whoever asks."""
    return Turnstile(
        places,
        clock=FakeClock(),
        pace_of_model=lambda model: Unpaced(str(model)),
        pace_of_endpoint=lambda name: Unpaced(name),
    )


class ACall:
    """A call with a turn, a deadline and all the money it wants."""

    def __init__(
        self, turnstile: Turnstile | None = None, seconds: float = 600, attempts: list[Attempt] | None = None
    ) -> None:
        self.turn = (turnstile or a_turnstile()).turn(A_MODEL, 0)
        self.deadline = Deadline(seconds)
        self.attempts = attempts if attempts is not None else []
        self.allowed: list[Decimal | None] = []
        self.waited: list[float] = []

    async def allow(self, worst_usd: Decimal | None, waits: Callable[[], None]) -> None:
        """Note what was asked for, and never wait."""
        del waits
        self.allowed.append(worst_usd)

    async def departs(self) -> None:
        """Put nothing on record."""

    def record(self, attempt: Attempt) -> None:
        """Note the attempt."""
        self.attempts.append(attempt)

    def waits(self, seconds: float, fault: WireFault) -> None:
        """Note the wait."""
        del fault
        self.waited.append(seconds)


def a_request(call: ACall, policy: RetryPolicy) -> Request:
    """A_PROMPT on its way to A_MODEL."""
    return Request(an_endpoint(), A_MODEL, PRICED, A_PROMPT, Sampling(), call, policy)


@dataclass
class Caller:
    """Asks one endpoint; ``attempts`` are those the client recorded, ``clock.slept`` its waits.

    ``allowed`` is what it asked to be set aside for each request.
    """

    endpoint: Endpoint
    attempt_timeout: float = 10
    transport: httpx2.AsyncBaseTransport | None = None
    random: Callable[[], float] = lambda: 1.0
    clock: FakeClock = field(default_factory=FakeClock)
    attempts: list[Attempt] = field(default_factory=list)
    deadline: float = 600
    longest_park: float = 0
    terms: Terms = PRICED
    allowed: list[Decimal | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make a turnstile that never waits."""
        self.turnstile = a_turnstile()

    def client(self) -> Client:
        """The client, to be entered."""
        return Client(
            {"openrouter": self.endpoint},
            clock=self.clock,
            attempt_timeout=self.attempt_timeout,
            retry=RetryPolicy(random=self.random, longest_park=self.longest_park),
            terms={A_MODEL: self.terms},
            sleep=self.clock.sleep,
            transports={"openrouter": self.transport} if self.transport else None,
        )

    async def ask(self, client: Client) -> Completion:
        """One completion, asked through a client that is open."""
        call = ACall(self.turnstile, self.deadline, self.attempts)
        call.allowed = self.allowed
        try:
            async with asyncio.timeout(HANGS):
                return await client.complete(A_MODEL, A_PROMPT, Sampling(), call)
        finally:
            call.turn.give_back()

    async def completion(self) -> Completion:
        """One completion through a client of its own."""
        async with self.client() as client:
            return await self.ask(client)

    async def fault(self) -> WireFault:
        """The fault that asking ends in."""
        with pytest.raises(WireFault) as caught:
            await self.completion()
        return caught.value

    @property
    def outcomes(self) -> list[str]:
        """What became of each attempt."""
        return [attempt.outcome for attempt in self.attempts]
