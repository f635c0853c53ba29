"""Permits: what one cell holds of how many may stand ready and how many may be begun; each is given back once."""

from __future__ import annotations

import asyncio


class Permits:
    """One cell's share of what its feeder may begin."""

    __slots__ = ("_begun", "_ready")

    def __init__(self, ready: asyncio.Semaphore, begun: asyncio.Semaphore) -> None:
        self._ready: asyncio.Semaphore | None = ready
        self._begun: asyncio.Semaphore | None = begun

    def stands_ready_no_more(self) -> None:
        """The cell left, or will not."""
        if self._ready is not None:
            self._ready.release()
            self._ready = None

    def give_back(self) -> None:
        """The cell is done, or holds up nobody: what waits for money is as much as the budget lets begin."""
        self.stands_ready_no_more()
        if self._begun is not None:
            self._begun.release()
            self._begun = None
