"""SimulatedOpenRouter: the desk and its pages behind a socket on loopback."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

from aiohttp import web

from panel.testing.openrouter.bill import Bill
from panel.testing.openrouter.conditions import Conditions, Fate
from panel.testing.openrouter.desk import Desk, Ticket
from panel.testing.openrouter.pages import Pages
from panel.testing.sending import Sleep, hang_up, is_gone, send
from panel.testing.serving import Serving

_ASKING = "/chat/completions"
_BASES = ("/api/v1", "/v1")


def _now() -> datetime:
    return datetime.now(UTC)


class SimulatedOpenRouter(Serving):
    """An async context manager; while it is open it serves ``base_url`` and keeps its ``bill``.

    ``port`` 0 takes a free one. ``clock`` gives seconds for limits and the bill, ``today`` the time that headers name.
    A request that was let through is billed even if the client leaves, as OpenRouter does with requests that are not
    streamed; ``settled`` waits until nothing is in flight any more.
    """

    def __init__(
        self,
        conditions: Conditions | None = None,
        *,
        port: int = 0,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], datetime] = _now,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        super().__init__(port, _BASES[0])
        self.conditions = conditions or Conditions()
        self._desk = Desk(self.conditions, clock=clock, today=today)
        self._pages = Pages(self.conditions, self._desk)
        self._sleep = sleep
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def bill(self) -> Bill:
        """What was asked, refused, made and billed so far."""
        return self._desk.bill

    @property
    def bodies(self) -> list[bytes]:
        """The requests' bodies in the order in which they came, where the conditions say to keep them."""
        return self._desk.bodies

    def will_answer(self, *fates: Fate) -> None:
        """Say what becomes of the next requests, after those that were said before."""
        self._desk.will_answer(*fates)

    async def settled(self) -> Bill:
        """Wait until nothing is in flight, and return the bill."""
        await self._idle.wait()
        return self.bill

    def runner(self) -> web.BaseRunner:
        """The desk and its pages."""
        return web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=0.1)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        for base in _BASES:
            if path.startswith(base + "/"):
                path = path.removeprefix(base)
                break
        if path == _ASKING and request.method == "POST":
            return await self._answer(request)
        return await send(request, self._pages.reply(path, request.query))

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        content = await request.read()
        ticket = self._desk.admit(content, request.headers.get("authorization"))
        if not ticket.is_open:
            return await send(request, ticket.reply)
        self._idle.clear()
        try:
            return await send(request, ticket.reply, sleep=self._sleep, before=lambda: self._settle(request, ticket))
        except ConnectionError:
            return hang_up(request)
        finally:
            self._desk.close(ticket)
            if self.bill.in_flight == 0:
                self._idle.set()

    def _settle(self, request: web.BaseRequest, ticket: Ticket) -> None:
        self._desk.settle(ticket, is_lost=is_gone(request))
