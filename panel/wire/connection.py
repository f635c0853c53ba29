"""Connections: one HTTP client for each endpoint, and the request that the SDK built for it once.

Building a request through the SDK costs more than sending it. So the SDK builds the first, into a transport that goes
nowhere; its address, headers and timeouts are kept, and every call sends them with a body of its own. Redirects are
not followed, a body is read no further than a cap, and every way in which no response comes is a WireFault.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

import aiohttp
import httpx2
import openai

from panel.errors import Mistake, WireFault
from panel.wire.endpoints import Dialect, Endpoint
from panel.wire.faults import again, fault_of_exception, timed_out, unreadable
from panel.wire.redact import redact
from panel.wire.waits import LIMIT_HEADERS

BODY_CAP = 1_000_000
"""Bytes of a response that are read; an answer has a few thousand."""

_LONGEST_CONNECT = 15.0
_NO_KEY = "none"
_IDENTITY = {"X-OpenRouter-Title": "panel"}

# What goes out is a closed list: the SDK also reads organisation ids and further headers from the environment, and
# those belong to another endpoint.
_KEPT = ("accept", "authorization", "content-type", "user-agent", "x-openrouter-", "x-stainless-")
_READ = frozenset({"content-encoding", "location", "x-generation-id", *LIMIT_HEADERS})
_READABLE_ENCODINGS = ("", "identity", "gzip", "deflate")

# ValueError: what aiohttp says of a header or an address that it cannot send or read.
_TRANSPORT_ERRORS = (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, aiohttp.ClientError, OSError, ValueError)

_GENERATION = re.compile(r"gen-[\w-]{1,150}")

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class RawResponse:
    """A response whose body has been read; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class _Head:
    """What has come of a response before its body, nothing at first."""

    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def without_body(self, fault: WireFault) -> RawResponse:
        """The response to a body that could not be read: a stated failure needs none; raises the fault of any other.

        The fault takes with it the id of the completion that was lost, by which its cost can still be looked up.
        """
        if self.status is not None and self.status >= 400:
            return RawResponse(self.status, self.headers, b"")
        named = _GENERATION.fullmatch(self.headers.get("x-generation-id", ""))
        raise again(fault, status=self.status, generation_id=named[0] if named else None) from None


class Connection:
    """Sends bodies to one endpoint. Make it with ``open`` and close it."""

    def __init__(self, endpoint: Endpoint, first: httpx2.Request, http: httpx2.AsyncClient) -> None:
        self._endpoint = endpoint
        self._url = first.url
        self._extensions = first.extensions
        self._headers = _headers(first, endpoint)
        self._http = http

    @classmethod
    async def open(
        cls,
        endpoint: Endpoint,
        *,
        timeout: float,  # noqa: ASYNC109 - the socket's limits; the caller keeps the deadline of the whole attempt
        connections: int,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> Connection:
        """Return a connection that nothing has been sent over; ``transport`` replaces the network.

        The offline endpoint has no network to replace: it is answered inside the process.
        """
        limits = httpx2.Timeout(timeout, connect=min(timeout, _LONGEST_CONNECT), pool=timeout)
        first = await _first_request(endpoint, limits)
        return cls(endpoint, first, _http_client(endpoint, connections, transport or _in_process(endpoint)))

    async def post(self, body: bytes, *, within: float) -> RawResponse:
        """Send one body to chat completions; raises WireFault if no response came ``within`` so many seconds."""
        return await self._exchange("POST", self._url, body, within, BODY_CAP)

    async def get(self, path: str, *, within: float, cap: int) -> RawResponse:
        """Get a page under the endpoint's base URL, of ``cap`` bytes at most; raises WireFault as ``post`` does."""
        return await self._exchange("GET", httpx2.URL(f"{self._endpoint.base_url}{path}"), b"", within, cap)

    async def post_to(self, path: str, body: bytes, *, within: float, cap: int) -> RawResponse:
        """Send a body to a page under the endpoint's base URL; raises WireFault as ``post`` does."""
        return await self._exchange("POST", httpx2.URL(f"{self._endpoint.base_url}{path}"), body, within, cap)

    async def _exchange(self, method: str, url: httpx2.URL, body: bytes, within: float, cap: int) -> RawResponse:
        request = httpx2.Request(
            method, url, headers=self._headers, content=body or None, extensions=dict(self._extensions)
        )
        head = _Head()
        try:
            async with asyncio.timeout(within):
                return await self._sent(request, cap, head)
        except TimeoutError:
            fault = timed_out(within)
        except WireFault as unread:
            fault = unread
        except _TRANSPORT_ERRORS as error:
            fault = fault_of_exception(error, self._endpoint, has_begun=head.status is not None)
        return head.without_body(fault)

    async def _sent(self, request: httpx2.Request, cap: int, head: _Head) -> RawResponse:
        response = await self._http.send(request, stream=True, follow_redirects=False)
        try:
            head.status = response.status_code
            head.headers = _told(response.headers)
            return RawResponse(head.status, head.headers, await _capped(response, cap))
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Close the sockets."""
        await self._http.aclose()


async def _first_request(endpoint: Endpoint, timeout: httpx2.Timeout) -> httpx2.Request:  # noqa: ASYNC109 - see above
    """The request as the SDK builds it, caught before it leaves."""
    caught: list[httpx2.Request] = []

    def catch(request: httpx2.Request) -> httpx2.Response:
        caught.append(request)
        return httpx2.Response(200, json={})

    nowhere = openai.DefaultAsyncHttpx2Client(transport=httpx2.MockTransport(catch), trust_env=False)
    async with openai.AsyncOpenAI(
        api_key=endpoint.key.get_secret_value() if endpoint.key else _NO_KEY,
        base_url=endpoint.base_url,
        max_retries=0,
        timeout=timeout,
        default_headers=_IDENTITY if endpoint.dialect is Dialect.OPENROUTER else None,
        http_client=nowhere,
    ) as sdk:
        await sdk.post("/chat/completions", cast_to=httpx2.Response, content=b"{}")
    return caught[0]


def _told(headers: httpx2.Headers) -> dict[str, str]:
    """The headers that anything is read from."""
    named = ((name.decode("latin-1").lower(), value) for name, value in headers.raw)
    return {name: value.decode("latin-1") for name, value in named if name in _READ}


def _headers(first: httpx2.Request, endpoint: Endpoint) -> Headers:
    kept = [(name.lower(), value) for name, value in first.headers.raw if name.lower().startswith(_kept(endpoint))]
    return [*kept, (b"accept-encoding", b"identity")]


def _kept(endpoint: Endpoint) -> tuple[bytes, ...]:
    return tuple(name.encode() for name in _KEPT if name != "authorization" or endpoint.key is not None)


def _in_process(endpoint: Endpoint) -> httpx2.AsyncBaseTransport | None:
    if endpoint.dialect is not Dialect.OFFLINE:
        return None
    from panel.wire.offline.transport import OfflineTransport

    return OfflineTransport()


def _http_client(
    endpoint: Endpoint, connections: int, transport: httpx2.AsyncBaseTransport | None
) -> httpx2.AsyncClient:
    """The SDK's own client on aiohttp; its proxies come from the environment, but never for this machine's servers."""
    if transport is not None:
        return openai.DefaultAsyncHttpx2Client(transport=transport, follow_redirects=False, trust_env=False)
    try:
        return openai.DefaultAioHttpClient(
            follow_redirects=False,
            trust_env=not endpoint.is_local,
            limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
        )
    except (ValueError, ImportError, OSError, httpx2.InvalidURL) as error:
        raise Mistake(
            f"the proxy or certificate that the environment names cannot be used: {redact(str(error))[:200]}; "
            "check HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE"
        ) from None


async def _capped(response: httpx2.Response, cap: int) -> bytes:
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in _READABLE_ENCODINGS:
        raise unreadable("the response is compressed although that was not asked for", status=response.status_code)
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > cap:
            raise unreadable(f"the response is over {cap:,} bytes", status=response.status_code, is_retryable=False)
        chunks.append(chunk)
    return b"".join(chunks)
