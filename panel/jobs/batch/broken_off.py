"""Broken off: keeps with a run that does not come to its summary how it ended, and what was known of it by then."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from panel.domain.run import Ending
from panel.engine.stop import Stop
from panel.errors import PanelError, StoreUnusable
from panel.report.printable import one_line
from panel.store.store import Store
from panel.wire.redact import Redactor


@dataclass(slots=True)
class SoFar:
    """What is known of a run while it goes on."""

    tools: int | None = None
    rejected: int = 0
    unread: int = 0
    reused: int = 0

    def ending(self, outcome: str, why: str | None = None) -> Ending:
        """The ending of a run that gets no further."""
        return Ending(
            outcome=outcome,
            tools=self.tools,
            rejected=self.rejected,
            unread=self.unread,
            reused=self.reused,
            why=why,
        )


@contextmanager
def broken_off(store: Store, run: str, stop: Stop | None, redact: Redactor) -> Iterator[SoFar]:
    """Keep an ending where a run is stopped or fails in words; one that crashes has none."""
    so_far = SoFar()
    try:
        yield so_far
    except StoreUnusable:
        raise
    except asyncio.CancelledError:
        with suppress(StoreUnusable):
            store.put_ending(run, so_far.ending(stop.ending if stop else Stop().ending))
        raise
    except PanelError as error:
        with suppress(StoreUnusable):
            store.put_ending(run, so_far.ending("failed", one_line(redact(str(error)))))
        raise
