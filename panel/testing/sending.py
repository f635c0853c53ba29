"""Sending: a reply as bytes on a socket, with its waits, its padding and its broken ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from panel.testing.replies import BEAT, Reply

HOST = "127.0.0.1"

Sleep = Callable[[float], Awaitable[object]]


def _nothing() -> None:
    """What happens before the body of a reply that nobody pays for."""


async def send(
    request: web.BaseRequest,
    reply: Reply,
    *,
    sleep: Sleep = asyncio.sleep,
    before: Callable[[], None] = _nothing,
) -> web.StreamResponse:
    """Send a reply, and call ``before`` between its waits and its body; raises ConnectionError if nobody reads."""
    if reply.delay:
        await sleep(reply.delay)
    if reply.is_dropped:
        before()
        return hang_up(request)
    if not reply.beats and not reply.is_cut:
        before()
        return web.Response(status=reply.status, body=reply.body, headers=reply.headers)
    return await _streamed(request, reply, sleep, before)


async def _streamed(
    request: web.BaseRequest, reply: Reply, sleep: Sleep, before: Callable[[], None]
) -> web.StreamResponse:
    response = web.StreamResponse(status=reply.status, headers=dict(reply.headers))
    response.content_length = len(BEAT) * reply.beats + len(reply.body)
    await response.prepare(request)
    if reply.pause:
        for _ in range(reply.beats):
            await response.write(BEAT)
            await sleep(reply.pause)
    else:
        await response.write(BEAT * reply.beats)
    before()
    await response.write(reply.body[: len(reply.body) // 2] if reply.is_cut else reply.body)
    if reply.is_cut:
        return hang_up(request, response)
    await response.write_eof()
    return response


def is_gone(request: web.BaseRequest) -> bool:
    """Whether the client has closed the connection."""
    return request.transport is None or request.transport.is_closing()


def hang_up(request: web.BaseRequest, response: web.StreamResponse | None = None) -> web.StreamResponse:
    """Close the connection once what was written is sent; what is returned goes nowhere."""
    if request.transport is not None:
        request.transport.close()
    return response or web.Response()
