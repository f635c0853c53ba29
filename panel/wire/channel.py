"""Channels: how one request goes out and its response comes in, over sockets or through a stand-in for them.

Over sockets it is aiohttp itself: the OpenAI SDK and httpx2 on top of it cost several times what the request does. A
redirect is not followed, a cookie is not kept, and a body is read no further than a cap.
"""

from __future__ import annotations

import re
import ssl
import zlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol
from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from yarl import URL

from panel.errors import Mistake, WireFault
from panel.wire.addresses import host, is_encrypted
from panel.wire.endpoints import Endpoint
from panel.wire.faults import unreadable
from panel.wire.redact import redact
from panel.wire.waits import LIMIT_HEADERS

if TYPE_CHECKING:
    import httpx2

_LONGEST_CONNECT = 15.0
_READ = ("content-encoding", "location", "x-generation-id", *LIMIT_HEADERS)
_READABLE_ENCODINGS = ("", "identity", "gzip", "deflate")
_ANY_HEADER = 47
"""What zlib calls finding out for itself whether a body is gzip or zlib."""

_NO_HEADER = -15
"""Bare deflate, which many servers send under the name of deflate."""
_GENERATION = re.compile(r"gen-[\w-]{1,150}")

_NO_OTHERS = ("accept", "accept-encoding", "user-agent")


@dataclass(slots=True)
class Head:
    """How far an exchange has come before the body of its response; header names are in lower case.

    ``is_sent`` once the body of the request goes out: nobody can bill for what was not.
    """

    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    is_sent: bool = False

    def came(self, status: int, headers: Mapping[str, str]) -> None:
        """Note it, of the headers those that anything is read from; raises WireFault for a body nobody can read."""
        self.status = status
        self.headers = {name: headers[name] for name in _READ if name in headers}
        if self.headers.get("content-encoding", "").strip().lower() not in _READABLE_ENCODINGS:
            raise unreadable("the response is compressed although that was not asked for", status=status)

    @property
    def generation_id(self) -> str | None:
        """The id of the completion that is on its way, by which its cost can be looked up if the rest is lost."""
        named = _GENERATION.fullmatch(self.headers.get("x-generation-id", ""))
        return named[0] if named else None

    @property
    def is_compressed(self) -> bool:
        """Whether the body is, although that was not asked for."""
        return self.headers.get("content-encoding", "").strip().lower() in ("gzip", "deflate")


class Channel(Protocol):
    """Where requests to one endpoint go."""

    async def exchange(self, method: str, url: str, body: bytes, cap: int, head: Head) -> bytes:
        """Return the body of the response, of ``cap`` bytes at most; ``head`` is filled on the way.

        Raises WireFault for a body over the cap, and what the transport raises for a response that does not come.
        """

    async def close(self) -> None:
        """Close the sockets."""


class Sockets:
    """Requests over sockets, ``connections`` at most; the environment names proxies, but never for this machine."""

    def __init__(self, endpoint: Endpoint, headers: Mapping[str, str], connections: int) -> None:
        self._proxy = None if endpoint.is_local else _proxy(endpoint.base_url)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections, ssl=_certificates(endpoint)),
            headers=headers,
            skip_auto_headers=_NO_OTHERS,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_LONGEST_CONNECT),
        )

    async def exchange(self, method: str, url: str, body: bytes, cap: int, head: Head) -> bytes:
        """As every channel does."""
        head.is_sent = not body
        async with self._session.request(
            method, _target(url), data=_Outgoing(body, head) if body else None, allow_redirects=False, proxy=self._proxy
        ) as response:
            head.came(response.status, response.headers)
            body = await _capped(response.content.iter_any(), cap, response.status)
            return _inflated(body, cap, response.status) if head.is_compressed else body

    async def close(self) -> None:
        """As every channel does."""
        await self._session.close()


class _Outgoing(aiohttp.BytesPayload):
    """The body of a request, which notes that it goes out: a trace of aiohttp's would cost more."""

    def __init__(self, body: bytes, head: Head) -> None:
        super().__init__(body)
        self._head = head

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        """As every payload does."""
        self._head.is_sent = True
        await super().write_with_length(writer, content_length)


class StandIn:
    """Requests through a transport of httpx2's that needs no network: the offline model's, or a test's."""

    def __init__(self, transport: httpx2.AsyncBaseTransport, headers: Mapping[str, str]) -> None:
        import httpx2

        self._http = httpx2.AsyncClient(transport=transport, follow_redirects=False, trust_env=False)
        self._headers = dict(headers)

    async def exchange(self, method: str, url: str, body: bytes, cap: int, head: Head) -> bytes:
        """As every channel does."""
        import httpx2

        request = httpx2.Request(method, url, headers=self._headers, content=body or None)
        head.is_sent = True
        response = await self._http.send(request, stream=True)
        try:
            head.came(response.status_code, response.headers)
            return await _capped(response.aiter_bytes(), cap, response.status_code)
        finally:
            await response.aclose()

    async def close(self) -> None:
        """As every channel does."""
        await self._http.aclose()


@lru_cache(maxsize=64)
def _target(url: str) -> URL:
    """An address as it is sent, nothing in it spelt otherwise."""
    return URL(url, encoded=True)


def _proxy(url: str) -> str | None:
    """The proxy that the environment names for an address; raises Mistake for one of a kind that is not spoken."""
    proxies = getproxies()
    proxy = proxies.get("https" if is_encrypted(url) else "http") or proxies.get("all")
    if not proxy or proxy_bypass(host(url)):
        return None
    if not proxy.lower().startswith(("http://", "https://")):
        raise Mistake(
            f"the proxy that the environment names cannot be used: {redact(proxy)[:200]}; "
            "give one that begins with http:// in HTTPS_PROXY or ALL_PROXY"
        )
    return proxy


def _certificates(endpoint: Endpoint) -> ssl.SSLContext | bool:
    """What encrypted endpoints are checked against: the certificates of the system, or of SSL_CERT_FILE."""
    if not is_encrypted(endpoint.base_url):
        return True
    import httpx2

    try:
        return httpx2.create_ssl_context()
    except (ValueError, ImportError, OSError) as error:
        raise Mistake(
            f"the certificates that the environment names cannot be used: {redact(str(error))[:200]}; "
            "check SSL_CERT_FILE and SSL_CERT_DIR"
        ) from None


async def _capped(chunks: AsyncIterator[bytes], cap: int, status: int) -> bytes:
    found: list[bytes] = []
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > cap:
            raise _over(cap, status)
        found.append(chunk)
    return b"".join(found)


def _inflated(body: bytes, cap: int, status: int) -> bytes:
    """The body of gzip or deflate, itself no longer than the cap; raises WireFault for what is neither."""
    for header in (_ANY_HEADER, _NO_HEADER):
        try:
            read = zlib.decompressobj(header).decompress(body, cap + 1)
        except zlib.error:
            continue
        if len(read) > cap:
            raise _over(cap, status)
        return read
    # Whoever sends this once sends it always, and each time after an answer that is billed.
    raise unreadable("the response is compressed in a way that cannot be undone", status=status, is_retryable=False)


def _over(cap: int, status: int) -> WireFault:
    return unreadable(f"the response is over {cap:,} bytes", status=status, is_retryable=False)
