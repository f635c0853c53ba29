"""Transports that break in ways that no server on loopback can be brought to."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2


class BreaksOff(httpx2.AsyncBaseTransport):
    """Sends a good status and the start of a body, then raises ``error``; ``requests`` counts how often."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        self.requests = 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Begin a response."""
        self.requests += 1
        return httpx2.Response(200, stream=_Broken(self._error), request=request)


class _Broken(httpx2.AsyncByteStream):
    def __init__(self, error: Exception) -> None:
        self._error = error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'{"choices":'
        raise self._error
