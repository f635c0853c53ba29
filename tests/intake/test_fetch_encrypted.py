"""Fetching over TLS: an address is connected to, and it is the name that has to be proven."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import httpx2
import pytest

from panel.errors import Cause, FetchFault
from panel.intake.guarded_transport import straight
from tests.fakes.web import PUBLIC, Web

CERTIFICATE = Path(__file__).parent / "certificates" / "feeds.example.pem"
"""Of nobody but these tests: for feeds.example alone, signed by itself, for a hundred years."""


class Encrypted:
    """A server on loopback that proves to be feeds.example; ``asked`` are the names that were asked for by SNI."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    async def start(self) -> asyncio.Server:
        """Open it on a free port."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CERTIFICATE, CERTIFICATE.with_suffix(".key"))
        context.sni_callback = lambda _, name, __: self.asked.append(name)
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0, ssl=context)
        self.port = int(server.sockets[0].getsockname()[1])
        return server

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsafe")
        await writer.drain()
        writer.close()


class Trusting(httpx2.AsyncBaseTransport):
    """The network itself with one more certificate to trust, and one server at every address."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._inner = httpx2.AsyncHTTPTransport(verify=ssl.create_default_context(cafile=CERTIFICATE), trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request as it is to the server."""
        url = request.url.copy_with(host="127.0.0.1", port=self._port)
        there = httpx2.Request(request.method, url, headers=request.headers, extensions=request.extensions)
        return await self._inner.handle_async_request(there)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._inner.aclose()


@pytest.fixture
async def encrypted() -> AsyncIterator[Encrypted]:
    """The server."""
    encrypted = Encrypted()
    server = await encrypted.start()
    yield encrypted
    server.close()
    await server.wait_closed()


async def test_the_name_is_asked_for_and_proven(web: Web, encrypted: Encrypted) -> None:
    fetcher = web.fetcher(transports=partial(Trusting, encrypted.port))
    assert (await fetcher.fetch("https://feeds.example/feed")).content == b"safe"
    assert encrypted.asked == ["feeds.example"]


@pytest.mark.parametrize("host", ["other.example", "straße.example"])
async def test_another_name_at_the_same_address_is_not_believed(web: Web, encrypted: Encrypted, host: str) -> None:
    named = host.replace("straße", "xn--strae-oqa")
    web.name(named, (PUBLIC,))
    fetcher = web.fetcher(transports=partial(Trusting, encrypted.port))
    await fetcher.fetch("https://feeds.example/feed")
    with pytest.raises(FetchFault, match="its certificate is not valid for it") as caught:
        await fetcher.fetch(f"https://{host}/feed")
    assert caught.value.cause is Cause.UNREACHABLE
    assert encrypted.asked == ["feeds.example", named]


async def test_a_certificate_that_nobody_vouches_for_is_not_believed(encrypted: Encrypted) -> None:
    async with Web() as web:
        url = f"https://localhost:{encrypted.port}/"
        web.name("localhost", ("127.0.0.1",))
        with pytest.raises(FetchFault, match="its certificate is not valid for it"):
            await web.fetcher(named=[url], transports=straight).fetch(url)
