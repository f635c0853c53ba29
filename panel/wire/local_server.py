"""Local servers: asks one on this machine for the context and the slots of a model, and counts what it answers at once.

Only servers of the user's own are asked: on this machine, and not at an address that a project's file names.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import orjson

from panel.domain.local_server import LocalModel
from panel.domain.origin import Origin
from panel.errors import WireFault
from panel.wire.connection import Connection, RawResponse
from panel.wire.endpoints import Dialect, Endpoint
from panel.wire.error_body import read_error, read_page
from panel.wire.faults import again, fault_of_error
from panel.wire.json_body import mapping, parsed
from panel.wire.local_pages import read_lm_studio, read_older_lm_studio, read_ollama, read_props
from panel.wire.redact import Redactor

if TYPE_CHECKING:
    import httpx2

DEADLINE = 2.0
"""Seconds for one page."""

PATIENCE = 60.0
"""Seconds for the first words of a model, which may have to be loaded, and again for those at once."""

AT_ONCE = 8
"""Completions that are asked for at once, to see how many come back together."""

_PAGE_CAP = 4_000_000
_TOGETHER = 1.5
_TINY = {"messages": [{"role": "user", "content": "Count from 1 to 20."}], "max_tokens": 8, "temperature": 0}
_DIALECTS = (Dialect.OPENAI, Dialect.OLLAMA, Dialect.LMSTUDIO)

Timer = Callable[[], float]


def is_ones_own(endpoint: Endpoint) -> bool:
    """Whether this is a server that may be asked more than for completions that somebody wants."""
    return endpoint.is_local and endpoint.dialect in _DIALECTS and endpoint.origin is not Origin.PROJECT


def at_a_time(seconds: Sequence[float]) -> int:
    """How many of the calls sent at once were answered together: the quickest, and what took up to half as long again.

    A server that answers one at a time takes twice as long over the second as over the first.
    """
    return sum(one <= _TOGETHER * min(seconds) for one in seconds)


class LocalServers:
    """Asks servers of one's own, over a connection for each question. ``transports`` replaces the network by name."""

    def __init__(
        self,
        *,
        timer: Timer,
        deadline: float = DEADLINE,
        patience: float = PATIENCE,
        transports: Mapping[str, httpx2.AsyncBaseTransport] | None = None,
    ) -> None:
        self._timer = timer
        self._deadline = deadline
        self._patience = patience
        self._transports = dict(transports or {})

    async def about(self, endpoint: Endpoint, model: str) -> LocalModel | None:
        """What the server tells of a model; None where it tells nothing, or is not one's own. Raises nothing."""
        if not is_ones_own(endpoint):
            return None
        async with self._connected(_root(endpoint), 1) as connection:
            for kind in _kinds(endpoint.dialect):
                if (told := await kind(_Pages(connection, self._deadline), model)) is not None:
                    return told
        return None

    async def at_a_time(self, endpoint: Endpoint, model: str) -> int:
        """How many of ``AT_ONCE`` tiny completions it answers together, after one that may load the model.

        Raises WireFault where one of them was not answered. For servers of one's own alone.
        """
        body = orjson.dumps({"model": model, **_TINY, "stream": False})
        async with self._connected(endpoint, AT_ONCE) as connection:
            redact = Redactor.of([endpoint.key.get_secret_value()] if endpoint.key else [])
            await self._seconds(connection, body, redact)
            asked = (self._seconds(connection, body, redact) for _ in range(AT_ONCE))
            # Each is waited for, so that none still runs when the connection closes.
            ended = await asyncio.gather(*asked, return_exceptions=True)
        seconds = [one for one in ended if isinstance(one, float)]
        for one in ended:
            if isinstance(one, BaseException):
                raise one
        return at_a_time(seconds)

    async def _seconds(self, connection: Connection, body: bytes, redact: Redactor) -> float:
        started = self._timer()
        _require_good(await connection.post(body, within=self._patience), redact)
        return self._timer() - started

    @asynccontextmanager
    async def _connected(self, endpoint: Endpoint, connections: int) -> AsyncIterator[Connection]:
        transport = self._transports.get(endpoint.name)
        connection = Connection.open(endpoint, connections=connections, transport=transport)
        try:
            yield connection
        finally:
            await connection.close()


class _Pages:
    """The pages beside the OpenAI-compatible ones; one that is not there is None."""

    def __init__(self, connection: Connection, deadline: float) -> None:
        self._connection = connection
        self._deadline = deadline

    async def got(self, path: str) -> object:
        """What a page says as JSON."""
        return await self._read(self._connection.get(path, within=self._deadline, cap=_PAGE_CAP))

    async def told(self, path: str, question: Mapping[str, object]) -> object:
        """What a page answers to a question, as JSON."""
        body = orjson.dumps(question)
        return await self._read(self._connection.post_to(path, body, within=self._deadline, cap=_PAGE_CAP))

    async def _read(self, response: Awaitable[RawResponse]) -> object:
        try:
            raw = await response
        except WireFault:
            return None
        return parsed(raw.body) if raw.status == 200 else None


async def _llama_server(pages: _Pages, model: str) -> LocalModel | None:
    del model  # it serves one
    return read_props(await pages.got("/props"))


async def _lm_studio(pages: _Pages, model: str) -> LocalModel | None:
    told = read_lm_studio(await pages.got("/api/v1/models"), model)
    return told or read_older_lm_studio(await pages.got("/api/v0/models"), model)


async def _ollama(pages: _Pages, model: str) -> LocalModel | None:
    return read_ollama(await pages.got("/api/ps"), await pages.told("/api/show", {"model": model}), model)


def _kinds(dialect: Dialect) -> tuple[Callable[[_Pages, str], Awaitable[LocalModel | None]], ...]:
    """How to ask; a plain server may be any of them."""
    if dialect is Dialect.OLLAMA:
        return (_ollama,)
    return (_lm_studio,) if dialect is Dialect.LMSTUDIO else (_llama_server, _lm_studio, _ollama)


def _root(endpoint: Endpoint) -> Endpoint:
    """The endpoint at the top of its own host, where such pages are."""
    parts = urlsplit(endpoint.base_url)
    return endpoint.model_copy(update={"base_url": f"{parts.scheme}://{parts.netloc}"})


def _require_good(raw: RawResponse, redact: Redactor) -> None:
    """Raise the fault of a response that is an error; the key is taken out before words are cut."""
    body = redact.raw(raw.body)
    stated = mapping(parsed(body)).get("error")
    if raw.status >= 300 or stated:
        fault = fault_of_error(read_error(stated) if stated else read_page(body), status=raw.status)
        raise again(fault, redact(fault.detail))
