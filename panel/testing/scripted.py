"""ScriptedTransport: an endpoint inside the process, for tests that need no sockets."""

from __future__ import annotations

import asyncio

import httpx2

from panel.testing.replies import BEAT, Reply
from panel.testing.script import Replier, Script, SeenRequest


class ScriptedTransport(httpx2.AsyncBaseTransport):
    """Give it to ``Client(transports={"openrouter": …})``; ``requests`` are those it was sent.

    It takes replies, in order and the last for ever, or one function from the request's body to a reply; with neither
    it answers every prompt of the panel.
    """

    def __init__(self, *replies: Reply | Replier) -> None:
        self._script = Script.of(*replies)

    @property
    def requests(self) -> list[SeenRequest]:
        """Every request so far."""
        return self._script.requests

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Give the next reply; raises httpx2's errors for one that is dropped or cut."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        content = await request.aread()
        reply = self._script.reply(SeenRequest(request.method, request.url.path, headers, content))
        await asyncio.sleep(reply.delay + reply.beats * reply.pause)
        if reply.is_dropped:
            raise httpx2.RemoteProtocolError("the server closed the connection", request=request)
        if reply.is_cut:
            raise httpx2.ReadError("the connection was lost", request=request)
        body = BEAT * reply.beats + reply.body
        return httpx2.Response(reply.status, headers=dict(reply.headers), content=body, request=request)
