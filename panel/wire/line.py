"""A line to one endpoint: the openai SDK's own http client, with the request built once and sent as bytes.

The SDK makes the first request; its address and headers serve for all that follow, which saves building them anew.
Redirects are never followed, so a key stays where it was meant to go.
"""

from __future__ import annotations

import httpx2
import openai
from openai._models import FinalRequestOptions

from panel.errors import Cause, WireFault
from panel.wire.endpoints import Dialect, Endpoint
from panel.wire.response import BODY_CAP, Raw

_NO_KEY = "none"
_TITLE = {"X-OpenRouter-Title": "panel", "HTTP-Referer": "https://pypi.org/project/panel-review/"}


class Line:
    """Sends bodies to an endpoint. ``transport`` stands in for the network; close it when done."""

    def __init__(
        self, endpoint: Endpoint, *, timeout: float, connections: int, transport: httpx2.AsyncBaseTransport | None
    ) -> None:
        self._http = _http_client(timeout, connections, transport)
        self._sdk = openai.AsyncOpenAI(
            api_key=endpoint.key.get_secret_value() if endpoint.key else _NO_KEY,
            base_url=endpoint.base_url,
            http_client=self._http,
            max_retries=0,
            default_headers=_TITLE if endpoint.dialect is Dialect.OPENROUTER else None,
        )
        self._has_key = endpoint.key is not None
        self._built: httpx2.Request | None = None

    async def send(self, body: bytes) -> Raw:
        """Post a chat completion request; returns any status, raises what the transport raises, and WireFault."""
        first = self._first()
        headers = [(name, value) for name, value in first.headers.multi_items() if name.lower() != "content-length"]
        request = httpx2.Request("POST", first.url, headers=headers, content=body, extensions=first.extensions)
        response = await self._http.send(request, stream=True, follow_redirects=False)
        try:
            content = await _capped(response)
        finally:
            await response.aclose()
        return Raw(response.status_code, {name.lower(): value for name, value in response.headers.items()}, content)

    async def close(self) -> None:
        """Let go of every connection."""
        await self._http.aclose()

    def _first(self) -> httpx2.Request:
        if self._built is None:
            options = FinalRequestOptions.construct(method="post", url="/chat/completions", json_data={})
            self._built = self._sdk._build_request(options)  # noqa: SLF001 - the SDK has no public way to build only
            if not self._has_key:
                del self._built.headers["authorization"]
        return self._built


async def _capped(response: httpx2.Response) -> bytes:
    """The body, decoded; a longer one than the cap is refused as soon as it is."""
    pieces: list[bytes] = []
    size = 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > BODY_CAP:
            raise WireFault(
                Cause.UNREADABLE,
                f"an answer over {BODY_CAP // 1024} KB",
                is_retryable=False,
                status=response.status_code,
            )
        pieces.append(piece)
    return b"".join(pieces)


def _http_client(timeout: float, connections: int, transport: httpx2.AsyncBaseTransport | None) -> httpx2.AsyncClient:
    limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
    if transport is not None:
        return openai.DefaultAsyncHttpx2Client(transport=transport, follow_redirects=False)
    return openai.DefaultAioHttpClient(timeout=timeout, limits=limits, follow_redirects=False)
