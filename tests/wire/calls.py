"""Calls: the real client put to an endpoint, with what it recorded and how long it would have waited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx2
import pytest

from panel.domain.completion import Attempt, Completion
from panel.domain.origin import Origin
from panel.domain.prompt import Prompt
from panel.domain.seat import Model, Sampling
from panel.errors import WireFault
from panel.wire.client import Client
from panel.wire.endpoints import Dialect, Endpoint, make_endpoint
from panel.wire.retry import RetryPolicy
from tests.fakes.clock import FakeClock

CANARY = "sk-or-v1-canary0123456789abcdef"
A_PROMPT = Prompt(rules="The rules.", dossier="The dossier.", persona="The persona.")


def an_endpoint(
    base_url: str = "http://127.0.0.1:9/v1", *, dialect: Dialect = Dialect.OPENROUTER, key: str | None = CANARY
) -> Endpoint:
    """An endpoint that a flag gave the address of."""
    return make_endpoint("openrouter", base_url=base_url, dialect=dialect, origin=Origin.FLAG, key=key)


@dataclass
class Caller:
    """Asks one endpoint; ``attempts`` are those the client recorded, ``clock.slept`` its waits."""

    endpoint: Endpoint
    attempt_timeout: float = 10
    transport: httpx2.AsyncBaseTransport | None = None
    random: Callable[[], float] = lambda: 1.0
    clock: FakeClock = field(default_factory=FakeClock)
    attempts: list[Attempt] = field(default_factory=list)

    def client(self) -> Client:
        """The client, to be entered."""
        return Client(
            {"openrouter": self.endpoint},
            clock=self.clock,
            attempt_timeout=self.attempt_timeout,
            retry=RetryPolicy(random=self.random),
            sleep=self.clock.sleep,
            transports={"openrouter": self.transport} if self.transport else None,
        )

    async def ask(self, client: Client) -> Completion:
        """One completion, asked through a client that is open."""
        model = Model(endpoint="openrouter", id="a/b")
        return await client.complete(model, A_PROMPT, Sampling(), self.attempts.append)

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
