"""A web of made-up names over one loopback server, for fetching without leaving this machine.

``Web.fetcher`` looks names up in ``Web.names`` and sends whatever the guard lets through to that server, whichever
address and port it is for: a connection that should not be made is made, and counted.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self

import httpx2

from panel.intake.fetch import Fetcher
from panel.intake.guarded_transport import straight
from panel.intake.public_addresses import Address
from tests.fakes.clock import FakeClock

PUBLIC = "93.184.215.14"
ALSO_PUBLIC = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"

Sends = Callable[[asyncio.StreamWriter], Awaitable[None]]
"""Writes a response."""


class Request:
    """What was asked: the path, and the headers with their names in lower case."""

    def __init__(self, head: bytes) -> None:
        line, *fields = head.decode("latin-1").strip().split("\r\n")
        self.path = line.split(" ")[1]
        self.headers = {name.lower(): value for name, _, value in (field.partition(": ") for field in fields)}


def page(content: bytes = b"content", *, status: int = 200, **headers: str) -> Sends:
    """A response with its length; an underscore in a header's name is a hyphen."""
    fields = {"Content-Length": str(len(content)), "Connection": "close"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode("latin-1")

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 %d Words\r\n%b\r\n%b" % (status, head, content))
        await writer.drain()

    return send


def moved(location: str, *, status: int = 302) -> Sends:
    """A redirect, in UTF-8 where it is not in ASCII."""
    return page(b"", status=status, Location=location.encode().decode("latin-1"))


class Web:
    """Names, pages and what came of them; an async context manager.

    ``names`` has the answers of each name in turn, the last of them for good. ``dialled`` are the addresses that were
    connected to, ``connections`` what the server saw of them.
    """

    def __init__(self) -> None:
        self.names: dict[str, list[tuple[str, ...]]] = {}
        self.pages: dict[str, list[Sends]] = defaultdict(lambda: [page()])
        self.dead: set[str] = set()
        self.requests: list[Request] = []
        self.connections = 0
        self.dialled: list[str] = []
        self.clock = FakeClock()
        self.lookups: list[str] = []

    def name(self, host: str, *answers: tuple[str, ...]) -> None:
        """Give a name its answers."""
        self.names[host] = list(answers)

    def serve(self, path: str, *responses: Sends) -> None:
        """Give a path its responses, the last of them for good."""
        self.pages[path] = list(responses)

    def fetcher(self, **settings: Any) -> Fetcher:  # noqa: ANN401 - whatever a Fetcher takes
        """A fetcher of this web."""
        return Fetcher(**{"clock": self.clock, "resolver": self.resolve, "transports": self.transport, **settings})

    async def resolve(self, host: str, port: int) -> Collection[Address]:
        """Look a name up."""
        del port
        self.lookups.append(host)
        answers = self.names.get(host)
        if not answers:
            raise OSError("no such name")
        return tuple(map(ip_address, answers.pop(0) if len(answers) > 1 else answers[0]))

    def transport(self) -> httpx2.AsyncBaseTransport:
        """What leads to the server, over a real socket."""
        return _ToLoopback(self)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            request = Request(await reader.readuntil(b"\r\n\r\n"))
            self.requests.append(request)
            responses = self.pages[request.path]
            await (responses.pop(0) if len(responses) > 1 else responses[0])(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


class _ToLoopback(httpx2.AsyncBaseTransport):
    def __init__(self, web: Web) -> None:
        self._web = web
        self._inner = straight()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self._web.dialled.append(request.url.host)
        if request.url.host in self._web.dead:
            raise httpx2.ConnectError("nobody there")
        url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._web.port)
        there = httpx2.Request(request.method, url, headers=request.headers, extensions=request.extensions)
        return await self._inner.handle_async_request(there)

    async def aclose(self) -> None:
        await self._inner.aclose()
