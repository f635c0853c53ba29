"""Connections: what is sent to one endpoint with every request, and what becomes of its response.

Every way in which no response comes is a WireFault, and what comes of one before it breaks off is kept.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp

from panel.errors import WireFault
from panel.wire.channel import Channel, Head, Sockets, StandIn
from panel.wire.endpoints import Dialect, Endpoint
from panel.wire.faults import again, fault_of_exception, forget_traces, timed_out

if TYPE_CHECKING:
    import httpx2

BODY_CAP = 1_000_000
"""Bytes of a response that are read; an answer has a few thousand."""

_AGENT = "panel-review"


@dataclass(frozen=True, slots=True)
class RawResponse:
    """A response whose body has been read; header names are in lower case, and only those are kept that are read."""

    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """Sends bodies to one endpoint. Make it with ``open`` and close it."""

    def __init__(self, endpoint: Endpoint, channel: Channel) -> None:
        self._endpoint = endpoint
        self._url = f"{endpoint.base_url}/chat/completions"
        self._channel = channel

    @classmethod
    def open(
        cls, endpoint: Endpoint, *, connections: int, transport: httpx2.AsyncBaseTransport | None = None
    ) -> Connection:
        """Return a connection that nothing has been sent over, in a running loop; ``transport`` replaces the network.

        The offline endpoint has no network to replace: it is answered inside the process. Raises Mistake for a proxy
        or certificates that the environment names and that cannot be used.
        """
        stand_in = transport or _in_process(endpoint)
        headers = _headers(endpoint)
        return cls(endpoint, StandIn(stand_in, headers) if stand_in else Sockets(endpoint, headers, connections))

    async def post(self, body: bytes, *, within: float, head: Head | None = None) -> RawResponse:
        """Send one body to chat completions; raises WireFault if no response came ``within`` so many seconds.

        ``head`` is filled on the way, for whoever wants to know how far it came when this is cancelled.
        """
        return await self._exchange("POST", self._url, body, within, BODY_CAP, head)

    async def get(self, path: str, *, within: float, cap: int) -> RawResponse:
        """Get a page under the endpoint's base URL, of ``cap`` bytes at most; raises WireFault as ``post`` does."""
        return await self._exchange("GET", f"{self._endpoint.base_url}{path}", b"", within, cap)

    async def post_to(self, path: str, body: bytes, *, within: float, cap: int) -> RawResponse:
        """Send a body to a page under the endpoint's base URL; raises WireFault as ``post`` does."""
        return await self._exchange("POST", f"{self._endpoint.base_url}{path}", body, within, cap)

    async def _exchange(
        self, method: str, url: str, body: bytes, within: float, cap: int, head: Head | None = None
    ) -> RawResponse:
        head = Head() if head is None else head
        try:
            async with asyncio.timeout(within):
                read = await self._channel.exchange(method, url, body, cap, head)
        except aiohttp.ServerTimeoutError as error:
            fault = self._fault(error, head)
        except TimeoutError:
            fault = timed_out(within, is_sent=head.is_sent)
        except WireFault as unread:
            fault = again(unread)
        except _transport_errors() as error:
            fault = self._fault(error, head)
        else:
            return RawResponse(head.status or 0, head.headers, read)
        return _without_body(head, fault)

    def _fault(self, error: BaseException, head: Head) -> WireFault:
        """The fault that it stands for; the exceptions are done with then."""
        fault = fault_of_exception(error, self._endpoint, has_begun=head.status is not None)
        forget_traces(error)
        return fault

    async def close(self) -> None:
        """Close the sockets."""
        await self._channel.close()


def cut_short(head: Head, fault: WireFault) -> WireFault:
    """The fault with what came before it: the id of a completion that was lost among it."""
    return again(fault, status=head.status, generation_id=head.generation_id)


def _transport_errors() -> tuple[type[Exception], ...]:
    """What a channel raises for a response that does not come; looked up where one did not."""
    import httpx2

    # UnicodeError: what aiohttp lets through of a host whose name no name service can spell, a..b for one.
    return httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, aiohttp.ClientError, OSError, UnicodeError


def _without_body(head: Head, fault: WireFault) -> RawResponse:
    """The response to a body that could not be read: a stated failure needs none; raises the fault of any other."""
    if head.status is not None and head.status >= 400:
        return RawResponse(head.status, head.headers, b"")
    raise cut_short(head, fault) from None


def _headers(endpoint: Endpoint) -> dict[str, str]:
    """A closed list: nothing of the environment's, and the key only where there is one."""
    headers = {
        "accept": "application/json",
        "accept-encoding": "identity",
        "content-type": "application/json",
        "user-agent": _AGENT,
    }
    if endpoint.key is not None:
        headers["authorization"] = f"Bearer {endpoint.key.get_secret_value()}"
    if endpoint.dialect is Dialect.OPENROUTER:
        headers["x-openrouter-title"] = "panel"
    return headers


def _in_process(endpoint: Endpoint) -> httpx2.AsyncBaseTransport | None:
    if endpoint.dialect is not Dialect.OFFLINE:
        return None
    from panel.wire.offline.transport import OfflineTransport

    return OfflineTransport()
