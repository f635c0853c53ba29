"""Stopping a run: a first signal lets it wait a little for what was sent, a second ends it at once."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from panel.engine.stop import Stop

Result = TypeVar("Result")


class Stopped(KeyboardInterrupt):
    """A run was stopped by a signal, after it had kept what was answered; ``exit_code`` follows from which."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number


def run_until_stopped(job: Coroutine[Any, Any, Result], stop: Stop | None = None) -> Result:
    """Run a job; raises Stopped when an interrupt or a termination ended it.

    The first signal is put to ``stop`` while the job heeds it; any other cancels the job.
    """
    heard: list[int] = []

    async def watched() -> Result:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def hear(number: int) -> None:
            heard.append(number)
            if stop is not None and stop.is_heeded and len(heard) == 1:
                stop.wish()
            elif task is not None:
                task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            # Where loops cannot watch signals, an interrupt is raised in them instead.
            with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
                if signal.getsignal(number) is not signal.SIG_IGN:
                    loop.add_signal_handler(number, hear, number)
        return await job

    try:
        return asyncio.run(watched())
    except asyncio.CancelledError:
        raise Stopped(heard[0] if heard else signal.SIGINT) from None
