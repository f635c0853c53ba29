"""A server that keeps its answers back, so that a command is under way for as long as a test looks at it."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, field

from panel.testing.openrouter.conditions import Conditions
from panel.testing.openrouter.server import SimulatedOpenRouter
from tests.cli.children import WAIT


@dataclass
class Held:
    """A simulated OpenRouter that keeps every answer back until it is let go."""

    go: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Make the server."""
        self.server = SimulatedOpenRouter(Conditions(latency=1), sleep=self._until_let_go)

    async def _until_let_go(self, seconds: float) -> None:
        del seconds
        while not self.go.is_set():  # noqa: ASYNC110 - set from another thread
            await asyncio.sleep(0.005)

    def until_in_flight(self, count: int) -> None:
        """Wait until so many requests are in flight."""
        deadline = time.monotonic() + WAIT
        while self.server.bill.in_flight < count and time.monotonic() < deadline:
            time.sleep(0.005)
