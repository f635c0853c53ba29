"""How tests ask a simulated OpenRouter: small prompts, sent as they are, with a clock that nobody waits for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import orjson

from panel.testing.openrouter.conditions import Conditions
from panel.testing.openrouter.server import SimulatedOpenRouter
from tests.fakes.clock import START, FakeClock


class Line:
    """A client on a simulated OpenRouter; ``clock`` moves only when a test says so."""

    def __init__(self, server: SimulatedOpenRouter, http: httpx2.AsyncClient, clock: FakeClock) -> None:
        self.server = server
        self.clock = clock
        self._http = http

    async def ask(self, text: str = "Hello?", **fields: Any) -> httpx2.Response:  # noqa: ANN401 - whatever a body may hold
        """Send one prompt."""
        return await self.post(orjson.dumps(asked(text, **fields)))

    async def post(self, content: bytes) -> httpx2.Response:
        """Send these bytes to chat completions."""
        return await self._http.post(f"{self.server.base_url}/chat/completions", content=content)

    async def get(self, path: str) -> httpx2.Response:
        """Get a page."""
        return await self._http.get(f"{self.server.base_url}{path}")


def asked(text: str = "Hello?", **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a body may hold
    """The body of a request with one message."""
    return {"model": "simulated/model", "messages": [{"role": "user", "content": text}], **fields}


def seconds(clock: FakeClock) -> Callable[[], float]:
    """The clock as seconds since it started."""
    return lambda: (clock() - START).total_seconds()


@asynccontextmanager
async def line(**conditions: Any) -> AsyncIterator[Line]:  # noqa: ANN401 - any of the conditions
    """A simulated OpenRouter under these conditions, and a client on it."""
    clock = FakeClock()
    server = SimulatedOpenRouter(Conditions(**conditions), clock=seconds(clock), today=clock, sleep=clock.sleep)
    async with server, httpx2.AsyncClient() as http:
        yield Line(server, http, clock)
