"""Serving: a server on loopback that is there while a context is open."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from aiohttp import web

from panel.testing.sending import HOST

_BACKLOG = 1024
"""Connections that may wait to be taken: clients open hundreds at once."""


class Serving(ABC):
    """An async context manager; while it is open it serves ``base_url``. ``port`` 0 takes a free one."""

    def __init__(self, port: int, path: str) -> None:
        self._port = port
        self._path = path
        self._open: web.BaseRunner | None = None

    @property
    def base_url(self) -> str:
        """The address to give as ``--base-url``."""
        return f"http://{HOST}:{self._port}{self._path}"

    @abstractmethod
    def runner(self) -> web.BaseRunner:
        """What answers requests."""

    async def __aenter__(self) -> Self:
        self._open = self.runner()
        await self._open.setup()
        await web.TCPSite(self._open, HOST, self._port, backlog=_BACKLOG).start()
        self._port = int(self._open.addresses[0][1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open is not None:
            await self._open.cleanup()
