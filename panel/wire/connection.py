"""Connections: one HTTP client for each endpoint, and the request that the SDK built for it once.

Building a request through the SDK costs more than sending it. So the SDK builds the first, into a transport that goes
nowhere; its address, headers and timeouts are kept, and every call sends them with a body of its own. Redirects are
not followed, and a body is read no further than a cap.
"""

from __future__ import annotations

from dataclasses import dataclass

import httpx2
import openai

from panel.errors import Mistake
from panel.wire.endpoints import Dialect, Endpoint
from panel.wire.faults import unreadable
from panel.wire.redact import redact

BODY_CAP = 1_000_000
"""Bytes of a response that are read; an answer has a few thousand."""

_LONGEST_CONNECT = 15.0
_NO_KEY = "none"
_IDENTITY = {"X-OpenRouter-Title": "panel"}

# What goes out is a closed list: the SDK also reads organisation ids and further headers from the environment, and
# those belong to another endpoint.
_KEPT = ("accept", "authorization", "content-type", "user-agent", "x-openrouter-", "x-stainless-")
_READABLE_ENCODINGS = ("", "identity", "gzip", "deflate")

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class RawResponse:
    """A response whose body has been read; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """Sends bodies to one endpoint. Make it with ``open`` and close it."""

    def __init__(self, first: httpx2.Request, headers: Headers, http: httpx2.AsyncClient) -> None:
        self._url = first.url
        self._extensions = first.extensions
        self._headers = headers
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
        """Return a connection that nothing has been sent over; ``transport`` replaces the network."""
        limits = httpx2.Timeout(timeout, connect=min(timeout, _LONGEST_CONNECT), pool=timeout)
        first = await _first_request(endpoint, limits)
        return cls(first, _headers(first, endpoint), _http_client(endpoint, connections, transport))

    async def post(self, body: bytes) -> RawResponse:
        """Send one body; raises what the transport raises, and WireFault for a response over the cap."""
        request = httpx2.Request(
            "POST", self._url, headers=self._headers, content=body, extensions=dict(self._extensions)
        )
        response = await self._http.send(request, stream=True, follow_redirects=False)
        try:
            headers = {name.lower(): value for name, value in response.headers.items()}
            return RawResponse(response.status_code, headers, await _capped(response))
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


def _headers(first: httpx2.Request, endpoint: Endpoint) -> Headers:
    kept = [(name.lower(), value) for name, value in first.headers.raw if name.lower().startswith(_kept(endpoint))]
    return [*kept, (b"accept-encoding", b"identity")]


def _kept(endpoint: Endpoint) -> tuple[bytes, ...]:
    return tuple(name.encode() for name in _KEPT if name != "authorization" or endpoint.key is not None)


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


async def _capped(response: httpx2.Response) -> bytes:
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in _READABLE_ENCODINGS:
        raise unreadable("the response is compressed although that was not asked for", status=response.status_code)
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > BODY_CAP:
            raise unreadable(
                f"the response is over {BODY_CAP:,} bytes", status=response.status_code, is_retryable=False
            )
        chunks.append(chunk)
    return b"".join(chunks)
