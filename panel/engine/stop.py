"""Stop: the wish that a run should end, and how long it then waits for what was already sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

GRACE = 10.0
"""Seconds that a run which is told to stop waits for answers that may be billed already."""


class Stop:
    """Told to a run from outside. ``grace`` is in seconds, and ``wishes`` counts how often it was told.

    ``why`` is why, where the first who wished it said so, and ``ending`` a word for what ended the run.
    """

    def __init__(self, grace: float = GRACE) -> None:
        self.grace = grace
        self.is_heeded = False
        self.wishes = 0
        self.why = ""
        self.ending = "stopped"
        self._wanted = asyncio.Event()

    def wish(self, why: str = "") -> None:
        """Have the run stop: it sends nothing more, keeps what arrives within the grace, and is cancelled.

        While nothing ``is_heeded``, nothing is being sent; whoever wishes can cancel the job then.
        """
        self.why = self.why if self.wishes else why
        self.wishes += 1
        self._wanted.set()

    @contextmanager
    def heeded(self) -> Iterator[asyncio.Task[bool]]:
        """Heed the wish; the task inside ends when it is wished."""
        self.is_heeded = True
        wished = asyncio.create_task(self._wanted.wait())
        try:
            yield wished
        finally:
            wished.cancel()
            self.is_heeded = False
