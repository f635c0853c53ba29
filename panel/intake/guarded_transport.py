"""The guarded transport: connects to the addresses that were admitted, and to no name.

The name stays in the Host header, in TLS's server name and in what the certificate is checked for. A connection serves
one request: a kept one would be taken for any other name at the same address, whatever its certificate.
"""

from __future__ import annotations

import io
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Self

import httpx2

from panel.intake.fetch_faults import CHECK, RUNS, SAVE, too_big, unreachable, unreadable
from panel.intake.public_addresses import Address
from panel.intake.targets import Target

Transports = Callable[[], httpx2.AsyncBaseTransport]
"""Makes what carries one request to the address in its URL."""


_CODINGS = frozenset(("", "identity", "gzip", "deflate"))


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)


def straight() -> httpx2.AsyncBaseTransport:
    """The network itself: no proxy, nothing from the environment, HTTP/1.1, nothing tried twice."""
    limits = httpx2.Limits(max_connections=1, max_keepalive_connections=0)
    return httpx2.AsyncHTTPTransport(verify=_certificates(), trust_env=False, limits=limits)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a response may take: ``size`` in bytes as sent and as decoded; ``patience`` in seconds for a connection."""

    size: int
    patience: float


@asynccontextmanager
async def exchange(
    page: Target, addresses: Sequence[Address], headers: dict[str, str], bounds: Bounds, transports: Transports
) -> AsyncIterator[httpx2.Response]:
    """Ask one server for a page, at these addresses alone; whatever goes wrong on the way is a FetchFault."""
    with _faults(page, bounds):
        sent = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        async with GuardedTransport(addresses, bounds, transports) as transport:
            response = await transport.handle_async_request(httpx2.Request("GET", page.url, headers=sent))
            response.headers.encoding = "latin-1"
            try:
                yield response
            finally:
                await response.aclose()


async def body(page: Target, response: httpx2.Response, bounds: Bounds) -> bytes:
    """The decoded body; ends with a FetchFault as soon as it is too big, before the rest of a bomb goes off."""
    codings = response.headers.get("content-encoding", "").lower().split(",")
    if not _CODINGS.issuperset(one.strip() for one in codings):
        raise unreadable(page, "is packed in a way that was not asked for", SAVE)
    # Of all buffers this one gives its content away without a copy, and feeds may be large.
    content = io.BytesIO()
    async for piece in response.aiter_bytes():
        if content.tell() + len(piece) > bounds.size:
            raise too_big(page, bounds.size)
        content.write(piece)
    return content.getvalue()


@contextmanager
def _faults(page: Target, bounds: Bounds) -> Iterator[None]:
    """Every way in which no page comes, as a fault; its words are ours, since an error may repeat an address."""
    try:
        yield
    except _TooManyBytesError:
        raise too_big(page, bounds.size) from None
    except httpx2.DecodingError:
        raise unreadable(page, "is packed, and cannot be unpacked", CHECK) from None
    except (httpx2.TimeoutException, httpx2.ConnectError) as error:
        is_distrusted = "CERTIFICATE_VERIFY_FAILED" in str(error)
        if is_distrusted:
            raise unreachable(page, "its certificate is not valid for it", CHECK) from None
        raise unreachable(page, "nobody answers", RUNS) from None
    except httpx2.NetworkError:
        raise unreachable(page, "the connection broke off", "try later") from None
    except (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, OSError):
        raise unreachable(page, "what answers does not speak HTTP as it should", RUNS) from None


class GuardedTransport(httpx2.AsyncBaseTransport):
    """Carries one request to the first of some addresses that takes it."""

    def __init__(self, addresses: Sequence[Address], bounds: Bounds, transports: Transports) -> None:
        self._addresses = addresses
        self._bounds = bounds
        self._inner = transports()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request; raises what httpx2 raises, of the last address where none can be connected to."""
        for address in self._addresses[:-1]:
            try:
                return self._capped(await self._inner.handle_async_request(self._to(address, request)))
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                continue
        return self._capped(await self._inner.handle_async_request(self._to(self._addresses[-1], request)))

    async def __aenter__(self) -> Self:
        await self._inner.__aenter__()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        await self._inner.__aexit__(exc_type, exc_value, traceback)

    def _to(self, address: Address, request: httpx2.Request) -> httpx2.Request:
        extensions: dict[str, object] = {"timeout": {"connect": self._bounds.patience}}
        name = request.url.raw_host.decode("ascii")  # ``host`` would be decoded, and encoded again by other rules
        if name != str(address):
            extensions["sni_hostname"] = name
        url = request.url.copy_with(host=str(address))
        return httpx2.Request("GET", url, headers=request.headers, extensions=extensions)

    def _capped(self, response: httpx2.Response) -> httpx2.Response:
        if not isinstance(response.stream, httpx2.AsyncByteStream):
            raise TypeError("a transport gave a body that cannot be read piece by piece")
        stream = _Capped(response.stream, self._bounds.size)
        return httpx2.Response(response.status_code, headers=response.headers, stream=stream)


class _TooManyBytesError(Exception):
    """A body, as it is sent, is longer than its cap."""


class _Capped(httpx2.AsyncByteStream):
    """A body as it is sent, before decoding: what is left over behind compressed data would else be gathered unseen."""

    def __init__(self, stream: httpx2.AsyncByteStream, cap: int) -> None:
        self._stream = stream
        self._cap = cap

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for piece in self._stream:
            seen += len(piece)
            if seen > self._cap:
                raise _TooManyBytesError
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()
