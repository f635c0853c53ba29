"""The catalogue: asks endpoints for their models, and OpenRouter for the standing of a key and the cost of a call.

Nothing here is billed. One request each, with a deadline over all of it and a cap on the body; nothing is retried,
since whoever asks is waiting. OpenRouter's list is public, so its key stays at home; elsewhere a key goes where its
completions would go.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from panel.domain.catalogue import Answered, Dated, Generation, KeyStanding, Listing
from panel.errors import Cause, WireFault
from panel.wire.connection import Connection, RawResponse
from panel.wire.endpoints import Dialect, Endpoint
from panel.wire.error_body import page_words, read_error, read_page, unlisted
from panel.wire.faults import again, fault_of_error, redirected
from panel.wire.json_body import mapping, parsed
from panel.wire.kept_listings import KeptListings
from panel.wire.listing import Page, read_generation, read_models, read_standing
from panel.wire.redact import Redactor
from panel.wire.waits import limits_in

if TYPE_CHECKING:
    import httpx2

DEADLINE = 5.0
"""Seconds for one request, from the first byte sent to the last byte read."""

LIST_CAP = 8_000_000
"""Bytes of a list of models that are read; OpenRouter's has about half a million."""

KEY_CAP = 100_000
"""Bytes of what is said of a key or a call that are read."""

NOT_SERVED = (404, 405, 501)
"""The statuses of a page that a server does not have."""

Read = TypeVar("Read")


class Catalogue:
    """Asks any endpoint, over a connection for each request, and keeps the lists of models that it gets.

    ``transports`` replaces the network for the endpoints it names.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        deadline: float = DEADLINE,
        transports: Mapping[str, httpx2.AsyncBaseTransport] | None = None,
        kept: KeptListings | None = None,
    ) -> None:
        self._clock = clock
        self._kept = kept or KeptListings(None)
        self._deadline = deadline
        self._transports = dict(transports or {})

    async def models(self, endpoint: Endpoint) -> Answered[Listing]:
        """The models that an endpoint lists; raises WireFault where it does not, Mistake for an unusable proxy."""
        is_public = endpoint.dialect is Dialect.OPENROUTER
        asked = endpoint.model_copy(update={"key": None}) if is_public else endpoint
        answered = await self._read(asked, "/models", LIST_CAP, read_models)
        self._kept.keep(endpoint, Dated(answered.value, self._clock()))
        return answered

    async def standing(self, endpoint: Endpoint) -> Answered[KeyStanding]:
        """What OpenRouter says of the endpoint's key; raises WireFault, KEY_REJECTED for one that it refuses."""
        return await self._read(endpoint, "/key", KEY_CAP, read_standing)

    async def generation(self, endpoint: Endpoint, identifier: str) -> Answered[Generation]:
        """What OpenRouter says that a call cost, by its id.

        Raises WireFault: with status 404 for some time after the call, and for an id that it does not know.
        """
        return await self._read(endpoint, f"/generation?id={quote(identifier, safe='')}", KEY_CAP, read_generation)

    async def _read(self, endpoint: Endpoint, path: str, cap: int, read: Callable[[Page], Read]) -> Answered[Read]:
        redact = Redactor.of([endpoint.key.get_secret_value()] if endpoint.key else [])
        try:
            answered = await self._response(endpoint, path, cap)
            return Answered(read(self._page(endpoint, path, answered.value, redact)), answered.latency_ms)
        except WireFault as fault:
            raise again(fault, redact(fault.detail)) from None

    async def _response(self, endpoint: Endpoint, path: str, cap: int) -> Answered[RawResponse]:
        connection = Connection.open(endpoint, connections=1, transport=self._transports.get(endpoint.name))
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            raw = await connection.get(path, within=self._deadline, cap=cap)
            return Answered(raw, round((loop.time() - started) * 1000))
        finally:
            await connection.close()

    def _page(self, endpoint: Endpoint, path: str, raw: RawResponse, redact: Redactor) -> Page:
        """The page of a good response; raises WireFault for another. Keys go before anything is cut."""
        body = redact.raw(raw.body)
        value = _without_secrets(parsed(body), redact)
        if 300 <= raw.status < 400:
            raise redirected(raw.status, redact(raw.headers.get("location", "")))
        if raw.status in NOT_SERVED:
            raise _not_served(endpoint, path, raw.status)
        if raw.status == 401 and endpoint.key is None:
            raise _key_wanted(endpoint, path)
        if raw.status >= 400:
            stated = mapping(unlisted(value)).get("error")
            error = read_error(stated) if stated else read_page(body)
            limits = limits_in(raw.headers, self._clock(), status=raw.status)
            raise fault_of_error(error, status=raw.status, limits=limits)
        return Page(value, page_words(body))


def _without_secrets(value: object, redact: Redactor) -> object:
    try:
        return redact.inside(value)
    except RecursionError:
        return None


def _not_served(endpoint: Endpoint, path: str, status: int) -> WireFault:
    where = f"nothing is served at {endpoint.base_url}{path} (HTTP {status})"
    detail = f"{where}; check the address, up to and including /v1"
    return WireFault(Cause.REQUEST_REJECTED, detail, is_retryable=False, status=status)


def _key_wanted(endpoint: Endpoint, path: str) -> WireFault:
    detail = f"{endpoint.base_url}{path} is not shown without a key (HTTP 401)"
    return WireFault(Cause.FORBIDDEN, detail, is_retryable=False, status=401)
